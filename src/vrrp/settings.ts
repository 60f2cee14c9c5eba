/**
 * What an operator decides about VRRP, checked and typed. Refuses nothing: only valid settings are ever
 * built.
 */
import type { Address, Family, Prefix } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

/** One line of virtual_ipaddress. */
export interface VirtualAddress {
  readonly prefix: Prefix
  /** `dev`; undefined: the interface of the instance. */
  readonly interface: string | undefined
  readonly broadcast: Address | undefined
  readonly label: string | undefined
  /** rtnetlink scope, 0 (global) to 255. */
  readonly scope: number
}

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

/** One entry of a track_* block, with what the tracked thing itself says filled in. */
export interface Tracked {
  readonly name: string
  /**
   * Interfaces, scripts and BFD sessions: -253 to 253, 0: bad is a fault. Processes: -254 to 254, alike. Files:
   * -254 to 254, by which their number is multiplied; 0: any number but 0 is a fault.
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
export interface InstanceSettings extends Trackers {
  readonly name: string
  readonly interface: string
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
  /** mcast_src_ip; undefined: the first address of the interface. */
  readonly source: Address | undefined
  /** 224.0.0.18 unless configured. */
  readonly destination: Address
  readonly authentication: Authentication
  /** In the order of the configuration, which is that of the wire. */
  readonly addresses: readonly VirtualAddress[]
  /**
   * On the interface and announced like the others, but not in adverts: virtual_ipaddress_excluded and
   * surplus.
   */
  readonly excluded: readonly VirtualAddress[]
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
}
