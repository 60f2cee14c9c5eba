/** MISC_CHECK: a program whose exit status is the result. keepalived.conf(5), MISC_CHECK. */

import type { Command } from '../conf/command.ts'
import { commandWords } from '../conf/command-words.ts'
import { fieldsOf, reportLacking } from '../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, script, setting, words } from '../conf/rows.ts'
import { integer } from '../conf/values.ts'
import { type LogDraft, logRow } from './rows-connection.ts'
import { type CheckedServer, type CheckHead, checkBlock, type TimingDraft, whole } from './rows-draft.ts'
import { pacingRows } from './rows-timing.ts'

export interface MiscCheckDraft extends CheckHead, TimingDraft, LogDraft {
  readonly is: 'misc'
  command?: Given<Command>
  /** Seconds; 0: as if it were not given. */
  timeoutSeconds?: Given<number>
  dynamic?: Given<true>
  user?: Given<{ readonly user: string; readonly group: string | undefined }>
}

const put = fieldsOf<MiscCheckDraft>()

const pathRow: Row<MiscCheckDraft> = script('misc_path', {
  users: false,
  repeat: 'last-wins',
  about: 'Command to run, without a shell; exit status 0 is a success',
  put: put('command'),
})

const miscRows: readonly Row<MiscCheckDraft>[] = [
  {
    ...pathRow,
    // Without a command the block says so at its end, and a configuration test does not stop here.
    read: (statement, draft, scene) => {
      const read = commandWords(statement.raw.text)
      if (read.ok || read.error !== 'missing') pathRow.read(statement, draft, scene)
    },
  },
  setting('misc_timeout', {
    // Held in seconds.
    kind: { ...integer({ min: 0, max: 4294 }), shape: 'SECONDS 0..4294', show: String },
    about: 'Longest time that one run may take',
    default: 'delay_loop of virtual_server',
    put: put('timeoutSeconds'),
  }),
  flag('misc_dynamic', {
    about: 'Exit status 2 to 255 is a success that sets the weight to the status minus 2',
    put: (draft: MiscCheckDraft, at) => {
      draft.dynamic = { value: true, at }
    },
  }),
  words('user', {
    parameters: 'USER [GROUP]',
    least: 0,
    about: 'User and group of the command',
    default: 'script_user of global_defs',
    read: (statement, draft: MiscCheckDraft, scene) => {
      const [, user, group, ...extra] = statement.words
      if (user === undefined) return reportLacking(statement, 'USER [GROUP]', scene)
      noteExtra(extra, scene)
      draft.user = { value: { user: user.text, group: group?.text }, at: user.span }
    },
  }),
  ...pacingRows('check', { retry: '0', delayBeforeRetry: '1' }),
  logRow(),
]

export const miscCheckRow: Row<CheckedServer<MiscCheckDraft>> = checkBlock('MISC_CHECK', {
  later: true,
  about: 'The server is up when a command ends with exit status 0',
  rows: miscRows,
  open: (head): MiscCheckDraft => ({ ...head, is: 'misc', timing: {} }),
  isWhole: whole(
    ({ command }: MiscCheckDraft) => command !== undefined,
    'MISC_CHECK has no command: misc_path is missing',
  ),
})
