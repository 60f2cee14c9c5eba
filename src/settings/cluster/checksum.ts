/** Checksums that only one side takes: v3_checksum_as_v2, old_unicast_checksum. keepalived.conf(5). */
import type { Finding, WireComparison } from './comparison.ts'
import { pairsOf, related, titleOf } from './comparison.ts'
import { type Member, placeOf } from './node.ts'

export const checksum: WireComparison = {
  code: 'cluster-checksum',
  severity: 'error',
  refuses: (from, to) => reasonOf(from, to) !== undefined,
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      for (const [one, other] of pairsOf(members)) {
        const [from, to] = reasonOf(one, other) === undefined ? [other, one] : [one, other]
        const reason = reasonOf(from, to)
        if (reason === undefined) continue
        yield {
          at: placeOf(from, reason.at),
          message: `${titleOf(from)} ${reason.says}, but ${to.node.name} does not take such checksums`,
          instead: `${to.node.name} drops the adverts of ${from.node.name}: both can be master`,
          related: [related(to, reason.missing, 'expects the other checksum')],
        }
      }
    }
  },
}

interface Reason {
  readonly says: string
  readonly at: { readonly at: Member['draft']['name']['at'] } | undefined
  readonly missing: { readonly at: Member['draft']['name']['at'] } | undefined
}

/** With v3_checksum_as_v2 any checksum is taken, so only the side without it drops. */
function reasonOf(from: Member, to: Member): Reason | undefined {
  const [own, theirs] = [from.settings, to.settings]
  if (own.version !== 3 || theirs.version !== 3 || own.family !== 'ipv4') return undefined
  if (own.version3ChecksumAsVersion2 && !theirs.version3ChecksumAsVersion2) {
    const { version3ChecksumAsVersion2: at } = from.draft.switches
    return { says: 'has v3_checksum_as_v2', at, missing: to.draft.switches.version3ChecksumAsVersion2 }
  }
  if (theirs.version3ChecksumAsVersion2) return undefined
  const old = [own.unicast?.oldChecksum, theirs.unicast?.oldChecksum]
  if (!old.includes('always') || !old.includes('never')) return undefined
  const says = old[0] === 'always' ? 'has old_unicast_checksum' : 'has old_unicast_checksum never'
  return { says, at: from.draft.unicast.oldChecksum, missing: to.draft.unicast.oldChecksum }
}
