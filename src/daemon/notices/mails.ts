/**
 * Mails on their way: a few at a time, those about the same instance or group in their order, tried again a
 * few times when the server is down. Refuses to write them (notify/letter.ts) and to keep more than a named
 * number: what is older than its state is worth little.
 */
import type { MailRoute, MailSender } from '../../io/mail.ts'
import type { MailEvent } from '../../notify/dues.ts'
import type { NotifyEvent } from '../../notify/events.ts'
import { type Letterhead, letterOf, subjectOf } from '../../notify/letter.ts'
import type { MailSettings } from '../../settings/global/settings.ts'

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
  /** Nothing is sent any more: tells what still waits. */
  close(): void
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
  const office: Office = { world, tell, post }
  return {
    reconfigure(settings, routerId) {
      post.head = { routerId: routerId ?? world.host, from: senderOf(settings, world), to: settings.to }
      post.route = settings.to.length === 0 ? undefined : routeOf(settings, world)
      if (post.route === undefined) giveUp(office, notSending(post), 'no-server')
    },
    add(event) {
      const { head, route, waiting } = post
      if (route === undefined || head === undefined) return
      if (waiting.length >= waitingMax) {
        const subject = subjectOf(event, head.routerId)
        return tell({ is: 'mail-dropped', subject, waiting: waiting.length })
      }
      const mail = { event, date: world.mailDate(), attempts: 0, sending: false, resting: undefined }
      const first = waiting.find((other) => laneOf(other.event) === laneOf(event))
      post.waiting = [...waiting, mail]
      if (first?.resting !== undefined) tellWaits(office, mail, first)
      next(office)
    },
    flush: () => {
      post.last = true
      for (const mail of post.waiting) wake(mail)
      const { promise, resolve } = Promise.withResolvers<void>()
      post.onIdle.push(resolve)
      next(office)
      return promise
    },
    close: () => giveUp(office, post.waiting, 'ends'),
  }
}

interface Office {
  readonly world: MailsWorld
  readonly tell: (event: NotifyEvent) => void
  readonly post: Post
}

function next(office: Office): void {
  const { post } = office
  for (let mail = nextOf(post); mail !== undefined; mail = nextOf(post)) {
    mail.sending = true
    void attemptOne(office, mail).then(() => next(office))
  }
  if (post.waiting.length > 0) return
  for (const settle of post.onIdle) settle()
  post.onIdle = []
}

async function attemptOne(office: Office, mail: Waiting): Promise<void> {
  const { world, tell, post } = office
  const { head, route } = post
  if (head === undefined || route === undefined) return giveUp(office, [mail], 'no-server')
  const about = { server: `[${route.host}]:${route.port}`, subject: subjectOf(mail.event, head.routerId) }
  const sent = await world.sendMail(route, letterOf(mail.event, head, mail.date))
  mail.sending = false
  // Given up meanwhile, and told.
  if (!post.waiting.includes(mail)) return
  if (sent.ok) {
    tell({ is: 'mail-sent', ...about })
    return finish(post, mail)
  }
  const { text, temporary } = sent.error
  const againSeconds = temporary && !post.last ? retrySeconds[mail.attempts] : undefined
  tell({ is: 'mail-failed', ...about, text, againSeconds })
  if (againSeconds === undefined) return finish(post, mail)
  mail.attempts++
  for (const other of notSending(post)) if (other !== mail) tellWaits(office, other, mail)
  mail.resting = setTimeout(() => {
    wake(mail)
    next(office)
  }, againSeconds * 1_000)
}

function finish(post: Post, mail: Waiting): void {
  post.waiting = post.waiting.filter((other) => other !== mail)
}

/** When they are about the same instance or group. */
function tellWaits({ world, tell, post }: Office, mail: Waiting, first: Waiting): void {
  if (laneOf(mail.event) !== laneOf(first.event)) return
  const routerId = post.head?.routerId ?? world.host
  const behind = subjectOf(first.event, routerId)
  tell({ is: 'mail-waits', subject: subjectOf(mail.event, routerId), behind })
}

function giveUp({ world, tell, post }: Office, mails: readonly Waiting[], because: 'ends' | 'no-server') {
  const subjects = mails.map(({ event }) => subjectOf(event, post.head?.routerId ?? world.host))
  if (subjects.length > 0) tell({ is: 'mails-left', subjects, because })
  for (const mail of mails) {
    wake(mail)
    finish(post, mail)
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
    const key = laneOf(event)
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst && !sending && resting === undefined
  })
}

/** Mails about the same instance or group go one after the other. */
function laneOf({ of, name }: MailEvent): string {
  return `${of} ${name}`
}

function notSending({ waiting }: Post): readonly Waiting[] {
  return waiting.filter(({ sending }) => !sending)
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
