/** Advice on addresses and interfaces: what gives it, and the nearest that does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviceFor, adviceOn, checkCases, link, router } from './lints-table.ts'

checkCases([
  {
    code: 'address-is-own',
    bad: router('192.0.2.2'),
    good: [router('192.0.2.9'), router('192.0.2.2', 'priority 255')],
    line: 5,
    says: /192\.0\.2\.2 is an address of this host itself, on eth0/,
  },
  {
    code: 'address-is-own',
    // The only address of the interface: a master would have had another one before.
    bad: router('192.0.2.2/24'),
    good: router('192.0.2.3/24'),
    line: 5,
    says: /taken away when this node becomes backup/,
  },
  {
    code: 'address-on-wrong-interface',
    bad: router('198.51.100.9'),
    good: [router('198.51.100.9 dev eth1'), router('198.51.100.9', '', { on: 'eth1' })],
    line: 5,
    says: /goes on eth0, the interface of vrrp_instance A, but its network 198\.51\.100\.0\/24 is on eth1/,
  },
  {
    code: 'address-on-wrong-interface',
    bad: router('192.0.2.9 dev eth1'),
    good: [router('192.0.2.9 dev lo'), router('192.0.2.9 dev eth0'), router('192.0.2.9 dev dummy0')],
    interfaces: [link('dummy0', ['203.0.113.1/24'], { kind: 'dummy' })],
    line: 5,
    says: /goes on eth1, as dev says, .*write dev eth0/,
  },
  {
    code: 'address-outside-networks',
    bad: router('10.0.0.1'),
    good: [
      router('192.0.2.9/24\n192.0.2.10'),
      router('192.0.2.9'),
      router('10.0.0.1 dev lo'),
      router('10.0.0.1 peer 192.0.2.1'),
      router('fe80::1'),
    ],
    line: 5,
    says: /10\.0\.0\.1\/32 is in no network of eth0, which has 192\.0\.2\.2\/24/,
  },
  {
    code: 'address-outside-networks',
    bad: router('203.0.113.9', '', { on: 'eth2' }),
    good: [router('10.0.0.1', '', { on: 'eth3' }), router('10.0.0.1', '', { on: 'eth4' })],
    line: 5,
    says: /203\.0\.113\.9\/32 is in no network of eth2, which has no IPv4 address/,
    interfaces: [
      link('eth2', ['fe80::2/64']),
      // A cloud: every address alone, and routed to.
      link('eth3', ['10.1.0.1/32']),
      link('eth4', [], { kind: 'dummy' }),
    ],
  },
  {
    // A digit that is wrong looks like an address of another network.
    code: 'address-outside-networks',
    bad: router('192.0.3.168/24\n192.0.3.169/24\n192.0.3.170'),
    good: [
      router('192.0.2.168/24'),
      router('192.0.2.9/24', 'virtual_ipaddress_excluded {\n192.0.3.168/24\n}'),
      router('192.0.3.168/24 dev lo'),
      router('192.0.3.168/24', '', { on: 'eth2' }),
      router('2001:db8::9/64'),
    ],
    line: 5,
    says: /192\.0\.3\.168\/24 is in no network of eth0, which has 192\.0\.2\.2\/24: right if 192/,
    // Nothing is there until VRRP brings it.
    interfaces: [link('eth2', [])],
  },
  {
    code: 'address-outside-networks',
    bad: `static_ipaddress {\n192.0.4.1/24 dev eth0\n}\n${router('192.0.3.168/24')}`,
    good: `static_ipaddress {\n192.0.3.1/24 dev eth0\n}\n${router('192.0.3.168/24')}`,
    line: 8,
    says: /192\.0\.3\.168\/24 is in no network/,
  },
  {
    code: 'address-length-differs',
    bad: router('192.0.2.9/16'),
    good: [router('192.0.2.9/24'), router('192.0.2.9'), router('192.0.2.9/32'), router('203.0.113.9/16')],
    line: 5,
    says: /192\.0\.2\.9\/16 is in the network 192\.0\.2\.0\/24 of eth0: .*behind its routers/,
  },
  {
    code: 'address-length-differs',
    bad: router('192.0.2.9/28'),
    good: router('192.0.2.9/24'),
    line: 5,
    says: /second, smaller network/,
  },
  {
    code: 'address-not-a-host',
    bad: router('192.0.2.255'),
    good: [router('192.0.2.254'), router('192.0.3.255')],
    line: 5,
    says: /192\.0\.2\.255\/32 is the broadcast address of its \/24/,
  },
  {
    code: 'address-not-a-host',
    bad: router('10.0.0.0/24'),
    good: [router('10.0.0.0/31'), router('10.0.0.0'), router('10.0.0.1/24')],
    line: 5,
    says: /10\.0\.0\.0\/24 is the name of its network/,
  },
  {
    code: 'address-not-a-host',
    bad: router('224.0.0.18'),
    good: [router('223.0.0.18'), router('192.0.2.255 peer 192.0.2.1'), router('2001:db8::/64')],
    line: 5,
    says: /multicast/,
  },
  {
    code: 'address-not-a-host',
    bad: router('240.0.0.1'),
    good: router('24.0.0.1'),
    line: 5,
    says: /reserved/,
  },
  {
    code: 'address-not-a-host',
    bad: router('127.0.0.5'),
    good: router('128.0.0.5'),
    line: 5,
    says: /loopback/,
  },
  {
    code: 'address-in-two-instances',
    bad: router('192.0.2.9') + router('192.0.2.9/24', '', { name: 'B', vrid: 11 }),
    good: [
      router('192.0.2.9') + router('192.0.2.10', '', { name: 'B', vrid: 11 }),
      router('fe80::1') + router('fe80::1', '', { name: 'B', on: 'eth1' }),
    ],
    line: 13,
    says: /192\.0\.2\.9 belongs to vrrp_instance A already, in line 5/,
  },
  {
    code: 'address-in-two-instances',
    bad: `static_ipaddress {\n192.0.2.9/24 dev eth0\n}\n${router('192.0.2.9')}`,
    good: `static_ipaddress {\n192.0.2.8/24 dev eth0\n}\n${router('192.0.2.9')}`,
    line: 8,
    says: /static_ipaddress too: this node has it also while the other one is master/,
  },
])

checkCases([
  {
    code: 'owner-without-address',
    bad: router('192.0.2.9', 'priority 255'),
    good: [
      router('192.0.2.2', 'priority 255'),
      router('192.0.2.9', 'priority 254'),
      router('192.0.2.9', 'state MASTER'),
    ],
    line: 7,
    says: /this host does not have 192\.0\.2\.9: it is master as soon as it starts/,
  },
  {
    code: 'source-is-virtual',
    bad: router('192.0.2.9', 'mcast_src_ip 192.0.2.9'),
    good: [
      router('192.0.2.9', 'mcast_src_ip 192.0.2.2'),
      router('192.0.2.2', 'mcast_src_ip 192.0.2.2\npriority 255'),
    ],
    line: 7,
    says: /the virtual address of line 5/,
  },
  {
    code: 'peer-is-self',
    bad: router('192.0.2.9', 'unicast_peer {\n192.0.2.2\n}'),
    good: [router('192.0.2.9', 'unicast_peer {\n192.0.2.3\n}')],
    line: 8,
    says: /192\.0\.2\.2 is this node: on eth0: nobody else hears its adverts: both/,
  },
  {
    code: 'peer-is-self',
    bad: router('192.0.2.9', 'unicast_src_ip 192.0.2.5\nunicast_peer {\n192.0.2.4\n192.0.2.5\n}'),
    good: router('192.0.2.9', 'unicast_src_ip 192.0.2.5\nunicast_peer {\n192.0.2.4\n192.0.2.6\n}'),
    line: 10,
    says: /its source address: the node sends its adverts to itself too/,
  },
  {
    code: 'vrid-on-one-network-twice',
    bad: router('192.0.2.9') + router('192.0.2.10', '', { name: 'B', on: 'eth2' }),
    good: [
      router('192.0.2.9') + router('192.0.2.10', '', { name: 'B', on: 'eth2', vrid: 11 }),
      router('192.0.2.9') + router('198.51.100.10', '', { name: 'B', on: 'eth1' }),
      router('192.0.2.9') + router('fe80::1', '', { name: 'B', on: 'eth2' }),
      router('192.0.2.9') + router('192.0.2.10', 'unicast_peer { 192.0.2.4 }', { name: 'B', on: 'eth2' }),
    ],
    line: 11,
    says: /10 is that of vrrp_instance A \(line 1\), and eth2 and eth0 are both in 192\.0\.2\.0\/24/,
    interfaces: [link('eth2', ['192.0.2.3/24', 'fe80::3/64'])],
  },
  {
    code: 'vrid-on-one-network-twice',
    bad: router('192.0.2.9', 'use_vmac') + router('192.0.2.10', 'use_vmac', { name: 'B', on: 'eth2' }),
    good:
      router('192.0.2.9', 'use_vmac') + router('192.0.2.10', 'use_vmac', { name: 'B', on: 'eth2', vrid: 11 }),
    line: 11,
    says: /the same MAC address/,
    interfaces: [link('eth2', ['192.0.2.3/24'])],
  },
  {
    code: 'interface-down',
    bad: router('192.0.2.9', '', { on: 'eth2' }),
    good: [router('192.0.2.9'), router('192.0.2.9', 'dont_track_primary', { on: 'eth2' })],
    line: 2,
    says: /eth2 is not up on this host now: .*ip link set eth2 up/,
    interfaces: [link('eth2', ['192.0.2.3/24'], { up: false })],
  },
  {
    code: 'gateway-not-connected',
    bad: router('192.0.2.9', 'virtual_routes {\n10.1.0.0/16 via 203.0.113.1\n}'),
    good: [
      router('192.0.2.9', 'virtual_routes {\n10.1.0.0/16 via 192.0.2.1\n}'),
      router('203.0.113.9/24', 'virtual_routes {\n10.1.0.0/16 via 203.0.113.1\n}'),
      router('192.0.2.9', 'virtual_routes {\n10.1.0.0/16 via 203.0.113.1 dev eth0 onlink\n}'),
      router('192.0.2.9', 'virtual_routes {\n203.0.113.0/24 dev eth0\n10.1.0.0/16 via 203.0.113.1\n}'),
      router('192.0.2.9', 'virtual_routes {\n10.1.0.0/16 dev eth0\n}'),
      router('fe80::1', 'virtual_routes {\n2001:db8::/32 via fe80::2 dev eth0\n}'),
    ],
    line: 8,
    says: /the gateway 203\.0\.113\.1 is in no network .*the kernel refuses the route/,
  },
  {
    code: 'link-loss-ignored',
    bad: router('192.0.2.9', 'dont_track_primary'),
    good: [router('192.0.2.9'), router('192.0.2.9', 'dont_track_primary\ntrack_interface {\neth1\n}')],
    line: 7,
    says: /does not follow eth0, nor anything else: with its link down it stays master/,
  },
  {
    code: 'addresses-silent',
    bad: `global_defs {\nvrrp_strict\n}\n${router('192.0.2.9')}`,
    good: [
      router('192.0.2.9'),
      `global_defs {\nvrrp_strict\n}\n${router('192.0.2.9', 'strict_mode off')}`,
      `global_defs {\nvrrp_strict\n}\n${router('192.0.2.9', 'version 3\naccept')}`,
      router('192.0.2.2', 'priority 255\nno_accept'),
    ],
    line: 4,
    says: /vrrp_strict in line 2 makes the addresses of vrrp_instance A silent/,
  },
  {
    code: 'addresses-silent',
    bad: router('192.0.2.9\n192.0.2.10', 'no_accept'),
    good: router('192.0.2.9', 'accept'),
    line: 8,
    says: /no_accept makes .* silent \(192\.0\.2\.9, \.\.\.\)/,
  },
  {
    code: 'announced-once',
    bad: router('192.0.2.9', 'garp_master_repeat 1\ngarp_master_delay 0'),
    good: [
      router('192.0.2.9', 'garp_master_repeat 1'),
      router('192.0.2.9', 'garp_master_delay 0'),
      router('192.0.2.9', 'garp_master_repeat 1\ngarp_master_delay 0\ngarp_master_refresh 60'),
      router('192.0.2.9', 'garp_master_repeat 1\ngarp_master_delay 0\nuse_vmac'),
    ],
    line: 7,
    says: /announces its addresses once/,
  },
])

test('on the node that is master, the virtual addresses that it holds are not taken for its own', () => {
  const holding = [
    link('eth2', ['192.0.2.7/24', '192.0.2.9/32', '192.0.2.10/24']),
    link('vrrp.10', ['192.0.2.11/32']),
  ]
  const text = router('192.0.2.9\n192.0.2.10/24\n192.0.2.11', 'unicast_peer { 192.0.2.8 }', { on: 'eth2' })
  assert.deepEqual(adviceOn(text, holding), [])
})

const held = (networks: readonly string[]) => ({ interfaces: [link('eth0', networks)] })
const ownIn = (text: string, networks: readonly string[]) =>
  adviceFor(text, held(networks)).flatMap(({ code, message }) => (code === 'address-is-own' ? [message] : []))

test('what was on the interface first is its own, whatever a master holds there beside it', () => {
  const own = ['192.0.2.2 is an address of this host itself, on eth0']
  const master = ['192.0.2.2/24', '192.0.2.168/24']
  for (const networks of [['192.0.2.2/24'], master, ['192.0.2.2/24', '192.0.2.168/32']]) {
    assert.deepEqual(ownIn(router('192.0.2.2/24'), networks), own)
    assert.deepEqual(ownIn(router('192.0.2.2/24\n192.0.2.168/24'), networks), own)
    assert.deepEqual(ownIn(router('192.0.2.2'), networks), own)
  }
})

test('what a master holds is not its own when the new text says another length', () => {
  const networks = ['192.0.2.2/24', '192.0.2.168/24']
  for (const length of ['/24', '/32', '/16', '']) {
    assert.deepEqual(ownIn(router(`192.0.2.168${length}`), networks), [])
  }
})

test('IPv6 addresses are listed from the youngest', () => {
  const networks = ['192.0.2.2/24', '2001:db8::168/64', '2001:db8::2/64', 'fe80::2/64']
  assert.deepEqual(ownIn(router('2001:db8::2/64'), networks), [
    '2001:db8::2 is an address of this host itself, on eth0',
  ])
  for (const length of ['/64', '/128']) {
    assert.deepEqual(ownIn(router(`2001:db8::168${length}`), networks), [])
  }
  // It may be the only one because this node is master: link-local addresses are enough for that.
  assert.deepEqual(ownIn(router('2001:db8::168/64'), ['2001:db8::168/64', 'fe80::2/64']), [])
})

test('an interface that has nothing but what the configuration brings has nothing of its own', () => {
  const text = router('192.0.2.9/24\n203.0.113.9/24 dev eth2')
  const facts = {
    interfaces: [link('eth0', ['192.0.2.2/24', '192.0.2.9/24']), link('eth2', ['203.0.113.9/24'])],
  }
  assert.deepEqual(adviceFor(text, facts), [])
})

test('nor what an earlier configuration has left there as a single address', () => {
  const holding = [link('eth2', ['192.0.2.7/24', '192.0.2.9/32'])]
  assert.deepEqual(adviceOn(router('192.0.2.9/24', '', { on: 'eth2' }), holding), [])
})

test('without facts of the host nothing that depends on it is said', () => {
  const bad = router('192.0.2.2\n10.0.0.1\n198.51.100.9\n192.0.2.10/16', 'priority 255')
  assert.ok(adviceOn(bad).length > 2)
  assert.deepEqual(adviceFor(bad, undefined), [])
})

test('of an interface whose networks are not known nothing is said', () => {
  const { networks, ...unknown } = link('eth2', ['192.0.2.3/24'])
  assert.ok(networks !== undefined)
  assert.deepEqual(adviceOn(router('10.0.0.1\n192.0.2.9/16', '', { on: 'eth2' }), [unknown]), [])
})

test('where single addresses are routed to, gateways may be anywhere', () => {
  const text = router('10.1.0.9', 'virtual_routes {\n10.2.0.0/16 via 203.0.113.1\n}', { on: 'eth2' })
  assert.deepEqual(adviceOn(text, [link('eth2', ['10.1.0.1/32'])]), [])
})
