/**
 * Who is master when the dust has settled: the rules of the daemon's cells (vrrp/backup.ts, vrrp/master.ts,
 * vrrp/group.ts) without their moments, over nodes that hear each other or not. RFC 9568, 6.4. Refuses to
 * guess: where chance decides, it gives every outcome.
 */
import type { Micros } from '../../base/time.ts'
import { masterDownTime, ownerPriority, rank, shortestSkew, skewTime } from '../../vrrp/election.ts'
import type { Member } from './node.ts'

/** One instance that can be master now. */
export interface Seat {
  readonly member: Member
  /** Of its virtual router, in the list of those that are looked at together. */
  readonly router: number
  readonly priority: number
}

/** Instances of a node that change state together: a sync group, or a single one. */
export interface Unit {
  /** The same in every situation. */
  readonly key: string
  readonly seats: readonly Seat[]
}

/** How the waits of this moment begin. */
export type Occasion =
  /** All start at once. */
  | { readonly is: 'start' }
  | {
      readonly is: 'change'
      /** Of the virtual router of the seat: several when they do not hear each other. */
      readonly last: (seat: Seat) => readonly LastMaster[]
      /** What its priority was; undefined: it could not be master. */
      readonly before: (member: Member) => number | undefined
      /** Who leaves the fault state in this moment does so before the masters say good-bye. */
      readonly healsFirst: boolean
    }

export interface LastMaster {
  readonly member: Member
  /** What it was. */
  readonly priority: number
  /** Which version 3 has learnt from its adverts. */
  readonly interval: Micros
  /** It leaves with an advert of priority 0, which shortens the wait to the skew. */
  readonly saysGoodbye: boolean
}

export interface Situation {
  /** Without those that are down or in the fault state. */
  readonly units: readonly Unit[]
  /** Keys of those that are master as it begins. */
  readonly masters: ReadonlySet<string>
  readonly occasion: Occasion
  /** Has just started: an address owner is master at once, whoever else is. */
  readonly starts: (node: number) => boolean
  readonly hears: (to: Member, from: Member) => boolean
}

/** Keys of the masters; undefined: they never come to rest. */
export type Outcome = ReadonlySet<string> | undefined

/** Deadlines that are this close are decided by chance: the time that an advert takes from node to node. */
const closeMicros = 2_000

/** Every way in which it can end, each once. */
export function outcomesOf(situation: Situation): readonly Outcome[] {
  const timed = situation.units
    .map((unit) => ({ unit, wait: waitOf(unit, situation) }))
    .sort((a, b) => a.wait - b.wait)
  const isKnown = situation.units.every(({ seats }) =>
    seats.every(({ member }) => member.source !== undefined),
  )
  const ends = new Map<string, Outcome>()
  // Addresses that are not known may be in either order.
  for (const unknown of isKnown ? [1] : [1, -1]) {
    const its: Search = { ...situation, timed, unknown, ends, path: new Set(), seen: new Set() }
    const first = timed.map(({ unit }) => unit)
    search(new Set(first.filter((unit) => holdsAlready(unit, situation))), new Set(), its)
  }
  return [...ends.values()]
}

interface Timed {
  readonly unit: Unit
  readonly wait: number
}

interface Search extends Situation {
  /** By deadline. */
  readonly timed: readonly Timed[]
  /**
   * 1: of addresses that are not known, that of the later node is the higher one; -1: the other way round.
   */
  readonly unknown: number
  readonly ends: Map<string, Outcome>
  /** What came before, and what has been looked at: texts of states. */
  readonly path: Set<string>
  readonly seen: Set<string>
}

/** Only groups that pull in different directions come near to this. */
const statesMax = 200

/**
 * Whoever may rise does so, one at a time, until nothing moves. Those that have heard nobody better yet do so
 * in the order of their deadlines; the others have begun to wait anew, and who of them is next is chance.
 */
function search(masters: Set<Unit>, yielded: ReadonlySet<Unit>, its: Search): void {
  const standing = new Set(masters)
  const waiting = new Set([...yielded, ...stepDown(standing, its)])
  for (const { unit } of its.timed) {
    if (!standing.has(unit) && !isWilling(unit, standing, its.hears)) waiting.add(unit)
  }
  const state = `${textOf(standing)}|${textOf(waiting)}`
  if (its.path.has(state) || its.seen.size >= statesMax) its.ends.set('?', undefined)
  if (its.seen.has(state) || its.seen.size >= statesMax) return
  its.seen.add(state)
  const able = its.timed.filter(({ unit }) => !standing.has(unit) && isWilling(unit, standing, its.hears))
  if (able.length === 0) its.ends.set(textOf(standing), new Set([...standing].map(({ key }) => key)))
  const next = nextOf(able, waiting)
  // Two that send each other back may rise together for ever.
  if (next.some((one) => able.some(({ unit }) => isTug(unit, one, its)))) its.ends.set('?', undefined)
  its.path.add(state)
  for (const unit of next) search(new Set([...standing, unit]), waiting, its)
  its.path.delete(state)
}

function textOf(units: ReadonlySet<Unit>): string {
  return Array.from(units, ({ key }) => key)
    .sort()
    .join(' ')
}

function nextOf(able: readonly Timed[], waiting: ReadonlySet<Unit>): readonly Unit[] {
  const fresh = able.filter(({ unit }) => !waiting.has(unit))
  const [first] = fresh
  if (first === undefined) return able.map(({ unit }) => unit)
  return fresh.filter(({ wait }) => wait - first.wait < closeMicros).map(({ unit }) => unit)
}

/** The last member of a group decides. */
function waitOf({ seats }: Unit, situation: Situation): number {
  const owners = seats.every(isOwner)
  return Math.max(...seats.map((seat) => seatWait(seat, situation, owners)))
}

function seatWait(seat: Seat, { occasion, hears }: Situation, owners: boolean): number {
  const { settings } = seat.member
  const { version, downTimerAdverts, preempt } = settings
  if (occasion.is === 'start' && isOwner(seat)) {
    return owners ? 0 : settings.advertInterval + shortestSkew(version, settings.advertInterval)
  }
  const own = { version, priority: seat.priority, interval: settings.advertInterval, downTimerAdverts }
  if (occasion.is === 'start') return masterDownTime(own)
  const heard = occasion.last(seat).filter(({ member }) => hears(seat.member, member))
  const before = occasion.before(seat.member)
  if (before === undefined) {
    const isShort = occasion.healsFirst && heard.some(({ saysGoodbye }) => saysGoodbye)
    return isShort ? skewTime(own) : masterDownTime(own)
  }
  const better = heard.find(({ priority }) => !(preempt && priority < before))
  // Only its group has held it back, and it has waited long enough.
  if (better === undefined) return 0
  const pace = version === 2 ? own : { ...own, interval: better.interval }
  return better.saysGoodbye ? skewTime(pace) : masterDownTime(pace)
}

function isOwner({ member: { settings } }: Seat): boolean {
  return settings.priority === ownerPriority && settings.initial === 'master'
}

/** Master before, or at once: vrrp/moves.ts, begin: in a group only when all members own their addresses. */
function holdsAlready({ key, seats }: Unit, { masters, starts }: Situation): boolean {
  return masters.has(key) || seats.every((seat) => isOwner(seat) && starts(seat.member.node.index))
}

/** As vrrp/master.ts: a better one is heard. Both sides look at the same moment. Gives those that fell. */
function stepDown(standing: Set<Unit>, { hears, unknown }: Search): readonly Unit[] {
  const fallen: Unit[] = []
  for (;;) {
    const beaten = [...standing].filter((unit) =>
      facing(unit, standing, hears).some(([own, other]) => outranks(other, own, unknown)),
    )
    if (beaten.length === 0) return fallen
    for (const unit of beaten) standing.delete(unit)
    fallen.push(...beaten)
  }
}

function outranks(other: Seat, own: Seat, unknown: number): boolean {
  const { source, node } = own.member
  const { source: from, node: its } = other.member
  if (source === undefined || from === undefined) {
    if (other.priority !== own.priority) return other.priority > own.priority
    return (its.index - node.index) * unknown > 0
  }
  const stands = rank({ priority: other.priority, from }, { priority: own.priority, source })
  return stands === 'higher' || stands === 'higher-address'
}

/** As vrrp/backup.ts and, for groups, vrrp/group.ts: no member hears anybody whom it leaves alone. */
function isWilling(unit: Unit, standing: ReadonlySet<Unit>, hears: Situation['hears']): boolean {
  return facing(unit, standing, hears).every(
    ([own, other]) => own.member.settings.preempt && other.priority < own.priority,
  )
}

/** Each outranks the other in some virtual router. */
function isTug(one: Unit, other: Unit, { hears, unknown }: Search): boolean {
  if (one === other || one.seats.length < 2 || other.seats.length < 2) return false
  const beats = (better: Unit, worse: Unit) =>
    facing(worse, new Set([better]), hears).some(([own, its]) => outranks(its, own, unknown))
  return beats(one, other) && beats(other, one)
}

/** Each seat with each master of its virtual router that it hears. */
function facing(
  unit: Unit,
  standing: ReadonlySet<Unit>,
  hears: Situation['hears'],
): readonly (readonly [Seat, Seat])[] {
  return unit.seats.flatMap((own) =>
    [...standing].flatMap((other) =>
      other === unit
        ? []
        : other.seats
            .filter((seat) => seat.router === own.router && hears(own.member, seat.member))
            .map((seat) => [own, seat] as const),
    ),
  )
}
