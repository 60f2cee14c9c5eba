/** vrrp_instance and vrrp_sync_group: keepalived.conf(5), VRRP CONFIGURATION. */
import { block, type Row } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { type NotifyDraft, notifyRows } from '../notify/rows.ts'
import { type TrackScriptDraft, trackScriptRow } from '../track/rows.ts'
import {
  authenticationRows,
  type GroupDraft,
  groupRows,
  type InstanceDraft,
  instanceRows,
} from '../vrrp/rows.ts'
import { oneName } from './block-name.ts'

export interface WholeInstance extends InstanceDraft, NotifyDraft {
  readonly trackScripts: TrackScriptDraft[]
  /** As written, also what no row has read. */
  readonly statements: readonly Statement[]
}
export interface WholeGroup extends GroupDraft, NotifyDraft {}

export interface VrrpBlocks {
  readonly instances: WholeInstance[]
  readonly groups: WholeGroup[]
}

export function emptyVrrpBlocks(): VrrpBlocks {
  return { instances: [], groups: [] }
}

const authentication: Row<WholeInstance> = block('authentication', {
  parameters: '',
  about: 'Authentication of VRRP version 2',
  rows: authenticationRows,
  open: (_statement, draft: WholeInstance) => draft,
})

export const vrrpBlocks: readonly Row<VrrpBlocks>[] = [
  block('vrrp_sync_group', {
    parameters: 'NAME',
    about: 'Instances that change state together',
    rows: [...groupRows, ...notifyRows] as readonly Row<WholeGroup>[],
    open: (statement, draft: VrrpBlocks, scene): WholeGroup | undefined => {
      const name = oneName(statement, draft.groups, scene)
      return name && { name, members: [], notify: {} }
    },
    close: (group, draft) => {
      draft.groups.push(group)
    },
  }),
  block('vrrp_instance', {
    parameters: 'NAME',
    about: 'One virtual router',
    rows: [...instanceRows, authentication, trackScriptRow, ...notifyRows] as readonly Row<WholeInstance>[],
    open: (statement, draft: VrrpBlocks, scene): WholeInstance | undefined => {
      const name = oneName(statement, draft.instances, scene)
      return (
        name && {
          name,
          addresses: [],
          excluded: [],
          announce: {},
          refusals: [],
          notify: {},
          trackScripts: [],
          statements: statement.block?.statements ?? [],
        }
      )
    },
    close: (instance, draft) => {
      draft.instances.push(instance)
    },
  }),
]
