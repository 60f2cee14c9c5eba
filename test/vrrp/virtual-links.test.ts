/** Which interfaces a configuration wants to be made. keepalived.conf(5), use_vmac and its relatives. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type VirtualLinkSettings, virtualLinksOf } from '../../src/vrrp/virtual-links.ts'
import { load } from '../settings/example-host.ts'

function linksOf(...instances: readonly string[]): readonly VirtualLinkSettings[] {
  const text = instances.map((lines, at) => {
    const name = 'ABCDEF'[at]
    return `vrrp_instance ${name} {\ninterface eth0\nvirtual_router_id ${10 + at}\n${lines}\n}\n`
  })
  return virtualLinksOf(load(text.join('')).understood.vrrp)
}

const ipv4 = 'virtual_ipaddress { 10.0.0.9 }'
const ipv6 = 'virtual_ipaddress { fe80::9 }'

test('without the words there is none', () => {
  assert.deepEqual(linksOf(ipv4), [])
})

test('use_vmac: a macvlan with the MAC address of the RFC, for IPv4 alone', () => {
  const [link] = linksOf(`use_vmac\n${ipv4}`)
  assert.deepEqual(link, {
    name: 'vrrp.10',
    base: 'eth0',
    kind: { is: 'macvlan', mac: '00:00:5e:00:01:0a' },
    group: undefined,
    notifyByNetlink: false,
    instances: ['A'],
    family: 'ipv4',
    carriesIpv6: false,
    needsLinkLocal: false,
    address: undefined,
  })
})

test('IPv6 adverts need a link-local address there, unless they leave through the interface below', () => {
  const [own] = linksOf(`use_vmac\n${ipv6}`)
  assert.deepEqual([own?.family, own?.needsLinkLocal, own?.carriesIpv6], ['ipv6', true, true])
  const [base] = linksOf(`use_vmac\nvmac_xmit_base\n${ipv6}`)
  assert.equal(base?.needsLinkLocal, false)
})

test('an excluded address of IPv6 keeps IPv6 on the VMAC of an IPv4 instance', () => {
  const [link] = linksOf(`use_vmac\n${ipv4}\nvirtual_ipaddress_excluded { 2001:db8::9 }`)
  assert.deepEqual([link?.family, link?.carriesIpv6], ['ipv4', true])
})

test('use_ipvlan: its own address and mode', () => {
  const [link] = linksOf(`use_ipvlan ipv 10.0.0.7/24 vepa group 5\n${ipv4}`)
  assert.deepEqual(
    [link?.name, link?.kind, link?.address, link?.group],
    ['ipv', { is: 'ipvlan', flags: 'vepa' }, { address: '10.0.0.7', length: 24 }, 5],
  )
})

test('use_vmac_addr: one for each interface and family, by the family of the address', () => {
  const links = linksOf(
    'use_vmac_addr\nvirtual_ipaddress {\n10.0.0.9\n10.0.1.9 dev eth1\n10.0.1.10 dev eth1\n}\n' +
      'virtual_ipaddress_excluded { 2001:db8::9 dev eth1 }',
  )
  assert.deepEqual(
    links.map(({ name, base, kind, family }) => [name, base, kind.is === 'macvlan' && kind.mac, family]),
    [
      ['vrrp.10', 'eth1', '00:00:5e:00:01:0a', 'ipv4'],
      ['vrrp6.10', 'eth1', '00:00:5e:00:02:0a', 'ipv6'],
    ],
  )
})

test('what is held in the fault state for ever makes none', () => {
  const { understood } = load(
    `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nuse_ipvlan\n${ipv4}\n}\n`,
  )
  assert.deepEqual(understood.vrrp.instances[0]?.faults, ['ipvlan-without-address'])
  assert.deepEqual(virtualLinksOf(understood.vrrp), [])
})
