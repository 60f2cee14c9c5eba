/** Mail: who writes to whom by which server. keepalived.conf(5), notification_email and its neighbours. */
import type { Span } from '../../base/span.ts'
import { type Micros, micros } from '../../base/time.ts'
import { fieldsOf, mayLack } from '../../conf/fields.ts'
import {
  flag,
  type Given,
  list,
  noteExtra,
  obsolete,
  type Row,
  type Scene,
  setting,
  words,
} from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import { boolean, choice, type Kind, port, seconds, text } from '../../conf/values.ts'

export interface MailDraft {
  routerId?: Given<string>
  readonly mailTo: string[]
  mailFrom?: Given<string>
  mailServer?: Given<{ readonly host: string; readonly port: number }>
  mailHelo?: Given<string>
  mailConnectTimeout?: Given<Micros>
  mailStartTls?: Given<'off' | 'on' | 'unverified'>
  mailUser?: Given<string>
  /** `file:` before it: a path. */
  mailPassword?: Given<string>
  smtpAlert?: Given<boolean>
  smtpAlertVrrp?: Given<boolean>
  smtpAlertChecker?: Given<boolean>
  noEmailFaults?: Span
  noCheckerEmails?: Given<boolean>
}

const put = fieldsOf<MailDraft>()
const smtpPort = 25

/** Empty: that of this host, as if it were not given. */
const hostName: Kind<string> = { shape: 'NAME', read: (word) => ({ ok: true, value: word }) }

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

const alertRows: readonly Row<MailDraft>[] = [
  setting('smtp_alert', {
    kind: boolean,
    absent: true,
    about: 'Send mails about all instances, sync groups and servers that do not say otherwise',
    default: 'off; on for real servers',
    put: put('smtpAlert'),
  }),
  setting('smtp_alert_vrrp', {
    kind: boolean,
    absent: true,
    about: 'Send mails about instances and sync groups that do not say otherwise',
    default: 'smtp_alert',
    put: put('smtpAlertVrrp'),
  }),
  setting('smtp_alert_checker', {
    kind: boolean,
    absent: true,
    about: 'Send mails about virtual and real servers that do not say otherwise',
    default: 'smtp_alert',
    later: true,
    put: put('smtpAlertChecker'),
  }),
  flag('no_email_faults', {
    about: 'Send no mail when an instance enters the fault state',
    default: 'off',
    put: put('noEmailFaults'),
  }),
  setting('no_checker_emails', {
    kind: boolean,
    absent: true,
    about: 'Send mails when a real server is added or removed, but not for each of its checks',
    default: 'off',
    later: true,
    put: put('noCheckerEmails'),
  }),
]

/** Of keepalived-ts: mail servers that want to know who is there. */
const loginRows: readonly Row<MailDraft>[] = [
  setting('smtp_starttls', {
    kind: choice<'off' | 'on' | 'unverified'>(['on', 'unverified', 'off']),
    absent: 'on',
    about:
      'Of keepalived-ts: send mails encrypted only, to a server with a valid certificate (on) or with any ' +
      '(unverified)',
    default: 'off',
    put: put('mailStartTls'),
  }),
  setting('smtp_user', {
    kind: text('NAME'),
    about: 'Of keepalived-ts: log in to the mail server by this name; with smtp_password',
    default: 'no login',
    put: put('mailUser'),
  }),
  setting('smtp_password', {
    kind: text('PASSWORD|file:PATH'),
    about: 'Of keepalived-ts: password of smtp_user, or the file that has it, read for each mail',
    default: 'no login',
    put: put('mailPassword'),
  }),
]

export const mailRows: readonly Row<MailDraft>[] = [
  mayLack(
    setting('router_id', {
      kind: hostName,
      about: 'Name of this node, in the subject of mails',
      default: 'the host name',
      put: put('routerId'),
    }),
  ),
  recipients(),
  mayLack(
    setting('notification_email_from', {
      kind: text('ADDRESS'),
      about: 'Sender of mails; quote it to put a display name before the <address>',
      default: 'USER@HOST',
      put: put('mailFrom'),
    }),
  ),
  words('smtp_server', {
    parameters: 'HOST [PORT]',
    least: 1,
    about: 'Mail server: a name or an address, and its port (25)',
    default: 'none',
    read: readMailServer,
  }),
  setting('smtp_helo_name', {
    kind: hostName,
    absent: '',
    about: 'Host name in the HELO that opens a session with the mail server',
    default: 'the host name',
    put: put('mailHelo'),
  }),
  setting('smtp_connect_timeout', {
    kind: atLeastOneSecond,
    about: 'Longest time that connecting to the mail server may take',
    default: '30',
    put: put('mailConnectTimeout'),
  }),
  ...loginRows,
  ...alertRows,
  obsolete('lvs_id', 'the name of this node, which router_id gives today'),
]

function recipients(): Row<MailDraft> {
  const row = list('notification_email', {
    parameters: 'ADDRESS...',
    about: 'Addresses that mails are sent to',
    default: 'nobody',
    entry: (entry, draft: MailDraft) => {
      for (const word of entry) draft.mailTo.push(word.text)
    },
  })
  return {
    ...row,
    read: (statement, draft, scene) => {
      row.read(statement, draft, scene)
      if (statement.block === undefined || statement.block.statements.length > 0) return
      scene.report({
        code: 'empty-block',
        severity: 'warning',
        span: statement.keyword.span,
        message: 'notification_email names nobody',
        instead: 'nobody gets mail because of it',
      })
    },
  }
}

function readMailServer(statement: Statement, draft: MailDraft, scene: Scene): void {
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
