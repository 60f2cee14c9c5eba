/**
 * Virtual servers: who becomes master must balance in the same way. keepalived.conf(5), LVS CONFIGURATION.
 */
import type { Span } from '../../base/span.ts'
import type { RealServer, ServiceSettings } from '../../lvs/settings.ts'
import type { CompletedService } from '../lvs/complete-lvs.ts'
import type { Comparison, Finding } from './comparison.ts'
import type { Cluster } from './matching.ts'
import type { ClusterNode } from './node.ts'

export const services: Comparison = {
  code: 'cluster-services',
  severity: 'warning',
  *find(cluster): Iterable<Finding> {
    const first = new Map<string, Found>()
    for (const found of everyService(cluster)) {
      const key = nameOf(found.service.settings)
      const before = first.get(key)
      if (before === undefined) first.set(key, found)
      else yield* differencesOf(found, before)
    }
    yield* missing(cluster, [...first.values()])
  },
}

interface Found {
  readonly node: ClusterNode
  readonly service: CompletedService
}

function* everyService({ nodes }: Cluster): Iterable<Found> {
  for (const node of nodes) for (const service of node.services) yield { node, service }
}

function nameOf(service: ServiceSettings): string {
  switch (service.is) {
    case 'address':
      return `${service.address} ${service.port} ${service.protocol.toUpperCase()}`
    case 'fwmark':
      return `fwmark ${service.mark} (${service.family === 'ipv4' ? 'IPv4' : 'IPv6'})`
    case 'group':
      return `group ${service.group}${service.index === 0 ? '' : ` (${service.index + 1})`}`
  }
}

function* missing({ nodes }: Cluster, all: readonly Found[]): Iterable<Finding> {
  // Nodes without any are no balancers, which may be meant.
  for (const node of nodes.filter((one) => one.services.length > 0)) {
    const own = new Set(node.services.map(({ settings }) => nameOf(settings)))
    for (const { node: other, service } of all) {
      const name = nameOf(service.settings)
      if (own.has(name)) continue
      yield {
        at: service.at,
        message: `virtual_server ${name} of ${other.name} is not on ${node.name}`,
        instead: `when ${node.name} takes over, nobody serves it`,
        related: node.services
          .slice(0, 1)
          .map(({ at }) => ({ span: at, message: `${node.name} has others` })),
      }
    }
  }
}

/** What differs and what comes of it; the worst comes first. `both`: names of servers on both sides. */
const traits: readonly {
  readonly of: (service: ServiceSettings, both: ReadonlySet<string>) => string
  readonly says: (own: string, other: string) => string
  readonly instead: string
}[] = [
  {
    of: ({ realServers }) => realServers.map(serverName).sort().join(', '),
    says: (own, other) => `has the real servers ${own}, not ${other}`,
    instead: 'after a take-over connections go to other servers or to none',
  },
  {
    of: (service, both) => serversBy(service, both, ({ forwarding }) => forwarding),
    says: (own, other) => `forwards as ${own}, not as ${other}`,
    instead: 'after a take-over packets of living connections reach the servers in another way and are lost',
  },
  {
    of: ({ persistence }) => (persistence === undefined ? 'no persistence' : persistenceText(persistence)),
    says: (own, other) => `has ${own}, not ${other}`,
    instead: 'after a take-over clients are kept to their server in another way, or not at all',
  },
  {
    of: ({ scheduler, schedulerFlags: flags }) =>
      [scheduler, ...flags.map((flag) => `flag-${flag}`)].join(' '),
    says: (own, other) => `schedules with ${own}, not with ${other}`,
    instead: 'after a take-over new connections of a client can go to another server',
  },
  {
    of: (service, both) => serversBy(service, both, ({ weight }) => `weight ${weight}`),
    says: (own, other) => `has ${own}, not ${other}`,
    instead: 'the load is spread in another way while this node is master',
  },
  {
    of: ({ quorum, hysteresis }) => `quorum ${quorum} and hysteresis ${hysteresis}`,
    says: (own, other) => `has ${own}, not ${other}`,
    instead: 'it serves with fewer or more servers left while this node is master',
  },
  {
    of: ({ sorryServer }) => (sorryServer === undefined ? 'no sorry server' : serverName(sorryServer)),
    says: (own, other) => `has ${own} as sorry server, not ${other}`,
    instead: 'without real servers clients get another answer, or none',
  },
]

function serverName({ address, port }: Pick<RealServer, 'address' | 'port'>): string {
  return port === 0 ? address : `${address}:${port}`
}

function serversBy(
  { realServers }: ServiceSettings,
  both: ReadonlySet<string>,
  what: (server: RealServer) => string,
): string {
  const named = realServers.map((one) => [serverName(one), what(one)] as const)
  return named
    .filter(([name]) => both.has(name))
    .map(([name, its]) => `${name} ${its}`)
    .sort()
    .join(', ')
}

/** Masks of IPv4 are numbers of 32 bits, those of IPv6 lengths. */
function persistenceText({ seconds, mask }: NonNullable<ServiceSettings['persistence']>): string {
  const length = 128
  const shown = mask <= length ? `/${mask}` : [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff).join('.')
  return `persistence of ${seconds} s for ${shown}`
}

function* differencesOf(found: Found, before: Found): Iterable<Finding> {
  const { settings, at } = found.service
  const other = before.service.settings
  const [here, there] = [found.node.name, before.node.name]
  const own = new Set(settings.realServers.map(serverName))
  const both = new Set(other.realServers.map(serverName).filter((name) => own.has(name)))
  for (const { of, says, instead } of traits) {
    const [mine, theirs] = [of(settings, both), of(other, both)]
    if (mine === theirs) continue
    yield {
      at,
      message: `virtual_server ${nameOf(settings)} of ${here} ${says(mine, theirs)} as on ${there}`,
      instead: `${instead}${isSynced(found, before) ? synchronised : ''}`,
      related: [{ span: before.service.at, message: `${there} has it here` }],
    }
  }
}

const synchronised = '; the connections that lvs_sync_daemon hands over do not fit either'

function isSynced(...both: readonly Found[]): boolean {
  return both.every(({ node }) => node.understood.global.lvs.syncDaemon !== undefined)
}

/** lvs_sync_daemon: tells the backup of connections, so both sides must name the same. */
export const syncDaemon: Comparison = {
  code: 'cluster-sync-daemon',
  severity: 'warning',
  *find({ nodes }): Iterable<Finding> {
    const balancers = nodes.filter((node) => node.services.length > 0 || daemonOf(node) !== undefined)
    const first = balancers.find((node) => daemonOf(node) !== undefined)
    if (first === undefined) return
    for (const node of balancers) {
      const difference = daemonDifference(node, first)
      if (difference === undefined) continue
      const [own, other] = [placeOfDaemon(node), placeOfDaemon(first)]
      const at = own ?? other
      if (at === undefined) continue
      yield {
        at,
        message: `lvs_sync_daemon: ${difference}`,
        instead: 'connections are not handed over: those that live at a take-over break',
        related:
          other === undefined || other === at ? [] : [{ span: other, message: `${first.name} has it here` }],
      }
    }
  },
}

function daemonOf({ understood }: ClusterNode) {
  return understood.global.lvs.syncDaemon
}

function placeOfDaemon({ draft }: ClusterNode): Span | undefined {
  return draft.global.lvsSyncDaemon?.at
}

function daemonDifference(node: ClusterNode, first: ClusterNode): string | undefined {
  const [own, other] = [daemonOf(node), daemonOf(first)]
  if (other === undefined || node === first) return undefined
  if (own === undefined) return `${node.name} has none, but ${first.name} has one`
  const id = (of: ClusterNode) => `id ${syncIdOf(of)}`
  if (syncIdOf(node) !== syncIdOf(first)) {
    return `${node.name} has ${id(node)}, but ${first.name} has ${id(first)}`
  }
  for (const field of ['port', 'group'] as const) {
    if (own[field] === other[field]) continue
    const said = (value: unknown) => (value === undefined ? `no ${field}` : `${field} ${value}`)
    return `${node.name} has ${said(own[field])}, but ${first.name} has ${said(other[field])}`
  }
  return undefined
}

/** Without an id of its own it is that of the virtual router. */
function syncIdOf(node: ClusterNode): number {
  const daemon = daemonOf(node)
  const instance = node.members.find(({ settings }) => settings.name === daemon?.instance)
  return daemon?.id ?? instance?.settings.vrid ?? 0
}

/** router_id names a node in mails and SNMP. */
export const routerId: Comparison = {
  code: 'cluster-router-id',
  severity: 'note',
  *find({ nodes }): Iterable<Finding> {
    const first = new Map<string, ClusterNode>()
    for (const node of nodes) {
      const given = node.draft.global.routerId
      if (given === undefined) continue
      const before = first.get(given.value)
      const place = before?.draft.global.routerId?.at
      if (before === undefined || place === undefined) first.set(given.value, node)
      else {
        yield {
          at: given.at,
          message: `${node.name} has router_id ${given.value}, as ${before.name} has`,
          instead: 'mails and SNMP traps do not tell which of the nodes sent them',
          related: [{ span: place, message: `${before.name} has it here` }],
        }
      }
    }
  },
}
