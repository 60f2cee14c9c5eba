/**
 * Route lines: keepalived.conf(5), static_routes. The statuses are those of keepalived 2.2.7 and 2.4.3, and
 * what is kept of a line is what keepalived's data file shows of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, type Prefix } from '../../src/base/address.ts'
import { milliseconds } from '../../src/base/time.ts'
import { routeLine } from '../../src/vrrp/route-line.ts'
import { routeOptions, staticRouteOptions } from '../../src/vrrp/route-options.ts'
import type { RouteSettings } from '../../src/vrrp/route-settings.ts'
import { instance } from './example-host.ts'
import { outcomeOf, outcomeOfText } from './lines-stage.ts'

const prefix = (text: string, length: number): Prefix => ({ address: address(text), length })

const plain: RouteSettings = {
  family: 'ipv4',
  type: 1,
  destination: prefix('10.1.0.0', 16),
  order: 'prepend',
  table: 254,
  protocol: 18,
  metrics: {},
  nexthops: [],
  tracked: true,
}
const plain6: RouteSettings = { ...plain, family: 'ipv6', destination: prefix('2001:db8:1::', 64) }

function virtualRoute(line: string) {
  const { status, codes, understood } = outcomeOf('virtual_routes', line)
  return { status, codes, route: understood.vrrp.instances[0]?.routes[0] }
}

/** A line whose only word beside the destination is the option; IPv6 where the option needs it. */
const good: Readonly<Record<string, Partial<RouteSettings>>> = {
  '10.1.0.0/16': {},
  'to 10.1.0.0/16': {},
  '10.1.0.0/16 via 192.0.2.1': { via: address('192.0.2.1') },
  '10.1.0.0/16 via inet 192.0.2.1': { via: address('192.0.2.1') },
  '10.1.0.0/16 dev eth0': { interface: 'eth0' },
  '10.1.0.0/16 oif eth1': { interface: 'eth1' },
  '10.1.0.0/16 src 192.0.2.2': { source: address('192.0.2.2') },
  '10.1.0.0/16 onlink': { onlink: true },
  '10.1.0.0/16 table 100': { table: 100 },
  '10.1.0.0/16 table 0x100': { table: 256 },
  '10.1.0.0/16 table 010': { table: 8 },
  '10.1.0.0/16 table local': { table: 255 },
  '10.1.0.0/16 vrf blue': { vrf: 'blue' },
  '10.1.0.0/16 protocol 18': {},
  '10.1.0.0/16 protocol keepalived': {},
  '10.1.0.0/16 protocol static no_track': { protocol: 4, tracked: false },
  '10.1.0.0/16 no_track': { tracked: false },
  '10.1.0.0/16 scope link': { scope: 253 },
  '10.1.0.0/16 scope 0x10': { scope: 16 },
  '10.1.0.0/16 tos 0x10': { tos: 16 },
  '10.1.0.0/16 dsfield AF11': { tos: 0x28 },
  '10.1.0.0/16 metric 5': { priority: 5 },
  '10.1.0.0/16 priority 5': { priority: 5 },
  '10.1.0.0/16 preference +5': { priority: 5 },
  '10.1.0.0/16 add': { order: 'add' },
  '10.1.0.0/16 append': { order: 'append' },
  '10.1.0.0/16 add prepend': {},
  '10.1.0.0/16 realms 5': { realms: { destination: 5 } },
  '10.1.0.0/16 realms cosmos/6': { realms: { source: 0, destination: 6 } },
  '10.1.0.0/16 ttl-propagate enabled': { propagateTtl: true },
  '10.1.0.0/16 ttl-propagate disabled': { propagateTtl: false },
  '10.1.0.0/16 mtu 1400': { metrics: { mtu: { value: 1400, locked: false } } },
  '10.1.0.0/16 mtu lock 1400': { metrics: { mtu: { value: 1400, locked: true } } },
  '10.1.0.0/16 advmss 1360': { metrics: { advertisedMss: { value: 1360, locked: false } } },
  '10.1.0.0/16 reordering 3': { metrics: { reordering: { value: 3, locked: false } } },
  '10.1.0.0/16 cwnd lock 4': { metrics: { congestionWindow: { value: 4, locked: true } } },
  '10.1.0.0/16 ssthresh 5': { metrics: { slowStartThreshold: { value: 5, locked: false } } },
  '10.1.0.0/16 window 6': { metrics: { window: 6 } },
  '10.1.0.0/16 initcwnd 7': { metrics: { initialCongestionWindow: 7 } },
  '10.1.0.0/16 initrwnd 8': { metrics: { initialReceiveWindow: 8 } },
  '10.1.0.0/16 hoplimit 255': { metrics: { hopLimit: 255 } },
  '10.1.0.0/16 rtt 5000': { metrics: { roundTripTime: { value: milliseconds(625), locked: false } } },
  '10.1.0.0/16 rtt lock 1.5s': { metrics: { roundTripTime: { value: milliseconds(1500), locked: true } } },
  '10.1.0.0/16 rttvar 5000': { metrics: { roundTripVariance: { value: milliseconds(1250), locked: false } } },
  '10.1.0.0/16 rto_min 300MS': {
    metrics: { retransmissionMin: { value: milliseconds(300), locked: false } },
  },
  '10.1.0.0/16 rto_min 2Secs': {
    metrics: { retransmissionMin: { value: milliseconds(2000), locked: false } },
  },
  '10.1.0.0/16 features ecn': { metrics: { congestionNotification: true } },
  '10.1.0.0/16 quickack 1': { metrics: { quickAcknowledge: true } },
  '10.1.0.0/16 fastopen_no_cookie 0': { metrics: { fastOpenWithoutCookie: false } },
  '10.1.0.0/16 congctl lock reno': { metrics: { congestionControl: { value: 'reno', locked: true } } },
  '10.1.0.0/16 encap ip id 5 dst 10.9.9.9 src 10.8.8.8 tos 4 ttl 20 flags 1 mtu 9': {
    encapsulation: {
      is: 'ip',
      id: '5',
      destination: address('10.9.9.9'),
      source: address('10.8.8.8'),
      tos: 4,
      ttl: 20,
      flags: 1,
    },
    metrics: { mtu: { value: 9, locked: false } },
  },
  '10.1.0.0/16 encap ip id 18446744073709551615': {
    encapsulation: { is: 'ip', id: '18446744073709551615' },
  },
  '10.1.0.0/16 encap ip6 dst fe80::1 src fe80::2 tc 4 hoplimit 20 flags 2': {
    encapsulation: {
      is: 'ip6',
      destination: address('fe80::1'),
      source: address('fe80::2'),
      trafficClass: 4,
      hopLimit: 20,
      flags: 2,
    },
  },
  '10.1.0.0/16 encap mpls 100/0x10': { encapsulation: { is: 'mpls', labels: [100, 16] } },
  '10.1.0.0/16 encap ila 1:2:a:FFFF': { encapsulation: { is: 'ila', locator: [1, 2, 10, 0xffff] } },
  'blackhole 10.1.0.0/16': { type: 6 },
  '7 10.1.0.0/16': { type: 7 },
  'brd 10.1.0.0/16': { type: 3 },
  '10.1.0.0/16 inet': {},
  'default dev eth0': { destination: prefix('0.0.0.0', 0), interface: 'eth0' },
  'any table 5': { destination: prefix('0.0.0.0', 0), table: 5 },
  '10.1.0.0': { destination: prefix('10.1.0.0', 32) },
  '10.1.0.0/': { destination: prefix('10.1.0.0', 0) },
  '10.1.0.0/16 nexthop via 192.0.2.3 dev eth0 weight 2 onlink realms 3/4 encap mpls 20 nexthop via 192.0.2.4':
    {
      nexthops: [
        {
          via: address('192.0.2.3'),
          interface: 'eth0',
          weight: 2,
          onlink: true,
          realms: { source: 3, destination: 4 },
          encapsulation: { is: 'mpls', labels: [20] },
        },
        { via: address('192.0.2.4') },
      ],
    },
}

const good6: Readonly<Record<string, Partial<RouteSettings>>> = {
  '2001:db8:1::/64 via fe80::1 dev eth0': { via: address('fe80::1'), interface: 'eth0' },
  '2001:db8:1::/64 via inet6 fe80::1': { via: address('fe80::1') },
  '2001:db8:1::/64 expires 900': { expiresSeconds: 900 },
  '2001:db8:1::/64 pref high': { preference: 1 },
  '2001:db8:1::/64 pref low': { preference: 3 },
  '2001:db8:1::/64 pref medium': { preference: 0 },
  '2001:db8:1::/64 pref 2': { preference: 2 },
  '2001:db8:1::/64 from 2001:db8:5::/64': { from: prefix('2001:db8:5::', 64) },
  'default dev eth0 inet6': { destination: prefix('::', 0), interface: 'eth0' },
  'all expires 5': { destination: prefix('::', 0), expiresSeconds: 5 },
  'default pref low': { destination: prefix('::', 0), preference: 3 },
}

for (const [all, base] of [
  [good, plain],
  [good6, plain6],
] as const) {
  for (const [line, wanted] of Object.entries(all)) {
    test(`good: ${line}`, () => {
      assert.deepEqual(virtualRoute(line), { status: 0, codes: [], route: { ...base, ...wanted } })
    })
  }
}

test('every option is tried', () => {
  const words = new Set([...Object.keys(good), ...Object.keys(good6)].flatMap((line) => line.split(' ')))
  const deprecated = ['gw', 'or', 'as', 'inet6']
  for (const { name, synonyms } of routeOptions) {
    for (const word of [name, ...synonyms]) assert.ok(words.has(word) || deprecated.includes(word), word)
  }
})

const dropped: readonly string[] = [
  '10.1.0.0/16 via foo',
  '10.1.0.0/16 via fe80::1',
  '10.1.0.0/16 src foo',
  '10.1.0.0/16 src fe80::1',
  '10.1.0.0/16 src 10.0.0.0/8',
  '10.1.0.0/16 from 10.0.0.0/8',
  '10.1.0.0/16 table foo',
  '10.1.0.0/16 table 4294967296',
  '10.1.0.0/16 table ""',
  '10.1.0.0/16 vrf ethz',
  '10.1.0.0/16 vrf eth1',
  '10.1.0.0/16 protocol foo no_track',
  '10.1.0.0/16 protocol 256 no_track',
  '10.1.0.0/16 scope foo',
  '10.1.0.0/16 scope 256',
  '10.1.0.0/16 tos 256',
  '10.1.0.0/16 metric -1',
  '10.1.0.0/16 metric 0x10',
  '10.1.0.0/16 mtu abc',
  '10.1.0.0/16 mtu 4294967296',
  '10.1.0.0/16 mtu 5x',
  '10.1.0.0/16 hoplimit 256',
  '10.1.0.0/16 rtt foo',
  '10.1.0.0/16 rtt 1e3',
  '10.1.0.0/16 quickack 2',
  '10.1.0.0/16 fastopen_no_cookie yes',
  '10.1.0.0/16 initcwnd x',
  '10.1.0.0/16 realms 256',
  '10.1.0.0/16 realms foo',
  '10.1.0.0/16 expires 5',
  '10.1.0.0/16 pref high',
  '10.1.0.0/16 inet6',
  '10.1.0.0/16 foo',
  '10.1.0.0/16 features ecn foo',
  'foo dev eth0',
  'dev eth0',
  'inet6',
  'blackhole blackhole',
  '10.1.0.0/16 track_group G',
  '10.1.0.0/16 nexthop via 192.0.2.3 or 192.0.2.4 nexthop via 192.0.2.5'.replace('nexthop ', ''),
  '2001:db8:1::/64 via 192.0.2.3',
  '2001:db8:1::/64 realms 5',
  '2001:db8:1::/64 pref foo',
]

for (const line of dropped) {
  test(`left out: ${line}`, () => {
    const { status, codes, route } = virtualRoute(line)
    assert.deepEqual([status, codes.at(-1), route], [5, 'bad-route-line', undefined])
  })
}

const lacking = routeOptions
  .filter(
    ({ parameters, name }) =>
      !['', 'inet', 'inet6', 'encap', 'nexthop'].includes(parameters) &&
      name !== 'encap' &&
      name !== 'nexthop',
  )
  .flatMap(({ name, synonyms }) => [name, ...synonyms])

for (const word of [...lacking, 'mtu lock', 'via inet6', 'nexthop via', 'nexthop dev', 'to', 'throw']) {
  test(`a value is missing: ${word}`, () => {
    const { status, codes } = virtualRoute(`10.1.0.0/16 ${word}`)
    assert.deepEqual([status, codes.at(-1)], [2, 'missing-parameter'])
  })
}

const corrected: Readonly<Record<string, Partial<RouteSettings>>> = {
  '10.1.0.0/16 protocol static': {},
  '10.1.0.0/16 features foo': {},
  '10.1.0.0/16 ttl-propagate foo': {},
  '10.1.0.0/16 as to 10.9.9.9': {},
  '10.1.0.0/16 encap': {},
  '10.1.0.0/16 encap mpls': {},
  '10.1.0.0/16 encap ila': {},
  '10.1.0.0/16 encap foo 1 mtu 9': { metrics: { mtu: { value: 9, locked: false } } },
  '10.1.0.0/16 encap ip src 10.9.9.9 mtu 9': { metrics: { mtu: { value: 9, locked: false } } },
  '10.1.0.0/16 encap ip dst 10.9.9.9 ttl 300': {},
  '10.1.0.0/16 encap mpls 1048576': {},
  '10.1.0.0/16 encap mpls 1/2/3': {},
  '10.1.0.0/16 encap ila 1:2:3': {},
  '10.1.0.0/16 rtt 100': { metrics: { roundTripTime: { value: milliseconds(200), locked: false } } },
  '10.1.0.0/16 rtt 100ms': { metrics: { roundTripTime: { value: milliseconds(200), locked: false } } },
  '10.1.0.0/16 rtt 200s': { metrics: { roundTripTime: { value: milliseconds(120_000), locked: false } } },
  '10.1.0.0/16 rtt 1.2345s': { metrics: { roundTripTime: { value: milliseconds(1235), locked: false } } },
  '10.1.0.0/33': { destination: prefix('10.1.0.0', 32) },
  '10.1.0.0/16 gw 192.0.2.1': { via: address('192.0.2.1') },
  '10.1.0.0/16 via 192.0.2.1 or 192.0.2.9': {
    nexthops: [{ via: address('192.0.2.1') }, { via: address('192.0.2.9') }],
  },
  '10.1.0.0/16 nexthop via 192.0.2.1 weight 0 nexthop via 192.0.2.2': { nexthops: [] },
  '10.1.0.0/16 nexthop via 192.0.2.1 weight 2 nexthop via fe80::1 nexthop via 192.0.2.3': {
    nexthops: [{ via: address('192.0.2.1'), weight: 2 }],
  },
  '10.1.0.0/16 nexthop oif eth0': {},
  '10.1.0.0/16 dev eth0 nexthop via 192.0.2.1 mtu 4': { interface: 'eth0', nexthops: [] },
}

for (const [line, wanted] of Object.entries(corrected)) {
  test(`kept, with a complaint: ${line}`, () => {
    const { status, route } = virtualRoute(line)
    assert.deepEqual([status, route], [5, { ...plain, ...wanted }])
  })
}

test('a destination that is replaced and an old name are only worth a note', () => {
  assert.deepEqual(virtualRoute('1.2.3.4 10.1.0.0/16'), {
    status: 0,
    codes: ['bad-route-option'],
    route: plain,
  })
  assert.deepEqual(virtualRoute('default6 dev eth0').codes, ['deprecated-word'])
  assert.equal(virtualRoute('2001:db8::/64 to default6').status, 0)
  assert.equal(virtualRoute('default6 dev eth0').route?.family, 'ipv6')
})

test('quirk defaultBehindPrefix: the last destination counts, also when it is default', () => {
  const { status, codes, route } = virtualRoute('10.1.0.0/16 to default')
  assert.deepEqual([status, codes], [5, ['bad-route-option']])
  assert.deepEqual(route?.destination, prefix('0.0.0.0', 0))
})

test('quirk familyWordKeepsNext: inet6 may stand first here, with a warning', () => {
  const { status, codes, route } = virtualRoute('inet6 default via fe80::1 dev eth0')
  assert.deepEqual([status, codes], [5, ['family-word-not-last']])
  assert.deepEqual(route?.via, 'fe80::1')
})

test('quirk typeBesideTo: a type and to may stand together here, with a warning', () => {
  for (const line of ['to throw 10.1.0.0/16', 'throw to 10.1.0.0/16']) {
    const { status, route } = virtualRoute(line)
    assert.deepEqual([status, route], [5, { ...plain, type: 9 }])
  }
})

test('an interface that is not there is fatal, unless dynamic_interfaces allows it', () => {
  const text = instance('virtual_routes {\n10.1.0.0/16 dev ethz\n}')
  assert.deepEqual(outcomeOfText(text).codes, ['interface-unknown'])
  const { status, understood } = outcomeOfText(`global_defs {\ndynamic_interfaces\n}\n${text}`)
  assert.equal(status, 0)
  assert.equal(understood.vrrp.instances[0]?.routes[0]?.interface, 'ethz')
})

test('a misspelt option is recognised', () => {
  const { messages, codes } = outcomeOf('virtual_routes', '10.1.0.0/16 onlnk')
  assert.deepEqual(codes, ['bad-route-line'])
  assert.match(messages[0] ?? '', /"onlnk"/)
})

test('static routes: groups need dev and stand above; no_track wins', () => {
  const route = (line: string) => {
    const { status, codes, understood } = outcomeOf('static_routes', line)
    const [first] = understood.statics.routes
    return [status, codes, first?.trackGroup, first?.tracked]
  }
  assert.deepEqual(route('10.1.0.0/16 dev eth0 track_group G'), [0, [], 'G', true])
  assert.deepEqual(route('10.1.0.0/16 track_group G'), [5, ['bad-route-option'], undefined, true])
  assert.deepEqual(route('10.1.0.0/16 dev eth0 track_group H'), [5, ['track-group-unknown'], undefined, true])
  assert.deepEqual(route('10.1.0.0/16 dev eth0 track_group G no_track'), [0, ['tracked-and-not'], 'G', false])
})

test('names come from the tables of iproute2, those of the administrator first', () => {
  const names = (file: string) =>
    file === 'rt_tables' ? ['# mine\n100 isp\n0x65\tother # here', '7 isp\n8 third'] : []
  const table = (name: string) =>
    outcomeOf('virtual_routes', `10.1.0.0/16 table ${name}`, names).understood.vrrp.instances[0]?.routes[0]
      ?.table
  assert.deepEqual(['isp', 'other', 'third', 'main', 'nobody'].map(table), [100, 101, 8, 254, undefined])
})

test('the tables are asked for only when a line has a name', () => {
  const asked: string[] = []
  const names = (file: string) => {
    asked.push(file)
    return []
  }
  outcomeOf('virtual_routes', '10.1.0.0/16 table 5 scope 3', names)
  assert.deepEqual(asked, [])
  outcomeOf('virtual_routes', '10.1.0.0/16 table main\n10.2.0.0/16 table main', names)
  assert.deepEqual(asked, ['rt_tables'])
})

test('the printed line gives the same route', () => {
  const lines = [...Object.keys(good), ...Object.keys(good6), ...Object.keys(corrected)]
  for (const line of lines) {
    const { route } = virtualRoute(line)
    assert.ok(route !== undefined, line)
    const printed = routeLine(route)
    assert.deepEqual(virtualRoute(printed), { status: 0, codes: [], route }, printed)
  }
})

test('what encap has words for as well is printed before it', () => {
  const encapsulation = { is: 'ip', destination: address('10.9.9.9') } as const
  const route = { ...plain, encapsulation, tos: 4, source: address('192.0.2.2') }
  assert.deepEqual(virtualRoute(routeLine(route)).route, route)
  const inIpv6 = { is: 'ip6', destination: address('fe80::9') } as const
  const other = { ...plain, encapsulation: inIpv6, metrics: { hopLimit: 5 } }
  assert.deepEqual(virtualRoute(routeLine(other)).route, other)
})

test('each option says what it is for', () => {
  const names = staticRouteOptions.flatMap(({ name, synonyms }) => [name, ...synonyms])
  assert.equal(new Set(names).size, names.length)
  for (const { about, name } of staticRouteOptions) assert.match(about, /^[A-Zea-z].{9,}$/, name)
})
