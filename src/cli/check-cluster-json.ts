/** The tables of `check --cluster` for programs: docs/reference/check-formats.md. */
import type { Failure, FailureTable } from '../settings/cluster/failures.ts'

/** One object for each virtual router. */
export function clusterTableJson(
  tables: readonly FailureTable[],
  names: readonly string[],
): readonly object[] {
  return tables.flatMap(({ ensemble, rows }) =>
    ensemble.routers.map(({ members }, index) => ({
      family: members[0]?.settings.family ?? 'ipv4',
      members: members.map((member) => ({
        node: member.node.name,
        instance: member.settings.name,
        vrid: member.settings.vrid,
        priority: rows[0]?.standings.priorities.get(member) ?? null,
        group: member.group ?? null,
      })),
      failures: rows.map(({ failure, routers, standings }) => ({
        ...failureJson(failure, names),
        masters: (routers[index]?.masters ?? []).map((nodes) => nodes.map((node) => names[node])),
        restless: routers[index]?.restless === true,
        priorities: Object.fromEntries(
          members.flatMap((member) => {
            const priority = standings.priorities.get(member)
            if (priority === undefined) return []
            return [[member.node.name, standings.faulted.has(member) ? null : priority]]
          }),
        ),
      })),
    })),
  )
}

function failureJson(failure: Failure, names: readonly string[]): object {
  const node = 'node' in failure ? { node: names[failure.node] } : {}
  if (!('watched' in failure)) return { failure: failure.is, ...node }
  const { kind, name, reversed } = failure.watched
  return { failure: failure.is, ...node, kind, name, reversed }
}
