/** Sync groups that are not the same on all nodes, or that no node can have as a whole. */

import type { Span } from '../../base/span.ts'
import { type Comparison, type Finding, related, type TableComparison } from './comparison.ts'
import type { FailureRow, FailureTable } from './failures.ts'
import type { Cluster } from './matching.ts'
import { type ClusterNode, type Member, named, placeOf } from './node.ts'

/** What changes state together on one node and apart on another one. */
export const groups: Comparison = {
  code: 'cluster-group',
  severity: 'warning',
  *find(cluster): Iterable<Finding> {
    const places = placesOf(cluster)
    const told = new Set<string>()
    for (const node of cluster.nodes) {
      for (const other of cluster.nodes) {
        if (other === node) continue
        for (const split of splitsOf(node, other, places)) {
          const key = [split.one, split.apart].map(named).sort().join(' ')
          const pair = [node.index, other.index].sort().join(' ')
          if (told.has(`${pair} ${key}`) || told.has(`${node.index} ${split.group} ${other.index}`)) continue
          told.add(`${pair} ${key}`)
          told.add(`${node.index} ${split.group} ${other.index}`)
          yield {
            at: groupPlace(node, split.group),
            message:
              `vrrp_sync_group ${split.group} keeps VRID ${split.one.settings.vrid} and ` +
              `${split.apart.settings.vrid} together on ${node.name}, but on ${other.name} they change apart`,
            instead: `after a failure ${other.name} can have one of them, and ${node.name} then has none`,
            related: [split.one, split.apart].map((member) =>
              related(
                member,
                undefined,
                member.group === undefined ? 'is in no group' : `is in ${member.group}`,
              ),
            ),
          }
        }
      }
    }
  },
}

interface Split {
  readonly group: string
  /** Both are instances of the other node. */
  readonly one: Member
  readonly apart: Member
}

/** By node and instance: which virtual router it is. */
function placesOf({ routers }: Cluster): ReadonlyMap<Member, readonly Member[]> {
  return new Map(routers.flatMap(({ members }) => members.map((member) => [member, members])))
}

/** Groups of `node` whose members the other node does not keep together. */
function* splitsOf(
  node: ClusterNode,
  other: ClusterNode,
  places: ReadonlyMap<Member, readonly Member[]>,
): Iterable<Split> {
  const there = new Map<string, Member>()
  for (const member of node.members) {
    const { group } = member
    const twin = places.get(member)?.find((one) => one.node.index === other.index)
    if (group === undefined || twin === undefined) continue
    const first = there.get(group)
    if (first === undefined) there.set(group, twin)
    else if (first.group === undefined || first.group !== twin.group) yield { group, one: first, apart: twin }
  }
}

function groupPlace({ draft }: ClusterNode, group: string): Span {
  const found = draft.groups.find(({ name }) => name.value === group) ?? draft.groups[0]
  return found?.name.at ?? { file: '', line: 0, column: 0, length: 0 }
}

/** One node leads in one virtual router of a group, another node in another one. */
export const splitGroup: TableComparison = {
  code: 'cluster-group-split',
  severity: 'warning',
  *find(tables): Iterable<Finding> {
    for (const table of tables) {
      if (table.ensemble.routers.length < 2) continue
      const told = new Set<string>()
      for (const row of table.rows) {
        if (row.failure.is !== 'none' && row.failure.is !== 'trouble') continue
        for (const found of tugsOf(table, row)) {
          const key = `${found.one.node.index} ${found.one.group} ${found.other.node.index}`
          if (told.has(key)) continue
          told.add(key)
          // From the other side it is the same.
          told.add(`${found.other.node.index} ${found.other.group} ${found.one.node.index}`)
          yield findingOf(found, row)
        }
      }
    }
  },
}

/** `one` leads in its virtual router, `other` in that of `lagging`, which is in the group of `one`. */
interface Tug {
  readonly one: Member
  readonly lagging: Member
  readonly other: Member
  readonly priorities: readonly [number, number]
}

function* tugsOf({ ensemble }: FailureTable, { standings }: FailureRow): Iterable<Tug> {
  const ahead = new Map<string, Member>()
  const priorityOf = (member: Member) =>
    standings.faulted.has(member) ? undefined : standings.priorities.get(member)
  for (const { members } of ensemble.routers) {
    for (const one of members) {
      for (const other of members) {
        const [own, theirs] = [priorityOf(one), priorityOf(other)]
        if (one === other || one.group === undefined || own === undefined || theirs === undefined) continue
        const key = (behind: boolean) => `${one.node.index} ${one.group} ${other.node.index} ${behind}`
        if (own > theirs) ahead.set(key(false), one)
        if (own < theirs) ahead.set(key(true), one)
        const leading = ahead.get(key(false))
        const lagging = ahead.get(key(true))
        if (leading === undefined || lagging === undefined) continue
        const rival = own < theirs ? other : twinOf(lagging, other, ensemble)
        const priorities = [priorityOf(lagging) ?? 0, (rival && priorityOf(rival)) ?? 0] as const
        if (rival !== undefined) yield { one: leading, lagging, other: rival, priorities }
      }
    }
  }
}

function twinOf(member: Member, of: Member, { routers }: FailureTable['ensemble']): Member | undefined {
  const router = routers.find(({ members }) => members.includes(member))
  return router?.members.find(({ node }) => node.index === of.node.index)
}

function findingOf({ one, lagging, other, priorities }: Tug, { failure }: FailureRow): Finding {
  const when = failure.is === 'trouble' ? `while ${failure.watched.name} fails, ` : ''
  const [own, theirs] = priorities
  return {
    at: placeOf(lagging, lagging.draft.priority),
    ...(when === '' ? {} : { severity: 'note' as const }),
    message:
      `${when}${one.node.name} leads in ${one.settings.name}, but ${other.node.name} in ` +
      `${other.settings.name} (${theirs} against ${own}), and vrrp_sync_group ${one.group} keeps both ` +
      'together',
    instead:
      'a group rises only when all its members would: whoever is master stays, and neither takes over from ' +
      'the other',
    related: [related(other, other.draft.priority, `has priority ${theirs}`)],
  }
}
