/**
 * Real servers and the sorry server: drafts to settings. What a real server does not say it has from its
 * virtual server; its health checks are completed in complete-checks.ts. Refuses the same server twice.
 */
import type { Given } from '../../conf/rows.ts'
import type { Method, ServerHead, ServiceHead, SorryServerDraft } from '../../lvs/draft.ts'
import type { Destination, RealServer } from '../../lvs/settings.ts'
import { runnableIfGiven } from '../scripts/checks-scripts.ts'
import type { WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
import { completeChecks } from './complete-checks.ts'
import type { Correct } from './complete-lvs.ts'
import type { Target } from './complete-service-group.ts'

/** A virtual server with what its name stands for. */
export interface Surroundings {
  readonly service: WholeVirtualServer
  readonly target: Target
  readonly correct: Correct
  /** smtp_alert of global_defs, if it says so. */
  readonly alert: boolean | undefined
}

export function serverName({ address, port }: Pick<ServerHead, 'address' | 'port'>): string {
  return port === 0 ? address : `${address} ${port}`
}

export function weightOf(server: WholeRealServer, service: WholeVirtualServer): number {
  return (server.weight ?? service.weight)?.value ?? 1
}

export function inhibitsOnFailure(server: WholeRealServer, service: WholeVirtualServer): boolean {
  return (server.inhibitOnFailure ?? service.inhibitOnFailure)?.value ?? false
}

/** Then none can be there twice, and nobody needs to look: there may be very many. */
export function haveOwnAddresses(servers: readonly WholeRealServer[]): boolean {
  const addresses = new Set<string>()
  for (const { head } of servers) addresses.add(head.address)
  return addresses.size === servers.length
}

/** The first of each address and port, as they are written. */
export function withoutDuplicates(
  servers: readonly WholeRealServer[],
  correct: Correct,
): readonly WholeRealServer[] {
  const seen = new Set<string>()
  return servers.filter((server) => {
    const key = serverName(server.head)
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

/** The first of those that come to the same. */
export function completeRealServers(servers: readonly WholeRealServer[], of: Surroundings): RealServer[] {
  const seen = new Set<string>()
  return servers.flatMap((server) => {
    const completed = completeRealServer(server, of)
    const key = serverName(completed)
    if (!seen.has(key)) {
      seen.add(key)
      return [completed]
    }
    of.correct('real-server-coincides', server.head.at, [
      `real_server ${serverName(server.head)} comes to the same as one before it: ${key}`,
      'the first one counts: the kernel knows one by this address and port',
    ])
    return []
  })
}

export function completeRealServer(server: WholeRealServer, of: Surroundings): RealServer {
  const { service, correct } = of
  const { address, port, forwarding, tunnel } = completeDestination(server, 'real_server', of)
  return {
    address,
    port,
    forwarding,
    tunnel,
    weight: weightOf(server, service),
    upperThreshold: server.upperThreshold?.value ?? 0,
    lowerThreshold: server.lowerThreshold?.value ?? 0,
    inhibitOnFailure: inhibitsOnFailure(server, service),
    notifyUp: runnableIfGiven(server.notifyUp),
    notifyDown: runnableIfGiven(server.notifyDown),
    smtpAlert: server.smtpAlert?.value ?? of.alert ?? true,
    virtualHost: (server.virtualHost ?? service.virtualHost)?.value,
    snmpName: server.snmpName?.value,
    checks: completeChecks(server, { service, correct }),
  }
}

/**
 * Whether it stays in the kernel when it is not needed. One that is a real server too follows that one: it is
 * one destination of the kernel.
 */
export function sorryServerInhibits(sorry: SorryServerDraft, { service, correct }: Surroundings): boolean {
  const name = serverName(sorry.head)
  const same = service.realServers.find(({ head }) => serverName(head) === name)
  if (same === undefined) return sorry.inhibit
  const inhibits = inhibitsOnFailure(same, service)
  if (inhibits !== sorry.inhibit) {
    correct('sorry-server-inhibit', sorry.head.at, [
      `sorry_server ${name} is a real_server too, with another inhibit_on_failure`,
      `sorry_server_inhibit is ${inhibits ? 'on' : 'off'}, as for the real server`,
    ])
  }
  return inhibits
}

export function completeDestination(
  server: { readonly head: ServerHead; readonly method?: Given<Method> | undefined },
  keyword: 'real_server' | 'sorry_server',
  of: Surroundings,
): Destination {
  const { forwarding, tunnel } = (server.method ?? of.service.method)?.value ?? nat
  const { address } = server.head
  const port = forwarding === 'nat' ? natPort(server.head, of) : fixedPort(server.head, keyword, of)
  return { address, port, forwarding, tunnel: forwarding === 'tun' ? tunnel : undefined }
}

const nat: Method = { forwarding: 'nat', tunnel: { is: 'ipip' } }

function natPort({ port }: ServerHead, { service }: Surroundings): number {
  return port === 0 ? service.head.port : port
}

/** Only NAT can change the port of a packet. */
function fixedPort(head: ServerHead, keyword: string, { service, target, correct }: Surroundings): number {
  const { port } = service.head
  if (head.port === 0 || fitsAll(head.port, target)) return port
  const said = `${keyword} ${head.address} has port ${head.port}, but only NAT can change the port`
  const used = portUsed(service.head)
  correct(service.head.is === 'address' ? 'port-cannot-change' : 'port-not-used', head.at, [
    said,
    keyword === 'real_server' ? `${used}; checks go on asking for ${head.port}` : used,
  ])
  return port
}

function fitsAll(port: number, { hasMarks, ports }: Target): boolean {
  return !hasMarks && ports.size === 1 && ports.has(port)
}

function portUsed(head: ServiceHead): string {
  if (head.is === 'address') return `port ${head.port} is used`
  return head.is === 'group' ? 'the port of each line of the group is used' : 'the port of the packet stays'
}
