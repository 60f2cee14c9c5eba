/** use_vmac and use_ipvlan: how they are read, and what keepalived corrects. One test for each rule. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, parseMac } from '../../src/base/address.ts'
import type { VirtualInterface } from '../../src/vrrp/link-settings.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { checkRules, ipv4, ipv6, outcomeOf, type Rule } from './vrrp-example.ts'

type Vmac = Extract<VirtualInterface, { is: 'vmac' }>
type Ipvlan = Extract<VirtualInterface, { is: 'ipvlan' }>

function mac(text: string): Vmac['mac'] {
  const parsed = parseMac(text)
  assert.ok(parsed.ok)
  return parsed.value
}

const standardMac = mac('00:00:5e:00:01:0a')

function vmac(more: Partial<Vmac> = {}): Partial<InstanceSettings> {
  const plain = { name: 'vrrp.10', sendFromBase: false, notifyByNetlink: false, group: undefined }
  return { virtualInterface: { is: 'vmac', mac: standardMac, ...plain, ...more }, faults: [] }
}

function ipvlan(more: Partial<Ipvlan> = {}): Partial<InstanceSettings> {
  const prefix = { address: address('192.0.2.9'), length: 32 }
  const plain = { is: 'ipvlan', name: 'vrrp.10', address: prefix, mode: 'bridge', group: undefined } as const
  return { virtualInterface: { ...plain, ...more } }
}

const reading: readonly Rule[] = [
  {
    rule: 'use_vmac alone: the MAC address of the RFC',
    given: ipv4('use_vmac'),
    status: 0,
    codes: [],
    settings: vmac(),
  },
  {
    rule: 'IPv6 has a MAC address of its own',
    given: ipv6('use_vmac'),
    ...{ status: 0, codes: [], settings: vmac({ mac: mac('00:00:5e:00:02:0a') }) },
  },
  {
    rule: 'five octets are followed by the virtual_router_id',
    given: ipv4('use_vmac vrrp.51 02:01:02:03:04'),
    ...{ status: 0, codes: [], settings: vmac({ name: 'vrrp.51', mac: mac('02:01:02:03:04:0a') }) },
  },
  {
    rule: 'octets of one digit',
    given: ipv4('use_vmac 2:1:2:3:4:5'),
    ...{ status: 0, codes: [], settings: vmac({ mac: mac('02:01:02:03:04:05') }) },
  },
  {
    rule: 'name, group and netlink_notify_msg',
    given: ipv4('use_vmac name vm0 netlink_notify_msg group 7'),
    ...{ status: 0, codes: [], settings: vmac({ name: 'vm0', notifyByNetlink: true, group: 7 }) },
  },
  {
    rule: 'a group by name',
    given: ipv4('use_vmac group default'),
    ...{ status: 0, codes: [], settings: vmac({ group: 0 }) },
  },
  {
    rule: 'a group that no table of iproute2 names',
    given: ipv4('use_vmac group routers'),
    ...{ status: 0, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'a group without its name',
    given: ipv4('use_vmac group'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'a MAC address of another virtual router is ignored',
    given: ipv4('use_vmac 00:00:5e:00:01:05'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'the same with five octets',
    given: ipv4('use_vmac 00:00:5e:00:02'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'the MAC address of a group is ignored',
    given: ipv4('use_vmac 01:02:03:04:05:06'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'four octets are no MAC address',
    given: ipv4('use_vmac 02:01:02:03'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'seven octets are none either (macOfSevenOctets)',
    given: ipv4('use_vmac 02:01:02:03:04:05:06'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'the first name counts, also over two statements',
    given: ipv4('use_vmac a\nuse_vmac b'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac({ name: 'a' }) },
  },
  {
    rule: 'a name of more than 15 characters',
    given: ipv4('use_vmac verylongnameofinterface'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: vmac() },
  },
  {
    rule: 'use_ipvlan with its address, mode and group',
    given: ipv4('use_ipvlan ipv0 192.0.2.9/24 private group 3'),
    status: 0,
    codes: [],
    settings: ipvlan({
      ...{ name: 'ipv0', mode: 'private', group: 3 },
      address: { address: address('192.0.2.9'), length: 24 },
    }),
  },
  {
    rule: 'the address of an ipvlan is the source of its adverts',
    given: ipv4('use_ipvlan 192.0.2.9'),
    ...{ status: 0, codes: [], settings: { ...ipvlan(), source: address('192.0.2.9') } },
  },
  {
    rule: 'use_ipvlan given twice',
    given: ipv4('use_ipvlan 192.0.2.9\nuse_ipvlan'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: ipvlan() },
  },
  {
    rule: 'a second address of an ipvlan',
    given: ipv4('use_ipvlan ipv0 192.0.2.9 192.0.2.10'),
    ...{ status: 5, codes: ['bad-vmac-option'], settings: ipvlan({ name: 'ipv0' }) },
  },
]

const completing: readonly Rule[] = [
  {
    rule: 'a unicast keyword with use_vmac sets vmac_xmit_base',
    given: ipv4('use_vmac\nunicast_peer { 192.0.2.3 }'),
    ...{ status: 5, codes: ['vmac-with-unicast'], settings: vmac({ sendFromBase: true }) },
  },
  {
    rule: 'with vmac_xmit_base there is nothing to say',
    given: ipv4('use_vmac\nvmac_xmit_base\nunicast_peer { 192.0.2.3 }'),
    ...{ status: 0, codes: [], settings: vmac({ sendFromBase: true }) },
  },
  {
    rule: 'an ipvlan with unicast says nothing (unicastOverIpvlan)',
    given: ipv4('use_ipvlan 192.0.2.9\nunicast_peer { 192.0.2.3 }'),
    ...{ status: 0, codes: [], settings: ipvlan() },
  },
  {
    rule: 'use_vmac and use_ipvlan: the ipvlan, with a note (vmacAndIpvlan)',
    given: ipv4('use_vmac\nuse_ipvlan 192.0.2.9'),
    ...{ status: 0, codes: ['vmac-and-ipvlan'], settings: ipvlan() },
  },
  {
    rule: 'both with a name: one too many',
    given: ipv4('use_vmac vm0\nuse_ipvlan ipv0 192.0.2.9'),
    ...{ status: 5, codes: ['vmac-and-ipvlan'], settings: ipvlan({ name: 'ipv0' }) },
  },
  {
    rule: 'the same with unicast counts as a VMAC with unicast',
    given: ipv4('use_vmac\nuse_ipvlan 192.0.2.9\nunicast_peer { 192.0.2.3 }'),
    ...{ status: 5, codes: ['vmac-and-ipvlan', 'vmac-with-unicast'], settings: ipvlan() },
  },
  {
    rule: 'strict and a MAC address of its own: that of the RFC',
    given: ipv4('strict_mode\nuse_vmac 02:01:02:03:04:05'),
    ...{ status: 5, codes: ['strict-mode'], settings: vmac() },
  },
  {
    rule: 'strict, VMAC and vmac_xmit_base: cleared',
    given: ipv4('strict_mode\nuse_vmac\nvmac_xmit_base'),
    ...{ status: 5, codes: ['strict-mode'], settings: vmac() },
  },
  {
    rule: 'the name of an interface of another kind is ignored',
    given: ipv4('use_vmac eth1'),
    ...{ status: 5, codes: ['vmac-name-taken'], settings: vmac() },
  },
  {
    rule: 'promote_secondaries with a VMAC is cleared',
    given: ipv4('promote_secondaries\nuse_vmac'),
    ...{ status: 5, codes: ['vmac-option-cleared'], settings: { promoteSecondaries: false } },
  },
  {
    rule: 'vmac_xmit_base without a VMAC is cleared',
    given: ipv4('vmac_xmit_base'),
    ...{ status: 5, codes: ['vmac-option-cleared'], settings: { virtualInterface: undefined } },
  },
  {
    rule: 'an IPv4 ipvlan without an address: the fault state',
    given: ipv4('use_ipvlan'),
    ...{ status: 5, codes: ['ipvlan-without-address'], settings: { faults: ['ipvlan-without-address'] } },
  },
  {
    rule: 'an IPv6 ipvlan needs none',
    given: ipv6('use_ipvlan'),
    ...{ status: 0, codes: [], settings: { faults: [] } },
  },
  {
    rule: 'an ipvlan address of the other family is refused, and then it has none',
    given: ipv4('use_ipvlan fe80::1'),
    ...{ status: 5, codes: ['family-mixed', 'ipvlan-without-address'] },
  },
  {
    rule: 'use_vmac of an address that is on the VMAC of the instance',
    given: ipv4('use_vmac\nvirtual_ipaddress { 10.0.0.2 dev eth0 use_vmac }'),
    ...{ status: 5, codes: ['address-vmac-redundant'] },
  },
  {
    rule: 'use_vmac of an address elsewhere is kept',
    given: ipv4('use_vmac\nvirtual_ipaddress { 10.0.0.2 dev eth1 use_vmac }'),
    ...{ status: 0, codes: [] },
  },
  {
    rule: 'use_vmac of an address elsewhere while use_vmac_addr is set',
    given: ipv4('use_vmac_addr\nvirtual_ipaddress { 10.0.0.2 dev eth1 use_vmac }'),
    ...{ status: 5, codes: ['address-vmac-redundant'] },
  },
]

checkRules([...reading, ...completing])

test('a redundant use_vmac is gone from its address, another one stays', () => {
  const { settings } = ipv4('use_vmac\nvirtual_ipaddress {\n10.0.0.2 use_vmac\n10.0.0.3 dev eth1 use_vmac\n}')
  assert.deepEqual(
    settings?.addresses.map((one) => [one.interface, one.ownMac?.base]),
    [
      [undefined, undefined],
      [undefined, undefined],
      ['vrrp1.10', 'eth1'],
    ],
  )
})

/** An instance with these lines, named by its letter. */
function instanceOf(name: string, on: string, more: string): string {
  return `vrrp_instance ${name} {\ninterface ${on}\nvirtual_router_id 10\n${more}\n}\n`
}

function namesOf(text: string): readonly (string | undefined)[] {
  const { understood } = outcomeOf(text).loaded
  return understood.vrrp.instances.map(({ virtualInterface }) => virtualInterface?.name)
}

test('names are free across instances and families, as Debian keepalived was seen to choose them', () => {
  const text =
    instanceOf('A', 'eth0', 'use_vmac vm0\nvirtual_ipaddress { 10.0.0.9 }') +
    instanceOf('B', 'eth1', 'use_vmac vm0\nvirtual_ipaddress { 10.0.1.9 }') +
    instanceOf('C', 'eth0', 'use_vmac\nvirtual_ipaddress { fe80::9 }') +
    instanceOf('D', 'eth1', 'use_vmac\nvirtual_ipaddress { fe80::9 }')
  assert.deepEqual(namesOf(text), ['vm0', 'vrrp.10', 'vrrp6.10', 'vrrp1.10'])
  assert.deepEqual(outcomeOf(text).codes, ['vmac-name-taken'])
})

test('a name that an instance further down has given is not taken by chance', () => {
  const text =
    instanceOf('A', 'eth0', 'use_vmac\nvirtual_ipaddress { 10.0.0.9 }') +
    instanceOf('B', 'eth1', 'use_vmac vrrp.10\nvirtual_ipaddress { 10.0.1.9 }')
  assert.deepEqual(namesOf(text), ['vrrp1.10', 'vrrp.10'])
})

test('vmac_prefix and vmac_addr_prefix begin the names, cut to what a name can be', () => {
  const text =
    'global_defs {\nvmac_prefix a-very-long-prefix\nvmac_addr_prefix vip\n}\n' +
    instanceOf('A', 'eth0', 'use_vmac\nuse_vmac_addr\nvirtual_ipaddress {\n10.0.0.9\n10.0.1.9 dev eth1\n}')
  const { settings } = outcomeOf(text)
  assert.equal(settings?.virtualInterface?.name, 'a-very-long-.10')
  assert.deepEqual(
    settings?.addresses.map((one) => one.interface),
    [undefined, 'vip.10'],
  )
})

test('instances that would share a VMAC: held in fault unless one group has both', () => {
  const both =
    instanceOf('A', 'eth0', 'virtual_ipaddress { 10.0.1.8 dev eth1 use_vmac }') +
    instanceOf('B', 'eth1', 'use_vmac\nvirtual_ipaddress { 10.0.1.9 }')
  const faultsOf = (text: string) =>
    outcomeOf(text).loaded.understood.vrrp.instances.map(({ faults }) => faults)
  assert.deepEqual(faultsOf(both), [[], ['vmac-shared']])
  assert.deepEqual(faultsOf(`vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n${both}`), [[], []])
})
