/**
 * Whatever address, route or rule can be set: the line that is printed for it gives the same settings again,
 * without a complaint.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Address, addressFromBytes, type Family, type Prefix } from '../../src/base/address.ts'
import { micros } from '../../src/base/time.ts'
import { addressLine } from '../../src/vrrp/address-line.ts'
import { routeLine } from '../../src/vrrp/route-line.ts'
import type { Encapsulation, NexthopSettings, RouteSettings } from '../../src/vrrp/route-settings.ts'
import { ruleLine } from '../../src/vrrp/rule-line.ts'
import type { RuleSettings } from '../../src/vrrp/rule-settings.ts'
import type { StaticAddress } from '../../src/vrrp/static-settings.ts'
import { type Block, outcomeOf } from './lines-stage.ts'

const runs = { numRuns: 300 }
const number32 = fc.integer({ min: 0, max: 4_294_967_295 })
const number31 = fc.integer({ min: 0, max: 2_147_483_647 })
const byte = fc.integer({ min: 0, max: 255 })
const device = fc.constantFrom('eth0', 'eth1', 'lo')
const yes = fc.constant(true as const)

function addressOf(family: Family): fc.Arbitrary<Address> {
  const length = family === 'ipv4' ? 4 : 16
  return fc.uint8Array({ minLength: length, maxLength: length }).map(addressFromBytes)
}

function prefixOf(family: Family): fc.Arbitrary<Prefix> {
  const length = fc.integer({ min: 0, max: family === 'ipv4' ? 32 : 128 })
  return fc.record({ address: addressOf(family), length })
}

/** Absent fields are absent, never undefined. */
function given<T extends object>(fields: { [Key in keyof T]-?: fc.Arbitrary<NonNullable<T[Key]>> }) {
  return fc.record(fields, { requiredKeys: [] }) as unknown as fc.Arbitrary<T>
}

const number64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
const realms = fc.oneof(fc.record({ destination: byte }), fc.record({ source: byte, destination: byte }))

const tunnel = <T>(is: 'ip' | 'ip6', more: Record<string, fc.Arbitrary<unknown>>) => {
  const family = is === 'ip' ? 'ipv4' : 'ipv6'
  const flags = fc.integer({ min: 0, max: 65_535 })
  const fields = {
    is: fc.constant(is),
    destination: addressOf(family),
    id: number64,
    source: addressOf(family),
    flags,
    ...more,
  }
  return fc.record(fields, { requiredKeys: ['is', 'destination'] }) as unknown as fc.Arbitrary<T>
}

const encapsulation: fc.Arbitrary<Encapsulation> = fc.oneof(
  tunnel<Encapsulation>('ip', { tos: byte, ttl: byte }),
  tunnel<Encapsulation>('ip6', { trafficClass: byte, hopLimit: byte }),
  fc.record({
    is: fc.constant('mpls' as const),
    labels: fc.array(fc.integer({ min: 0, max: 0xf_ffff }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    is: fc.constant('ila' as const),
    locator: fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }),
  }),
)

const lockable = <T>(value: fc.Arbitrary<T>) => fc.record({ value, locked: fc.boolean() })
const time = (stepMicros: number) =>
  lockable(
    fc
      .integer({ min: 200_000 / stepMicros, max: 120_000_000 / stepMicros })
      .map((steps) => micros(steps * stepMicros)),
  )

const metrics = given<RouteSettings['metrics']>({
  mtu: lockable(number32),
  advertisedMss: lockable(number32),
  reordering: lockable(number32),
  congestionWindow: lockable(number32),
  slowStartThreshold: lockable(number32),
  window: number32,
  initialCongestionWindow: number32,
  initialReceiveWindow: number32,
  hopLimit: byte,
  roundTripTime: time(125),
  roundTripVariance: time(250),
  retransmissionMin: time(1000),
  congestionNotification: yes,
  quickAcknowledge: fc.boolean(),
  fastOpenWithoutCookie: fc.boolean(),
  congestionControl: lockable(fc.constantFrom('reno', 'bbr', 'two words', 'a#b{c')),
})

type HopOptions = Omit<NexthopSettings, 'realms'> & Pick<RouteSettings, 'realms'>

function hopOf(family: Family): fc.Arbitrary<HopOptions> {
  const both = {
    via: addressOf(family),
    interface: device,
    weight: fc.integer({ min: 1, max: 256 }),
    onlink: yes,
    encapsulation,
  }
  const more = family === 'ipv4' ? { realms } : {}
  return fc.record({ ...both, ...more }, { requiredKeys: [] }) as fc.Arbitrary<HopOptions>
}

const only: Readonly<Record<Family, Record<string, fc.Arbitrary<unknown>>>> = {
  ipv4: { realms },
  ipv6: { from: prefixOf('ipv6'), expiresSeconds: number32, preference: byte },
}

function routeOf(family: Family): fc.Arbitrary<RouteSettings> {
  const needed = {
    family: fc.constant(family),
    type: byte,
    destination: prefixOf(family),
    order: fc.constantFrom('prepend', 'append', 'add'),
    table: number32,
    protocol: byte,
    metrics,
    nexthops: fc.array(hopOf(family), { maxLength: 2 }),
    tracked: fc.boolean(),
  }
  const more = {
    vrf: fc.constant('blue'),
    via: addressOf(family),
    interface: device,
    source: addressOf(family),
    scope: byte,
    tos: byte,
    priority: number32,
    propagateTtl: fc.boolean(),
    onlink: yes,
    encapsulation,
    trackGroup: fc.constant('G'),
    ...only[family],
  }
  const keys = Object.keys(needed)
  const route = fc.record(
    { ...needed, ...more },
    { requiredKeys: keys as never },
  ) as unknown as fc.Arbitrary<RouteSettings>
  return route.map((one) => {
    const { trackGroup, ...rest } = one
    const grouped = trackGroup === undefined || one.interface === undefined ? rest : one
    return { ...grouped, protocol: one.tracked ? 18 : one.protocol }
  })
}

const range = (max: number) =>
  fc
    .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }))
    .map(([one, two]) => ({ first: Math.min(one, two), last: Math.max(one, two) }))

function ruleOf(family: Family): fc.Arbitrary<RuleSettings> {
  const fields = {
    family: fc.constant(family),
    preference: fc.integer({ min: 0, max: 4_294_967_294 }),
    inverted: fc.boolean(),
    protocol: byte,
    tracked: fc.boolean(),
    action: fc.oneof(
      fc.record({ is: fc.constant('table'), table: fc.integer({ min: 1, max: 4_294_967_295 }) }),
      fc.record({ is: fc.constant('goto'), preference: fc.constant(4_294_967_295) }),
      fc.record({ is: fc.constantFrom('l3mdev', 'nop', 'blackhole', 'prohibit', 'unreachable') }),
    ),
    from: prefixOf(family),
    to: prefixOf(family),
    tos: byte,
    mark: fc.oneof(fc.record({ value: number32 }), fc.record({ value: number32, mask: number32 })),
    inputInterface: device,
    outputInterface: device,
    suppressPrefixLength: number31,
    suppressGroup: number31,
    tunnelId: number64,
    users: range(4_294_967_295),
    ipProtocol: fc.integer({ min: 0, max: 127 }),
    sourcePorts: range(65_535),
    destinationPorts: range(65_535),
    trackGroup: fc.constant('G'),
    ...(family === 'ipv4' ? { realms } : {}),
  }
  const requiredKeys = ['family', 'preference', 'inverted', 'protocol', 'tracked', 'action'] as const
  const rule = fc.record(fields, { requiredKeys: [...requiredKeys] }) as unknown as fc.Arbitrary<RuleSettings>
  return rule.map((one) => {
    const { trackGroup, realms: _realms, suppressGroup: _group, suppressPrefixLength: _length, ...rest } = one
    const looksUp = one.action.is === 'table' || one.action.is === 'l3mdev'
    const { trackGroup: _without, ...ungrouped } = one
    const base = looksUp ? ungrouped : rest
    const grouped =
      trackGroup === undefined || one.inputInterface === undefined ? base : { ...base, trackGroup }
    return { ...grouped, protocol: one.tracked ? 18 : one.protocol }
  })
}

function staticOf(family: Family): fc.Arbitrary<StaticAddress> {
  const full = family === 'ipv4' ? 32 : 128
  const flags = fc.subarray(['home', 'mngtmpaddr', 'noprefixroute', 'autojoin'] as const, { minLength: 1 })
  const fields = {
    prefix: prefixOf(family),
    interface: device,
    broadcast: fc.option(addressOf('ipv4'), { nil: undefined }),
    label: fc.option(fc.stringMatching(/^[a-z0-9:.#!{ }'$-]{1,15}$/), { nil: undefined }),
    scope: byte,
    peer: addressOf(family),
    flags,
    untracked: yes,
    trackGroup: fc.constant('G'),
    ...(family === 'ipv6'
      ? { detectsDuplicates: yes, preferredLifetime: fc.oneof(number32, fc.constant('forever')) }
      : {}),
  }
  const requiredKeys = [
    'prefix',
    'interface',
    'broadcast',
    'label',
    'scope',
    ...(family === 'ipv6' ? ['preferredLifetime'] : []),
  ]
  const address = fc.record(fields, {
    requiredKeys: requiredKeys as never,
  }) as unknown as fc.Arbitrary<StaticAddress>
  return address.map((one) => ({
    ...one,
    ...(one.peer === undefined ? {} : { prefix: { ...one.prefix, length: full }, broadcast: undefined }),
    ...(family === 'ipv6' ? { scope: 0, label: undefined, broadcast: undefined } : {}),
  }))
}

/** What is said of good lines: that no_track wins over a group, which is no complaint. */
function silent(block: Block, line: string) {
  // Longer lines are none in keepalived either.
  fc.pre(line.length < 1000)
  const { status, codes, understood } = outcomeOf(block, line)
  assert.deepEqual([status, codes.filter((code) => code !== 'tracked-and-not')], [0, []], line)
  return understood.statics
}

for (const family of ['ipv4', 'ipv6'] as const) {
  test(`${family}: a printed route is the same route`, () => {
    fc.assert(
      fc.property(routeOf(family), (route) => {
        assert.deepEqual(silent('static_routes', routeLine(route)).routes, [structuredClone(route)])
      }),
      runs,
    )
  })

  test(`${family}: a printed rule is the same rule`, () => {
    fc.assert(
      fc.property(ruleOf(family), (rule) => {
        assert.deepEqual(silent('static_rules', ruleLine(rule)).rules, [structuredClone(rule)])
      }),
      runs,
    )
  })

  test(`${family}: a printed address is the same address`, () => {
    fc.assert(
      fc.property(staticOf(family), (address) => {
        assert.deepEqual(silent('static_ipaddress', addressLine(address)).addresses, [
          structuredClone(address),
        ])
      }),
      runs,
    )
  })
}
