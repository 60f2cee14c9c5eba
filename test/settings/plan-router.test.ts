/**
 * The plan and the router that reloads agree, whatever the two configurations are: what the plan calls
 * harmless touches nothing, and each address that it lets leave or arrive does so.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { micros, seconds } from '../../src/base/time.ts'
import type { Cost } from '../../src/settings/plan/costs.ts'
import { matchInstances } from '../../src/settings/plan/matched.ts'
import { planOf, type ReloadPlan } from '../../src/settings/plan/plan.ts'
import {
  advance,
  openRouter,
  type Placed,
  type Router,
  type RouterEffect,
  wakeAt,
} from '../../src/vrrp/router.ts'
import {
  type Authentication,
  type InstanceSettings,
  noTrackers,
  plainVrrp,
  type VirtualAddress,
  type VrrpSettings,
} from '../../src/vrrp/settings.ts'
import { instance, us, virtual } from '../vrrp/stage.ts'
import { sideOf } from './plan-sides.ts'

const pool = ['10.0.0.100', '10.0.0.101', '10.0.0.102', '10.0.0.103']
const names = ['V', 'W', 'X']

/** How one address of the pool stands in the configuration: nowhere, or with an instance. */
const placing = fc.record({
  owner: fc.constantFrom(undefined, ...names),
  excluded: fc.boolean(),
  more: fc.constantFrom<Partial<VirtualAddress>>(
    {},
    { label: 'eth0:1' },
    { interface: 'eth1' },
    { scope: 253 },
    { preferredLifetime: 5 },
  ),
})

const authentications: readonly Authentication[] = [{ is: 'none' }, { is: 'pass', password: 'secret' }]
const drafts = fc.record({
  there: fc.constantFrom(true, true, true, false),
  vrid: fc.constantFrom(0, 0, 0, 10),
  interface: fc.constantFrom('eth0', 'eth0', 'eth0', 'eth1'),
  version: fc.constantFrom<2 | 3>(2, 2, 3),
  priority: fc.constantFrom(100, 100, 150, 255),
  initial: fc.constantFrom<'master' | 'backup'>('backup', 'backup', 'master'),
  advertInterval: fc.constantFrom(seconds(1), seconds(1), seconds(2)),
  preempt: fc.boolean(),
  downTimerAdverts: fc.constantFrom(3, 3, 5),
  source: fc.constantFrom(undefined, undefined, address('10.0.0.6')),
  destination: fc.constantFrom(address('224.0.0.18'), address('224.0.0.18'), address('224.0.0.99')),
  authentication: fc.constantFrom(...authentications),
  trackScripts: fc.constantFrom<InstanceSettings['trackScripts']>(
    [],
    [],
    [{ name: 'chk', weight: 10, reverse: false }],
    [{ name: 'chk', weight: 0, reverse: false }],
  ),
  repeat: fc.constantFrom(5, 5, 2),
})

/** Differences are rare enough that many pairs have only one. */
const settingsOf = fc
  .record({
    instances: fc.tuple(drafts, drafts, drafts),
    placings: fc.tuple(placing, placing, placing, placing),
    grouped: fc.constantFrom(false, false, true),
    renamed: fc.constantFrom(false, false, false, true),
    handover: fc.constantFrom<VrrpSettings['handover']>('graceful', 'graceful', 'fast'),
  })
  .map(({ instances, placings, grouped, renamed, handover }): VrrpSettings => {
    const whole = instances.flatMap(({ there, vrid, repeat, ...draft }, index) => {
      const own = names[index] ?? 'V'
      const held = placings.flatMap(({ owner, excluded, more }, at) =>
        owner === own ? [{ excluded, line: virtual(pool[at] ?? '', more) }] : [],
      )
      const lines = (excluded: boolean) =>
        held.filter((one) => one.excluded === excluded).map(({ line }) => line)
      const announce = { ...instance().announce, repeat }
      const name = renamed && own === 'V' ? 'V2' : own
      const vridOf = 51 + index + vrid
      const all = { addresses: lines(false), excluded: lines(true) }
      return there ? [instance({ ...draft, ...all, announce, name, vrid: vridOf })] : []
    })
    const members = whole.map(({ name }) => name)
    const groups = grouped && members.length > 1 ? [{ name: 'G', members, ...noTrackers }] : []
    return { ...plainVrrp, instances: whole, groups, handover }
  })

/** Fields of which one alone is taken from the other configuration. */
const fields = [
  ...(['name', 'vrid', 'interface', 'version', 'priority', 'initial', 'advertInterval', 'preempt'] as const),
  ...(['downTimerAdverts', 'source', 'destination', 'authentication', 'trackScripts', 'announce'] as const),
  ...(['addresses', 'excluded'] as const),
]

/** Most pairs differ in one thing only: in all that differs nothing would be missed. */
const pairs = fc
  .tuple(settingsOf, settingsOf, fc.constantFrom('nothing', 'all', 'groups', 'handover', ...fields))
  .map(([old, other, what]): readonly [VrrpSettings, VrrpSettings] => {
    if (what === 'nothing') return [old, structuredClone(old)]
    if (what === 'all') return [old, other]
    if (what === 'handover') return [old, { ...old, handover: other.handover }]
    if (what === 'groups') {
      const members = old.instances.map(({ name }) => name)
      const groups = members.length > 1 ? [{ name: 'G', members, ...noTrackers }] : []
      return [
        { ...old, groups: [] },
        { ...old, groups },
      ]
    }
    const [first, ...rest] = old.instances
    const [donor] = other.instances
    if (first === undefined || donor === undefined) return [old, old]
    if (what === 'name') {
      const groups = old.groups.map((group) => ({
        ...group,
        members: group.members.map((name) => (name === first.name ? 'Y' : name)),
      }))
      return [old, { ...old, groups, instances: [{ ...first, name: 'Y' }, ...rest] }]
    }
    const taken = { [what]: what === 'vrid' ? 99 : donor[what] }
    const others = [...rest, { addresses: [], excluded: [] }].flatMap((one) => [
      ...one.addresses,
      ...one.excluded,
    ])
    const same = what === 'addresses' ? first.excluded : what === 'excluded' ? first.addresses : []
    const isElsewhere = [...others, ...same].some(({ prefix }) =>
      [...donor.addresses, ...donor.excluded].some((one) => one.prefix.address === prefix.address),
    )
    if ((what === 'addresses' || what === 'excluded') && isElsewhere) return [old, old]
    return [old, { ...old, instances: [{ ...first, ...taken }, ...rest] }]
  })

interface Reloaded {
  readonly router: Router
  readonly effects: readonly RouterEffect[]
  /** The first advert of each virtual router afterwards, as it goes out. */
  readonly before: ReadonlyMap<string, string>
  readonly after: ReadonlyMap<string, string>
}

/** Everything is up, good and master; then the reload. */
function reloaded(old: VrrpSettings, now: VrrpSettings): Reloaded {
  const router = openRouter(old)
  let at = micros(0)
  for (const name of ['eth0', 'eth1']) {
    advance(router, { is: 'link', at, interface: name, link: { up: true, address: us, address6: undefined } })
  }
  advance(router, { is: 'report', at, report: { of: 'script', name: 'chk', verdict: 'good' } })
  advance(router, { is: 'start', at, sinceBoot: at })
  const until = (micros_: number): readonly RouterEffect[] => {
    const effects: RouterEffect[] = []
    for (let next = wakeAt(router); next !== undefined && next <= micros_; next = wakeAt(router)) {
      at = next
      effects.push(...advance(router, { is: 'due', at }))
    }
    at = micros(micros_)
    return effects
  }
  until(20_000_000)
  assert.ok([...router.roster.entries.values()].every(({ state }) => state.is === 'master'))
  const before = advertsIn(until(25_000_000))
  const effects = advance(router, { is: 'settings', at, settings: now })
  return { router, effects, before, after: advertsIn(until(30_000_000)) }
}

function advertsIn(effects: readonly RouterEffect[]): ReadonlyMap<string, string> {
  const adverts = new Map<string, string>()
  for (const effect of effects) {
    if (effect.do !== 'send') continue
    const { source, destinations, interface: link, advert } = effect
    adverts.set(`${link} ${advert.vrid}`, JSON.stringify({ source, destinations, advert }))
  }
  return adverts
}

const placeOf = ({ interface: link, address: { prefix } }: Placed) => `${prefix.address} ${link}`

function placesIn(effects: readonly RouterEffect[], what: 'claim' | 'release'): ReadonlySet<string> {
  return new Set(
    effects.flatMap((effect) => (effect.do === what ? effect.holdings.addresses.map(placeOf) : [])),
  )
}

/** `10.0.0.1/24 label x dev eth0`: `10.0.0.1 eth0`. */
function placesOf(plan: ReloadPlan, costs: readonly Cost[], inside: (name: string) => boolean): string[] {
  return plan.steps
    .filter((step) => step.keyword.startsWith('virtual_ipaddress') && costs.includes(step.cost))
    .filter((step) => inside(step.inside?.replace('vrrp_instance ', '') ?? ''))
    .map(({ name }) => `${name.split('/')[0]} ${/ dev (\S+)/.exec(name)?.[1]}`)
}

const changesState = ({ do: kind }: RouterEffect) => kind === 'notify'

describe('the plan and the router', () => {
  test('what the plan calls unnoticed changes no state, no address and no advert', () => {
    let unnoticed = 0
    fc.assert(
      fc.property(pairs, ([old, now]) => {
        const plan = planOf(sideOf({ vrrp: old }), sideOf({ vrrp: now }))
        if (plan.visible) return
        unnoticed++
        const { effects, before, after } = reloaded(old, now)
        assert.deepEqual([...placesIn(effects, 'release')], [])
        assert.deepEqual([...placesIn(effects, 'claim')], [])
        assert.ok(!effects.some(changesState), 'a state changed')
        assert.deepEqual(after, before)
      }),
      { numRuns: 1_500 },
    )
    assert.ok(unnoticed > 100, `only ${unnoticed} pairs were unnoticed`)
  })

  test('a plan without failover changes no state; its addresses arrive and leave as it says', () => {
    let told = 0
    fc.assert(
      fc.property(pairs, ([old, now]) => {
        const sides = { old: sideOf({ vrrp: old }), now: sideOf({ vrrp: now }) }
        const plan = planOf(sides.old, sides.now)
        const { effects } = reloaded(old, now)
        if (plan.steps.some((step) => step.keyword === 'vrrp_sync_group')) return
        const matched = matchInstances(sides)
        const goesOn = new Set(
          matched.filter(({ from, to, anew }) => from && to && !anew).map(({ to }) => to?.name),
        )
        if (matched.every(({ from, to, anew }) => from && to && !anew)) {
          assert.ok(!effects.some(changesState), 'a state changed')
        }
        const released = placesIn(effects, 'release')
        // An instance that begins anew takes along what it keeps; no step says so for each address.
        const anew = matched.flatMap(({ from, anew: begins }) => (begins && from ? [from] : []))
        const silent = new Set(
          anew
            .flatMap((one) => [...one.addresses, ...one.excluded])
            .map(({ prefix }) => prefix.address as string),
        )
        const here = (place: string) => !silent.has(place.split(' ')[0] ?? '')
        const leaves = placesOf(plan, ['leaves', 'returns'], () => true)
        assert.deepEqual([...released].filter(here).sort(), leaves.filter(here).sort())
        const claimed = [...placesIn(effects, 'claim')]
        const arrives = placesOf(plan, ['arrives', 'returns', 'moves'], (name) => goesOn.has(name))
        told += arrives.length + leaves.length
        for (const place of arrives) assert.ok(claimed.includes(place), `${place} did not arrive`)
        const begun = matched.some(({ from, anew: begins }) => from === undefined || begins)
        if (!begun) assert.deepEqual(claimed.sort(), arrives.sort())
      }),
      { numRuns: 1_500 },
    )
    assert.ok(told > 100, `only ${told} addresses came or went`)
  })
})
