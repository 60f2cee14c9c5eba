/** What global_defs says of VRRP, checked and typed: keepalived.conf(5), GLOBAL CONFIGURATION. */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

/** How a master announces its addresses unless its instance says otherwise. */
export interface AnnounceDefaults {
  /** vrrp_garp_master_repeat: rounds in a burst, at least 1. */
  readonly repeat: number
  /** vrrp_garp_master_delay: 0 to 4294 s; 0: no second burst. */
  readonly delay: Micros
  /** vrrp_garp_lower_prio_repeat: 0 to 2147483647 rounds; 0: none. */
  readonly lowerPriorityRepeat: number
  readonly lowerPriorityDelay: Micros
  /** vrrp_garp_master_refresh, whole seconds; 0: never again. */
  readonly refresh: Micros
  /** vrrp_garp_master_refresh_repeat: rounds, at least 1; 0 only with vrrp_min_garp. */
  readonly refreshRepeat: number
  /** vrrp_garp_interval: least time between two gratuitous ARPs on an interface; 0: none. */
  readonly garpInterval: Micros
  readonly gnaInterval: Micros
  /** vrrp_garp_extra_if: 1 s to 86400 s; undefined: never. */
  readonly extra: { readonly every: Micros; readonly allInterfaces: boolean } | undefined
}

export interface VrrpDefaults {
  /** vrrp_version: of IPv4 instances; IPv6 has only 3. */
  readonly version: 2 | 3
  /** vrrp_mcast_group4, vrrp_mcast_group6. */
  readonly destination: Address
  readonly destination6: Address
  /** vrrp_down_timer_adverts: 1 to 100. */
  readonly downTimerAdverts: number
  /** Ours: see VrrpSettings. */
  readonly handover: 'graceful' | 'fast'
  readonly announce: AnnounceDefaults
  /** vrrp_strict: RFC 9568 without keepalived's extensions. */
  readonly strict: boolean
  /** Undefined: as vrrp_strict or strict_mode of the instance has it. */
  readonly lowerPriorityNoAdvert: boolean | undefined
  readonly higherPrioritySendAdvert: boolean | undefined
  readonly ownerIgnoreAdverts: boolean | undefined
  readonly checkUnicastSource: boolean
  readonly skipCheckAdvertAddresses: boolean
  readonly checksumAsVersion2: boolean
  readonly notifyPriorityChanges: boolean
  /** dynamic_interfaces: whether interfaces may be missing, and whether they may change their type. */
  readonly dynamicInterfaces: 'no' | 'missing' | 'changing'
  readonly defaultInterface: string
  readonly disableLocalIgmp: boolean
  readonly vmacPrefix: string
  readonly vmacAddressPrefix: string
  /** vrrp_startup_delay: from the start of the daemon, 0 to 4294.967295 s. */
  readonly startupDelay: Micros
  /** vrrp_delay_after_boot: from the boot of the host; the later of both moments counts. */
  readonly delayAfterBoot: Micros
  readonly logUnknownVrids: boolean
}
