/**
 * Routes and rules as bytes: what the kernel at hand lacks (MPLS, ILA, tunnels, VRFs), and what tells ours
 * from others when it tells of them. Everything else is compared with keepalived in test/lab/routing.test.ts.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, address } from '../../src/base/address.ts'
import { micros } from '../../src/base/time.ts'
import { decodeAttributes } from '../../src/netlink/attribute.ts'
import type { RouteEncapsulation } from '../../src/netlink/encapsulation.ts'
import { decodeMessages, type NetlinkMessage } from '../../src/netlink/message.ts'
import {
  encodeAddRoute,
  encodeListRoutes,
  encodeRemoveRoute,
  type RouteWish,
} from '../../src/netlink/route.ts'
import { metricAttributes } from '../../src/netlink/route-metrics.ts'
import { decodeRoute, isRoute, placeOfRoute, placeOfWish } from '../../src/netlink/route-report.ts'
import {
  decodeRule,
  encodeAddRule,
  encodeRemoveRule,
  type RuleWish,
  ruleIdentity,
} from '../../src/netlink/rule.ts'
import { decodeVrf } from '../../src/netlink/vrf.ts'
import { hex, toHex } from './bytes.ts'

const plain: RouteWish = {
  family: 'ipv4',
  type: 1,
  destination: { address: address('192.0.2.0'), length: 24 },
  order: 'prepend',
  table: 254,
  protocol: 18,
  metrics: {},
  nexthops: [],
  index: 3,
}

const rule: RuleWish = {
  family: 'ipv4',
  preference: 1001,
  inverted: false,
  from: { address: address('192.0.2.0'), length: 24 },
  protocol: 18,
  action: { is: 'table', table: 100 },
}

function messageOf(bytes: Uint8Array): NetlinkMessage {
  const [message] = decodeMessages(bytes)
  assert.ok(message)
  return message
}

/** The attributes behind the head of 12 bytes, in hexadecimal, by type. */
function attributesOf(bytes: Uint8Array): Readonly<Record<number, string>> {
  const found = decodeAttributes(messageOf(bytes).payload.subarray(12))
  return Object.fromEntries([...found].map(([type, value]) => [type, toHex(value)]))
}

test('the order is in the flags: prepend only creates, append appends, add wants to be alone', () => {
  const flags = (order: RouteWish['order']) =>
    messageOf(encodeAddRoute({ ...plain, order })).flags.toString(16)
  assert.deepEqual([flags('prepend'), flags('append'), flags('add')], ['405', 'c05', '605'])
})

test('the head of a route: family, lengths, tos, table, protocol, scope, type, flags', () => {
  const wish = { ...plain, tos: 0x10, scope: 253, onlink: true } as const
  assert.equal(toHex(messageOf(encodeAddRoute(wish)).payload.subarray(0, 12)), '02180010fe12fd0104000000')
})

test('a table beyond a byte stands in its attribute alone', () => {
  const bytes = encodeAddRoute({ ...plain, table: 70_000 })
  assert.equal(messageOf(bytes).payload[4], 0)
  assert.equal(attributesOf(bytes)[15], '70110100')
})

test('a removal names no metrics, and any scope unless one was given', () => {
  const wish = { ...plain, metrics: { mtu: { value: 1400, locked: true } }, propagateTtl: true }
  const bytes = encodeRemoveRoute(wish)
  assert.equal(messageOf(bytes).payload[6], 255)
  assert.deepEqual(Object.keys(attributesOf(bytes)), ['1', '4', '15'])
  assert.equal(messageOf(encodeRemoveRoute({ ...plain, scope: 253 })).payload[6], 253)
})

test('metrics are in the units of the kernel, with a bit for each lock', () => {
  const found = metricAttributes({
    mtu: { value: 1400, locked: true },
    roundTripTime: { value: micros(300_000), locked: true },
    roundTripVariance: { value: micros(250_000), locked: false },
    retransmissionMin: { value: micros(300_000), locked: false },
    congestionControl: { value: 'reno', locked: true },
    congestionNotification: true,
  })
  assert.deepEqual(
    found.map(({ type, value }) => `${type} ${toHex(value)}`),
    ['1 14000100', '2 78050000', '4 60090000', '5 e8030000', '12 01000000', '13 2c010000', '16 72656e6f00'],
  )
})

const encapsulations: readonly (readonly [string, RouteEncapsulation, string, string])[] = [
  [
    'MPLS: the last label has the bottom bit',
    { is: 'mpls', labels: [100, 200] },
    '0100',
    '0c000100' + '00064000' + '000c8100',
  ],
  ['ILA: the locator', { is: 'ila', locator: [1, 2, 3, 0xff] }, '0300', '0c000100' + '00010002000300ff'],
  [
    'ip: id, destination, source, ttl, tos, flags',
    {
      ...{ is: 'ip', id: '18446744073709551615', destination: address('10.0.0.9') },
      ...{ source: address('10.0.0.1'), ttl: 64, tos: 16, flags: 0x0102 },
    },
    '0200',
    '0c000100ffffffffffffffff' +
      '080002000a000009' +
      '080003000a000001' +
      '0500040040000000' +
      '0500050010000000' +
      '0600060001020000',
  ],
  [
    'ip6: hop limit before traffic class',
    { is: 'ip6', id: '5', hopLimit: 64, trafficClass: 16 },
    '0400',
    '0c0001000000000000000005' + '0500040040000000' + '0500050010000000',
  ],
]

for (const [says, encapsulation, type, content] of encapsulations) {
  test(`encapsulation ${says}`, () => {
    const found = attributesOf(encodeAddRoute({ ...plain, encapsulation }))
    assert.deepEqual([found[21], found[22]], [type, content])
  })
}

test('a gateway of the other family is RTA_VIA', () => {
  const found = attributesOf(encodeAddRoute({ ...plain, via: address('fe80::9') }))
  assert.deepEqual([found[5], found[18]], [undefined, '0a00fe800000000000000000000000000009'])
})

test('next hops: length, flags, weight less one, index, and their own attributes', () => {
  const nexthops = [
    { via: address('10.0.0.2'), index: 3, weight: 5, onlink: true },
    { index: 4, realms: { source: 1, destination: 2 } },
  ] as const
  const { index: _index, ...rest } = plain
  const found = attributesOf(encodeAddRoute({ ...rest, nexthops }))
  assert.equal(found[9], '1000040403000000080005000a000002' + '100000000400000008000b0002000100')
})

/** As the kernel would tell of it: the request with the type of a notification. */
function told(bytes: Uint8Array, type: number): NetlinkMessage {
  return { ...messageOf(bytes), type }
}

function seen(wish: RouteWish) {
  const report = decodeRoute(told(encodeAddRoute(wish), 25))
  assert.ok(report?.is === 'route-gone')
  return report.route
}

test('a route of ours is found by its place and told from others by its way', () => {
  const via = (text: string): RouteWish => ({ ...plain, via: address(text) })
  const ours = via('10.0.0.2')
  assert.equal(placeOfRoute(seen(ours)), placeOfWish(ours))
  assert.ok(isRoute(seen(ours), ours))
  assert.ok(!isRoute(seen(via('10.0.0.3')), ours), 'another gateway')
  assert.ok(!isRoute(seen({ ...ours, protocol: 4 }), ours), 'of another daemon')
  assert.ok(!isRoute(seen({ ...ours, index: 4 }), ours), 'another interface')
  assert.ok(!isRoute(seen({ ...ours, type: 6 }), ours), 'another type')
  assert.notEqual(placeOfRoute(seen({ ...ours, priority: 5 })), placeOfWish(ours), 'another metric')
  assert.notEqual(placeOfRoute(seen({ ...ours, table: 100 })), placeOfWish(ours), 'another table')
})

test('the kernel completes an IPv6 route: metric 1024, no bits behind the prefix', () => {
  const prefix = (text: string, length: number) => ({ address: address(text), length })
  const wish: RouteWish = { ...plain, family: 'ipv6', destination: prefix('2001:db8::7', 64) }
  const kept = { ...wish, destination: prefix('2001:db8::', 64), priority: 1024 }
  assert.equal(placeOfRoute(seen(kept)), placeOfWish(wish))
})

test('of an IPv6 route with several next hops one is told of, too', () => {
  const hop = (via: Address) => ({ via, index: 3 })
  const { index: _index, ...rest } = plain
  const destination = { address: address('2001:db8::'), length: 64 }
  const ways = [address('fe80::2'), address('fe80::3')] as const
  const wish: RouteWish = { ...rest, family: 'ipv6', destination, nexthops: ways.map(hop) }
  assert.ok(isRoute(seen(wish), wish))
  const one = (via: Address) => seen({ ...wish, nexthops: [], ...hop(via) })
  assert.ok(isRoute(one(ways[1]), wish))
  assert.ok(!isRoute(one(address('fe80::4')), wish))
})

test('what the kernel clones for itself is no route', () => {
  const message = told(encodeAddRoute(plain), 24)
  const payload = message.payload.slice()
  payload[9] = 0x02
  assert.equal(decodeRoute({ ...message, payload }), undefined)
})

test('a rule is recognised though the kernel tells more of it', () => {
  const payload = messageOf(encodeAddRule(rule)).payload
  // suppress_prefixlength -1, fwmask of no mark: as Linux 6.18 tells of any rule.
  const more = hex('08000e00ffffffff')
  const report = decodeRule({
    ...told(encodeAddRule(rule), 33),
    payload: new Uint8Array([...payload, ...more]),
  })
  assert.ok(report?.is === 'rule-gone')
  assert.deepEqual(
    [report.rule.family, report.rule.preference, report.rule.protocol, report.rule.identity],
    ['ipv4', 1001, 18, ruleIdentity(rule)],
  )
})

test('every match and the action tell rules apart', () => {
  const others: readonly Partial<RuleWish>[] = [
    { preference: 1002 },
    { inverted: true },
    { to: { address: address('192.0.2.0'), length: 24 } },
    { tos: 16 },
    { mark: { value: 5 } },
    { mark: { value: 5, mask: 7 } },
    { inputInterface: 'eth0' },
    { outputInterface: 'eth0' },
    { realms: { destination: 3 } },
    { suppressPrefixLength: 8 },
    { suppressGroup: 8 },
    { tunnelId: '7' },
    { users: { first: 5, last: 10 } },
    { ipProtocol: 17 },
    { sourcePorts: { first: 5, last: 6 } },
    { destinationPorts: { first: 5, last: 6 } },
    { action: { is: 'table', table: 101 } },
    { action: { is: 'table', table: 70_000 } },
    { action: { is: 'goto', preference: 2000 } },
    { action: { is: 'l3mdev' } },
    { action: { is: 'nop' } },
    { action: { is: 'blackhole' } },
    { action: { is: 'prohibit' } },
    { action: { is: 'unreachable' } },
  ]
  const identities = [rule, ...others.map((other) => ({ ...rule, ...other }))].map(ruleIdentity)
  assert.equal(new Set(identities).size, others.length + 1)
})

test('a rule is added only where it is not, and removed by all that it has', () => {
  const [added, removed] = [messageOf(encodeAddRule(rule)), messageOf(encodeRemoveRule(rule))]
  assert.deepEqual([added.type, added.flags.toString(16)], [32, '605'])
  assert.deepEqual([removed.type, removed.flags.toString(16)], [33, '5'])
  assert.deepEqual(removed.payload, added.payload)
})

test('lists are asked for by family, routes by protocol as well', () => {
  assert.equal(toHex(messageOf(encodeListRoutes('ipv6', 18)).payload), '0a0000000012000000000000')
})

test('a VRF tells its table, other links have none', () => {
  const head = '0000 0100 05000000 c1040000 00000000'
  const name = '08000300 72656400'
  const vrf = '1c001200 08000100 76726600 0c000200 08000100 0a000000'.replace('1c00', '1800')
  const link = (payload: string): NetlinkMessage => ({
    ...{ type: 16, flags: 0, sequence: 0, port: 0 },
    payload: hex(payload),
  })
  assert.deepEqual(decodeVrf(link(head + name + vrf)), { name: 'red', table: 10 })
  assert.equal(decodeVrf(link(head + name + vrf.replace('76726600', '766c6100'))), undefined)
  assert.equal(decodeVrf(link(head + name)), undefined)
})

test('nothing that decodes ever throws', () => {
  const whole = [encodeAddRoute(plain), encodeAddRule(rule)]
  for (const bytes of whole) {
    for (let length = 0; length < bytes.length - 16; length++) {
      for (const type of [16, 24, 25, 32, 33]) {
        const payload = bytes.subarray(16, 16 + length)
        const message = { type, flags: 0, sequence: 0, port: 0, payload }
        decodeRoute(message)
        decodeRule(message)
        decodeVrf(message)
      }
    }
  }
})
