/** The notify keywords of instances and sync groups: keepalived.conf(5), notify scripts. */
import type { Command } from '../conf/command.ts'
import { type Given, type Row, script, setting } from '../conf/rows.ts'
import { boolean } from '../conf/values.ts'

/** What is there stays as written until settings has checked it against the file system. */
export interface NotifyDraft {
  readonly notify: {
    master?: Given<Command>
    backup?: Given<Command>
    fault?: Given<Command>
    stop?: Given<Command>
    any?: Given<Command>
  }
  readonly report: {
    mail?: Given<boolean>
    priorityChanges?: Given<boolean>
    lowerPriority?: Given<Command>
    /** Without a command: only the word of the change is another one. */
    deleted?: Given<Command | undefined>
  }
}

/** For opening a block that has these rows. */
export function emptyNotify(): NotifyDraft {
  return { notify: {}, report: {} }
}

type Occasion = keyof NotifyDraft['notify']

const occasions: readonly { readonly keyword: string; readonly field: Occasion; readonly about: string }[] = [
  { keyword: 'notify_master', field: 'master', about: 'Run on becoming master' },
  { keyword: 'notify_backup', field: 'backup', about: 'Run on becoming backup' },
  { keyword: 'notify_fault', field: 'fault', about: 'Run on entering the fault state' },
  { keyword: 'notify_stop', field: 'stop', about: 'Run when the daemon stops' },
  {
    keyword: 'notify',
    field: 'any',
    about: 'Run on every change with INSTANCE or GROUP, name, state and priority',
  },
]

const deleted: Row<NotifyDraft> = script('notify_deleted', {
  users: true,
  about: 'Report an instance that a reload removes as DELETED instead of FAULT, and run COMMAND',
  default: 'FAULT',
  put: ({ report }: NotifyDraft, given) => {
    report.deleted = given
  },
})

/** Of instances and of sync groups. */
export const notifyRows: readonly Row<NotifyDraft>[] = [
  ...occasions.map(({ keyword, field, about }) =>
    script(keyword, {
      users: true,
      about,
      put: ({ notify }: NotifyDraft, given) => {
        notify[field] = given
      },
    }),
  ),
  setting('smtp_alert', {
    kind: boolean,
    absent: true,
    about: 'Send a mail on every change of state',
    default: 'smtp_alert_vrrp, else smtp_alert, else off',
    put: ({ report }: NotifyDraft, given) => {
      report.mail = given
    },
  }),
  setting('notify_priority_changes', {
    kind: boolean,
    absent: true,
    about: 'Write changes of priority to the notify FIFOs',
    default: 'for an instance that of its sync group, else vrrp_notify_priority_changes',
    put: ({ report }: NotifyDraft, given) => {
      report.priorityChanges = given
    },
  }),
]

/** Of instances only. */
export const instanceNotifyRows: readonly Row<NotifyDraft>[] = [
  script('notify_master_rx_lower_pri', {
    users: true,
    about: 'Run when a master hears an advert of lower priority',
    put: ({ report }: NotifyDraft, given) => {
      report.lowerPriority = given
    },
  }),
  {
    ...deleted,
    parameters: `[${deleted.parameters}]`,
    read: (statement, draft, scene) => {
      if (statement.words.length > 1) deleted.read(statement, draft, scene)
      else draft.report.deleted = { value: undefined, at: statement.keyword.span }
    },
  },
]
