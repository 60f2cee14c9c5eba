/**
 * The health checks of one real server: drafts to settings. What a check does not say it has from its real
 * server, and that from its virtual server.
 */
import { micros } from '../base/time.ts'
import type { CheckDraft, TimingDraft } from '../check/rows.ts'
import type { CheckSettings } from '../check/settings.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
import type { Correct } from './complete-lvs.ts'

export function completeChecks(
  server: WholeRealServer,
  { service, correct }: { readonly service: WholeVirtualServer; readonly correct: Correct },
): readonly CheckSettings[] {
  const timing = { ...service.timing, ...server.timing }
  return server.checks.flatMap((check) => {
    const completed = completeCheck(check, { server, service, timing }, correct)
    return completed === undefined ? [] : [completed]
  })
}

interface Inherited {
  readonly server: WholeRealServer
  readonly service: WholeVirtualServer
  readonly timing: TimingDraft['timing']
}

function completeCheck(
  draft: CheckDraft,
  { server, service, timing }: Inherited,
  correct: Correct,
): CheckSettings | undefined {
  if (draft.is === 'later') {
    const others = server.checks.some((check) => check.is !== 'later')
    correct('check-not-yet', draft.at, [
      `real_server ${server.head.address}: keepalived-ts has no ${draft.keyword} yet`,
      others ? 'its other checks decide alone' : 'it is never checked and counts as always up',
    ])
    return undefined
  }
  const own = { ...timing, ...draft.timing }
  const port = draft.port?.value ?? (server.head.port === 0 ? service.head.port : server.head.port)
  if (port === 0) {
    correct('check-without-port', server.head.at, [
      `TCP_CHECK of real_server ${server.head.address} has no port to connect to`,
      'it is left out; add connect_port',
    ])
    return undefined
  }
  const delayLoop = own.delayLoop?.value ?? micros(60_000_000)
  return {
    is: 'tcp',
    timing: {
      delayLoop,
      retry: own.retry?.value ?? 1,
      delayBeforeRetry: own.delayBeforeRetry?.value ?? micros(1_000_000),
      warmup: own.warmup?.value ?? delayLoop,
      alpha: own.alpha?.value ?? false,
    },
    address: draft.address?.value ?? server.head.address,
    port,
    connectTimeout: own.connectTimeout?.value ?? micros(5_000_000),
  }
}
