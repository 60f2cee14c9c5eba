/**
 * Scripts as a whole: as whom they run, and the two that run once. keepalived.conf(5), script_user and
 * others.
 */
import type { Span } from '../../base/span.ts'
import { type Micros, seconds } from '../../base/time.ts'
import type { Command } from '../../conf/command.ts'
import { fieldsOf, mayLack, measured } from '../../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, script, setting, words } from '../../conf/rows.ts'
import { boolean, integer } from '../../conf/values.ts'

export interface GlobalScriptsDraft {
  scriptUser?: Given<{ readonly user: string; readonly group: string | undefined }>
  scriptSecurity?: Span
  useSymlinkPaths?: Given<boolean>
  supplementaryGroups?: Given<boolean>
  startupScript?: Given<Command>
  startupTimeout?: Given<Micros>
  shutdownScript?: Given<Command>
  shutdownTimeout?: Given<Micros>
  notifySerial?: Given<Micros>
}

const put = fieldsOf<GlobalScriptsDraft>()

/** Unlike other durations, these are numbers for keepalived: no fraction of a second at all. */
const timeout = measured(integer({ min: 1, max: 1000 }), 'SECONDS 1..1000', seconds)

/** Of keepalived-ts. */
const serial: Row<GlobalScriptsDraft> = setting('notify_serial', {
  kind: measured(integer({ min: 1, max: 3600 }), 'SECONDS 1..3600', seconds),
  absent: seconds(60),
  about:
    'Of keepalived-ts: notify scripts of an instance or group wait for those of its earlier change, at ' +
    'most SECONDS (60); of changes that wait only the last one is told',
  default: 'they run side by side',
  put: put('notifySerial'),
})

const onceRows: readonly Row<GlobalScriptsDraft>[] = [
  mayLack(
    script('startup_script', {
      users: true,
      about: 'Run once at start; everything else waits until it has ended',
      put: put('startupScript'),
    }),
  ),
  mayLack(
    setting('startup_script_timeout', {
      kind: timeout,
      about: 'Longest time that startup_script may run before it is killed',
      default: '10',
      put: put('startupTimeout'),
    }),
  ),
  mayLack(
    script('shutdown_script', {
      users: true,
      about: 'Run once at the end, after everything else has stopped',
      put: put('shutdownScript'),
    }),
  ),
  mayLack(
    setting('shutdown_script_timeout', {
      kind: timeout,
      about: 'Longest time that shutdown_script may run before it is killed',
      default: '10',
      put: put('shutdownTimeout'),
    }),
  ),
]

export const globalScriptRows: readonly Row<GlobalScriptsDraft>[] = [
  mayLack(
    words('script_user', {
      parameters: 'USER [GROUP]',
      least: 1,
      about:
        'User and group of scripts that name none; with `:` before GROUP also all other groups of the user',
      default: 'keepalived_script if there is such a user, else root',
      read: (statement, draft: GlobalScriptsDraft, scene) => {
        const [, user, group, ...extra] = statement.words
        if (user === undefined) return
        noteExtra(extra, scene)
        draft.scriptUser = { value: { user: user.text, group: group?.text }, at: user.span }
      },
    }),
  ),
  flag('enable_script_security', {
    about: 'Refuse to run scripts as root that users other than root could change',
    default: 'off',
    put: put('scriptSecurity'),
  }),
  setting('use_symlink_paths', {
    kind: boolean,
    absent: true,
    about: 'Start scripts by the path as written, not by the one that its symbolic links lead to',
    default: 'off',
    since: '2.3.0',
    put: put('useSymlinkPaths'),
  }),
  setting('set_supplementary_groups', {
    kind: boolean,
    absent: true,
    about: 'Give scripts all supplementary groups of the user that they run as',
    default: 'off',
    since: '2.3',
    put: put('supplementaryGroups'),
  }),
  serial,
  ...onceRows,
]
