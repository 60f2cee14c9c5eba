/** Log lines of notifications on their way: FIFOs, mails, scripts that are run once. */
import type { NotifyEvent, OnceWhen } from '../notify/events.ts'
import type { Tellings } from './line.ts'

export const notifyTellings: Tellings<NotifyEvent> = {
  'fifo-refused': ({ text }) => ['error', text],
  'fifo-full': ({ path, waitingMax }) => [
    'warning',
    `FIFO ${path} is full: nobody reads it, or not fast enough. Up to ${waitingMax} lines wait for it`,
  ],
  'fifo-losing': ({ path, waitingMax }) => [
    'error',
    `FIFO ${path}: ${waitingMax} lines wait for its reader, older ones are lost from now on`,
  ],
  'fifo-flows': ({ path, lost }) => [
    lost === 0 ? 'info' : 'error',
    `FIFO ${path} is read again${lost === 0 ? '' : `: ${lost} lines were lost`}`,
  ],
  'fifo-left': ({ path, lost }) => ['error', `FIFO ${path} is closed: ${lost} lines were never read`],
  'fifo-unread': ({ path, script }) => [
    'error',
    `${script} has ended: nobody may be reading FIFO ${path} now. A reload starts it again`,
  ],
  'notice-superseded': ({ name, state, by }) => [
    'info',
    `(${name}) Scripts of ${state} are left out: the state is ${by} before their turn has come`,
  ],
  'notice-overtaken': ({ name, state, by }) => [
    'warning',
    `(${name}) Scripts of ${state} still run; those of ${by} wait no longer (notify_serial)`,
  ],
  'mail-sent': ({ server, subject }) => ['info', `SMTP alert successfully sent. (${subject}, ${server})`],
  'mail-failed': ({ server, subject, text, againSeconds }) => {
    const next = againSeconds === undefined ? 'it is not sent' : `tried again in ${againSeconds} s`
    return ['error', `SMTP alert "${subject}" to ${server} failed: ${text}; ${next}`]
  },
  'mail-dropped': ({ subject, waiting }) => [
    'error',
    `SMTP alert "${subject}" is not sent: ${waiting} mails are waiting already`,
  ],
  'mail-waits': ({ subject, behind }) => ['info', `SMTP alert "${subject}" waits behind "${behind}"`],
  'mails-left': ({ subjects, because }) => {
    const many = subjects.length === 1 ? '1 SMTP alert is' : `${subjects.length} SMTP alerts are`
    const shown = subjects.slice(0, subjectsShownMax).map((subject) => `"${subject}"`)
    const more = subjects.length - shown.length
    const which = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
    return ['error', `${many} not sent, ${leftBecause[because]}: ${which}`]
  },
  'once-started': ({ when, program }) => ['info', `Running ${when} script ${program}`],
  'once-ended': ({ when, failure }) =>
    failure === undefined
      ? ['info', `${when} script script succeeded`]
      : ['error', `${when} script script failed, ${failure}: ${onward[when]}`],
  'once-timed-out': ({ when }) => ['error', `${when} script timed out: ${onward[when]}`],
  'run-as-missing': () => [
    'error',
    "native/run-as is missing: scripts get no supplementary groups. Run 'sh native/build.sh'",
  ],
}

const subjectsShownMax = 10
const leftBecause = {
  ends: 'for the daemon ends',
  'no-server': 'for there is no smtp_server or no notification_email any more',
} as const

const onward: Readonly<Record<OnceWhen, string>> = {
  startup: 'the start goes on',
  shutdown: 'the end goes on',
}
