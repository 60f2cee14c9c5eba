/**
 * Who is master in which failure: all well, each node down and back again, each thing that a node tracks in
 * trouble, and what several nodes track in trouble everywhere. By the arithmetic of the daemon (standing.ts,
 * contest.ts). One failure at a time: two that come together are two lines to add up.
 */
import type { LastMaster, Occasion, Outcome } from './contest.ts'
import {
  type Circumstances,
  type Ensemble,
  mastersIn,
  outcomesAfter,
  type Standings,
  standingsOf,
  unitOf,
} from './ensemble.ts'
import type { Cluster } from './matching.ts'
import type { Member } from './node.ts'
import { turned, type Watched, watchedBy } from './standing.ts'

export type Failure =
  | { readonly is: 'none' }
  /** The whole node, or its daemon. */
  | { readonly is: 'down'; readonly node: number }
  /** The node has come back from that. */
  | { readonly is: 'back'; readonly node: number }
  | { readonly is: 'trouble'; readonly node: number; readonly watched: Watched }
  /** On every node that tracks it. */
  | { readonly is: 'everywhere'; readonly watched: Watched }

/** Nodes that are master: none, one, or several that do not hear each other. */
export type Masters = readonly number[]

export interface FailureRow {
  readonly failure: Failure
  /** For each virtual router, every way in which it can end; `restless`: it may never end. */
  readonly routers: readonly { readonly masters: readonly Masters[]; readonly restless: boolean }[]
  readonly standings: Standings
}

export interface FailureTable {
  readonly ensemble: Ensemble
  /** The first one is that without a failure. */
  readonly rows: readonly FailureRow[]
}

export function failureTable(ensemble: Ensemble, cluster: Cluster): FailureTable {
  const well: Circumstances = { down: new Set(), bad: cluster.well }
  const started = {
    circumstances: well,
    before: { standings: standingsOf(ensemble, well), outcomes: [new Set<string>()] },
    starts: () => true,
  } as const
  const calm = happening(ensemble, started)
  const rows: FailureRow[] = [rowOf(ensemble, { is: 'none' }, calm)]
  const members = ensemble.routers.flatMap((router) => router.members)
  const nodes = [...new Set(members.map(({ node }) => node.index))].sort((a, b) => a - b)
  for (const node of nodes) {
    const gone = happening(ensemble, {
      circumstances: { ...well, down: new Set([node]) },
      before: calm,
    })
    rows.push(rowOf(ensemble, { is: 'down', node }, gone))
    const starts = (one: number) => one === node
    const back = { circumstances: well, before: gone, starts } as const
    rows.push(rowOf(ensemble, { is: 'back', node }, happening(ensemble, back)))
    for (const [key, watched] of watchedBy(members.filter((member) => member.node.index === node))) {
      const circumstances = { ...well, bad: turnedOn(cluster, [node], key) }
      const troubled = { circumstances, before: calm, watched } as const
      const its = cluster.watched[node]?.get(key) ?? watched
      rows.push(rowOf(ensemble, { is: 'trouble', node, watched: its }, happening(ensemble, troubled)))
    }
  }
  for (const [key, shared] of sharedBy(members)) {
    const circumstances = { ...well, bad: turnedOn(cluster, shared.nodes, key) }
    const troubled = { circumstances, before: calm, watched: shared.watched, isShared: true } as const
    rows.push(rowOf(ensemble, { is: 'everywhere', watched: shared.watched }, happening(ensemble, troubled)))
  }
  return { ensemble, rows }
}

interface Happened {
  readonly standings: Standings
  readonly outcomes: readonly Outcome[]
}

interface Happening {
  readonly circumstances: Circumstances
  readonly before: Happened
  /** What is in trouble, which leaves the time for a good-bye. */
  readonly watched?: Watched
  /** It happens on several nodes, one of them first. */
  readonly isShared?: true
  /** Absent: no node. */
  readonly starts?: (node: number) => boolean
}

function happening(ensemble: Ensemble, given: Happening): Happened {
  const { circumstances, watched, isShared = false, starts = () => false } = given
  const standings = standingsOf(ensemble, circumstances)
  const found = new Map<string, Outcome>()
  for (const outcome of given.before.outcomes) {
    // Those that send each other back have no master for long: whoever is left begins anew.
    const masters = outcome ?? new Set<string>()
    const before = given.before.standings
    for (const healsFirst of isShared ? [false, true] : [false]) {
      const occasion = occasionOf(ensemble, { masters, before, watched, healsFirst })
      for (const end of outcomesAfter(standings, { masters, occasion, starts })) {
        found.set(end === undefined ? '?' : [...end].sort().join(' '), end)
      }
    }
  }
  return { standings, outcomes: [...found.values()] }
}

function occasionOf(
  { routers }: Ensemble,
  its: {
    readonly masters: ReadonlySet<string>
    readonly before: Standings
    readonly watched: Watched | undefined
    readonly healsFirst: boolean
  },
): Occasion {
  const { masters, watched, healsFirst } = its
  if (masters.size === 0) return { is: 'start' }
  const { faulted, priorities } = its.before
  const last = routers.map(({ members }) =>
    members
      .filter((one) => masters.has(unitOf(one)))
      .map((member): LastMaster => {
        const { interface: link, advertInterval: interval } = member.settings
        // Nothing leaves through an interface that is down.
        const isCut = watched?.kind === 'interface' && watched.name === link
        const priority = priorities.get(member) ?? 0
        return { member, priority, interval, saysGoodbye: watched !== undefined && !isCut }
      }),
  )
  return {
    is: 'change',
    last: ({ router }) => last[router] ?? [],
    healsFirst,
    before: (member) => (faulted.has(member) ? undefined : priorities.get(member)),
  }
}

function rowOf(ensemble: Ensemble, failure: Failure, { standings, outcomes }: Happened): FailureRow {
  const ends = outcomes.flatMap((outcome) => (outcome === undefined ? [] : [mastersIn(ensemble, outcome)]))
  const restless = ends.length < outcomes.length
  const routers = ensemble.routers.map((_, index) => {
    const masters = new Map(ends.map((end) => [(end[index] ?? []).join(' '), end[index] ?? []]))
    return { masters: [...masters.values()], restless }
  })
  return { failure, routers, standings }
}

function turnedOn({ well }: Cluster, nodes: readonly number[], key: string): readonly ReadonlySet<string>[] {
  return well.map((bad, index) => (nodes.includes(index) ? turned(bad, key) : bad))
}

/** Scripts and their like that at least two nodes track; interfaces are each node's own. */
function sharedBy(
  members: readonly Member[],
): ReadonlyMap<string, { watched: Watched; nodes: readonly number[] }> {
  const byNode = new Map<number, Member[]>()
  for (const member of members) {
    const own = byNode.get(member.node.index)
    if (own === undefined) byNode.set(member.node.index, [member])
    else own.push(member)
  }
  const found = new Map<string, { watched: Watched; nodes: number[] }>()
  for (const [node, own] of byNode) {
    for (const [key, watched] of watchedBy(own)) {
      if (watched.kind === 'interface') continue
      const there = found.get(key)
      if (there === undefined) found.set(key, { watched, nodes: [node] })
      else there.nodes.push(node)
    }
  }
  return new Map([...found].filter(([, { nodes }]) => nodes.length > 1))
}
