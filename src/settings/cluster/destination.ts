/** Where adverts go: the same multicast group, or unicast on all sides. */
import { differing, type WireComparison } from './comparison.ts'
import type { Member } from './node.ts'

export const destination: WireComparison = {
  code: 'cluster-destination',
  severity: 'error',
  refuses: (from, to) => wayOf(from) !== wayOf(to),
  find: (cluster) =>
    differing(cluster, {
      key: wayOf,
      shown: (member) =>
        `sends its adverts ${isUnicast(member) ? 'to unicast peers' : `to ${wayOf(member)}`}`,
      at: ({ draft }) => draft.unicast.meant ?? draft.destination,
      instead: () => 'neither gets the adverts of the other: both become master',
    }),
}

function isUnicast({ settings }: Member): boolean {
  return settings.unicast !== undefined
}

function wayOf({ settings }: Member): string {
  return settings.unicast === undefined ? settings.destination : 'unicast'
}
