/** vrrp_instance and vrrp_sync_group: keepalived.conf(5), VRRP CONFIGURATION. */
import type { Span } from '../../base/span.ts'
import { block, type Given, type Row } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { emptyNotify, instanceNotifyRows, type NotifyDraft, notifyRows } from '../../notify/rows.ts'
import type { TrackersDraft } from '../../track/kind.ts'
import { emptyTrackers, trackerRows } from '../../track/rows-entries.ts'
import { emptyLines, type LinesDraft, lineRows } from '../../vrrp/line-rows.ts'
import { instanceRows } from '../../vrrp/rows.ts'
import { authenticationBlocks } from '../../vrrp/rows-authentication.ts'
import { emptyInstanceDraft, type GroupDraft, type InstanceDraft } from '../../vrrp/rows-draft.ts'
import { groupRows } from '../../vrrp/rows-group.ts'
import { oneName } from '../block-name.ts'

export interface WholeInstance extends InstanceDraft, LinesDraft, NotifyDraft, TrackersDraft {
  /** As written, also what no row has read; empty unless an interface or a number is missing. */
  statements: readonly Statement[]
  /** Where its block is closed. */
  readonly end: Span | undefined
}
export interface WholeGroup extends GroupDraft, NotifyDraft, TrackersDraft {}

export interface VrrpBlocks {
  readonly instances: WholeInstance[]
  readonly groups: WholeGroup[]
  readonly instanceNames: Map<string, Given<string>>
  readonly groupNames: Map<string, Given<string>>
}

export function emptyVrrpBlocks(): VrrpBlocks {
  return { instances: [], groups: [], instanceNames: new Map(), groupNames: new Map() }
}

export const vrrpBlocks: readonly Row<VrrpBlocks>[] = [
  block('vrrp_sync_group', {
    parameters: 'NAME',
    about: 'Instances that change state together',
    rows: [...groupRows, ...trackerRows, ...notifyRows] as readonly Row<WholeGroup>[],
    open: (statement, draft: VrrpBlocks, scene): WholeGroup | undefined => {
      const name = oneName(statement, draft.groupNames, scene)
      return name && { name, members: [], ...emptyTrackers(), ...emptyNotify() }
    },
    close: (group, draft) => {
      draft.groups.push(group)
    },
  }),
  block('vrrp_instance', {
    parameters: 'NAME',
    about: 'A virtual router: addresses that one of several nodes has at a time',
    rows: [
      ...instanceRows,
      ...lineRows,
      ...authenticationBlocks,
      ...trackerRows,
      ...notifyRows,
      ...instanceNotifyRows,
    ] as readonly Row<WholeInstance>[],
    open: (statement, draft: VrrpBlocks, scene): WholeInstance | undefined => {
      const name = oneName(statement, draft.instanceNames, scene)
      return (
        name && {
          ...emptyInstanceDraft(name),
          ...emptyLines(),
          ...emptyNotify(),
          ...emptyTrackers(),
          statements: statement.block?.statements ?? [],
          end: statement.block?.close,
        }
      )
    },
    close: (instance, draft) => {
      if (instance.vrid !== undefined && instance.interface !== undefined) instance.statements = []
      draft.instances.push(instance)
    },
  }),
]
