/**
 * Virtual and real servers in words. What their change costs is what src/lvs/reload.ts asks the kernel for:
 * a server that goes takes its connections along, another weight only sends new ones elsewhere.
 */

import { seconds } from '../../base/time.ts'
import type {
  Destination,
  GroupEntry,
  RealServer,
  ServiceSettings,
  SorryServer,
  Tunnel,
  VirtualServer,
} from '../../lvs/settings.ts'
import { asCommand, asList, inSeconds, plainly, yesNo } from './show.ts'
import { compare, elsewhere, word } from './words.ts'

const spread = { cost: 'balance' } as const
const quorumJudged = { note: 'quorum_up or quorum_down runs if the sum of weights is on the other side now' }

/** What every virtual server has. */
export type AnyService = Omit<VirtualServer, 'is' | 'protocol' | 'address' | 'port'>

export const serviceWords = compare<AnyService>({
  scheduler: word('lvs_sched', plainly, spread),
  schedulerFlags: word(
    'lvs_sched',
    asList((flag) => `flag-${flag}`),
    spread,
  ),
  onePacket: word('ops', yesNo, spread),
  persistence: word<NonNullable<AnyService['persistence']>>(
    'persistence_timeout',
    ({ seconds: count, mask }) => `${inSeconds(seconds(count))}, persistence_granularity ${maskText(mask)}`,
    spread,
  ),
  persistenceEngine: word('persistence_engine', plainly, spread),
  haSuspend: word('ha_suspend', yesNo),
  quorum: word('quorum', plainly, quorumJudged),
  hysteresis: word('hysteresis', plainly, quorumJudged),
  quorumUp: word('quorum_up', asCommand),
  quorumDown: word('quorum_down', asCommand),
  omega: word('omega', yesNo),
  smtpAlert: word('smtp_alert', yesNo),
  virtualHost: word('virtualhost', plainly),
  snmpName: word('snmp_name', plainly),
  sorryServer: word<SorryServer>('sorry_server', sorryText, { cost: 'interrupted' }),
  realServers: elsewhere,
})

export const realServerWords = compare<RealServer>({
  address: elsewhere,
  port: elsewhere,
  forwarding: word('lvs_method', (method) => method.toUpperCase(), spread),
  tunnel: word<Tunnel>('lvs_method', tunnelText, spread),
  weight: word('weight', plainly, {
    ...spread,
    note: (_, to) => (to === 0 ? 'it gets no new connections any more' : undefined),
  }),
  upperThreshold: word('uthreshold', plainly, spread),
  lowerThreshold: word('lthreshold', plainly, spread),
  inhibitOnFailure: word('inhibit_on_failure', yesNo, { note: 'counts while the server is down' }),
  notifyUp: word('notify_up', asCommand),
  notifyDown: word('notify_down', asCommand),
  smtpAlert: word('smtp_alert', yesNo),
  virtualHost: word('virtualhost', plainly),
  snmpName: word('snmp_name', plainly),
  checks: elsewhere,
})

/** IPv4 as an address, IPv6 as the length of a prefix. */
function maskText(mask: number): string {
  if (mask <= 128) return String(mask)
  return [24, 16, 8, 0].map((bits) => (mask >>> bits) & 0xff).join('.')
}

function tunnelText(tunnel: Tunnel): string | undefined {
  switch (tunnel.is) {
    case 'ipip':
      return undefined
    case 'gue':
      return `type gue port ${tunnel.port} ${tunnel.checksum}`
    case 'gre':
      return `type gre ${tunnel.checksum}`
  }
}

function sorryText(server: SorryServer): string {
  const inhibited = server.inhibitOnFailure ? ', inhibited' : ''
  return `${serverName(server)} ${server.forwarding.toUpperCase()}${inhibited}`
}

/** As the line of the configuration has it. */
export function serverName({ address, port }: Pick<Destination, 'address' | 'port'>): string {
  return port === 0 ? address : `${address} ${port}`
}

export function serviceName(service: ServiceSettings): string {
  switch (service.is) {
    case 'address': {
      const { address, port, protocol } = service
      return `${serverName({ address, port })} ${protocol.toUpperCase()}`
    }
    case 'fwmark':
      return `fwmark ${service.mark} ${service.family === 'ipv4' ? 'inet' : 'inet6'}`
    case 'group':
      return `group ${service.group}${service.index === 0 ? '' : ` (${service.index + 1})`}`
  }
}

export function entryText(entry: GroupEntry): string {
  if (entry.is === 'fwmark') return `fwmark ${entry.mark}`
  const range = entry.first === entry.last ? entry.first : `${entry.first}-${entry.last}`
  return entry.port === 0 ? range : `${range} ${entry.port}`
}
