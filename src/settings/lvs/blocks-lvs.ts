/** virtual_server, virtual_server_group and what stands in them: keepalived.conf(5), LVS CONFIGURATION. */
import { familyOf } from '../../base/address.ts'
import { type CheckDraft, checkRows, type TimingDraft, timingRows } from '../../check/rows.ts'
import { block, type Row, type Scene } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import type { GroupDraft, RealServerDraft, VirtualServerDraft } from '../../lvs/draft.ts'
import { virtualServerRows } from '../../lvs/rows.ts'
import { readServerHead, readServiceHead } from '../../lvs/rows-head.ts'
import { realServerRows } from '../../lvs/rows-real-server.ts'
import { groupBlock } from './block-service-group.ts'

export interface WholeRealServer extends RealServerDraft, TimingDraft {
  checks: CheckDraft[]
}
export interface WholeVirtualServer extends VirtualServerDraft, TimingDraft {
  readonly realServers: WholeRealServer[]
}

export interface LvsBlocks {
  readonly services: WholeVirtualServer[]
  /** By name. */
  readonly serviceGroups: Map<string, GroupDraft>
}

export function emptyLvsBlocks(): LvsBlocks {
  return { services: [], serviceGroups: new Map() }
}

const realServer: Row<WholeVirtualServer> = block('real_server', {
  parameters: 'ADDRESS [PORT]',
  about: 'A server that the virtual server forwards to',
  rows: [...realServerRows, ...timingRows('real_server'), ...checkRows] as readonly Row<WholeRealServer>[],
  open: (statement, draft: WholeVirtualServer, scene): WholeRealServer | undefined => {
    const head = readServerHead(statement, scene)
    // A weight is mostly given: with room for it from the beginning each of very many servers is smaller.
    return head && { head, timing: {}, checks: [], method: draft.method, weight: undefined }
  },
  close: (server, draft, scene) => {
    if (!fits(server, draft, scene)) return
    // A list that grew has room for sixteen more, and there may be very many.
    server.checks = server.checks.slice()
    draft.realServers.push(server)
  },
})

/**
 * Only a tunnel may lead to the other family; the first real server without one decides which family it is,
 * where nothing before did. Its method is its own, or that of the virtual server where its block began.
 */
function fits({ head, method }: WholeRealServer, draft: WholeVirtualServer, scene: Scene): boolean {
  if (method?.value.forwarding === 'tun') return true
  draft.family ??= familyOf(head.address)
  if (draft.family === familyOf(head.address)) return true
  scene.report({
    code: 'other-family',
    severity: 'warning',
    span: head.at,
    message: `real_server ${head.address} is of the other address family than its virtual_server`,
    instead: 'this real server is left out; only lvs_method TUN leads to the other family',
  })
  return false
}

export const lvsBlocks: readonly Row<LvsBlocks>[] = [
  groupBlock,
  block('virtual_server', {
    parameters: 'ADDRESS [PORT] | fwmark NUMBER 1..4294967295 | group NAME',
    about: 'A service of the kernel load balancer',
    rows: [
      ...virtualServerRows,
      ...timingRows('virtual_server'),
      realServer,
    ] as readonly Row<WholeVirtualServer>[],
    open: openService,
    close: (service, draft: LvsBlocks, scene) => {
      completeFamily(service, scene)
      draft.services.push(service)
    },
  }),
]

function openService(statement: Statement, _draft: LvsBlocks, scene: Scene): WholeVirtualServer | undefined {
  const head = readServiceHead(statement, scene)
  if (head === undefined) return undefined
  const empty = { head, timing: {}, realServers: [], schedulerFlags: new Set<1 | 2 | 3>() }
  return head.is === 'address' ? { ...empty, family: familyOf(head.address) } : empty
}

/**
 * With tunnels only, a mark is of the family of its servers, IPv4 when they differ; a group says it itself.
 */
function completeFamily(service: WholeVirtualServer, scene: Scene): void {
  if (service.family === undefined && service.head.is === 'fwmark') {
    const families = new Set(service.realServers.map(({ head }) => familyOf(head.address)))
    service.family = families.size === 1 && families.has('ipv6') ? 'ipv6' : 'ipv4'
  }
  const { family, sorryServer } = service
  const method = (sorryServer?.method ?? service.method)?.value.forwarding
  if (sorryServer === undefined || family === undefined || method === 'tun') return
  const { address, at } = sorryServer.head
  if (familyOf(address) === family) return
  delete service.sorryServer
  scene.report({
    code: 'sorry-server-other-family',
    severity: 'warning',
    span: at,
    message: `sorry_server ${address} is of the other address family than its virtual_server`,
    instead: 'it is left out; only sorry_server_lvs_method TUN leads to the other family',
  })
}
