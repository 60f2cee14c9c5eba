/**
 * Hands letters to a mail server: RFC 5321 by nodemailer, STARTTLS (RFC 3207) and authentication (RFC 4954)
 * included. Refuses to write the letters (notify/letter.ts), and to try again. Nodemailer is loaded with the
 * first letter only.
 */
import { readFileSync } from 'node:fs'
import { err, ok, type Result } from '../base/result.ts'
import { type Micros, toSeconds } from '../base/time.ts'
import { attempt, failureText } from './failure.ts'

/** Addresses alone, and headers with text whose lines end with CR LF. */
export interface Letter {
  readonly from: string
  readonly to: readonly string[]
  readonly message: string
}

export interface MailRoute {
  readonly host: string
  readonly port: number
  /** What the greeting says who we are. */
  readonly helo: string
  readonly connectTimeout: Micros
  /** `unverified`: encrypted, whoever the server is. */
  readonly startTls: 'off' | 'on' | 'unverified'
  readonly login: MailLogin | undefined
}

export interface MailLogin {
  readonly user: string
  readonly password:
    | { readonly is: 'text'; readonly text: string }
    | { readonly is: 'file'; readonly path: string }
}

export interface MailFailure {
  readonly text: string
  /** The server is down or asks to come again (RFC 5321, 4.2.1: 4yz). */
  readonly temporary: boolean
}

export type MailSender = (route: MailRoute, letter: Letter) => Promise<Result<undefined, MailFailure>>

/** A server that says nothing for so long has hung up. */
const silenceMillisMax = 30_000

export const sendMail: MailSender = async (route, letter) => {
  const auth = authOf(route.login)
  if (!auth.ok) return err({ text: auth.error, temporary: true })
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection')
  const { host, port, helo, startTls } = route
  const connection = new SMTPConnection({
    ...{ host, port, name: helo, secure: false },
    ignoreTLS: startTls === 'off',
    requireTLS: startTls !== 'off',
    tls: { rejectUnauthorized: startTls === 'on' },
    connectionTimeout: toSeconds(route.connectTimeout) * 1_000,
    greetingTimeout: silenceMillisMax,
    socketTimeout: silenceMillisMax,
  })
  const { promise, resolve } = Promise.withResolvers<Result<undefined, MailFailure>>()
  const fail = (error: unknown) => {
    connection.close()
    resolve(err(mailFailure(error, host)))
  }
  const send = () =>
    connection.send({ from: letter.from, to: [...letter.to] }, letter.message, (error, info) => {
      if (error) return fail(error)
      connection.quit()
      const [refused] = info?.rejectedErrors ?? []
      resolve(
        refused === undefined ? ok(undefined) : err({ ...mailFailure(refused, host), temporary: false }),
      )
    })
  connection.once('error', fail)
  connection.connect((error) => {
    if (error) return fail(error)
    if (auth.value === undefined) return send()
    connection.login(auth.value, (refused) => (refused ? fail(refused) : send()))
  })
  return promise
}

/** Of this moment, as RFC 5322 section 3.3 writes it, in the zone of this host. */
export function mailDate(moment: Date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const offset = -moment.getTimezoneOffset()
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const zone = `${offset < 0 ? '-' : '+'}${two(hours)}${two(minutes)}`
  const [weekday, month] = [days[moment.getDay()], months[moment.getMonth()]]
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':')
  return `${weekday}, ${two(moment.getDate())} ${month} ${moment.getFullYear()} ${time} ${zone}`
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A password file is read for each letter: it may change while the daemon runs. */
function authOf(login: MailLogin | undefined): Result<{ user: string; pass: string } | undefined, string> {
  if (login === undefined) return ok(undefined)
  const { user, password } = login
  if (password.is === 'text') return ok({ user, pass: password.text })
  const read = attempt(`reading smtp_password ${password.path}`, () => readFileSync(password.path, 'utf8'))
  return read.ok ? ok({ user, pass: read.value.replace(/\r?\n$/, '') }) : err(failureText(read.error))
}

/** keepalived's words where the server has refused something. */
function mailFailure(error: unknown, host: string): MailFailure {
  if (!(error instanceof Error)) throw error
  const { responseCode, command } = error as Error & { responseCode?: number; command?: string }
  if (responseCode === undefined) return { text: `SMTP server ${host}: ${error.message}`, temporary: true }
  return {
    text:
      `Error processing ${command ?? 'SMTP'} cmd on SMTP server ${host}. ` +
      `SMTP status code = ${responseCode} (${error.message})`,
    temporary: responseCode < 500,
  }
}
