/**
 * The health checks of one real server: drafts to settings. What a check does not say it has from its real
 * server, and that from its virtual server. Refuses checks that would not know which port to ask.
 */
import { micros, seconds } from '../base/time.ts'
import type { CheckDraft } from '../check/rows.ts'
import type { ConnectionDraft, LogDraft } from '../check/rows-connection.ts'
import type { TimingDraft } from '../check/rows-draft.ts'
import type { MiscCheckDraft } from '../check/rows-program.ts'
import type { SmtpCheckDraft } from '../check/rows-smtp.ts'
import { replyLengthMaxDefault, replyLengthMinDefault, type UdpCheckDraft } from '../check/rows-udp.ts'
import type {
  CheckSettings,
  CheckTiming,
  Connection,
  MiscCheckSettings,
  SmtpCheckSettings,
  TimedCheck,
  UdpReply,
} from '../check/settings.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
import { runnable } from './checks-scripts.ts'
import { completeHttpCheck } from './complete-http-check.ts'
import type { Correct } from './complete-lvs.ts'

type Timing = TimingDraft['timing']

/** Where a check stands, and what it has from there. */
export interface CheckPlace {
  readonly server: WholeRealServer
  readonly service: WholeVirtualServer
  readonly correct: Correct
  /** Of the real server, with what it has from the virtual server. */
  readonly timing: Timing
}

export function completeChecks(
  server: WholeRealServer,
  { service, correct }: { readonly service: WholeVirtualServer; readonly correct: Correct },
): readonly CheckSettings[] {
  if (server.checks.length === 0) return []
  const timing = { ...service.timing, ...server.timing }
  return server.checks.flatMap((check) => completeCheck(check, { server, service, correct, timing }))
}

function completeCheck(draft: CheckDraft, place: CheckPlace): CheckSettings[] {
  switch (draft.is) {
    case 'tcp':
      return connected(draft, place, (base) => ({ is: 'tcp', ...base }))
    case 'ping': {
      const timed = completeTimed(draft, { place, own: usual })
      return [{ is: 'ping', ...timed, ...completeConnection(draft, place), port: portOf(draft, place) }]
    }
    case 'http':
    case 'ssl':
      return connected(draft, { ...place, own: ofHttp }, (base) => completeHttpCheck(draft, base, place))
    case 'smtp':
      return [draft, ...draft.hosts].flatMap((host) => completeSmtp(host, draft, place))
    case 'dns': {
      const own = { retry: 3, delayBeforeRetry: undefined }
      const type = draft.type?.value ?? 'SOA'
      const name = draft.name?.value ?? '.'
      return connected(draft, { ...place, own }, (base) => ({ is: 'dns', ...base, type, name }))
    }
    case 'udp':
      return connected(draft, place, (base) => ({
        is: 'udp',
        ...base,
        payload: draft.payload?.value,
        reply: completeReply(draft),
      }))
    case 'misc':
      return completeMisc(draft, place)
    case 'file': {
      const { files, weight, reverse } = draft
      const name = files.at(-1)?.value
      if (name === undefined) return []
      const timing = { alpha: false }
      return [{ is: 'file', timing, file: name, weight: weight?.value, reverse: reverse?.value }]
    }
    case 'bfd': {
      const instance = draft.instance?.value
      const alpha = (draft.timing.alpha ?? place.timing.alpha)?.value ?? false
      return instance === undefined ? [] : [{ is: 'bfd', timing: { alpha }, instance }]
    }
  }
}

/** What a kind uses when neither check nor servers say; undefined: as delay_loop. */
interface KindDefaults {
  readonly retry: number
  readonly delayBeforeRetry: CheckTiming['delayBeforeRetry'] | undefined
}

const usual: KindDefaults = { retry: 1, delayBeforeRetry: seconds(1) }
const ofHttp: KindDefaults = { retry: 1, delayBeforeRetry: seconds(3) }
const delayLoopDefault = seconds(60)
const connectTimeoutDefault = seconds(5)

function completeTimed(
  draft: TimingDraft & LogDraft,
  { place, own }: { readonly place: CheckPlace; readonly own: KindDefaults },
): TimedCheck {
  const given = { ...place.timing, ...draft.timing }
  const delayLoop = given.delayLoop?.value ?? delayLoopDefault
  return {
    timing: {
      delayLoop,
      retry: given.retry?.value ?? own.retry,
      delayBeforeRetry: given.delayBeforeRetry?.value ?? own.delayBeforeRetry ?? delayLoop,
      warmup: given.warmup?.value ?? delayLoop,
      alpha: given.alpha?.value ?? false,
    },
    logAllFailures: draft.logAllFailures?.value ?? false,
  }
}

function completeConnection(draft: ConnectionDraft, place: CheckPlace): Omit<Connection, 'port'> {
  return {
    address: draft.address?.value ?? place.server.head.address,
    connectTimeout:
      (draft.timing.connectTimeout ?? place.timing.connectTimeout)?.value ?? connectTimeoutDefault,
    bindAddress: draft.bindAddress?.value,
    bindPort: draft.bindPort?.value,
    bindInterface: draft.bindInterface?.value,
    fwmark: draft.fwmark?.value ?? 0,
  }
}

function portOf({ port }: ConnectionDraft, { server, service }: CheckPlace): number {
  return port?.value ?? (server.head.port === 0 ? service.head.port : server.head.port)
}

/** For checks that need a port: `finish` adds what is the kind's own. */
function connected(
  draft: ConnectionDraft,
  place: CheckPlace & { readonly own?: KindDefaults },
  finish: (base: TimedCheck & Connection) => CheckSettings | undefined,
): CheckSettings[] {
  const port = portOf(draft, place)
  if (port === 0) {
    place.correct('check-without-port', draft.at, [
      `a check of real_server ${place.server.head.address} has no port to connect to`,
      'the check is left out; add connect_port',
    ])
    return []
  }
  const timed = completeTimed(draft, { place, own: place.own ?? usual })
  const finished = finish({ ...timed, ...completeConnection(draft, place), port })
  return finished === undefined ? [] : [finished]
}

/** What a host does not say of time it has from its SMTP_CHECK, and the name for HELO too. */
function completeSmtp(host: ConnectionDraft, check: SmtpCheckDraft, place: CheckPlace): CheckSettings[] {
  const inherited = { ...place, timing: { ...place.timing, ...check.timing } }
  const logged = host.logAllFailures ?? check.logAllFailures
  const draft = logged === undefined ? host : { ...host, logAllFailures: logged }
  const heloName = check.heloName?.value ?? 'smtpchecker.keepalived.org'
  return connected(draft, inherited, (base): SmtpCheckSettings => ({ is: 'smtp', ...base, heloName }))
}

function completeReply(draft: UdpCheckDraft): UdpReply | undefined {
  if (draft.reply === undefined) return undefined
  return {
    pattern: draft.reply.value === '' ? undefined : draft.reply.value,
    lengthMin: draft.lengthMin?.value ?? replyLengthMinDefault,
    lengthMax: draft.lengthMax?.value ?? replyLengthMaxDefault,
  }
}

function completeMisc(draft: MiscCheckDraft, place: CheckPlace): MiscCheckSettings[] {
  if (draft.command === undefined) return []
  const timed = completeTimed(draft, { place, own: { retry: 0, delayBeforeRetry: seconds(1) } })
  const command = { ...runnable(draft.command), ...draft.user?.value }
  const delayLoop = place.service.timing.delayLoop?.value ?? delayLoopDefault
  const given = draft.timeoutSeconds?.value ?? 0
  const timeout = given === 0 ? delayLoop : micros(given * 1_000_000)
  return [{ is: 'misc', ...timed, command, timeout, dynamic: draft.dynamic !== undefined }]
}
