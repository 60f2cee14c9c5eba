/**
 * Mails on their way: a few at a time, those about the same instance or group in their order, tried again a
 * few times when the server is down. Refuses to write them (notify/letter.ts) and to keep more than a named
 * number: what is older than its state is worth little.
 */
import type { MailRoute, MailSender } from '../io/mail.ts'
import type { MailEvent } from '../notify/dues.ts'
import type { NotifyEvent } from '../notify/events.ts'
import { type Letterhead, letterOf, subjectOf } from '../notify/letter.ts'
import type { MailSettings } from '../settings/global/settings.ts'

/** On their way at the same time. */
export const sendingMax = 4
/** Beyond that many a mail is not sent, and said so. */
export const waitingMax = 1_024
/** How long a mail waits after the first failure, the second ...; then it is given up. */
export const retrySeconds: readonly number[] = [10, 60]

export interface MailsWorld {
  readonly sendMail: MailSender
  /** Of this moment, as RFC 5322 writes it. */
  mailDate(): string
  /** `user` and `host` for what the configuration leaves open. */
  readonly user: string
  readonly host: string
}

export interface Mails {
  reconfigure(settings: MailSettings, routerId: string | undefined): void
  add(event: MailEvent): void
  /** Tries what waits once more, and only once; settles when all are sent or given up. */
  flush(): Promise<void>
}

interface Waiting {
  readonly event: MailEvent
  readonly date: string
  attempts: number
  /** Waits for its next attempt. */
  resting: NodeJS.Timeout | undefined
}

export function openMails(world: MailsWorld, tell: (event: NotifyEvent) => void): Mails {
  let head: Letterhead | undefined
  let route: MailRoute | undefined
  let waiting: readonly Waiting[] = []
  const sending = new Set<Waiting>()
  let last = false
  let onIdle: (() => void)[] = []

  const isFree = (mail: Waiting) => {
    const first = waiting.find(({ event }) => isSame(event, mail.event))
    return first === mail && mail.resting === undefined && !sending.has(mail)
  }
  const next = () => {
    while (sending.size < sendingMax) {
      const mail = waiting.find(isFree)
      if (mail === undefined) break
      void send(mail)
    }
    if (waiting.length > 0) return
    for (const settle of onIdle) settle()
    onIdle = []
  }
  const send = async (mail: Waiting) => {
    if (head === undefined || route === undefined) return finish(mail)
    sending.add(mail)
    const about = { server: `[${route.host}]:${route.port}`, subject: subjectOf(mail.event, head.routerId) }
    const sent = await world.sendMail(route, letterOf(mail.event, head, mail.date))
    sending.delete(mail)
    if (sent.ok) {
      tell({ is: 'mail-sent', ...about })
      return finish(mail)
    }
    const { text, temporary } = sent.error
    const againSeconds = temporary && !last ? retrySeconds[mail.attempts] : undefined
    tell({ is: 'mail-failed', ...about, text, againSeconds })
    if (againSeconds === undefined) return finish(mail)
    mail.attempts++
    mail.resting = setTimeout(() => {
      mail.resting = undefined
      next()
    }, againSeconds * 1_000)
    next()
  }
  const finish = (mail: Waiting) => {
    waiting = waiting.filter((other) => other !== mail)
    next()
  }
  return {
    reconfigure(settings, routerId) {
      head = { routerId: routerId ?? world.host, from: senderOf(settings, world), to: settings.to }
      route = settings.to.length === 0 ? undefined : routeOf(settings, world)
    },
    add(event) {
      if (route === undefined || head === undefined) return
      if (waiting.length >= waitingMax) {
        const subject = subjectOf(event, head.routerId)
        return tell({ is: 'mail-dropped', subject, waiting: waiting.length })
      }
      waiting = [...waiting, { event, date: world.mailDate(), attempts: 0, resting: undefined }]
      next()
    },
    flush: () => {
      last = true
      for (const mail of waiting) {
        clearTimeout(mail.resting)
        mail.resting = undefined
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      onIdle.push(resolve)
      next()
      return promise
    },
  }
}

function isSame(a: MailEvent, b: MailEvent): boolean {
  return a.of === b.of && a.name === b.name
}

function senderOf({ from }: MailSettings, { user, host }: MailsWorld): string {
  return from ?? `${user}@${host}`
}

function routeOf(settings: MailSettings, { host }: MailsWorld): MailRoute | undefined {
  const { server, helo, connectTimeout, startTls, login } = settings
  return server && { ...server, helo: helo ?? host, connectTimeout, startTls, login }
}
