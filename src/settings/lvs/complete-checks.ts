/**
 * The health checks of one real server: drafts to settings. What a check does not say it has from its real
 * server, and that from its virtual server. Refuses checks that would not know which port to ask.
 */
import { micros, seconds } from '../../base/time.ts'
import type { CheckDraft } from '../../check/rows.ts'
import type { ConnectionDraft } from '../../check/rows-connection.ts'
import type { TimingDraft } from '../../check/rows-draft.ts'
import type { MiscCheckDraft } from '../../check/rows-program.ts'
import type { SmtpCheckDraft } from '../../check/rows-smtp.ts'
import { replyLengthMaxDefault, replyLengthMinDefault, type UdpCheckDraft } from '../../check/rows-udp.ts'
import type {
  CheckSettings,
  CheckTiming,
  Connection,
  MiscCheckSettings,
  SmtpCheckSettings,
  TimedCheck,
  UdpReply,
} from '../../check/settings.ts'
import { runnable } from '../scripts/checks-scripts.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
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
  const { checks } = server
  const [first] = checks
  if (first === undefined) return []
  const own = Object.keys(server.timing).length > 0
  const timing = own ? { ...service.timing, ...server.timing } : service.timing
  const place = { server, service, correct, timing }
  // Mostly there is one; what flatMap makes has room for sixteen more.
  return checks.length === 1
    ? completeCheck(first, place)
    : checks.flatMap((check) => completeCheck(check, place))
}

function completeCheck(draft: CheckDraft, place: CheckPlace): CheckSettings[] {
  switch (draft.is) {
    case 'tcp':
      return connected(draft, place, tcp)
    case 'ping':
      return [completeConnected(draft, place, { is: 'ping', own: usual })]
    case 'http':
    case 'ssl':
      return connected(draft, place, {
        is: draft.is,
        own: ofHttp,
        finish: (base) => completeHttpCheck(draft, base, place),
      })
    case 'smtp':
      return [draft, ...draft.hosts].flatMap((host) => completeSmtp(host, draft, place))
    case 'dns': {
      const own = { retry: 3, delayBeforeRetry: undefined }
      const type = draft.type?.value ?? 'SOA'
      const name = draft.name?.value ?? '.'
      return connected(draft, place, { is: 'dns', own, finish: (base) => ({ ...base, type, name }) })
    }
    case 'udp':
      return connected(draft, place, {
        is: 'udp',
        own: usual,
        finish: (base) => ({ ...base, payload: draft.payload?.value, reply: completeReply(draft) }),
      })
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
const ofMisc: KindDefaults = { retry: 0, delayBeforeRetry: seconds(1) }
const tcp = { is: 'tcp', own: usual, finish: (base: Connected<'tcp'>) => base } as const
const delayLoopDefault = seconds(60)
const connectTimeoutDefault = seconds(5)

function completeTiming(
  given: Timing,
  { place, own }: { readonly place: CheckPlace; readonly own: KindDefaults },
): CheckTiming {
  const above = place.timing
  const delayLoop = (given.delayLoop ?? above.delayLoop)?.value ?? delayLoopDefault
  const pause = (given.delayBeforeRetry ?? above.delayBeforeRetry)?.value
  return {
    delayLoop,
    retry: (given.retry ?? above.retry)?.value ?? own.retry,
    delayBeforeRetry: pause ?? own.delayBeforeRetry ?? delayLoop,
    warmup: (given.warmup ?? above.warmup)?.value ?? delayLoop,
    alpha: (given.alpha ?? above.alpha)?.value ?? false,
  }
}

interface KindOf<Is extends CheckSettings['is']> {
  readonly is: Is
  readonly own: KindDefaults
}

interface Connected<Is extends CheckSettings['is']> extends TimedCheck, Connection {
  readonly is: Is
}

/** Written down field by field: there may be very many, and spreading one into another takes long. */
function completeConnected<Is extends CheckSettings['is']>(
  draft: ConnectionDraft,
  place: CheckPlace,
  { is, own }: KindOf<Is>,
): Connected<Is> {
  return {
    is,
    timing: completeTiming(draft.timing, { place, own }),
    logAllFailures: draft.logAllFailures?.value ?? false,
    address: draft.address?.value ?? place.server.head.address,
    connectTimeout:
      (draft.timing.connectTimeout ?? place.timing.connectTimeout)?.value ?? connectTimeoutDefault,
    bindAddress: draft.bindAddress?.value,
    bindPort: draft.bindPort?.value,
    bindInterface: draft.bindInterface?.value,
    fwmark: draft.fwmark?.value ?? 0,
    port: portOf(draft, place),
  }
}

function portOf({ port }: ConnectionDraft, { server, service }: CheckPlace): number {
  return port?.value ?? (server.head.port === 0 ? service.head.port : server.head.port)
}

/** For checks that need a port: `finish` adds what is the kind's own. */
function connected<Is extends CheckSettings['is']>(
  draft: ConnectionDraft,
  place: CheckPlace,
  kind: KindOf<Is> & { readonly finish: (base: Connected<Is>) => CheckSettings | undefined },
): CheckSettings[] {
  if (portOf(draft, place) === 0) {
    place.correct('check-without-port', draft.at, [
      `a check of real_server ${place.server.head.address} has no port to connect to`,
      'the check is left out; add connect_port',
    ])
    return []
  }
  const finished = kind.finish(completeConnected(draft, place, kind))
  return finished === undefined ? [] : [finished]
}

/** What a host does not say of time it has from its SMTP_CHECK, and the name for HELO too. */
function completeSmtp(host: ConnectionDraft, check: SmtpCheckDraft, place: CheckPlace): CheckSettings[] {
  const inherited = { ...place, timing: { ...place.timing, ...check.timing } }
  const logged = host.logAllFailures ?? check.logAllFailures
  const draft = logged === undefined ? host : { ...host, logAllFailures: logged }
  const heloName = check.heloName?.value ?? 'smtpchecker.keepalived.org'
  return connected(draft, inherited, {
    is: 'smtp',
    own: usual,
    finish: (base): SmtpCheckSettings => ({ ...base, heloName }),
  })
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
  const timing = completeTiming(draft.timing, { place, own: ofMisc })
  const logAllFailures = draft.logAllFailures?.value ?? false
  const command = { ...runnable(draft.command), ...draft.user?.value }
  const delayLoop = place.service.timing.delayLoop?.value ?? delayLoopDefault
  const given = draft.timeoutSeconds?.value ?? 0
  const timeout = given === 0 ? delayLoop : micros(given * 1_000_000)
  const dynamic = draft.dynamic !== undefined
  return [{ is: 'misc', timing, logAllFailures, command, timeout, dynamic }]
}
