/**
 * All rooms' rows as one grammar, and the draft of a whole configuration that they fill. The one place where
 * rooms meet; each `blocks-*.ts` knows which rows stand in its blocks.
 */
import type { Row } from '../conf/rows.ts'
import { emptyGlobalBlocks, type GlobalBlocks, globalBlocks } from './global/blocks-global.ts'
import { type CheckBlocks, checkBlocks } from './lvs/blocks-check.ts'
import { emptyLvsBlocks, type LvsBlocks, lvsBlocks } from './lvs/blocks-lvs.ts'
import { emptyTrackBlocks, type TrackBlocks, trackBlocks } from './track/blocks-track.ts'
import { emptyStaticBlocks, type StaticBlocks, staticBlocks } from './vrrp/blocks-static.ts'
import { emptyVrrpBlocks, type VrrpBlocks, vrrpBlocks } from './vrrp/blocks-vrrp.ts'

export interface Draft extends GlobalBlocks, VrrpBlocks, TrackBlocks, StaticBlocks, LvsBlocks, CheckBlocks {}

export function emptyDraft(): Draft {
  return {
    ...emptyGlobalBlocks(),
    ...emptyVrrpBlocks(),
    ...emptyTrackBlocks(),
    ...emptyStaticBlocks(),
    ...emptyLvsBlocks(),
  }
}

/** What may stand at the top level. */
export const grammar: readonly Row<Draft>[] = [
  ...globalBlocks,
  ...vrrpBlocks,
  ...trackBlocks,
  ...staticBlocks,
  ...lvsBlocks,
  ...checkBlocks,
]
