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
export const waitingMax = 4_096
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
  sending: boolean
  /** Waits for its next attempt. */
  resting: NodeJS.Timeout | undefined
}

export function openMails(world: MailsWorld, tell: (event: NotifyEvent) => void): Mails {
  const post: Post = { head: undefined, route: undefined, waiting: [], last: false, onIdle: [] }
  const next = () => {
    for (let mail = nextOf(post); mail !== undefined; mail = nextOf(post)) {
      mail.sending = true
      void attemptOne(mail).then(next)
    }
    if (post.waiting.length > 0) return
    for (const settle of post.onIdle) settle()
    post.onIdle = []
  }
  const finish = (mail: Waiting) => {
    post.waiting = post.waiting.filter((other) => other !== mail)
  }
  const attemptOne = async (mail: Waiting) => {
    const { head, route } = post
    if (head === undefined || route === undefined) return finish(mail)
    const about = { server: `[${route.host}]:${route.port}`, subject: subjectOf(mail.event, head.routerId) }
    const sent = await world.sendMail(route, letterOf(mail.event, head, mail.date))
    mail.sending = false
    if (sent.ok) {
      tell({ is: 'mail-sent', ...about })
      return finish(mail)
    }
    const { text, temporary } = sent.error
    const againSeconds = temporary && !post.last ? retrySeconds[mail.attempts] : undefined
    tell({ is: 'mail-failed', ...about, text, againSeconds })
    if (againSeconds === undefined) return finish(mail)
    mail.attempts++
    mail.resting = setTimeout(() => {
      wake(mail)
      next()
    }, againSeconds * 1_000)
  }
  return {
    reconfigure(settings, routerId) {
      post.head = { routerId: routerId ?? world.host, from: senderOf(settings, world), to: settings.to }
      post.route = settings.to.length === 0 ? undefined : routeOf(settings, world)
    },
    add(event) {
      const { head, route, waiting } = post
      if (route === undefined || head === undefined) return
      if (waiting.length >= waitingMax) {
        const subject = subjectOf(event, head.routerId)
        return tell({ is: 'mail-dropped', subject, waiting: waiting.length })
      }
      const mail = { event, date: world.mailDate(), attempts: 0, sending: false, resting: undefined }
      post.waiting = [...waiting, mail]
      next()
    },
    flush: () => {
      post.last = true
      for (const mail of post.waiting) wake(mail)
      const { promise, resolve } = Promise.withResolvers<void>()
      post.onIdle.push(resolve)
      next()
      return promise
    },
  }
}

interface Post {
  head: Letterhead | undefined
  route: MailRoute | undefined
  waiting: readonly Waiting[]
  /** The daemon ends: nothing is tried again. */
  last: boolean
  onIdle: (() => void)[]
}

/** The first one that nothing of the same instance or group stands before. */
function nextOf({ waiting }: Post): Waiting | undefined {
  if (waiting.filter(({ sending }) => sending).length >= sendingMax) return undefined
  const seen = new Set<string>()
  return waiting.find(({ event, sending, resting }) => {
    const key = `${event.of} ${event.name}`
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst && !sending && resting === undefined
  })
}

function wake(mail: Waiting): void {
  clearTimeout(mail.resting)
  mail.resting = undefined
}

function senderOf({ from }: MailSettings, { user, host }: MailsWorld): string {
  return from ?? `${user}@${host}`
}

function routeOf(settings: MailSettings, { host }: MailsWorld): MailRoute | undefined {
  const { server, helo, connectTimeout, startTls, login } = settings
  return server && { ...server, helo: helo ?? host, connectTimeout, startTls, login }
}
