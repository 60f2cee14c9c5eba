/** Who should be master, as the nodes say it themselves: priority, state, priority 255. RFC 9568, 6.1. */
import { type Comparison, type Finding, related, titleOf } from './comparison.ts'
import type { Cluster, VirtualRouter } from './matching.ts'
import { type Member, named, placeOf } from './node.ts'
import { standingOf } from './standing.ts'

const ownerPriority = 255

/** When all is well. */
export function priorityOf(member: Member, { well }: Pick<Cluster, 'well'>): number {
  return standingOf(member, well[member.node.index] ?? new Set()).priority
}

/** The first two of a priority, for each priority that several have. */
function* equals({ members }: VirtualRouter, cluster: Cluster): Iterable<readonly [Member, Member, number]> {
  const seen = new Map<number, Member>()
  const told = new Set<number>()
  for (const member of members) {
    const priority = priorityOf(member, cluster)
    const before = seen.get(priority)
    if (before === undefined) seen.set(priority, member)
    else if (!told.has(priority)) {
      told.add(priority)
      yield [before, member, priority]
    }
  }
}

export const equalPriorities: Comparison = {
  code: 'cluster-priority-equal',
  severity: 'warning',
  *find(cluster): Iterable<Finding> {
    for (const router of cluster.routers) {
      for (const [one, other, priority] of equals(router, cluster)) {
        if (priority === ownerPriority) continue
        // With nopreempt it may be meant: nobody is to be better.
        const isMeant = router.members.every(({ settings }) => !settings.preempt)
        yield {
          at: placeOf(other, other.draft.priority),
          ...(isMeant ? { severity: 'note' } : {}),
          message: `${titleOf(other)} has priority ${priority}, as that of ${one.node.name} has`,
          instead:
            'whoever is first stays master, and when both are at once the higher address wins: give each ' +
            'node its own priority',
          related: [related(one, one.draft.priority, `has priority ${priority} too`)],
        }
      }
    }
  },
}

export const severalOwners: Comparison = {
  code: 'cluster-owners',
  severity: 'error',
  *find(cluster): Iterable<Finding> {
    for (const router of cluster.routers) {
      for (const [one, other, priority] of equals(router, cluster)) {
        if (priority !== ownerPriority) continue
        yield {
          at: placeOf(other, other.draft.priority ?? other.draft.state),
          message: `${titleOf(other)} owns the addresses (priority 255), as that of ${one.node.name} does`,
          instead: 'only one node can have them as its own: both start as master, and no tracker moves them',
          related: [related(one, one.draft.priority ?? one.draft.state, 'owns them too')],
        }
      }
    }
  },
}

/** state MASTER on more than one node, or on another one than the priorities say. */
export const severalMasters: Comparison = {
  code: 'cluster-state-master',
  severity: 'warning',
  *find(cluster): Iterable<Finding> {
    for (const { members } of cluster.routers) {
      const masters = members.filter(({ draft }) => draft.state?.value === 'MASTER')
      const [first, second] = masters
      if (first === undefined || members.length < 2) continue
      if (second !== undefined) {
        yield {
          at: placeOf(second, second.draft.state),
          message: `${titleOf(second)} has state MASTER, as that of ${first.node.name} has`,
          instead: 'the priorities decide all the same; write state BACKUP on all nodes but one, or on all',
          related: [related(first, first.draft.state, 'has state MASTER too')],
        }
        continue
      }
      const own = priorityOf(first, cluster)
      const better = members.find((member) => priorityOf(member, cluster) > own)
      if (better === undefined) continue
      const higher = priorityOf(better, cluster)
      yield {
        at: placeOf(first, first.draft.state),
        severity: 'note',
        message:
          `${titleOf(first)} has state MASTER, but ${named(better)} has the higher priority ` +
          `(${higher} against ${own})`,
        instead: `the priorities decide: ${better.node.name} becomes master`,
        related: [related(better, better.draft.priority, `has priority ${higher}`)],
      }
    }
  },
}
