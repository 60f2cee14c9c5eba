/**
 * Addresses, routes and rules as keepalived shows them in keepalived.data and keepalived.json: tools compare
 * these lines. ip-address(8), ip-route(8), ip-rule(8).
 */
import { familyOf, formatPrefix, fullLength } from '../base/address.ts'
import { type Micros, toSeconds } from '../base/time.ts'
import type {
  Encapsulation,
  Lockable,
  NexthopSettings,
  Realms,
  RouteMetrics,
  RouteSettings,
} from '../vrrp/route-settings.ts'
import type { NumberRange, RuleSettings } from '../vrrp/rule-settings.ts'
import type { InstanceSettings, VirtualAddress } from '../vrrp/settings.ts'

const scopes: Readonly<Record<number, string>> = {
  0: 'global',
  200: 'site',
  253: 'link',
  254: 'host',
  255: 'nowhere',
}

/** `device`: where it goes when the line itself has no `dev`. */
export function addressText(address: VirtualAddress, device: string): string {
  const { prefix, peer, flags = [] } = address
  const family = familyOf(prefix.address)
  return words([
    prefix.length === fullLength(family) ? prefix.address : formatPrefix(prefix),
    peer && `peer ${peer}`,
    address.broadcast && `brd ${address.broadcast}`,
    `dev ${address.interface ?? device}`,
    `scope ${scopes[address.scope] ?? address.scope}`,
    address.label && `label ${address.label}`,
    address.detectsDuplicates && '-nodad',
    ...flags,
    family === 'ipv6' && lifetime(address.preferredLifetime),
    address.untracked && 'no_track',
  ])
}

function lifetime(preferred: VirtualAddress['preferredLifetime']): string | undefined {
  if (preferred === 0) return 'deprecated'
  return `preferred_lft ${preferred === undefined || preferred === 'forever' ? 'forever' : `${preferred}sec`}`
}

/** The interface that an instance works on: its own one, if it has one. */
export function workingOf({ virtualInterface, interface: base = '' }: InstanceSettings): string {
  return virtualInterface?.name ?? base
}

/** Where its adverts leave and arrive: with vmac_xmit_base the interface below. */
export function socketOf(settings: InstanceSettings): string {
  const { virtualInterface: own, interface: base = '' } = settings
  return own?.is === 'vmac' && own.sendFromBase ? base : workingOf(settings)
}

/** The same as its addresses show it: vrrp.51@eth0. */
export function deviceOf({ virtualInterface, interface: base = '' }: InstanceSettings): string {
  return virtualInterface === undefined ? base : `${virtualInterface.name}@${base}`
}

/** RTN_* by the words of ip-route(8); unicast goes without. RT_TABLE_MAIN. */
const routeTypes = [
  '',
  '',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
]
const mainTable = 254

export function routeText(route: RouteSettings): string {
  return words([
    route.order,
    routeTypes[route.type] ?? `type ${route.type}`,
    formatPrefix(route.destination),
    route.source && `src ${route.source}`,
    route.from && `from ${formatPrefix(route.from)}`,
    route.tos !== undefined && `tos ${route.tos}`,
    route.encapsulation && encapsulationText(route.encapsulation),
    route.via && `via ${viaText(route.via)}`,
    route.interface && `dev ${route.interface}`,
    route.vrf ? `vrf ${route.vrf}` : route.table !== mainTable && `table ${route.table}`,
    `proto ${route.protocol}`,
    route.scope !== undefined && `scope ${route.scope}`,
    route.priority !== undefined && `metric ${route.priority}`,
    route.realms && realmsText(route.realms),
    ...metricTexts(route.metrics),
    route.expiresSeconds !== undefined && `expires ${route.expiresSeconds}sec`,
    route.preference !== undefined && `pref ${preferences[route.preference] ?? route.preference}`,
    route.propagateTtl !== undefined && `ttl-propagate ${route.propagateTtl ? 'enabled' : 'disabled'}`,
    route.onlink && 'onlink',
    ...route.nexthops.map(nexthopText),
    !route.tracked && 'no_track',
  ])
}

/** RFC 4191 section 2.1. */
const preferences: Readonly<Record<number, string>> = { 0: 'medium', 1: 'high', 3: 'low' }

function nexthopText({
  via,
  interface: device,
  weight,
  onlink,
  encapsulation,
  realms,
}: NexthopSettings): string {
  return words([
    'nexthop',
    via && `via ${viaText(via)}`,
    device && `dev ${device}`,
    weight !== undefined && `weight ${weight}`,
    onlink && 'onlink',
    encapsulation && encapsulationText(encapsulation),
    realms && realmsText(realms),
  ])
}

function viaText(via: NonNullable<RouteSettings['via']>): string {
  return `${familyOf(via) === 'ipv4' ? 'inet' : 'inet6'} ${via}`
}

function realmsText({ source, destination }: Realms): string {
  return `realms ${source === undefined ? '' : `${source}/`}${destination}`
}

function metricTexts(metrics: RouteMetrics): readonly (string | undefined)[] {
  return [
    locked('mtu', metrics.mtu),
    locked('advmss', metrics.advertisedMss),
    locked('congctl', metrics.congestionControl),
    locked('rtt', metrics.roundTripTime, millis),
    locked('rttvar', metrics.roundTripVariance, millis),
    locked('rto_min', metrics.retransmissionMin, millis),
    plain('window', metrics.window),
    locked('cwnd', metrics.congestionWindow),
    locked('ssthresh', metrics.slowStartThreshold),
    locked('reordering', metrics.reordering),
    plain('hoplimit', metrics.hopLimit),
    metrics.congestionNotification && 'features ecn',
    plain('initcwnd', metrics.initialCongestionWindow),
    plain('initrwnd', metrics.initialReceiveWindow),
    plain('quickack', metrics.quickAcknowledge),
    plain('fastopen_no_cookie', metrics.fastOpenWithoutCookie),
  ]
}

function locked<T>(name: string, metric: Lockable<T> | undefined, show: (value: T) => string = String) {
  return metric && `${name}${metric.locked ? ' lock' : ''} ${show(metric.value)}`
}

function plain(name: string, value: number | boolean | undefined) {
  return value === undefined ? undefined : `${name} ${Number(value)}`
}

function millis(duration: Micros): string {
  return `${toSeconds(duration) * 1_000}ms`
}

function encapsulationText(encapsulation: Encapsulation): string {
  switch (encapsulation.is) {
    case 'mpls':
      return `encap mpls ${encapsulation.labels.join('/')}`
    case 'ila':
      return `encap ila ${encapsulation.locator.map((part) => part.toString(16)).join(':')}`
    default:
      return words([
        `encap ${encapsulation.is}`,
        encapsulation.id && `id ${encapsulation.id}`,
        encapsulation.destination && `dst ${encapsulation.destination}`,
        encapsulation.source && `src ${encapsulation.source}`,
        encapsulation.is === 'ip' ? plain('tos', encapsulation.tos) : plain('tc', encapsulation.trafficClass),
        encapsulation.is === 'ip'
          ? plain('ttl', encapsulation.ttl)
          : plain('hoplimit', encapsulation.hopLimit),
        encapsulation.flags !== undefined && `flags 0x${encapsulation.flags.toString(16)}`,
      ])
  }
}

export function ruleText(rule: RuleSettings): string {
  const { mark, action } = rule
  return words([
    rule.inverted && 'not',
    `from ${rule.from ? formatPrefix(rule.from) : 'all'}`,
    rule.to && `to ${formatPrefix(rule.to)}`,
    `priority ${rule.preference}`,
    `tos 0x${(rule.tos ?? 0).toString(16)}`,
    mark &&
      `fwmark 0x${mark.value.toString(16)}${mark.mask === undefined ? '' : `/0x${mark.mask.toString(16)}`}`,
    rule.inputInterface && `iif ${rule.inputInterface}`,
    rule.outputInterface && `oif ${rule.outputInterface}`,
    rule.suppressPrefixLength !== undefined && `suppress_prefixlen ${rule.suppressPrefixLength}`,
    rule.suppressGroup !== undefined && `suppress_ifgroup ${rule.suppressGroup}`,
    rule.tunnelId && `tunnel-id ${rule.tunnelId}`,
    rule.users && `uidrange ${rangeText(rule.users)}`,
    action.is === 'l3mdev' && 'l3mdev',
    `protocol ${rule.protocol}`,
    rule.ipProtocol !== undefined && `ipproto ${rule.ipProtocol}`,
    rule.sourcePorts && `sport ${rangeText(rule.sourcePorts)}`,
    rule.destinationPorts && `dport ${rangeText(rule.destinationPorts)}`,
    rule.realms && realmsText(rule.realms),
    action.is === 'table' && `lookup ${action.table}`,
    action.is === 'goto' && `goto ${action.preference}`,
    isTyped(action.is) && `type ${action.is}`,
    !rule.tracked && 'no_track',
  ])
}

function isTyped(action: RuleSettings['action']['is']): boolean {
  return action === 'nop' || action === 'blackhole' || action === 'prohibit' || action === 'unreachable'
}

function rangeText({ first, last }: NumberRange): string {
  return `${first}-${last}`
}

function words(parts: readonly (string | boolean | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ')
}
