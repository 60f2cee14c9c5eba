/**
 * Virtual servers: drafts to settings. The checks and their order are keepalived's. Refuses services without
 * a real server and the same service twice.
 */
import type { Family } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { Report } from '../../conf/diagnostics.ts'
import { persistenceSecondsDefault } from '../../lvs/rows-persistence.ts'
import type { ServiceGroup, ServiceSettings, VirtualServer } from '../../lvs/settings.ts'
import type { GlobalBlocks } from '../global/blocks-global.ts'
import { runnableIfGiven } from '../scripts/checks-scripts.ts'
import type { LvsBlocks, WholeRealServer, WholeVirtualServer } from './blocks-lvs.ts'
import {
  completeDestination,
  completeRealServer,
  completeRealServers,
  haveOwnAddresses,
  type Surroundings,
  serverName,
  sorryServerInhibits,
  weightOf,
  withoutDuplicates,
} from './complete-real-server.ts'
import { findTarget, type Groups, groupsOf, type Target } from './complete-service-group.ts'

/** A virtual server as understood, and where it stands. */
export interface CompletedService {
  readonly settings: ServiceSettings
  readonly at: Span
}

export interface CompletedLvs {
  readonly services: readonly CompletedService[]
  readonly groups: readonly ServiceGroup[]
}

/** Says what was corrected. */
export type Correct = (code: string, span: Span, said: readonly [message: string, instead: string]) => void

export function completeLvs(draft: LvsBlocks & GlobalBlocks, report: Report): CompletedLvs {
  const groups = groupsOf(draft.serviceGroups)
  const alert = (draft.global.smtpAlertChecker ?? draft.global.smtpAlert)?.value
  const first = new Map<string, Span>()
  const services = draft.services.flatMap((service) => {
    const settings = completeService(service, { groups, alert }, report)
    if (settings === undefined) return []
    const { at } = service.head
    const before = first.get(keyOf(settings))
    if (before === undefined) {
      first.set(keyOf(settings), at)
      return [{ settings, at }]
    }
    report({
      code: 'service-twice',
      severity: 'warning',
      span: at,
      message: `virtual_server ${nameOf(service)} is there already, in line ${before.line}`,
      instead: 'the first one counts: the kernel knows one service by this address, port and protocol',
    })
    return []
  })
  const named = [...draft.serviceGroups.values()]
  return { services, groups: named.map(({ name, entries }) => ({ name: name.value, entries })) }
}

/** What the kernel knows a service by; a group is as many services as it has lines. */
function keyOf(service: ServiceSettings): string {
  switch (service.is) {
    case 'address':
      return `${service.protocol} ${service.address} ${service.port}`
    case 'fwmark':
      return `fwmark ${service.mark} ${service.family}`
    case 'group':
      return `group ${service.group} ${service.index}`
  }
}

function nameOf({ head }: WholeVirtualServer): string {
  if (head.is === 'fwmark') return `fwmark ${head.mark}`
  return head.is === 'group' ? `group ${head.group}` : serverName(head)
}

function completeService(
  draft: WholeVirtualServer,
  { groups, alert }: { readonly groups: Groups; readonly alert: boolean | undefined },
  report: Report,
): ServiceSettings | undefined {
  const correct: Correct = (code, span, [message, instead]) =>
    report({
      code,
      severity: 'warning',
      span,
      message: `virtual_server ${nameOf(draft)}: ${message}`,
      instead,
    })
  const { head } = draft
  const index = head.is === 'group' ? countUser(head.group, groups) : 0
  const target = findTarget(draft, groups, correct)
  if (target === undefined) return undefined
  if (draft.realServers.length === 0) {
    correct('no-real-servers', head.at, ['it has no real_server', 'the virtual server is left out'])
    return undefined
  }
  const haSuspend = completeSuspend(draft, target, correct)
  const { protocol, onePacket } = completeProtocol(draft, target, correct)
  const persistence = completePersistence(draft, target, correct)
  if (!target.hasAddresses && draft.protocol !== undefined) {
    correct('fwmark-protocol', draft.protocol.at, [
      'the mark decides, not the protocol',
      'protocol is ignored',
    ])
  }
  if (draft.scheduler === undefined) {
    correct('no-scheduler', head.at, ['it names no lvs_sched', 'wlc is used'])
  }
  const base = {
    scheduler: draft.scheduler?.value ?? 'wlc',
    schedulerFlags: [...draft.schedulerFlags].sort(),
    onePacket,
    persistence,
    persistenceEngine: draft.persistenceEngine?.value,
    haSuspend,
    quorumUp: runnableIfGiven(draft.quorumUp),
    quorumDown: runnableIfGiven(draft.quorumDown),
    omega: draft.omega !== undefined,
    smtpAlert: draft.smtpAlert?.value ?? alert ?? false,
    virtualHost: draft.virtualHost?.value,
    snmpName: draft.snmpName?.value,
    ...completeServers({ service: draft, target, correct, alert }),
  }
  if (head.is === 'address') {
    return { is: 'address', protocol: protocol ?? 'udp', address: head.address, port: head.port, ...base }
  }
  const { family } = draft
  if (head.is === 'fwmark') return { is: 'fwmark', mark: head.mark, family: family ?? 'ipv4', ...base }
  return { is: 'group', group: head.group, index, protocol, family, entries: target.entries, ...base }
}

function countUser(group: string, { users }: Groups): number {
  const count = users.get(group) ?? 0
  users.set(group, count + 1)
  return count
}

function completeSuspend({ haSuspend }: WholeVirtualServer, target: Target, correct: Correct): boolean {
  if (haSuspend === undefined || !target.hasMarks) return haSuspend !== undefined
  correct('ha-suspend-fwmark', haSuspend, [
    'a mark is no address that could come and go',
    'checks never rest',
  ])
  return false
}

function completeProtocol(draft: WholeVirtualServer, target: Target, correct: Correct) {
  const { head, onePacket } = draft
  if (!target.hasAddresses) return { protocol: undefined, onePacket: onePacket !== undefined }
  if (draft.protocol === undefined) correct('no-protocol', head.at, ['it names no protocol', 'UDP is used'])
  const protocol = draft.protocol?.value ?? 'udp'
  if (onePacket === undefined || protocol === 'udp') return { protocol, onePacket: onePacket !== undefined }
  correct('ops-needs-udp', onePacket, [`ops is for UDP, not for ${protocol.toUpperCase()}`, 'it is ignored'])
  return { protocol, onePacket: false }
}

function completePersistence(
  draft: WholeVirtualServer,
  target: Target,
  correct: Correct,
): VirtualServer['persistence'] {
  const { persistenceSeconds, persistenceMask, head } = draft
  if (persistenceSeconds === undefined && persistenceMask === undefined) {
    if (!target.ports.has(0)) return undefined
    correct('any-port-needs-persistence', head.at, [
      head.is === 'group'
        ? 'its group has an address without a port: it must be persistent'
        : 'without a port it must be persistent',
      `persistence_timeout ${persistenceSecondsDefault} is used`,
    ])
  }
  return {
    seconds: persistenceSeconds?.value ?? persistenceSecondsDefault,
    mask: persistenceMask?.value ?? fullMask(draft.family),
  }
}

function fullMask(family: Family | undefined): number {
  return family === 'ipv6' ? 128 : 0xffffffff
}

function completeServers(
  of: Surroundings,
): Pick<VirtualServer, 'sorryServer' | 'realServers' | 'quorum' | 'hysteresis'> {
  const { service, correct } = of
  const { sorryServer: sorry } = service
  const inhibitOnFailure = sorry !== undefined && sorryServerInhibits(sorry, of)
  const differ = haveOwnAddresses(service.realServers)
  const kept = differ ? service.realServers : withoutDuplicates(service.realServers, correct)
  const servers = sorry === undefined ? kept : [...kept, sorry]
  if (service.method === undefined && servers.some(({ method }) => method === undefined)) {
    correct('no-forwarding', service.head.at, ['it names no lvs_method', 'NAT is used'])
  }
  const { quorum, hysteresis } = completeQuorum(service, kept, correct)
  const realServers = differ
    ? kept.map((server) => completeRealServer(server, of))
    : completeRealServers(kept, of)
  const sorryServer = sorry && { ...completeDestination(sorry, 'sorry_server', of), inhibitOnFailure }
  if (realServers.length === kept.length) return { quorum, hysteresis, sorryServer, realServers }
  const reachable = Math.min(quorum, totalWeight(realServers))
  const below = Math.min(hysteresis, Math.max(0, reachable - 1))
  return { quorum: reachable, hysteresis: below, sorryServer, realServers }
}

function totalWeight(servers: readonly { readonly weight: number }[]): number {
  return servers.reduce((sum, { weight }) => sum + weight, 0)
}

function completeQuorum(draft: WholeVirtualServer, servers: readonly WholeRealServer[], correct: Correct) {
  const total = servers.reduce((sum, server) => sum + weightOf(server, draft), 0)
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
