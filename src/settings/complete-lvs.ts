/**
 * Virtual servers: drafts to settings. What a real server does not say it has from its virtual server. The
 * checks and their order are keepalived's; health checks are completed in complete-checks.ts. Refuses
 * services without a real server.
 */
import { familyOf } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Report } from '../conf/diagnostics.ts'
import { persistenceSecondsDefault } from '../lvs/rows.ts'
import type { Forwarding, RealServer, VirtualServer } from '../lvs/settings.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
import { runnableIfGiven } from './checks-scripts.ts'
import { completeChecks } from './complete-checks.ts'

export function completeServices(drafts: readonly WholeVirtualServer[], report: Report): VirtualServer[] {
  const first = new Map<string, Span>()
  return drafts.flatMap((draft) => {
    const service = completeService(draft, report)
    if (service === undefined) return []
    const key = `${service.protocol} ${service.address} ${service.port}`
    const before = first.get(key)
    first.set(key, before ?? draft.head.at)
    if (before === undefined) return [service]
    report({
      code: 'service-twice',
      severity: 'warning',
      span: draft.head.at,
      message: `virtual_server ${nameOf(draft)} is there already, in line ${before.line}`,
      instead: 'the first one counts: the kernel knows one service by this address, port and protocol',
    })
    return []
  })
}

function nameOf({ head }: WholeVirtualServer | WholeRealServer): string {
  return head.port === 0 ? head.address : `${head.address} ${head.port}`
}

/** Says what was corrected. */
export type Correct = (code: string, span: Span, said: readonly [message: string, instead: string]) => void

function completeService(draft: WholeVirtualServer, report: Report): VirtualServer | undefined {
  const name = `virtual_server ${nameOf(draft)}`
  const correct: Correct = (code, span, said) =>
    report({ code, severity: 'warning', span, message: `${name}: ${said[0]}`, instead: said[1] })
  const at = draft.head.at
  const servers = matchingServers(draft, correct)
  if (servers.length === 0) {
    correct('no-real-servers', at, ['it has no real_server', 'the virtual server is left out'])
    return undefined
  }
  if (draft.protocol === undefined) correct('no-protocol', at, ['it names no protocol', 'UDP is used'])
  const persistence = completePersistence(draft, correct)
  if (draft.scheduler === undefined) correct('no-scheduler', at, ['it names no lvs_sched', 'wlc is used'])
  const kept = withoutDuplicates(servers, correct)
  if (draft.forwarding === undefined && kept.some((server) => server.forwarding === undefined)) {
    correct('no-forwarding', at, ['it names no lvs_method', 'NAT is used'])
  }
  const realServers = kept.map((server) => completeRealServer(server, draft, correct))
  return {
    protocol: draft.protocol?.value ?? 'udp',
    address: draft.head.address,
    port: draft.head.port,
    scheduler: draft.scheduler?.value ?? 'wlc',
    persistence,
    ...completeQuorum(draft, realServers, correct),
    quorumUp: runnableIfGiven(draft.quorumUp),
    quorumDown: runnableIfGiven(draft.quorumDown),
    realServers,
  }
}

/** A tunnel may lead to the other family, nothing else. */
function matchingServers(draft: WholeVirtualServer, correct: Correct): WholeRealServer[] {
  return draft.realServers.filter((server) => {
    const forwarding = server.forwarding ?? server.methodBefore
    if (forwarding?.value === 'tun' || familyOf(server.head.address) === familyOf(draft.head.address))
      return true
    correct('other-family', server.head.at, [
      `real_server ${server.head.address} is of the other address family`,
      'this real server is left out',
    ])
    return false
  })
}

function completePersistence(draft: WholeVirtualServer, correct: Correct): VirtualServer['persistence'] {
  const { persistenceSeconds, persistenceMask, head } = draft
  const needed = head.port === 0
  if (persistenceSeconds === undefined && persistenceMask === undefined) {
    if (!needed) return undefined
    correct('any-port-needs-persistence', head.at, [
      'without a port it must be persistent',
      `persistence_timeout ${persistenceSecondsDefault} is used`,
    ])
  }
  const full = familyOf(head.address) === 'ipv4' ? 0xffffffff : 128
  return {
    seconds: persistenceSeconds?.value ?? persistenceSecondsDefault,
    mask: persistenceMask?.value ?? full,
  }
}

function withoutDuplicates(servers: readonly WholeRealServer[], correct: Correct): WholeRealServer[] {
  const seen = new Set<string>()
  return servers.filter((server) => {
    const key = nameOf(server)
    if (!seen.has(key)) {
      seen.add(key)
      return true
    }
    correct('real-server-twice', server.head.at, [
      `real_server ${key} is there already`,
      'the first one counts',
    ])
    return false
  })
}

function completeQuorum(draft: WholeVirtualServer, servers: readonly RealServer[], correct: Correct) {
  const total = servers.reduce((sum, server) => sum + server.weight, 0)
  const wanted = draft.quorum?.value ?? 1
  const quorum = Math.min(wanted, total)
  if (quorum < wanted) {
    const message = `quorum ${wanted} is more than all weights together, ${total}`
    correct('quorum-too-high', draft.quorum?.at ?? draft.head.at, [message, `quorum ${quorum} is used`])
  }
  const band = draft.hysteresis?.value ?? 0
  // With quorum 0 keepalived's hysteresis wraps around and the service never comes up; ours is 0.
  const hysteresis = Math.min(band, Math.max(0, quorum - 1))
  if (hysteresis < band) {
    const message = `hysteresis ${band} is not below the quorum, ${quorum}`
    correct('hysteresis-too-high', draft.hysteresis?.at ?? draft.head.at, [message, `${hysteresis} is used`])
  }
  return { quorum, hysteresis }
}

function completeRealServer(
  server: WholeRealServer,
  service: WholeVirtualServer,
  correct: Correct,
): RealServer {
  const forwarding = (server.forwarding ?? service.forwarding)?.value ?? 'nat'
  return {
    address: server.head.address,
    port: completePort(server, { forwarding, port: service.head.port }, correct),
    weight: (server.weight ?? service.weight)?.value ?? 1,
    forwarding,
    inhibitOnFailure: (server.inhibitOnFailure ?? service.inhibitOnFailure)?.value ?? false,
    notifyUp: runnableIfGiven(server.notifyUp),
    notifyDown: runnableIfGiven(server.notifyDown),
    checks: completeChecks(server, { service, correct }),
  }
}

/** Only NAT can change the port of a packet. */
function completePort(
  { head }: WholeRealServer,
  its: { readonly forwarding: Forwarding; readonly port: number },
  correct: Correct,
): number {
  if (head.port === 0 || head.port === its.port) return its.port
  if (its.forwarding === 'nat') return head.port
  correct('port-cannot-change', head.at, [
    `real_server ${head.address} has port ${head.port}, but only NAT can change the port`,
    `port ${its.port} is used; checks go on asking for ${head.port}`,
  ])
  return its.port
}
