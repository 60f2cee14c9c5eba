/** The table itself: total, true to what it says of itself, and printed as the page says. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { type Micros, micros } from '../../src/base/time.ts'
import { groupRules, nextMove } from '../../src/vrrp/group.ts'
import { deadlineOf, holds, step, table } from '../../src/vrrp/machine.ts'
import {
  alone,
  type Cell,
  type Facts,
  type MachineEvent,
  type MachineEventKind,
  type State,
  type StateKind,
} from '../../src/vrrp/state.ts'
import { higherPeer, instance, lowerPeer, someMac, us, virtual } from './stage.ts'

const now = micros(10_000_000)
const moments = fc.integer({ min: 5_000_000, max: 15_000_000 }).map((at) => micros(at))
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })
const rival = { address: address('10.0.0.100'), mac: someMac }

const backups: fc.Arbitrary<State> = fc.record({
  is: fc.constant('backup' as const),
  giveUpAt: moments,
  probe: fc.oneof(
    fc.record({ is: fc.constant('planned' as const), at: moments }),
    fc.constantFrom({ is: 'sent' as const }, { is: 'needless' as const }),
  ),
  rivals: fc.constantFrom([], [rival]),
  interval: fc.constantFrom(micros(1_000_000), micros(10_000)),
  master: fc.constantFrom(undefined, lowerPeer, higherPeer),
  preemptAt: maybe(moments),
  wants: fc.constantFrom('backup' as const, 'master' as const),
  holdUntil: maybe(moments),
})
const masters: fc.Arbitrary<State> = fc.record({
  is: fc.constant('master' as const),
  advertAt: moments,
  bursts: fc.record({
    secondAt: maybe(moments),
    contestedAt: maybe(moments),
    refreshAt: maybe(moments),
    extraAt: maybe(moments),
  }),
  rogue: maybe(fc.record({ from: fc.constant(lowerPeer), listenAt: moments, silentAt: moments })),
  answeredAt: maybe(moments),
})
const stoppings: fc.Arbitrary<State> = fc.record({
  is: fc.constant('stopping' as const),
  until: moments,
  heard: fc.boolean(),
  claimed: fc.boolean(),
})
const plain = fc.constantFrom<State>({ is: 'idle' }, { is: 'waiting' }, { is: 'fault' }, { is: 'gone' })
const states = fc.oneof(backups, masters, stoppings, plain)

const heard = fc.record({
  from: fc.constantFrom(us, lowerPeer, higherPeer),
  priority: fc.constantFrom(0, 1, 100, 254, 255),
  interval: fc.constantFrom(micros(1_000_000), micros(10_000)),
})
const before = instance({ addresses: [virtual('10.0.0.101')], advertInterval: micros(2_000_000) })
const simple = [
  'start',
  'due',
  'faulted',
  'healthy',
  'raise',
  'lower',
  'fail',
  'contested',
  'stop',
  'remove',
] as const
const events: fc.Arbitrary<MachineEvent> = fc.oneof(
  fc.constantFrom(...simple).map((is) => ({ is, at: now })),
  heard.map((one) => ({ is: 'advert' as const, at: now, heard: one })),
  fc.constantFrom<MachineEvent>(
    { is: 'priority', at: now, before: 7 },
    { is: 'lost', at: now, what: { is: 'address', address: rival.address, interface: 'eth0' } },
    { is: 'lost', at: now, what: { is: 'route', key: 'nothing' } },
    { is: 'postponed', at: now, by: micros(-4_000_000) },
    { is: 'stop', at: now, keep: true },
    { is: 'claimed', at: now, rival },
    { is: 'answered', at: now, rival },
    { is: 'settings', at: now, before, priorityBefore: 50 },
  ),
)
const facts: fc.Arbitrary<Facts> = fc.record({
  settings: fc.constantFrom(
    instance(),
    instance({ version: 3, preempt: false }),
    instance({ priority: 255, initial: 'master' }),
    instance({
      preemptDelay: micros(3_000_000),
      lowerPriorityNoAdvert: true,
      higherPrioritySendAdvert: true,
    }),
    instance({ preempt: false, lateBackupPriority: 254 }),
  ),
  priority: fc.constantFrom(1, 100, 255),
  faults: fc.constantFrom(
    [],
    [{ is: 'script-bad' as const, script: 'chk' }],
    [{ is: 'script-undecided' as const, script: 'chk' }],
  ),
  source: fc.constantFrom(us, undefined),
  formerSource: fc.constant(undefined),
  linkUp: fc.boolean(),
  handover: fc.constantFrom('graceful' as const, 'fast' as const),
  delayedUntil: maybe(moments),
  group: fc.record({
    member: fc.boolean(),
    willing: fc.boolean(),
    owners: fc.boolean(),
    held: fc.boolean(),
    failed: fc.boolean(),
  }),
})

const stateKinds = Object.keys(table) as StateKind[]
const eventKinds = Object.keys(table.idle) as MachineEventKind[]

describe('the table', () => {
  test('has a cell with words for every state and event', () => {
    assert.equal(stateKinds.length * eventKinds.length, 7 * 17)
    for (const state of stateKinds) {
      for (const event of eventKinds) {
        const cell: Cell | undefined = table[state][event] as Cell
        assert.ok(cell?.says.length > 3, `${state} × ${event}`)
      }
    }
  })
  test('leads only where its cells say', () => {
    fc.assert(
      fc.property(states, events, facts, (state, event, known) => {
        const cell = table[state.is][event.is] as Cell
        const [after] = step(state, event, known)
        assert.ok(
          after.is === state.is || cell.leads.includes(after.is),
          `${state.is} × ${event.is} → ${after.is}`,
        )
      }),
      { numRuns: 5_000 },
    )
  })
  test('never moves a deadline into the past', () => {
    fc.assert(
      fc.property(states, facts, (state, known) => {
        const [after] = step(state, { is: 'due', at: now }, known)
        const next = deadlineOf(after)
        assert.ok(next === undefined || next > now, JSON.stringify(after))
      }),
      { numRuns: 5_000 },
    )
  })
  test('puts addresses on and takes them off exactly when it begins and ends to hold them', () => {
    fc.assert(
      fc.property(states, events, facts, (state, event, known) => {
        const [after, effects] = step(state, event, known)
        const claims = effects.some((effect) => effect.do === 'claim')
        const all = known.settings.addresses.length
        const releases = effects.some(
          (effect) => effect.do === 'release' && effect.holdings.addresses.length === all,
        )
        if (!holds(state) && holds(after)) assert.ok(claims, 'held without having been claimed')
        const keeps = event.is === 'stop' && event.keep === true
        if (holds(state) && !holds(after)) assert.ok(releases || keeps, 'let go without having been released')
        if (!holds(state) && !holds(after)) assert.ok(!claims && !releases)
        if (after.is === 'master') assert.ok(state.is === 'master' || claims)
      }),
      { numRuns: 5_000 },
    )
  })
  test('sends adverts above 0 as master and as its last word, and priority 0 only when leaving', () => {
    fc.assert(
      fc.property(states, events, facts, (state, event, known) => {
        const [after, effects] = step(state, event, known)
        for (const effect of effects) {
          if (effect.do !== 'send') continue
          const held = state.is === 'backup' && state.holdUntil !== undefined
          const last = held && after.is === 'backup' && after.holdUntil === undefined
          const further = known.settings.higherPrioritySendAdvert && state.is === 'master'
          if (effect.advert.priority > 0) assert.ok(after.is === 'master' || last || further)
          else assert.ok(state.is === 'master' && after.is !== 'master')
        }
      }),
      { numRuns: 5_000 },
    )
  })
  test('a woken one that is not due stays as it is', () => {
    fc.assert(
      fc.property(states, facts, (state, known) => {
        const next: Micros | undefined = deadlineOf(state)
        fc.pre(next === undefined || next > now)
        assert.equal(JSON.stringify(step(state, { is: 'due', at: now }, known)), JSON.stringify([state, []]))
      }),
      { numRuns: 2_000 },
    )
  })
})

test('the groups’ rules always come to rest', () => {
  const members = fc.array(
    fc.record({
      name: fc.uuid(),
      state: states,
      faulted: fc.boolean(),
      undecided: fc.boolean(),
      owner: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  const groupStates = fc.constantFrom('idle' as const, 'backup' as const, 'master' as const, 'fault' as const)
  fc.assert(
    fc.property(members, groupStates, (all, from) => {
      const seen = [from as string]
      let state = from
      for (let left = groupRules.length; left >= 0; left--) {
        const move = nextMove(state, all)
        if (move === undefined) return
        // The members do as they are told, unless a fault of their own forbids it.
        const told = new Map(move.orders.map(({ name, order }) => [name, order]))
        all = all.map((member) => obey(member, told.get(member.name)))
        state = move.becomes
        seen.push(state)
      }
      assert.fail(seen.join(' → '))
    }),
  )
})

type Member = Parameters<typeof nextMove>[1][number]

function obey(member: Member, order: string | undefined): Member {
  if (order === undefined) return member
  const event = { is: order, at: now } as MachineEvent
  const known = { settings: instance(), priority: 100, faults: [], source: us, linkUp: true } as const
  const [state] = step(member.state, event, {
    ...known,
    handover: 'fast',
    delayedUntil: undefined,
    formerSource: undefined,
    group: alone,
  })
  return { ...member, state }
}
