/**
 * Which instances of the nodes are one virtual router: those of one family and virtual_router_id, told apart
 * by their addresses, interfaces and names where a node has several of them (RFC 9568, 1.2: a VRID counts on
 * its link). Instances of different numbers belong together when they have the same addresses: that is the
 * mistake to find.
 */
import { allAddresses, type ClusterNode, type Member } from './node.ts'
import { type Watched, watchedBy, wellOn } from './standing.ts'

export interface VirtualRouter {
  /** At most one for each node, in the order of the nodes. */
  readonly members: readonly Member[]
}

export interface Cluster {
  readonly nodes: readonly ClusterNode[]
  readonly routers: readonly VirtualRouter[]
  /** What each node tracks, by key. */
  readonly watched: readonly ReadonlyMap<string, Watched>[]
  /** What each node says when all is well: standing.ts. */
  readonly well: readonly ReadonlySet<string>[]
}

export function clusterOf(nodes: readonly ClusterNode[]): Cluster {
  const numbered = [...byNumber(nodes).values()].flatMap((members) => partsOf(members, nodes.length))
  const routers = withOtherNumbers(numbered, nodes.length)
  const watched = nodes.map(({ members }) => watchedBy(members))
  return {
    nodes,
    routers: routers.map((members) => ({ members: inOrder(members) })),
    watched,
    well: watched.map(wellOn),
  }
}

function byNumber(nodes: readonly ClusterNode[]): Map<string, Member[]> {
  const found = new Map<string, Member[]>()
  for (const member of nodes.flatMap(({ members }) => members)) {
    const key = `${member.settings.family} ${member.settings.vrid}`
    const there = found.get(key)
    if (there === undefined) found.set(key, [member])
    else there.push(member)
  }
  return found
}

/** Members of one number: each finds the router that it fits best, and that has none of its node yet. */
function partsOf(members: readonly Member[], nodes: number): Member[][] {
  const routers: Member[][] = []
  for (let node = 0; node < nodes; node++) {
    const own = members.filter((member) => member.node.index === node)
    const before = [...routers]
    const pairs = own
      .flatMap((member) => before.map((router) => ({ member, router, fit: fitOf(member, router) })))
      .sort((a, b) => b.fit - a.fit)
    const placed = new Set<Member>()
    for (const { member, router, fit } of pairs) {
      if (placed.has(member) || router.some((one) => one.node.index === node)) continue
      // The only ones of their number belong together, whatever else differs.
      if (fit === 0 && (own.length > 1 || before.length > 1)) continue
      router.push(member)
      placed.add(member)
    }
    for (const member of own) if (!placed.has(member)) routers.push([member])
  }
  return routers
}

/**
 * Addresses say more than interfaces, which may have other names on other hosts, and these more than names.
 */
function fitOf(member: Member, router: readonly Member[]): number {
  const addresses = new Set(allAddresses(member))
  const fits = router.map((one) => {
    const shared = allAddresses(one).some((address) => addresses.has(address))
    const link = one.settings.interface === member.settings.interface
    const name = one.settings.name === member.settings.name
    return (shared ? 4 : 0) + (link ? 2 : 0) + (name ? 1 : 0)
  })
  return Math.max(...fits)
}

/** Puts those together that lack each other's nodes and share an address. */
function withOtherNumbers(routers: readonly Member[][], nodes: number): Member[][] {
  const byAddress = new Map<string, Member[]>()
  const kept: Member[][] = []
  for (const router of routers) {
    if (router.length === nodes) {
      kept.push(router)
      continue
    }
    const own = new Set(router.map(({ node }) => node.index))
    const addresses = router.flatMap(allAddresses)
    const other = addresses
      .map((address) => byAddress.get(address))
      .find((there) => there !== undefined && !there.some(({ node }) => own.has(node.index)))
    if (other === undefined) kept.push(router)
    else other.push(...router)
    for (const address of addresses) if (!byAddress.has(address)) byAddress.set(address, other ?? router)
  }
  return kept
}

function inOrder(members: readonly Member[]): readonly Member[] {
  return [...members].sort((a, b) => a.node.index - b.node.index)
}
