/**
 * Reloads in any order: however a node came to its configuration, it ends up with what a node has that was
 * started with it, and what stays never leaves in between.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { micros, seconds } from '../../src/base/time.ts'
import { holdingKeys } from '../../src/vrrp/placement.ts'
import type { RouteSettings } from '../../src/vrrp/route-settings.ts'
import { advance, holdings, openRouter, type Router, wakeAt } from '../../src/vrrp/router.ts'
import { type InstanceSettings, noTrackers, type VrrpSettings } from '../../src/vrrp/settings.ts'
import { instance, settings, timed, up, virtual } from './stage.ts'

const hosts = [100, 101, 102, 103].map((host) => virtual(`10.0.0.${host}`))
const routes = [0, 1, 2].map(
  (net): RouteSettings => ({
    family: 'ipv4',
    type: 1,
    destination: { address: address(`192.0.${net}.0`), length: 24 },
    order: 'prepend',
    table: 254,
    via: address('10.0.0.3'),
    protocol: 18,
    metrics: {},
    nexthops: [],
    tracked: true,
  }),
)

interface Part {
  readonly there: boolean
  readonly renamed: boolean
  readonly vrid: 0 | 1
  readonly priority: number
  readonly version: 2 | 3
  readonly accept: boolean
  readonly preemptDelay: number
}

const part: fc.Arbitrary<Part> = fc.record({
  there: fc.boolean(),
  renamed: fc.boolean(),
  vrid: fc.constantFrom(0, 1),
  priority: fc.constantFrom(100, 150, 255),
  version: fc.constantFrom(2, 3),
  accept: fc.boolean(),
  preemptDelay: fc.constantFrom(0, 2_000_000),
})

/** Each address and each route belongs to one of two instances, or to none. */
const configurations: fc.Arbitrary<VrrpSettings> = fc
  .record({
    parts: fc.tuple(part, part),
    owners: fc.array(fc.constantFrom(0, 1, 2), { minLength: 4, maxLength: 4 }),
    excluded: fc.boolean(),
    ways: fc.array(fc.constantFrom(0, 1, 2), { minLength: 3, maxLength: 3 }),
    grouped: fc.boolean(),
  })
  .map(({ parts, owners, excluded, ways, grouped }) => {
    const all = parts.flatMap((its, index): InstanceSettings[] => {
      if (!its.there) return []
      const mine = hosts.filter((_, at) => owners[at] === index)
      const { priority, version, accept } = its
      const name = `${index === 0 ? 'V' : 'W'}${its.renamed ? '2' : ''}`
      return [
        instance({
          ...{ name, vrid: 51 + 10 * index + its.vrid, priority, version, accept },
          addresses: excluded ? mine.slice(0, 1) : mine,
          excluded: excluded ? mine.slice(1) : [],
          routes: routes.filter((_, at) => ways[at] === index),
          preemptDelay: micros(its.preemptDelay),
        }),
      ]
    })
    const members = all.map(({ name }) => name)
    return settings(all, { groups: grouped && all.length > 1 ? [{ name: 'G', members, ...noTrackers }] : [] })
  })

function play(
  router: Router,
  until: number,
  onEffect: (kept: readonly string[], gone: boolean) => void,
): void {
  for (let left = 10_000; left > 0; left--) {
    const next = wakeAt(router)
    if (next === undefined || next > until) return
    tell(router, advance(router, { is: 'due', at: next }), onEffect)
  }
  throw new Error('no rest')
}

function tell(
  _router: Router,
  effects: ReturnType<typeof advance>,
  onEffect: (keys: readonly string[], gone: boolean) => void,
): void {
  for (const effect of effects) {
    if (effect.do === 'claim' || effect.do === 'release') {
      onEffect(holdingKeys(effect.holdings), effect.do === 'release')
    }
  }
}

/** The kernel: what was claimed and not released. Gives also what was ever released. */
function run(sequence: readonly VrrpSettings[], every: number) {
  const [first, ...rest] = sequence
  if (first === undefined) throw new Error('nothing to run')
  const router = openRouter(first)
  const kernel = new Set<string>()
  const left = new Map<string, number>()
  const onEffect = (keys: readonly string[], gone: boolean) => {
    for (const key of keys) {
      if (!gone) kernel.add(key)
      else if (kernel.delete(key)) left.set(key, (left.get(key) ?? 0) + 1)
    }
  }
  for (const name of ['eth0', 'eth1']) advance(router, timed(up(name), micros(0)))
  tell(router, advance(router, timed({ is: 'start' }, micros(0))), onEffect)
  let at = 0
  for (const next of rest) {
    at += every
    play(router, at, onEffect)
    tell(router, advance(router, { is: 'settings', at: micros(at), settings: next }), onEffect)
  }
  play(router, at + seconds(30), onEffect)
  return { router, kernel: [...kernel].sort(), left }
}

test('any sequence of reloads ends with what a fresh start with the last configuration has', () => {
  fc.assert(
    fc.property(
      fc.array(configurations, { minLength: 2, maxLength: 6 }),
      fc.constantFrom(500_000, 3_000_000, 20_000_000),
      (sequence, every) => {
        const last = sequence.at(-1)
        if (last === undefined) return
        const reloaded = run(sequence, every)
        const fresh = run([last], 0)
        assert.deepEqual(reloaded.kernel, fresh.kernel)
        assert.deepEqual(reloaded.kernel, [...new Set(holdingKeys(holdings(reloaded.router)))].sort())
        const states = (router: Router) =>
          [...router.roster.entries.values()].map(({ settings: its, state }) => `${its.name} ${state.is}`)
        assert.deepEqual(states(reloaded.router), states(fresh.router))
      },
    ),
    { numRuns: 400 },
  )
})

test('with masters that stay masters, what both configurations name never leaves', () => {
  fc.assert(
    fc.property(configurations, configurations, (one, other) => {
      // The same two virtual routers all the time; everything else may change, and change hands.
      const fixed = (all: VrrpSettings): VrrpSettings => ({
        ...all,
        groups: [],
        instances: [0, 1].map((index) => {
          const found = all.instances.find(({ name }) => name.startsWith(index === 0 ? 'V' : 'W'))
          const name = found?.name ?? (index === 0 ? 'V' : 'W')
          return { ...(found ?? instance({ addresses: [] })), name, vrid: 51 + 10 * index }
        }),
      })
      const all = [fixed(one), fixed(other)]
      const before = run(all.slice(0, 1), 0)
      const both = run(all, 20_000_000)
      const after = new Set(both.kernel)
      const stays = before.kernel.filter((key) => after.has(key))
      assert.deepEqual(
        stays.filter((key) => both.left.has(key)),
        [],
      )
    }),
    { numRuns: 400 },
  )
})
