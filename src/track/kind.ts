/**
 * What every kind of tracked thing is to the configuration: how one is defined, and how instances and sync
 * groups say that they follow it. keepalived.conf(5), track_interface and its relatives.
 */
import type { Given, Row } from '../conf/rows.ts'
import type { TrackDrafts, Users } from './drafts.ts'
import type { WeightLimit } from './weight.ts'

/** One entry of a track_* block; weight and direction undefined: those of what it names. */
export interface TrackEntryDraft {
  readonly name: Given<string>
  weight?: number
  reverse?: boolean
}

/** What an instance or a sync group follows, as written. */
export interface TrackersDraft {
  readonly trackInterfaces: TrackEntryDraft[]
  readonly trackScripts: TrackEntryDraft[]
  readonly trackFiles: TrackEntryDraft[]
  readonly trackProcesses: TrackEntryDraft[]
  readonly trackBfd: TrackEntryDraft[]
}

export interface TrackKind {
  /** The block in vrrp_instance and vrrp_sync_group: `track_script`. */
  readonly entries: string
  /** Where its entries go. */
  readonly into: keyof TrackersDraft
  /** What an entry names, as people call it: `vrrp_script`. */
  readonly names: string
  /** One line for the reference page. */
  readonly about: string
  readonly limit: WeightLimit
  /** `noreverse` undoes a `reverse` of the definition; what has no definition has none. */
  readonly noreverse: boolean
  /** keepalived drops the whole entry when the word after the weight is unknown, or only that word. */
  readonly strayDirection: 'drops-entry' | 'ignored'
  /** The block that defines one; undefined: it is not made in the configuration, or in another room. */
  readonly definition: Row<TrackDrafts & Users> | undefined
  /** Nothing in the daemon follows it yet. */
  readonly later: boolean
}
