/**
 * Which checks the daemon can run. The others are understood and left out of what it gets; a real server that
 * has no other counts as up, as one without any check does. Says so once for each consequence, with the first
 * place, however many servers there are.
 */
import type { Span } from '../../base/span.ts'
import { checkKeywords, isRunning } from '../../check/kinds.ts'
import type { CheckSettings } from '../../check/settings.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { VirtualServer } from '../../lvs/settings.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'

interface Affected {
  readonly server: WholeRealServer
  readonly at: Span
  readonly kind: CheckSettings['is']
}

/** Gives the places that it has told. */
export function reportChecksNotYet(
  services: readonly WholeVirtualServer[],
  report: Report,
): ReadonlySet<Span> {
  const alone: Affected[] = []
  const beside: Affected[] = []
  for (const { realServers } of services) {
    for (const server of realServers) {
      if (server.checks.every(isRunning)) continue
      const missing = server.checks.find((check) => !isRunning(check))
      if (missing === undefined) continue
      const into = server.checks.some(isRunning) ? beside : alone
      into.push({ server, at: missing.at, kind: missing.is })
    }
  }
  const [neverChecked] = alone
  if (neverChecked !== undefined) {
    say(neverChecked, { count: alone.length, instead: 'it is never checked and counts as always up' }, report)
  }
  const [checkedLess] = beside
  if (checkedLess !== undefined) {
    say(checkedLess, { count: beside.length, instead: 'its other checks decide alone' }, report)
  }
  return new Set([neverChecked, checkedLess].flatMap((one) => one?.at ?? []))
}

function say(
  { server, at, kind }: Affected,
  { count, instead }: { readonly count: number; readonly instead: string },
  report: Report,
): void {
  const others = count === 1 ? '' : ` (and ${count - 1} more, with checks that are not there yet)`
  report({
    code: 'check-not-yet',
    severity: 'warning',
    span: at,
    message: `real_server ${server.head.address}${others}: keepalived-ts has no ${checkKeywords[kind]} yet`,
    instead,
  })
}

/** The service with the checks that run; the same one when all do. */
export function withChecksThatRun(service: VirtualServer): VirtualServer {
  const { realServers } = service
  if (realServers.every(({ checks }) => checks.every(isRunning))) return service
  return {
    ...service,
    realServers: realServers.map((server) => ({ ...server, checks: server.checks.filter(isRunning) })),
  }
}
