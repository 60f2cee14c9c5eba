/** unicast_ttl against the hops that a peer accepts. keepalived.conf(5), unicast_peer. */
import { type Finding, pairsOf, related, titleOf, type WireComparison } from './comparison.ts'
import { type Member, placeOf } from './node.ts'

export const timeToLive: WireComparison = {
  code: 'cluster-ttl',
  severity: 'error',
  refuses: (from, to) => rangeMissed(from, to) !== undefined,
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      for (const [one, other] of pairsOf(members)) yield* [...findingOf(one, other), ...findingOf(other, one)]
    }
  },
}

function* findingOf(from: Member, to: Member): Iterable<Finding> {
  const range = rangeMissed(from, to)
  if (range === undefined) return
  const peer = to.draft.unicast.peers.find(({ address }) => address.value === from.source)?.address
  yield {
    at: placeOf(from, from.draft.unicast.ttl),
    message: `${titleOf(from)} sends with TTL ${from.settings.unicast?.ttl}; ${to.node.name} takes ${range}`,
    instead: `${to.node.name} drops the adverts of ${from.node.name}: both can be master`,
    related: [related(to, peer, `takes a TTL of ${range} from it`)],
  }
}

/**
 * Every router on the way takes one off, so only too few are sure to be refused, and without one too many.
 */
function rangeMissed(from: Member, to: Member): string | undefined {
  const ttl = from.settings.unicast?.ttl
  const peer = to.settings.unicast?.peers.find(({ address }) => address === from.source)
  if (ttl === undefined || peer === undefined || ttl >= peer.ttlMin) return undefined
  return `${peer.ttlMin} to ${peer.ttlMax}`
}
