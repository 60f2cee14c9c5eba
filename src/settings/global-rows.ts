/**
 * The keywords of global_defs that belong to no single room: mail, identity and scripts. keepalived.conf(5).
 */
import type { Span } from '../base/span.ts'
import { type Micros, micros } from '../base/time.ts'
import { flag, type Given, list, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { type Kind, port, seconds, text } from '../conf/values.ts'

export interface GlobalDraft {
  routerId?: Given<string>
  readonly mailTo: string[]
  mailFrom?: Given<string>
  mailServer?: Given<{ readonly host: string; readonly port: number }>
  mailConnectTimeout?: Given<Micros>
  scriptUser?: Given<{ readonly user: string; readonly group: string | undefined }>
  scriptSecurity?: Span
}

const smtpPort = 25

/** keepalived corrects 0 to 1. */
const atLeastOneSecond: Kind<Micros> = {
  shape: 'SECONDS 1..4294',
  read: (word) => {
    const read = seconds({ min: 0, max: 4294, digits: 0 }).read(word)
    if (!read.ok || read.value > 0) return read
    const error = { code: 'out-of-range', problem: 'is less than 1', corrected: micros(1_000_000) } as const
    return { ok: false, error }
  },
}

export const globalRows: readonly Row<GlobalDraft>[] = [
  setting('router_id', {
    kind: text('NAME'),
    about: 'Name of this node in mails',
    default: 'the host name',
    put: (draft: GlobalDraft, given) => {
      draft.routerId = given
    },
  }),
  list('notification_email', {
    parameters: 'ADDRESS...',
    about: 'Who gets mail',
    entry: (entry, draft: GlobalDraft) => {
      for (const word of entry) draft.mailTo.push(word.text)
    },
  }),
  setting('notification_email_from', {
    kind: text('ADDRESS'),
    about: 'Sender of mails',
    default: 'USER@HOST',
    put: (draft: GlobalDraft, given) => {
      draft.mailFrom = given
    },
  }),
  words('smtp_server', {
    parameters: 'HOST [PORT]',
    least: 1,
    about: 'Mail server',
    default: 'none',
    read: readMailServer,
  }),
  setting('smtp_connect_timeout', {
    kind: atLeastOneSecond,
    about: 'Longest time for connecting to the mail server',
    default: '30',
    put: (draft: GlobalDraft, given) => {
      draft.mailConnectTimeout = given
    },
  }),
  words('script_user', {
    parameters: 'USER [GROUP]',
    least: 1,
    about: 'As whom scripts run that name no user',
    default: 'keepalived_script if there is such a user, else root',
    read: (statement, draft: GlobalDraft) => {
      const [, user, group] = statement.words
      if (user === undefined) return
      draft.scriptUser = { value: { user: user.text, group: group?.text }, at: user.span }
    },
  }),
  flag('enable_script_security', {
    about: 'Run no script as root that somebody else could change',
    put: (draft: GlobalDraft, at) => {
      draft.scriptSecurity = at
    },
  }),
]

function readMailServer(statement: Statement, draft: GlobalDraft, scene: Scene): void {
  const [, host, portWord, ...extra] = statement.words
  if (host === undefined) return
  noteExtra(extra, scene)
  const read = portWord === undefined ? undefined : port.read(portWord.text)
  if (portWord !== undefined && read !== undefined && !read.ok) {
    scene.report({
      code: read.error.code,
      severity: 'error',
      span: portWord.span,
      message: `smtp_server: port "${portWord.text}" ${read.error.problem}`,
      instead: `port ${smtpPort} is used`,
    })
  }
  const value = { host: host.text, port: read?.ok ? read.value : smtpPort }
  draft.mailServer = { value, at: host.span }
}
