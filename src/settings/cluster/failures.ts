/**
 * Who is master in which failure: all well, each node down and back again, each thing that a node tracks in
 * trouble, and what several nodes track in trouble everywhere. By the arithmetic of the daemon (standing.ts,
 * contest.ts). One failure at a time: two that come together are two lines to add up.
 */
import type { LastMaster, Occasion, Outcome, Seat } from './contest.ts'
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
    before: [new Set<string>()],
    occasion: 'start',
    starts: () => true,
  } as const
  const calm = happening(ensemble, started)
  const rows: FailureRow[] = [rowOf(ensemble, { is: 'none' }, calm)]
  const members = ensemble.routers.flatMap((router) => router.members)
  const nodes = [...new Set(members.map(({ node }) => node.index))].sort((a, b) => a - b)
  for (const node of nodes) {
    const gone = happening(ensemble, {
      circumstances: { ...well, down: new Set([node]) },
      before: calm.outcomes,
    })
    rows.push(rowOf(ensemble, { is: 'down', node }, gone))
    const starts = (one: number) => one === node
    const back = { circumstances: well, before: gone.outcomes, starts } as const
    rows.push(rowOf(ensemble, { is: 'back', node }, happening(ensemble, back)))
    for (const [key, watched] of watchedBy(members.filter((member) => member.node.index === node))) {
      const circumstances = { ...well, bad: turnedOn(cluster, [node], key) }
      const troubled = { circumstances, before: calm.outcomes, watched } as const
      const its = cluster.watched[node]?.get(key) ?? watched
      rows.push(rowOf(ensemble, { is: 'trouble', node, watched: its }, happening(ensemble, troubled)))
    }
  }
  for (const [key, shared] of sharedBy(members)) {
    const circumstances = { ...well, bad: turnedOn(cluster, shared.nodes, key) }
    const troubled = { circumstances, before: calm.outcomes, watched: shared.watched } as const
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
  readonly before: readonly Outcome[]
  /** What is in trouble, which leaves the time for a good-bye. */
  readonly watched?: Watched
  /** Absent: no node. */
  readonly starts?: (node: number) => boolean
}

function happening(ensemble: Ensemble, given: Happening): Happened {
  const { circumstances, watched, starts = () => false } = given
  const standings = standingsOf(ensemble, circumstances)
  const found = new Map<string, Outcome>()
  for (const before of given.before) {
    // Those that send each other back have no master for long: whoever is left begins anew.
    const masters = before ?? new Set<string>()
    const occasion: Occasion =
      masters.size === 0
        ? { is: 'start' }
        : { is: 'change', last: lastMasters(ensemble, { masters, watched }) }
    for (const end of outcomesAfter(standings, { masters, occasion, starts })) {
      found.set(end === undefined ? '?' : [...end].sort().join(' '), end)
    }
  }
  return { standings, outcomes: [...found.values()] }
}

/** By virtual router. Nothing leaves through an interface that is down. */
function lastMasters(
  { routers }: Ensemble,
  its: { readonly masters: ReadonlySet<string>; readonly watched: Watched | undefined },
): (seat: Seat) => LastMaster | undefined {
  const { masters, watched } = its
  const last = routers.map(({ members }): LastMaster | undefined => {
    const member = members.find((one) => masters.has(unitOf(one)))
    if (member === undefined) return undefined
    const { settings } = member
    const isCut = watched?.kind === 'interface' && watched.name === settings.interface
    return { member, interval: settings.advertInterval, saysGoodbye: watched !== undefined && !isCut }
  })
  return ({ router }) => last[router]
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
