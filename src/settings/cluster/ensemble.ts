/**
 * Virtual routers that sync groups tie together, and what becomes of them in a situation: who is there, with
 * what priority, and who is master then. Everything else about them can be looked at apart.
 */
import { ownerPriority } from '../../vrrp/election.ts'
import { standingFaults } from '../../vrrp/standing.ts'
import { type Outcome, outcomesOf, type Seat, type Situation, type Unit } from './contest.ts'
import type { Cluster, VirtualRouter } from './matching.ts'
import type { Member } from './node.ts'
import { hears } from './on-the-wire.ts'
import { standingOf } from './standing.ts'

export interface Ensemble {
  readonly routers: readonly VirtualRouter[]
}

/** In the order of the virtual routers. */
export function ensemblesOf({ routers }: Cluster): readonly Ensemble[] {
  const together = new Map<string, number>()
  const parent = routers.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    for (let up = parent[root] ?? root; up !== root; up = parent[root] ?? root) root = up
    parent[index] = root
    return root
  }
  for (const [index, { members }] of routers.entries()) {
    for (const { node, group } of members) {
      if (group === undefined) continue
      const key = `${node.index} ${group}`
      const other = together.get(key)
      if (other === undefined) together.set(key, index)
      else parent[rootOf(index)] = rootOf(other)
    }
  }
  const parts = new Map<number, VirtualRouter[]>()
  for (const [index, router] of routers.entries()) {
    const root = rootOf(index)
    const part = parts.get(root)
    if (part === undefined) parts.set(root, [router])
    else part.push(router)
  }
  return [...parts.values()].map((part) => ({ routers: part }))
}

/** What is so at one moment: which nodes are down, and what each of the others says of what it tracks. */
export interface Circumstances {
  readonly down: ReadonlySet<number>
  /** By node: keys of what is bad there. */
  readonly bad: readonly ReadonlySet<string>[]
}

export interface Standings {
  readonly units: readonly Unit[]
  /** Also of members that cannot be master: what they would have. */
  readonly priorities: ReadonlyMap<Member, number>
  /** In the fault state, by themselves or with their group. */
  readonly faulted: ReadonlySet<Member>
}

export function standingsOf({ routers }: Ensemble, { down, bad }: Circumstances): Standings {
  const units = new Map<string, Seat[]>()
  const priorities = new Map<Member, number>()
  const failing = new Set<string>()
  for (const [router, { members }] of routers.entries()) {
    for (const member of members) {
      const { node } = member
      if (down.has(node.index)) continue
      const { priority, faults } = standingOf(member, bad[node.index] ?? new Set())
      const key = unitOf(member)
      priorities.set(member, priority)
      if (standingFaults(faults).length > 0 || member.settings.faults.length > 0) failing.add(key)
      const seats = units.get(key)
      if (seats === undefined) units.set(key, [{ member, router, priority }])
      else seats.push({ member, router, priority })
    }
  }
  const all = [...units].map(([key, seats]): Unit => ({ key, seats }))
  const faulted = all
    .filter(({ key }) => failing.has(key))
    .flatMap(({ seats }) => seats.map((one) => one.member))
  return {
    units: all.filter(({ key }) => !failing.has(key)),
    priorities,
    faulted: new Set(faulted),
  }
}

/** Names of groups and of instances are apart. */
export function unitOf({ node, group, settings }: Member): string {
  return group === undefined ? `${node.index} i ${settings.name}` : `${node.index} g ${group}`
}

/** From what it was to what the circumstances make of it. */
export function outcomesAfter(
  { units }: Standings,
  before: Pick<Situation, 'masters' | 'occasion' | 'starts'>,
): readonly Outcome[] {
  return outcomesOf({ ...before, units, hears: hearing() })
}

/** Asked again and again of the same two. */
function hearing(): Situation['hears'] {
  const known = new Map<Member, Map<Member, boolean>>()
  return (to, from) => {
    const of = known.get(to) ?? new Map<Member, boolean>()
    known.set(to, of)
    const before = of.get(from)
    if (before !== undefined) return before
    const answer = isHeard(to, from)
    of.set(from, answer)
    return answer
  }
}

/** owner_ignore_adverts: an owner hears nobody. */
function isHeard(to: Member, from: Member): boolean {
  const { ownerIgnoreAdverts, priority } = to.settings
  return !(ownerIgnoreAdverts && priority === ownerPriority) && hears(to, from)
}

/** For each virtual router, the nodes that are master in it. */
export function mastersIn(
  { routers }: Ensemble,
  masters: ReadonlySet<string>,
): readonly (readonly number[])[] {
  return routers.map(({ members }) =>
    members.filter((member) => masters.has(unitOf(member))).map(({ node }) => node.index),
  )
}
