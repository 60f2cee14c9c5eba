/**
 * The timing keywords that virtual_server, real_server and every check share, and the block of TCP_CHECK:
 * keepalived.conf(5), real_server. They fill drafts; who inherits what from whom is judged in settings.
 */
import type { Address } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import { block, flag, type Given, type Row, setting, unread } from '../conf/rows.ts'
import { boolean, integer, port, seconds, singleAddress } from '../conf/values.ts'

export interface TimingDraft {
  readonly timing: {
    delayLoop?: Given<Micros>
    retry?: Given<number>
    delayBeforeRetry?: Given<Micros>
    warmup?: Given<Micros>
    connectTimeout?: Given<Micros>
    alpha?: Given<boolean>
  }
}

export interface TcpCheckDraft extends TimingDraft {
  readonly is: 'tcp'
  address?: Given<Address>
  port?: Given<number>
}

/** A kind of keepalived's that is not there yet. */
export interface LaterCheckDraft {
  readonly is: 'later'
  readonly keyword: string
  readonly at: Span
}

export type CheckDraft = TcpCheckDraft | LaterCheckDraft

const laterKinds = [
  'HTTP_GET',
  'SSL_GET',
  'SMTP_CHECK',
  'DNS_CHECK',
  'MISC_CHECK',
  'BFD_CHECK',
  'UDP_CHECK',
  'PING_CHECK',
  'FILE_CHECK',
]

/** Longer than any timer needs, and still exact in microseconds. */
const secondsMax = 18446744073
const anyDelay = seconds({ min: 0, max: secondsMax, digits: 6 })
const someDelay = seconds({ min: 0.000001, max: secondsMax, digits: 6 })
const connectTimeout = seconds({ min: 0.000001, max: 4294.967295, digits: 6 })

/**
 * Where the rows stand: what is not given comes from the level above, and 0 retries make sense only in a
 * check.
 */
type Level = 'virtual_server' | 'real_server' | 'check'

export function timingRows(level: Level): readonly Row<TimingDraft>[] {
  const above = level === 'check' ? 'real_server' : level === 'real_server' ? 'virtual_server' : undefined
  return [
    setting('delay_loop', {
      kind: someDelay,
      about: 'From the end of one check to the start of the next',
      default: above ?? '60',
      put: ({ timing }: TimingDraft, given) => {
        timing.delayLoop = given
      },
    }),
    setting('retry', {
      kind: integer({ min: level === 'check' ? 0 : 1, max: 4294967295, strict: level !== 'check' }),
      about: 'Further tries after a failure',
      default: above ?? '1',
      put: ({ timing }: TimingDraft, given) => {
        timing.retry = given
      },
    }),
    setting('delay_before_retry', {
      kind: anyDelay,
      about: 'Pause before a further try',
      default: above ?? '1',
      put: ({ timing }: TimingDraft, given) => {
        timing.delayBeforeRetry = given
      },
    }),
    setting('warmup', {
      kind: anyDelay,
      about: 'Longest random pause before the first check',
      default: above ?? 'delay_loop',
      put: ({ timing }: TimingDraft, given) => {
        timing.warmup = given
      },
    }),
    setting('connect_timeout', {
      kind: connectTimeout,
      about: 'Longest time for connecting',
      default: above ?? '5',
      put: ({ timing }: TimingDraft, given) => {
        timing.connectTimeout = given
      },
    }),
    alphaRow(level),
  ]
}

function alphaRow(level: Level): Row<TimingDraft> {
  const about = 'Servers count as down until their first good check'
  if (level === 'virtual_server') {
    return flag('alpha', {
      about,
      put: ({ timing }: TimingDraft, at) => {
        timing.alpha = { value: true, at }
      },
    })
  }
  return setting('alpha', {
    kind: boolean,
    absent: true,
    about,
    put: ({ timing }: TimingDraft, given) => {
      timing.alpha = given
    },
  })
}

const tcpCheckRows: readonly Row<TcpCheckDraft>[] = [
  setting('connect_ip', {
    kind: singleAddress,
    about: 'Where the check connects to',
    default: 'the address of the real server',
    put: (draft: TcpCheckDraft, given) => {
      draft.address = given
    },
  }),
  setting('connect_port', {
    kind: port,
    about: 'The port that the check connects to',
    default: 'the port of the real server',
    put: (draft: TcpCheckDraft, given) => {
      draft.port = given
    },
  }),
  ...timingRows('check'),
]

/** One row for each kind of check. */
export const checkRows: readonly Row<{ readonly checks: CheckDraft[] }>[] = [
  block('TCP_CHECK', {
    parameters: '',
    about: 'The server is up when it accepts a TCP connection',
    rows: tcpCheckRows,
    open: (): TcpCheckDraft => ({ is: 'tcp', timing: {} }),
    close: (check, draft: { readonly checks: CheckDraft[] }) => {
      draft.checks.push(check)
    },
  }),
  ...laterKinds.map((keyword) =>
    unread(keyword, {
      shape: 'block',
      about: 'Not in keepalived-ts yet: a server is not checked by it',
      note: (draft: { readonly checks: CheckDraft[] }, at) => {
        draft.checks.push({ is: 'later', keyword, at })
      },
    }),
  ),
]
