/**
 * Unicast or multicast, and from and to which addresses: keepalived.conf(5), unicast_peer, mcast_src_ip,
 * mcast_dst_ip, vrf.
 */
import { type Address, addressBytes, type Family, familyOf } from '../../base/address.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { ConfigurationFault, UnicastSettings } from '../../vrrp/link-settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Role } from './complete-election.ts'
import type { Around } from './complete-instance.ts'
import { fatal, isLinkLocal, type Minimum } from './complete-minimum.ts'

const ttlOfIpv4 = 255
const hopsMax = 255

export interface Transport {
  readonly unicast: UnicastSettings | undefined
  readonly destination: Address
  readonly vrf: string | undefined
  readonly faults: readonly ConfigurationFault[]
}

export interface TransportInput extends Role, Minimum {
  readonly family: Family
}

/** Undefined: fatal, which is reported. */
export function completeTransport(
  draft: WholeInstance,
  its: TransportInput & Around,
  report: Report,
): Transport | undefined {
  const unicast = completeUnicast(draft, its)
  if (unicast === undefined && draft.unicast.ttl !== undefined) noteTtl(draft.unicast.ttl.at, report)
  const faults: ConfigurationFault[] = []
  const { meant, faultWithoutPeers } = draft.unicast
  if (meant !== undefined && unicast === undefined) {
    if (faultWithoutPeers !== undefined) faults.push('no-unicast-peer')
    reportNoPeer(draft, report)
  }
  if (unicast !== undefined && its.strict && its.facts?.multicast === true) {
    const where = `on interfaces without multicast, and ${its.interface} has it`
    const message = `strict mode has unicast only ${where}`
    report(fatal('unicast-in-strict-mode', meant?.at ?? draft.name.at, message))
    return undefined
  }
  if (unicast === undefined && faults.length === 0 && its.facts?.multicast === false) {
    faults.push('no-multicast')
    reportNoMulticast(draft, report)
  }
  if (its.facts?.arp === false && its.facts.pointToPoint !== true) noteNoArp(draft, report)
  noteFirstAddress(draft, { strict: its.strict, multicast: unicast === undefined }, report)
  const vrf = keepsVrf(draft, unicast, report) ? draft.vrf?.value : undefined
  return { unicast, destination: destinationOf(draft, { ...its, unicast }, report), vrf, faults }
}

function completeUnicast(
  { unicast }: WholeInstance,
  { family, defaults }: TransportInput & Around,
): UnicastSettings | undefined {
  const { peers, ttl, checkSource, oldChecksum } = unicast
  if (peers.length === 0) return undefined
  const withRange = peers.some((peer) => peer.ttlMin !== undefined || peer.ttlMax !== undefined)
  return {
    peers: peers.map(({ address, ttlMin = 0, ttlMax = hopsMax }) => ({
      address: address.value,
      ttlMin,
      ttlMax,
    })),
    ttl: ttl?.value ?? (family === 'ipv4' ? ttlOfIpv4 : undefined),
    // keepalived: a range for a peer makes no sense unless it is known who is one.
    checkSource: checkSource !== undefined || withRange || defaults.checkUnicastSource,
    oldChecksum: oldChecksum?.value ?? 'detect',
  }
}

function noteTtl(span: NonNullable<WholeInstance['unicast']['ttl']>['at'], report: Report): void {
  report({
    code: 'ttl-without-peers',
    severity: 'warning',
    span,
    message: 'unicast_ttl is for adverts to a unicast_peer, and there is none',
    instead: 'it is ignored: multicast adverts have TTL 255, or nobody would accept them',
  })
}

function reportNoPeer({ name, unicast }: WholeInstance, report: Report): void {
  const { meant, faultWithoutPeers } = unicast
  if (meant === undefined) return
  const held = faultWithoutPeers !== undefined
  report({
    code: held ? 'fault-without-peers' : 'unicast-without-peers',
    severity: 'warning',
    span: held ? faultWithoutPeers : meant.at,
    message: held
      ? `vrrp_instance ${name.value} has unicast_fault_no_peer, and no unicast_peer`
      : `${meant.value} is for unicast, but vrrp_instance ${name.value} has no unicast_peer`,
    instead: held
      ? 'the instance stays in the fault state until there is a peer'
      : 'adverts go to the multicast group; that is deprecated: add peers or take the word out',
  })
}

function reportNoMulticast(draft: WholeInstance, report: Report): void {
  report({
    code: 'interface-without-multicast',
    severity: 'warning',
    span: draft.interface?.at ?? draft.name.at,
    message: `${draft.interface?.value} cannot do multicast, and there is no unicast_peer`,
    instead: 'the instance stays in the fault state; add unicast_peer',
  })
}

/** keepalived's test says so, too, but only when it logs in detail. */
function noteNoArp(draft: WholeInstance, report: Report): void {
  report({
    code: 'interface-without-arp',
    severity: 'note',
    span: draft.interface?.at ?? draft.name.at,
    message: `${draft.interface?.value} has no ARP: neighbours cannot be told where the addresses are`,
    instead: 'the instance runs all the same',
  })
}

/** RFC 9568, 5.2.9: the link-local address of an IPv6 router is the first. */
function noteFirstAddress(
  { addresses, family }: WholeInstance,
  its: { readonly strict: boolean; readonly multicast: boolean },
  report: Report,
): void {
  const [first] = addresses
  if (first === undefined || family?.value !== 'ipv6' || !its.multicast) return
  if (familyOf(first.prefix.address) === 'ipv4' || isLinkLocal(addressBytes(first.prefix.address))) return
  report({
    code: 'first-address-not-link-local',
    // keepalived's test passes it unless strict mode asks for the RFC.
    severity: its.strict ? 'warning' : 'note',
    span: first.at,
    message: `the first IPv6 address should be the link-local one of the virtual router (RFC 9568, 5.2.9)`,
    instead: 'the addresses are used in this order; put an address of fe80::/10 first',
  })
}

function keepsVrf(draft: WholeInstance, unicast: UnicastSettings | undefined, report: Report): boolean {
  if (draft.vrf === undefined) return false
  if (draft.interface === undefined && unicast !== undefined) return true
  report({
    code: 'vrf-cleared',
    severity: 'warning',
    span: draft.vrf.at,
    message: 'vrf is for unicast instances without an interface',
    instead: 'vrf is ignored',
  })
  return false
}

function destinationOf(
  { destination: given }: WholeInstance,
  its: TransportInput & Around & { readonly unicast: UnicastSettings | undefined },
  report: Report,
): Address {
  const { defaults, family, unicast } = its
  const usual = family === 'ipv4' ? defaults.destination : defaults.destination6
  if (given === undefined || unicast === undefined) return given?.value ?? usual
  report({
    code: 'destination-without-effect',
    severity: 'warning',
    span: given.at,
    message: 'mcast_dst_ip is for multicast, but the adverts go to each unicast_peer',
    instead: 'it is ignored',
  })
  return usual
}

/** With the other node's address both can end up as master, or nopreempt stops working. */
export function checkSource(
  { source, interface: given, ipvlan, switches }: WholeInstance,
  { host, hostAddresses }: Around,
  report: Report,
): void {
  if (source === undefined || host === undefined || hostAddresses.has(source.value)) return
  if (ipvlan?.address?.value.address === source.value) return
  const family = familyOf(source.value)
  const own = (given === undefined ? undefined : host.get(given.value))?.addresses ?? []
  const none = `no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`
  const has = own.filter((one) => familyOf(one) === family).join(', ') || none
  const outcome =
    switches.trackSource?.value === true
      ? 'track_src_ip holds the instance in the fault state until the address is there'
      : "adverts are sent from it all the same; if it is the other node's, both can end up as master"
  report({
    code: 'source-not-local',
    severity: 'warning',
    span: source.at,
    message: `the source address ${source.value} is not an address of this host`,
    instead: `${outcome}. ${given?.value ?? 'The interface'} has ${has}`,
  })
}
