/** How adverts travel: family, source, unicast, VMAC, ipvlan, vrf. One test for each rule of keepalived. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { exampleHost } from '../../src/settings/pages/example-host.ts'
import type { HostFacts } from '../../src/settings/settings.ts'
import { instance, noFiles } from './example-host.ts'
import { bare, checkRules, ipv4, ipv6, outcomeOf, type Rule, strictGlobal } from './vrrp-example.ts'

const peer = 'unicast_peer { 192.0.2.3 }'
const unicast = (more: Partial<NonNullable<Rule['settings']>['unicast']> = {}) => ({
  peers: [{ address: address('192.0.2.3'), ttlMin: 0, ttlMax: 255 }],
  ...{ ttl: 255, checkSource: false, oldChecksum: 'detect' as const },
  ...more,
})

const families: readonly Rule[] = [
  {
    rule: 'the first statement decides the family: a source of the other one makes all addresses invalid',
    given: bare('mcast_src_ip fe80::1\nvirtual_ipaddress { 10.0.0.1 }'),
    ...{ status: 5, codes: ['family-mixed', 'no-addresses', 'source-not-local'] },
  },
  {
    rule: 'an ipvlan address of the other family before the addresses makes them invalid',
    given: bare('use_ipvlan fe80::9\nversion 2\nvirtual_ipaddress { 10.0.0.1 }'),
    ...{ status: 5, codes: ['version-contradicts', 'family-mixed', 'no-addresses'] },
  },
  {
    rule: 'mcast_src_ip of the other family is refused',
    given: ipv4('mcast_src_ip fe80::1'),
    ...{ status: 5, codes: ['family-mixed'], settings: { source: undefined } },
  },
  {
    rule: 'unicast_peer of the other family is refused, and then there is no peer',
    given: ipv4('unicast_peer { fe80::3 }'),
    ...{ status: 5, codes: ['family-mixed', 'unicast-without-peers'], settings: { unicast: undefined } },
  },
  {
    rule: 'virtual_ipaddress_excluded may be of either family',
    given: ipv4('virtual_ipaddress_excluded { 2001:db8::1 }'),
    ...{ status: 0, codes: [], settings: { family: 'ipv4' } },
  },
  {
    rule: 'the first address of a multicast IPv6 instance is link-local, or that is logged',
    given: bare('virtual_ipaddress { 2001:db8::1 }'),
    ...{ status: 0, codes: ['first-address-not-link-local'] },
  },
  {
    rule: 'the same in strict mode is a mistake',
    given: bare('virtual_ipaddress { 2001:db8::1 }\nstrict_mode'),
    ...{ status: 5, codes: ['first-address-not-link-local'] },
  },
  {
    rule: 'a unicast IPv6 instance needs no link-local address',
    given: bare('virtual_ipaddress { 2001:db8::1 }\nunicast_peer { fe80::9 }'),
    ...{ status: 0, codes: [] },
  },
]

const destinations: readonly Rule[] = [
  {
    rule: 'adverts of IPv4 go to 224.0.0.18, of IPv6 to ff02::12',
    given: ipv6(''),
    ...{ status: 0, codes: [], settings: { destination: address('ff02::12') } },
  },
  {
    rule: 'mcast_dst_ip must be multicast',
    given: ipv4('mcast_dst_ip 10.0.0.9'),
    ...{ status: 5, codes: ['not-a-value'], settings: { destination: address('224.0.0.18') } },
  },
  {
    rule: 'mcast_dst_ip of IPv6 must be of link-local scope',
    given: ipv6('mcast_dst_ip ff05::1'),
    ...{ status: 5, codes: ['not-a-value'] },
  },
  {
    rule: 'mcast_dst_ip of the other family is refused',
    given: ipv4('mcast_dst_ip ff02::1'),
    ...{ status: 5, codes: ['family-mixed'] },
  },
  {
    rule: 'mcast_dst_ip together with unicast peers is ignored',
    given: ipv4(`mcast_dst_ip 224.0.0.99\n${peer}`),
    ...{ status: 5, codes: ['destination-without-effect'], settings: { unicast: unicast() } },
  },
]

const unicasts: readonly Rule[] = [
  {
    rule: 'IPv4 without unicast_ttl: 255',
    given: ipv4(peer),
    ...{ status: 0, codes: [], settings: { unicast: unicast() } },
  },
  {
    rule: 'IPv6 without unicast_ttl: what the kernel takes',
    given: ipv6('unicast_peer { fe80::9 }'),
    status: 0,
    codes: [],
    settings: {
      unicast: unicast({ ttl: undefined, peers: [{ address: address('fe80::9'), ttlMin: 0, ttlMax: 255 }] }),
    },
  },
  {
    rule: 'unicast_ttl without peers is ignored (ttlWithoutPeers)',
    given: ipv4('unicast_ttl 5'),
    ...{ status: 5, codes: ['ttl-without-peers'], settings: { unicast: undefined } },
  },
  {
    rule: 'a unicast keyword without peers: multicast, deprecated',
    given: ipv4('unicast_src_ip 192.0.2.2'),
    ...{ status: 5, codes: ['unicast-without-peers'], settings: { unicast: undefined, faults: [] } },
  },
  {
    rule: 'check_unicast_src without peers is such a keyword',
    given: ipv4('check_unicast_src'),
    ...{ status: 5, codes: ['unicast-without-peers'] },
  },
  {
    rule: 'old_unicast_checksum without peers is such a keyword',
    given: ipv4('old_unicast_checksum never'),
    ...{ status: 5, codes: ['unicast-without-peers'] },
  },
  {
    rule: 'unicast_fault_no_peer without peers: the fault state, only logged',
    given: ipv4('unicast_fault_no_peer\nunicast_src_ip 192.0.2.2'),
    ...{ status: 0, codes: ['fault-without-peers'], settings: { faults: ['no-unicast-peer'] } },
  },
  {
    rule: 'strict and unicast peers where multicast is possible: nothing runs',
    given: ipv4(`strict_mode\n${peer}`),
    ...{ status: 5, codes: ['unicast-in-strict-mode'] },
  },
  {
    rule: 'a peer given twice counts once',
    given: ipv4('unicast_peer {\n192.0.2.3\n192.0.2.3\n}'),
    ...{ status: 5, codes: ['peer-twice'], settings: { unicast: unicast() } },
  },
  {
    rule: 'min_ttl above max_ttl is accepted with a warning, and any range switches check_unicast_src on',
    given: ipv4('unicast_peer {\n192.0.2.3 min_ttl 5 max_ttl 4\n}'),
    status: 5,
    codes: ['peer-never-heard'],
    settings: {
      unicast: unicast({
        peers: [{ address: address('192.0.2.3'), ttlMin: 5, ttlMax: 4 }],
        checkSource: true,
      }),
    },
  },
  {
    rule: 'min_ttl beyond 255 costs the option',
    given: ipv4('unicast_peer {\n192.0.2.3 min_ttl 256\n}'),
    ...{ status: 5, codes: ['out-of-range'], settings: { unicast: unicast() } },
  },
  {
    rule: 'an option of unicast_peer that nobody knows',
    given: ipv4('unicast_peer {\n192.0.2.3 foo 4\n}'),
    ...{ status: 5, codes: ['bad-peer-option'], settings: { unicast: unicast() } },
  },
  {
    rule: 'an option of unicast_peer without its value',
    given: ipv4('unicast_peer {\n192.0.2.3 max_ttl\n}'),
    ...{ status: 5, codes: ['bad-peer-option'], settings: { unicast: unicast() } },
  },
  {
    rule: 'old_unicast_checksum knows only never',
    given: ipv4(`${peer}\nold_unicast_checksum foo`),
    ...{ status: 5, codes: ['not-a-value'], settings: { unicast: unicast() } },
  },
  {
    rule: 'old_unicast_checksum alone means always',
    given: ipv4(`${peer}\nold_unicast_checksum`),
    ...{ status: 0, codes: [], settings: { unicast: unicast({ oldChecksum: 'always' }) } },
  },
  {
    rule: 'vrrp_check_unicast_src of global_defs',
    given: ipv4(peer, 'global_defs {\nvrrp_check_unicast_src\n}\n'),
    ...{ status: 0, codes: [], settings: { unicast: unicast({ checkSource: true }) } },
  },
  {
    rule: 'track_src_ip without a source is silently off',
    given: ipv4('track_src_ip'),
    ...{ status: 0, codes: [], settings: { trackSource: false } },
  },
  {
    rule: 'track_src_ip with one is on',
    given: ipv4('track_src_ip\nmcast_src_ip 192.0.2.2'),
    ...{ status: 0, codes: [], settings: { trackSource: true } },
  },
]

const withoutInterface = (more: string, before = '') =>
  outcomeOf(
    `${before}vrrp_instance A {\nvirtual_router_id 10\n${more}\nvirtual_ipaddress { 10.0.0.1 dev eth0 }\n}`,
  )

const vrfs: readonly Rule[] = [
  {
    rule: 'vrf after interface is ignored when it is read',
    given: ipv4('vrf eth1'),
    ...{ status: 5, codes: ['vrf-cleared'], settings: { vrf: undefined } },
  },
  {
    rule: 'vrf before interface is cleared at the end',
    given: withoutInterface(`vrf eth1\ninterface eth0\n${peer}`),
    ...{ status: 5, codes: ['vrf-cleared'], settings: { vrf: undefined } },
  },
  {
    rule: 'vrf with unicast and without interface is kept',
    given: withoutInterface(`vrf eth1\nunicast_src_ip 192.0.2.2\n${peer}`),
    ...{ status: 0, codes: [], settings: { vrf: 'eth1', interface: undefined } },
  },
  {
    rule: 'no interface and no source: nothing runs',
    given: withoutInterface(peer),
    ...{ status: 5, codes: ['interface-missing'] },
  },
  {
    rule: 'no interface and a link-local source: nothing runs',
    given: outcomeOf(
      'vrrp_instance A {\nvirtual_router_id 10\nvirtual_ipaddress { fe80::1 dev eth0 }\n' +
        'unicast_src_ip fe80::8\nunicast_peer { fe80::9 }\n}',
    ),
    ...{ status: 5, codes: ['interface-missing'] },
  },
  {
    rule: 'no interface: an address needs dev',
    given: withoutInterface(`unicast_src_ip 192.0.2.2\n${peer}\nvirtual_ipaddress_excluded { 10.0.0.7 }`),
    ...{ status: 5, codes: ['address-without-interface'], settings: { excluded: [] } },
  },
]

test('no interface and no dev: default_interface, as the manual has it (addressOnDefaultInterface)', () => {
  const one = `unicast_src_ip 192.0.2.2\n${peer}\nvirtual_ipaddress_excluded { 10.0.0.7 }`
  const placesWith = (defaultInterface: string) => {
    const { codes, settings } = withoutInterface(
      one,
      `global_defs {\ndefault_interface ${defaultInterface}\n}\n`,
    )
    return [codes, settings?.excluded.map((address) => address.interface)]
  }
  assert.deepEqual(placesWith('eth1'), [['address-without-interface'], ['eth1']])
  assert.deepEqual(placesWith('eth7'), [['address-without-interface'], []])
})

checkRules([...families, ...destinations, ...unicasts, ...vrfs])

/** eth0 as these facts say. */
function onHost(more: string, facts: Partial<HostFacts['interfaces'][number]>) {
  const interfaces = exampleHost.interfaces.map((one) => (one.name === 'eth0' ? { ...one, ...facts } : one))
  const text = instance(more)
  const loaded = loadSettings({ file: 'k.conf', text, read: noFiles, host: { interfaces }, id: 'node' })
  const codes = loaded.diagnostics.map(({ code }) => code).filter((code) => !code.endsWith('-yet'))
  return { codes, settings: loaded.understood.vrrp.instances[0] }
}

test('an interface that cannot do multicast: the fault state, unless there are peers', () => {
  const { codes, settings } = onHost('', { multicast: false })
  assert.deepEqual([codes, settings?.faults], [['interface-without-multicast'], ['no-multicast']])
  assert.deepEqual(onHost(peer, { multicast: false }).codes, [])
  assert.deepEqual(onHost('', { multicast: undefined }).codes, [])
})

test('strict mode allows unicast where multicast is impossible', () => {
  assert.deepEqual(onHost(`strict_mode\n${peer}`, { multicast: false }).codes, [])
})

test('a VMAC on what is no Ethernet: the fault state, and none of it is left', () => {
  const { codes, settings } = onHost('use_vmac', { ethernet: false })
  assert.deepEqual([codes, settings?.faults], [['interface-not-ethernet'], ['not-ethernet']])
  assert.equal(settings?.virtualInterface, undefined)
  assert.deepEqual(onHost('use_ipvlan 192.0.2.9', { ethernet: false }).settings?.faults, ['not-ethernet'])
})

test('a small MTU leaves room for fewer addresses: as many as keepalived counts', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `10.1.0.${index}`)
  const most = (more: string) => {
    const { codes, settings } = onHost(`${more}\nvirtual_ipaddress {\n${lines.join('\n')}\n}`, { mtu: 200 })
    assert.deepEqual(codes, ['too-many-addresses'])
    assert.equal((settings?.addresses.length ?? 0) + (settings?.excluded.length ?? 0), 51)
    return settings?.addresses.length
  }
  assert.equal(most('version 2'), 37)
  assert.equal(most('version 3'), 39)
  assert.equal(most('authentication {\nauth_type AH\nauth_pass x\n}'), 31)
  assert.equal(most(`auth_hmac {\nkey 1 ${'k'.repeat(32)}\nactive_key 1\n}`), 30)
})

test('what stops everything does not hide what else is wrong', () => {
  assert.deepEqual(ipv4(`strict_mode\n${peer}\npreempt_delay 5\nuse_vmac eth1`).codes, [
    'unicast-in-strict-mode',
    'vmac-name-taken',
    'vmac-with-unicast',
    'strict-mode',
  ])
})

test('vrrp_strict does what strict_mode does', () => {
  assert.deepEqual(ipv4(peer, strictGlobal).codes, ['unicast-in-strict-mode'])
})

test('an interface without ARP cannot tell its neighbours, unless there is but one', () => {
  assert.deepEqual(onHost('', { arp: false }).codes, ['interface-without-arp'])
  assert.deepEqual(onHost('', { arp: false, pointToPoint: true }).codes, [])
})
