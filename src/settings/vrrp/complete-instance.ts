/**
 * One vrrp_instance: draft to settings, in the order in which keepalived completes it. Refuses (fatally, as
 * keepalived does) what has no usable interface or no number.
 */
import type { Address, Family } from '../../base/address.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { VrrpDefaults } from '../../vrrp/defaults.ts'
import type { InstanceOptions } from '../../vrrp/instance-options.ts'
import type { NameTables } from '../../vrrp/name-tables.ts'
import type { InstanceSettings, Trackers } from '../../vrrp/settings.ts'
import type { HostFacts, HostInterface } from '../settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import { withOwnMacs } from './complete-address-vmac.ts'
import { completeAddresses } from './complete-addresses.ts'
import { completeAccept, completeAdverts, completeAnnounce, completeRefresh } from './complete-announce.ts'
import { completeAuthentication } from './complete-authentication.ts'
import { completePreemption, completeRole } from './complete-election.ts'
import { completeHmac, isMute } from './complete-hmac.ts'
import { completeAdvertInterval } from './complete-interval.ts'
import { type InstanceLines, noLines } from './complete-lines.ts'
import { completeMinimum } from './complete-minimum.ts'
import { checkSource, completeTransport } from './complete-unicast.ts'
import { completeVmac } from './complete-vmac.ts'
import { advertisedMax } from './fitting-addresses.ts'
import { openVmacNames, type VmacNames } from './vmac-names.ts'

/** What all instances share. */
export interface Around {
  readonly defaults: VrrpDefaults
  /** By name; undefined: nothing is known of the host. */
  readonly host: ReadonlyMap<string, HostInterface> | undefined
  readonly hostAddresses: ReadonlySet<Address>
  /** default_interface, if global_defs has it. */
  readonly defaultInterface: string | undefined
  /** Of iproute2. */
  readonly names: NameTables
  /** Of the interfaces that are made: each instance takes its own, in the order of the configuration. */
  readonly vmacNames: VmacNames
  /** Routes and rules by the name of the instance. */
  readonly lines: ReadonlyMap<string, InstanceLines>
}

export function aroundInstances(
  defaults: VrrpDefaults,
  host: HostFacts | undefined,
  rest: Pick<Around, 'names' | 'lines' | 'defaultInterface'> & { readonly reserved: ReadonlySet<string> },
): Around {
  const interfaces = host?.interfaces ?? []
  const byName = host && new Map(interfaces.map((one) => [one.name, one]))
  return {
    defaults,
    host: byName,
    vmacNames: openVmacNames(byName, rest.reserved),
    hostAddresses: new Set(interfaces.flatMap((one) => one.addresses)),
    ...rest,
  }
}

export type Untracked = Omit<InstanceSettings, keyof Trackers>

/** Undefined: fatal, which is reported. */
export function completeInstance(
  draft: WholeInstance,
  around: Around,
  report: Report,
): Untracked | undefined {
  const minimum = completeMinimum(draft, around, report)
  if (minimum === undefined) return undefined
  const family: Family = draft.family?.value ?? 'ipv4'
  const asked = completeRole(draft, around, report)
  const { authentication, initial } = completeAuthentication(draft, asked, report)
  const role = { ...asked, initial }
  const advertInterval = completeAdvertInterval(draft, role.version, report)
  const hmac = completeHmac(draft, { ...role, advertInterval }, report)
  const { version } = role
  const most = advertisedMax({ version, family, authentication, hmac, mtu: minimum.facts?.mtu })
  // Made once: with ten thousands of instances every copy of it counts.
  const its = { ...around, ...minimum, ...role, family, most }
  const transport = completeTransport(draft, its, report)
  const own = completeVmac(draft, its, report)
  const preemption = completePreemption(draft, role, { defaults: around.defaults, report })
  const announce = completeAnnounce(draft, its, report)
  const adverts = completeAdverts(draft, its, report)
  const accept = completeAccept(draft, role, report)
  const asWritten = completeAddresses(draft, its, report)
  checkSource(draft, around, report)
  // Only now: what else is wrong with it is worth knowing in the same run.
  if (transport === undefined || asWritten === undefined) return undefined
  const { virtualInterface, promoteSecondaries } = own
  const addresses = withOwnMacs(draft, asWritten, { its, virtualInterface, report })
  return {
    name: draft.name.value,
    interface: minimum.interface,
    vrid: minimum.vrid,
    version: role.version,
    family,
    initial,
    priority: role.priority,
    advertInterval,
    ...preemption,
    source: draft.source?.value ?? ownAddress(draft),
    destination: transport.destination,
    authentication,
    hmac,
    ...addresses,
    ...(around.lines.get(draft.name.value) ?? noLines),
    announce,
    refresh: completeRefresh(draft, its, addresses),
    ...adverts,
    accept,
    strict: role.strict,
    unicast: transport.unicast,
    vrf: transport.vrf,
    virtualInterface,
    promoteSecondaries,
    ...completeSwitches(draft, around.defaults),
    faults: [...transport.faults, ...own.faults, ...(hmac && isMute(hmac) ? (['no-key'] as const) : [])],
  }
}

/** The address of an ipvlan is what the adverts come from. */
function ownAddress({ ipvlan }: WholeInstance): Address | undefined {
  return ipvlan?.address?.value.address
}

type Switches = Pick<
  InstanceOptions,
  | 'skipAddressCheck'
  | 'version3ChecksumAsVersion2'
  | 'trackSource'
  | 'trackPrimary'
  | 'pollLink'
  | 'receiveBufferBytes'
  | 'debugLevel'
  | 'lvsSyncInterface'
>

/** What is good as it is written. */
function completeSwitches(draft: WholeInstance, defaults: VrrpDefaults): Switches {
  const { switches } = draft
  return {
    skipAddressCheck: switches.skipAddressCheck?.value ?? defaults.skipCheckAdvertAddresses,
    version3ChecksumAsVersion2: switches.version3ChecksumAsVersion2?.value ?? defaults.checksumAsVersion2,
    trackSource: switches.trackSource !== undefined && draft.source !== undefined,
    trackPrimary: switches.dontTrackPrimary === undefined,
    pollLink: switches.pollLink !== undefined && draft.interface !== undefined,
    receiveBufferBytes: draft.receiveBufferBytes?.value,
    debugLevel: draft.debugLevel?.value ?? 0,
    lvsSyncInterface: draft.lvsSyncInterface?.value,
  }
}
