/**
 * Weights that do not move anything, and weights that move what should stay, by the table of failures.
 * keepalived.conf(5), track_script.
 */
import type { Trackers } from '../../vrrp/settings.ts'
import { lowestPriority } from '../vrrp/priority-range.ts'
import { related, type TableComparison } from './comparison.ts'
import type { FailureRow, FailureTable } from './failures.ts'
import { type Member, named } from './node.ts'
import type { TroubleKind, Watched } from './standing.ts'

const listOf = {
  script: 'trackScripts',
  interface: 'trackInterfaces',
  file: 'trackFiles',
  process: 'trackProcesses',
  bfd: 'trackBfd',
} as const satisfies Record<TroubleKind, keyof Trackers>

/** It fails on the master, the priority falls, and the master stays. */
export const uselessWeight: TableComparison = {
  code: 'cluster-weight',
  severity: 'warning',
  *find(tables) {
    for (const table of tables) {
      for (const row of table.rows) {
        if (row.failure.is !== 'trouble') continue
        for (const stay of staysOf(table, { row, node: row.failure.node }))
          yield findingOf(stay, row.failure.watched)
      }
    }
  },
}

interface Stay {
  readonly member: Member
  readonly before: number
  readonly after: number
  /** The best of the others that would preempt. */
  readonly next: { readonly member: Member; readonly priority: number }
}

function* staysOf(
  table: FailureTable,
  { row, node }: { readonly row: FailureRow; readonly node: number },
): Iterable<Stay> {
  const [calm] = table.rows
  for (const [index, { members }] of table.ensemble.routers.entries()) {
    const member = members.find((one) => one.node.index === node)
    if (calm === undefined || member === undefined) continue
    if (!isMaster(calm, index, node) || !isMaster(row, index, node)) continue
    const [before, after] = [calm, row].map(({ standings }) => standings.priorities.get(member))
    if (before === undefined || after === undefined || after >= before) continue
    const next = bestOther(members, member, row)
    // Who has nopreempt waits for more than a lower priority, and a sync group for all of its members.
    if (next !== undefined && next.priority <= after) yield { member, before, after, next }
  }
}

function isMaster({ routers }: FailureRow, index: number, node: number): boolean {
  const { masters = [], restless = false } = routers[index] ?? {}
  return !restless && masters.length === 1 && masters[0]?.length === 1 && masters[0][0] === node
}

function bestOther(
  members: readonly Member[],
  own: Member,
  { standings }: FailureRow,
): Stay['next'] | undefined {
  const able = members.flatMap((member) => {
    const priority = standings.priorities.get(member)
    const stands = member !== own && member.settings.preempt && !standings.faulted.has(member)
    return stands && priority !== undefined ? [{ member, priority }] : []
  })
  return able.sort((a, b) => b.priority - a.priority)[0]
}

function findingOf(stay: Stay, { kind, name }: Pick<Watched, 'kind' | 'name'>) {
  const { member, before, after, next } = stay
  const other = next.member.node.name
  const together = lowestPriority(member.settings) < next.priority
  const cure = cureOf(stay, { kind, name })
  return {
    at: member.trackerAt(listOf[kind], name),
    ...(together ? { severity: 'note' as const } : {}),
    message:
      `${name} takes ${before - after} from the priority of ${named(member)}, and ${after} is not below ` +
      `the ${next.priority} of ${other}`,
    instead:
      `${member.node.name} stays master while it ` +
      `fails${together ? ', unless something else fails too' : ''}; with ${cure} ${other} would take over`,
    related: [related(next.member, next.member.draft.priority, `has priority ${next.priority}`)],
  }
}

const weightMost = 253

/**
 * A weight that is added while all is well is missing when it fails, however great it is: what helps is one
 * that is taken away then.
 */
function cureOf(
  { member, before, after, next }: Stay,
  { kind, name }: Pick<Watched, 'kind' | 'name'>,
): string {
  const entry = member.settings[listOf[kind]].find((one) => one.name === name)
  const { weight = 0, reverse = false } = entry ?? {}
  const isAdded = weight > 0 !== reverse
  const needed = (isAdded ? after : before) - next.priority + 1
  if (needed > weightMost || kind === 'file') return 'weight 0, which makes it a fault,'
  return reverse ? `weight ${needed} reverse` : `weight -${needed}`
}

/** What fails everywhere alike should move nothing: no node is better than the other. */
export const unevenWeight: TableComparison = {
  code: 'cluster-weight-uneven',
  severity: 'note',
  *find(tables) {
    for (const table of tables) {
      for (const row of table.rows) {
        if (row.failure.is !== 'everywhere') continue
        const { watched } = row.failure
        for (const [index, { members }] of table.ensemble.routers.entries()) {
          const [from, to] = movedBetween(table, row, index).map((node) =>
            members.find((one) => one.node.index === node),
          )
          if (from === undefined || to === undefined || !tracks(from, watched) || !tracks(to, watched))
            continue
          yield {
            at: from.trackerAt(listOf[watched.kind], watched.name),
            message:
              `when ${watched.name} fails on all nodes, ${named(to)} becomes master with ` +
              `${row.standings.priorities.get(to)} against ${row.standings.priorities.get(from)}`,
            instead: 'the addresses move to a node on which it fails too; weigh it alike on all nodes',
            related: [
              {
                span: to.trackerAt(listOf[watched.kind], watched.name),
                message: `${to.node.name} tracks it here`,
              },
            ],
          }
        }
      }
    }
  },
}

/** The master without a failure and the one in this row, when they are others. */
function movedBetween({ rows: [calm] }: FailureTable, row: FailureRow, index: number): readonly number[] {
  const [before, after] = [calm, row].map((one) => {
    const { masters = [] } = one?.routers[index] ?? {}
    return masters.length === 1 && masters[0]?.length === 1 ? masters[0][0] : undefined
  })
  return before === undefined || after === undefined || before === after ? [] : [before, after]
}

function tracks({ settings }: Member, { kind, name }: Watched): boolean {
  return settings[listOf[kind]].some((one) => one.name === name && one.weight !== 0)
}
