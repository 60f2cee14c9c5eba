/**
 * The blocks of what is tracked: vrrp_script, track_file, vrrp_track_process, bfd_instance, and what is said
 * of interfaces. keepalived.conf(5), VRRP SCRIPTS and its neighbours.
 */
import { type BfdDraft, bfdRows, nameLengthMax } from '../../bfd/rows.ts'
import { block, type Row, type Scene } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import {
  type Definition,
  nameOf,
  type TrackDrafts,
  type Users,
  usersOf,
  type WeightDraft,
} from '../../track/drafts.ts'
import { trackKinds } from '../../track/kinds.ts'
import { bfdWeightRow } from '../../track/rows-bfd.ts'
import { type InterfaceDrafts, interfaceBlocks } from '../../track/rows-interface.ts'

export interface WholeBfd extends BfdDraft, WeightDraft, Definition {}

export interface TrackBlocks extends TrackDrafts, InterfaceDrafts {
  /** By name, in the order of the configuration. */
  readonly bfd: Map<string, WholeBfd>
}

export function emptyTrackBlocks(): TrackBlocks {
  return {
    ...{ scripts: [], files: [], processes: [] },
    ...{ garpGroups: [], delays: [], polled: [] },
    bfd: new Map(),
  }
}

const bfdBlock: Row<TrackBlocks & Users> = block('bfd_instance', {
  parameters: 'NAME',
  about: 'A BFD session, which notices the loss of a neighbor within milliseconds',
  later: true,
  rows: [...bfdRows, bfdWeightRow] as readonly Row<WholeBfd>[],
  open: openBfd,
  close: (bfd, drafts) => {
    drafts.bfd.set(bfd.name.value, bfd)
  },
})

export const trackBlocks: readonly Row<TrackBlocks & Users>[] = [
  ...trackKinds.flatMap(({ definition }) => (definition === undefined ? [] : [definition])),
  ...interfaceBlocks,
  bfdBlock,
]

function openBfd(statement: Statement, drafts: TrackBlocks & Users, scene: Scene): WholeBfd | undefined {
  const name = nameOf(statement, scene)
  if (name === undefined) return undefined
  const first = drafts.bfd.get(name.value)
  const isLong = name.value.length > nameLengthMax
  if (first === undefined && !isLong) return { name, precededBy: usersOf(drafts) }
  scene.report({
    code: isLong ? 'too-long' : 'name-taken',
    severity: 'error',
    span: name.at,
    message: isLong
      ? `the name of a bfd_instance has at most ${nameLengthMax} characters`
      : `bfd_instance ${name.value} is there already, in line ${first?.name.at.line}`,
    instead: 'this bfd_instance is left out with its whole block',
  })
  return undefined
}
