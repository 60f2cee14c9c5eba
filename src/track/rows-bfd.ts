/**
 * What VRRP makes of a bfd_instance: its weight, and the track_bfd blocks. keepalived.conf(5), BFD
 * CONFIGURATION. The session itself is the bfd room's.
 */
import { type Row, words } from '../conf/rows.ts'
import type { WeightDraft } from './drafts.ts'
import type { TrackKind } from './kind.ts'
import { readOwnWeight, weightMax } from './weight.ts'

const limit = { max: weightMax, corrected: () => undefined } as const

export const bfdWeightRow: Row<WeightDraft> = words('weight', {
  parameters: `NUMBER -${weightMax}..${weightMax} [reverse]`,
  least: 1,
  about: 'Change of the priority: a positive weight counts while up, a negative one while down; 0: a fault',
  default: '0',
  read: (statement, draft: WeightDraft, scene) => {
    const own = { ...limit, otherwise: 'the weight stays as it was' }
    readOwnWeight(statement, { draft, limit: own }, scene)
  },
})

export const bfdKind: TrackKind = {
  entries: 'track_bfd',
  into: 'trackBfd',
  names: 'bfd_instance',
  about: 'BFD sessions whose state changes the priority or is a fault',
  limit: { ...limit, otherwise: 'the weight of the bfd_instance counts' },
  noreverse: true,
  strayDirection: 'drops-entry',
  definition: undefined,
  later: true,
}
