/**
 * What most instances do not say: how they depart from a plain VRRP router. Only valid settings are ever
 * built; what an instance has that says nothing is `plainOptions`.
 */
import { type Micros, micros } from '../base/time.ts'
import type { ConfigurationFault, HmacSettings, UnicastSettings, VirtualInterface } from './link-settings.ts'

/** Gratuitous ARP while master, beside the bursts: keepalived.conf(5), garp_master_refresh, garp_extra_if. */
export interface RefreshSettings {
  /** Whole seconds up to 4294967295; 0: never. */
  readonly interval: Micros
  /** Rounds each time, at least 1. */
  readonly repeat: number
  /** On the interfaces of addresses other than the own one, whole seconds up to a day; 0: never. */
  readonly extraInterval: Micros
  /** There also where the interface is no VMAC. */
  readonly extraAll: boolean
}

export interface InstanceOptions {
  /** Undefined: multicast. */
  readonly unicast: UnicastSettings | undefined
  /** use_vmac or use_ipvlan. */
  readonly virtualInterface: VirtualInterface | undefined
  /** Of a unicast instance without an interface. */
  readonly vrf: string | undefined
  readonly hmac: HmacSettings | undefined
  /** RFC 9568 to the letter: what it forbids is corrected already. */
  readonly strict: boolean
  /** RFC 9568, 6.1, Accept_Mode: packets to the addresses are accepted although priority is not 255. */
  readonly accept: boolean
  /** How long to wait before taking over from a master of lower priority: 0 to 1000 s. */
  readonly preemptDelay: Micros
  readonly refresh: RefreshSettings
  /** As master, stay silent when a lower priority is heard. */
  readonly lowerPriorityNoAdvert: boolean
  /** As master, send one more advert before giving way. */
  readonly higherPrioritySendAdvert: boolean
  /** As owner (priority 255), drop what is received. */
  readonly ownerIgnoreAdverts: boolean
  /** The addresses of an advert are compared only when its sender is a new one. */
  readonly skipAddressCheck: boolean
  /** The checksum of version 3 without pseudo header; IPv4 only. */
  readonly version3ChecksumAsVersion2: boolean
  /** A missing source address is a fault; false without a configured source. */
  readonly trackSource: boolean
  /** The own interface down is a fault. */
  readonly trackPrimary: boolean
  /** The kernel's promote_secondaries is switched on for the interface. */
  readonly promoteSecondaries: boolean
  /** The state of the interface is asked for, not awaited. */
  readonly pollLink: boolean
  /**
   * timer_expired_backup: priority, 1 to 254, with which a master that was too late becomes backup;
   * undefined: it stays master.
   */
  readonly lateBackupPriority: number | undefined
  /** Undefined: that of the system. */
  readonly receiveBufferBytes: number | undefined
  /** 0 to 4. */
  readonly debugLevel: number
  /** lvs_sync_daemon_interface: the IPVS sync daemon runs there, as master with this instance. */
  readonly lvsSyncInterface: string | undefined
  /** Not empty: it is held in the fault state for ever. */
  readonly faults: readonly ConfigurationFault[]
}

export const plainOptions: InstanceOptions = {
  unicast: undefined,
  virtualInterface: undefined,
  vrf: undefined,
  hmac: undefined,
  strict: false,
  accept: true,
  preemptDelay: micros(0),
  refresh: { interval: micros(0), repeat: 1, extraInterval: micros(0), extraAll: false },
  lowerPriorityNoAdvert: false,
  higherPrioritySendAdvert: false,
  ownerIgnoreAdverts: false,
  skipAddressCheck: false,
  version3ChecksumAsVersion2: false,
  trackSource: false,
  trackPrimary: true,
  promoteSecondaries: false,
  pollLink: false,
  lateBackupPriority: undefined,
  receiveBufferBytes: undefined,
  debugLevel: 0,
  lvsSyncInterface: undefined,
  faults: [],
}
