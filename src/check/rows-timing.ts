/**
 * The timing keywords that virtual_server, real_server and the checks share: keepalived.conf(5), real_server.
 * Who inherits what from whom is judged in settings.
 */
import type { Span } from '../base/span.ts'
import { flag, type Given, type Row, setting } from '../conf/rows.ts'
import { boolean, integer, seconds } from '../conf/values.ts'
import type { TimingDraft } from './rows-draft.ts'

/** What 64 bits hold in microseconds, as in keepalived: longer than any timer needs. */
const secondsMax = 18446744073709
const anyDelay = seconds({ min: 0, max: secondsMax, digits: 6 })
const someDelay = seconds({ min: 0.000001, max: secondsMax, digits: 6 })
const connectTimeout = seconds({ min: 0.000001, max: 4294.967295, digits: 6 })

/**
 * Where the rows stand: what is not given comes from the level above, and 0 retries make sense only in a
 * check.
 */
type Level = 'virtual_server' | 'real_server' | 'check'

/** What a kind of check uses when nobody says anything. */
interface KindDefaults {
  readonly retry: string
  readonly delayBeforeRetry: string
}

const usual: KindDefaults = { retry: '1', delayBeforeRetry: '1' }

function put<Field extends keyof TimingDraft['timing']>(field: Field) {
  return ({ timing }: TimingDraft, given: Exclude<TimingDraft['timing'][Field], undefined>): void => {
    timing[field] = given
  }
}

/** When checks run and how often they are tried: all but the connection's part. */
/** Kinds of checks differ in how patient they are. */
const ofEach = 'that of each check, mostly 1'

export function pacingRows(level: Level, defaults: KindDefaults = usual): readonly Row<TimingDraft>[] {
  const orElse = (last: string) => inherited(level, last)
  return [
    setting('delay_loop', {
      kind: someDelay,
      about: 'Time from the end of one check to the start of the next',
      default: orElse('60'),
      put: put('delayLoop'),
    }),
    setting('retry', {
      kind: integer({ min: level === 'check' ? 0 : 1, max: 4294967295, strict: level !== 'check' }),
      about: 'Number of further attempts after a failed check before the server counts as down',
      default: level === 'virtual_server' ? ofEach : orElse(defaults.retry),
      put: put('retry'),
    }),
    setting('delay_before_retry', {
      kind: anyDelay,
      about: 'Pause before each further attempt',
      default: level === 'virtual_server' ? ofEach : orElse(defaults.delayBeforeRetry),
      put: put('delayBeforeRetry'),
    }),
    setting('warmup', {
      kind: anyDelay,
      about: 'Longest random pause before the first check; 0 starts all checks at once',
      default: orElse('delay_loop'),
      put: put('warmup'),
    }),
    alphaRow(level),
  ]
}

export function connectTimeoutRow(level: Level): Row<TimingDraft> {
  return setting('connect_timeout', {
    kind: connectTimeout,
    about: 'Longest time for connecting, and for each wait for an answer',
    default: inherited(level, '5'),
    put: put('connectTimeout'),
  })
}

export function timingRows(level: Level, defaults: KindDefaults = usual): readonly Row<TimingDraft>[] {
  return [...pacingRows(level, defaults), connectTimeoutRow(level)]
}

/** In virtual_server the word alone is what keepalived looks at. */
export function alphaRow(level: Level): Row<TimingDraft> {
  const about = 'Count the server as down until its first check succeeds'
  if (level === 'virtual_server') {
    return flag('alpha', {
      about,
      put: ({ timing }: TimingDraft, at: Span) => {
        timing.alpha = { value: true, at }
      },
    })
  }
  return setting('alpha', {
    kind: boolean,
    absent: true,
    about,
    default: inherited(level, 'off'),
    put: ({ timing }: TimingDraft, given: Given<boolean>) => {
      timing.alpha = given
    },
  })
}

function inherited(level: Level, last: string): string {
  if (level === 'virtual_server') return last
  return level === 'real_server' ? 'that of virtual_server' : `that of real_server, else ${last}`
}
