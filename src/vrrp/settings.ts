/**
 * What an operator decides about VRRP, checked and typed. Refuses nothing: only valid settings are ever
 * built.
 */
import type { Address, Family, Mac, Prefix } from '../base/address.ts'
import { type Micros, micros } from '../base/time.ts'
import type { InterfaceDelays } from '../track/settings.ts'
import type { InstanceOptions } from './instance-options.ts'
import type { RouteSettings } from './route-settings.ts'
import type { RuleSettings } from './rule-settings.ts'

/** One line of virtual_ipaddress. */
export interface VirtualAddress {
  readonly prefix: Prefix
  /** `dev`; undefined: the interface of the instance. */
  readonly interface: string | undefined
  readonly broadcast: Address | undefined
  readonly label: string | undefined
  /** rtnetlink scope, 0 (global) to 255. */
  readonly scope: number
  /** The other end of a point-to-point connection; the prefix is then a full one. */
  readonly peer?: Address
  /** IFA_F_* by their names in ip-address(8). */
  readonly flags?: readonly AddressFlag[]
  /** IPv6: `-nodad`, the kernel looks for others with this address first. Absent: it does not. */
  readonly detectsDuplicates?: true
  /** IPv6: seconds for which new connections may use it, 0 to 4294967295. IPv4 addresses have none. */
  readonly preferredLifetime?: number | 'forever'
  /** `no_track`: its loss and that of its interface have no consequence. */
  readonly untracked?: true
  /**
   * `use_vmac`, use_vmac_addr: `interface` is a VMAC that is made for it and its like. Of the instance's own
   * interface and family it has none.
   */
  readonly ownMac?: AddressMac
}

export interface AddressMac {
  /** The interface below. */
  readonly base: string
  readonly mac: Mac
}

export type AddressFlag = 'home' | 'mngtmpaddr' | 'noprefixroute' | 'autojoin'

/** Gratuitous ARP: keepalived.conf(5), garp_master_repeat and its relatives. */
export interface AnnounceSettings {
  /** Rounds over all addresses in one burst, at least 1. */
  readonly repeat: number
  /** From becoming master to the second burst; 0: there is none. */
  readonly delay: Micros
  /** The same after an advert of lower priority was heard as master. */
  readonly lowerPriorityRepeat: number
  readonly lowerPriorityDelay: Micros
}

export type Authentication =
  | { readonly is: 'none' }
  /** 1 to 8 bytes, as text of the configuration. */
  | { readonly is: 'pass'; readonly password: string }
  /** The IP authentication header of RFC 2338, 5.3.6; IPv4 only. The password is as above. */
  | { readonly is: 'ah'; readonly password: string }

/** One entry of a track_* block, with what the tracked thing itself says filled in. */
export interface Tracked {
  readonly name: string
  /**
   * Interfaces, scripts and BFD sessions: -253 to 253, 0: bad is a fault. Processes: -254 to 254, alike.
   * Files: -254 to 254, by which their number is multiplied; 0: any number but 0 is a fault.
   */
  readonly weight: number
  /** The effect of good and bad is exchanged. */
  readonly reverse: boolean
}

/** What an instance or a group follows. keepalived.conf(5), track_interface and its relatives. */
export interface Trackers {
  readonly trackInterfaces: readonly Tracked[]
  readonly trackScripts: readonly Tracked[]
  readonly trackFiles: readonly Tracked[]
  readonly trackProcesses: readonly Tracked[]
  readonly trackBfd: readonly Tracked[]
}

export const noTrackers: Trackers = {
  trackInterfaces: [],
  trackScripts: [],
  trackFiles: [],
  trackProcesses: [],
  trackBfd: [],
}

/** Its trackers are its own and those of its group. */
export interface InstanceSettings extends Trackers, InstanceOptions {
  readonly name: string
  /** Undefined: a unicast instance may go without, when it has a source. */
  readonly interface: string | undefined
  /** 1 to 255. */
  readonly vrid: number
  readonly version: 2 | 3
  readonly family: Family
  /** `state`: has no effect on who is master below priority 255. */
  readonly initial: 'master' | 'backup'
  /** Base priority, 1 to 255; 255: the address owner. */
  readonly priority: number
  /** Whole seconds in version 2, 10 ms to 40.95 s in version 3. */
  readonly advertInterval: Micros
  readonly preempt: boolean
  /** Missed adverts before take-over, 1 to 100. */
  readonly downTimerAdverts: number
  /** mcast_src_ip or unicast_src_ip; undefined: the first address of the interface. */
  readonly source: Address | undefined
  /** The group that adverts go to when the instance is no unicast one: 224.0.0.18, ff02::12. */
  readonly destination: Address
  readonly authentication: Authentication
  /** In the order of the configuration, which is that of the wire. */
  readonly addresses: readonly VirtualAddress[]
  /**
   * On the interface and announced like the others, but not in adverts: virtual_ipaddress_excluded and
   * surplus.
   */
  readonly excluded: readonly VirtualAddress[]
  /** Set while master. */
  readonly routes: readonly RouteSettings[]
  /** Set while master. */
  readonly rules: readonly RuleSettings[]
  readonly announce: AnnounceSettings
}

/** Its trackers are also in each of its members. */
export interface GroupSettings extends Trackers {
  readonly name: string
  /** Names of instances, each in one group only. */
  readonly members: readonly string[]
}

export interface VrrpSettings {
  readonly instances: readonly InstanceSettings[]
  readonly groups: readonly GroupSettings[]
  /**
   * Ours. `graceful`: addresses stay and answer until the successor has taken over.
   * `fast`: keepalived's order, addresses leave at once.
   */
  readonly handover: 'graceful' | 'fast'
  /** vrrp_startup_delay: from the start of the daemon, in which no instance takes part; 0: none. */
  readonly startupDelay: Micros
  /** vrrp_delay_after_boot: the same from the boot of the host; the later of both moments counts. */
  readonly delayAfterBoot: Micros
  /** Adverts for virtual routers that no instance belongs to are told. */
  readonly logUnknownVrids: boolean
  /** interface_up_down_delays: how long a change of a link must hold to count. */
  readonly delays: readonly InterfaceDelays[]
  /** Whether interfaces may be missing, and whether they may come back as something else. */
  readonly dynamicInterfaces: 'no' | 'missing' | 'changing'
}

/** What VRRP as a whole does when the configuration says nothing about it. */
export const plainVrrp: VrrpSettings = {
  instances: [],
  groups: [],
  handover: 'graceful',
  startupDelay: micros(0),
  delayAfterBoot: micros(0),
  logUnknownVrids: false,
  delays: [],
  dynamicInterfaces: 'no',
}

/** The name under which a unicast instance without an interface goes: the routes of the kernel decide. */
export const noInterface = ''

/** The interface that the configuration names; `noInterface` when it names none. */
export function interfaceOf(settings: Pick<InstanceSettings, 'interface'>): string {
  return settings.interface ?? noInterface
}

/** The interface that gets the addresses: the VMAC or ipvlan of the instance, if it has one. */
export function workingInterfaceOf(
  settings: Pick<InstanceSettings, 'interface' | 'virtualInterface'>,
): string {
  return settings.virtualInterface?.name ?? interfaceOf(settings)
}

/** The interface that adverts leave through: below the VMAC with vmac_xmit_base. */
export function advertInterfaceOf(
  settings: Pick<InstanceSettings, 'interface' | 'virtualInterface'>,
): string {
  const own = settings.virtualInterface
  const fromBase = own?.is === 'vmac' && own.sendFromBase
  return fromBase ? interfaceOf(settings) : workingInterfaceOf(settings)
}
