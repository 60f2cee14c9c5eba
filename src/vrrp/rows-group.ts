/** The keywords of vrrp_sync_group that are neither trackers nor notices: keepalived.conf(5). */
import { flag, list, type Row, words } from '../conf/rows.ts'
import type { GroupDraft } from './rows-draft.ts'

export const groupRows: readonly Row<GroupDraft>[] = [
  list('group', {
    parameters: 'INSTANCE...',
    about: 'Instances that change state together',
    repeat: 'first-wins',
    entry: (entry, draft: GroupDraft) => {
      for (const word of entry) draft.members.push({ value: word.text, at: word.span })
    },
  }),
  flag('sync_group_tracking_weight', {
    about: 'Allow members to have trackers with weights; all members should have the same ones',
    put: (draft: GroupDraft) => {
      draft.weightsAllowed = true
    },
  }),
  words('global_tracking', {
    parameters: '',
    least: 0,
    about: 'The old name of sync_group_tracking_weight',
    read: (statement, draft: GroupDraft, scene) => {
      draft.weightsAllowed = true
      scene.report({
        code: 'deprecated-keyword',
        severity: 'warning',
        span: statement.keyword.span,
        message: 'global_tracking is deprecated',
        instead: 'it is read as sync_group_tracking_weight',
        suggestion: 'sync_group_tracking_weight',
      })
    },
  }),
]
