/**
 * All rooms' rows as one grammar, and the draft of a whole configuration that they fill. The one place where
 * rooms meet; each `blocks-*.ts` knows which rows stand in its blocks.
 */
import type { Row } from '../conf/rows.ts'
import { type CheckBlocks, checkBlocks } from './blocks-check.ts'
import { emptyGlobalBlocks, type GlobalBlocks, globalBlocks } from './blocks-global.ts'
import { emptyLvsBlocks, type LvsBlocks, lvsBlocks } from './blocks-lvs.ts'
import { emptyStaticBlocks, type StaticBlocks, staticBlocks } from './blocks-static.ts'
import { emptyTrackBlocks, type TrackBlocks, trackBlocks } from './blocks-track.ts'
import { emptyVrrpBlocks, type VrrpBlocks, vrrpBlocks } from './blocks-vrrp.ts'

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
