/** The notify keywords of instances and sync groups: keepalived.conf(5), notify scripts. */
import type { Command } from '../conf/command.ts'
import { type Given, type Row, script } from '../conf/rows.ts'

/** What is there stays as written until settings has checked it against the file system. */
export interface NotifyDraft {
  readonly notify: {
    master?: Given<Command>
    backup?: Given<Command>
    fault?: Given<Command>
    stop?: Given<Command>
    any?: Given<Command>
  }
}

type Occasion = keyof NotifyDraft['notify']

const occasions: readonly { readonly keyword: string; readonly field: Occasion; readonly about: string }[] = [
  { keyword: 'notify_master', field: 'master', about: 'Run on becoming master' },
  { keyword: 'notify_backup', field: 'backup', about: 'Run on becoming backup' },
  { keyword: 'notify_fault', field: 'fault', about: 'Run on entering the fault state' },
  { keyword: 'notify_stop', field: 'stop', about: 'Run when VRRP stops' },
  {
    keyword: 'notify',
    field: 'any',
    about: 'Run on every change with INSTANCE or GROUP, name, state and priority',
  },
]

export const notifyRows: readonly Row<NotifyDraft>[] = occasions.map(({ keyword, field, about }) =>
  script(keyword, {
    users: true,
    about,
    put: (draft: NotifyDraft, given) => {
      draft.notify[field] = given
    },
  }),
)
