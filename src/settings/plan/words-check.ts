/** Health checks in words. They cost no traffic by themselves: their verdicts do, and nobody knows those. */
import { checkKeywords } from '../../check/kinds.ts'
import type {
  BfdCheckSettings,
  CheckSettings,
  CheckTiming,
  Connection,
  DnsCheckSettings,
  FileCheckSettings,
  HttpCheckSettings,
  MiscCheckSettings,
  SmtpCheckSettings,
  SslCheckSettings,
  SslSettings,
  TcpCheckSettings,
  TimedCheck,
  UdpCheckSettings,
  UdpReply,
} from '../../check/settings.ts'
import type { HttpUrl } from '../../check/settings-url.ts'
import { asCommand, asList, inSeconds, plainly, yesNo } from './show.ts'
import { type Change, type Compare, compare, elsewhere, word } from './words.ts'

const timed = {
  timing: compare<CheckTiming>({
    delayLoop: word('delay_loop', inSeconds),
    retry: word('retry', plainly),
    delayBeforeRetry: word('delay_before_retry', inSeconds),
    warmup: word('warmup', inSeconds),
    alpha: word('alpha', yesNo),
  }),
  logAllFailures: word('log_all_failures', yesNo),
} satisfies { readonly [K in keyof TimedCheck]: Compare<TimedCheck[K]> }

const connection = {
  address: word('connect_ip', plainly),
  port: word('connect_port', plainly),
  connectTimeout: word('connect_timeout', inSeconds),
  bindAddress: word('bindto', plainly),
  bindPort: word('bind_port', plainly),
  bindInterface: word('bind_if', plainly),
  fwmark: word('fwmark', plainly),
} satisfies { readonly [K in keyof Connection]: Compare<Connection[K]> }

const requests = {
  version: word('http_protocol', plainly),
  fastRecovery: word('fast_recovery', yesNo),
  urls: word('url', asList(urlText)),
} satisfies { readonly [K in 'version' | 'fastRecovery' | 'urls']: Compare<HttpCheckSettings[K]> }

/** Each with its rivals of the same kind. */
const words = {
  tcp: compare<TcpCheckSettings>({ is: elsewhere, ...timed, ...connection }),
  ping: compare<TimedCheck & Connection>({ ...timed, ...connection }),
  http: compare<HttpCheckSettings>({ is: elsewhere, ...timed, ...connection, ...requests }),
  ssl: compare<SslCheckSettings>({ is: elsewhere, ...timed, ...connection, ...requests }),
  smtp: compare<SmtpCheckSettings>({
    is: elsewhere,
    ...timed,
    ...connection,
    heloName: word('helo_name', plainly),
  }),
  dns: compare<DnsCheckSettings>({
    is: elsewhere,
    ...timed,
    ...connection,
    type: word('type', plainly),
    name: word('name', plainly),
  }),
  misc: compare<MiscCheckSettings>({
    is: elsewhere,
    ...timed,
    command: word('misc_path', asCommand),
    timeout: word('misc_timeout', inSeconds),
    dynamic: word('misc_dynamic', yesNo),
  }),
  udp: compare<UdpCheckSettings>({
    is: elsewhere,
    ...timed,
    ...connection,
    payload: word('payload', plainly),
    reply: word<UdpReply>('require_reply', replyText),
  }),
  file: compare<FileCheckSettings>({
    is: elsewhere,
    timing: word('alpha', ({ alpha }) => yesNo(alpha)),
    file: word('track_file', plainly),
    weight: word('weight', plainly),
    reverse: word('weight', (reverse) => (reverse ? 'reverse' : 'noreverse')),
  }),
  bfd: compare<BfdCheckSettings>({
    is: elsewhere,
    timing: word('alpha', ({ alpha }) => yesNo(alpha)),
    instance: word('name', plainly),
  }),
}

/** Of two checks of one kind. */
export function checkChanges(from: CheckSettings, to: CheckSettings, path: string): readonly Change[] {
  const at = `${path}/${checkKeywords[from.is]}`
  if (from.is === 'tcp' && to.is === 'tcp') return words.tcp(from, to, at)
  if (from.is === 'ping' && to.is === 'ping') return words.ping(from, to, at)
  if (from.is === 'http' && to.is === 'http') return words.http(from, to, at)
  if (from.is === 'ssl' && to.is === 'ssl') return words.ssl(from, to, at)
  if (from.is === 'smtp' && to.is === 'smtp') return words.smtp(from, to, at)
  if (from.is === 'dns' && to.is === 'dns') return words.dns(from, to, at)
  if (from.is === 'misc' && to.is === 'misc') return words.misc(from, to, at)
  if (from.is === 'udp' && to.is === 'udp') return words.udp(from, to, at)
  if (from.is === 'file' && to.is === 'file') return words.file(from, to, at)
  if (from.is === 'bfd' && to.is === 'bfd') return words.bfd(from, to, at)
  return []
}

function urlText({ path, host, statuses, digest, pattern }: HttpUrl): string {
  const ranges = statuses.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
  return [
    path,
    ...(host === undefined ? [] : [`virtualhost ${host}`]),
    `status_code ${ranges.join(' ')}`,
    ...(digest === undefined ? [] : [`digest ${digest}`]),
    ...(pattern === undefined ? [] : [`${pattern.negated ? 'regex_no_match ' : ''}regex ${pattern.source}`]),
  ].join(' ')
}

function replyText({ pattern, lengthMin, lengthMax }: UdpReply): string {
  return `${pattern ?? 'any'}, ${lengthMin} to ${lengthMax} bytes`
}

export const sslWords = compare<SslSettings>({
  password: word('password', plainly, { secret: true }),
  ca: word('ca', plainly),
  certificate: word('certificate', plainly),
  key: word('key', plainly),
})
