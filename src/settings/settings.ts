/** The whole configuration as typed settings: what parsing, binding and the checks across blocks produce. */
import type { Address, Mac, Prefix } from '../base/address.ts'
import type { BfdSettings } from '../bfd/settings.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { NotifySettings, ReportsSettings } from '../notify/settings.ts'
import type { ScriptSettings, TrackSettings } from '../track/settings.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import type { StaticSettings } from '../vrrp/static-settings.ts'
import type { GlobalSettings } from './global-settings.ts'

export type { GlobalSettings, MailSettings } from './global-settings.ts'

export interface Settings {
  readonly global: GlobalSettings
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly tracks: TrackSettings
  readonly bfd: readonly BfdSettings[]
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
  readonly lvs: LvsSettings
  readonly statics: StaticSettings
}

/**
 * What is known of an interface; a field that is undefined is not known, and nothing that needs it is
 * checked.
 */
export interface HostInterface {
  readonly name: string
  readonly loopback: boolean
  readonly addresses: readonly Address[]
  /** The same addresses with the length of their networks. */
  readonly networks?: readonly Prefix[] | undefined
  /** Set up by somebody, whether it has a carrier or not: IFF_UP. */
  readonly up?: boolean | undefined
  /** IFF_MULTICAST. */
  readonly multicast?: boolean | undefined
  /** Neighbours are resolved: not IFF_NOARP. */
  readonly arp?: boolean | undefined
  /** IFF_POINTOPOINT. */
  readonly pointToPoint?: boolean | undefined
  /** Its link layer is Ethernet: a MAC address of six octets. */
  readonly ethernet?: boolean | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
  /**
   * As `ip -d link` names it: macvlan, ipvlan, vrf, bridge, bond, vlan, veth, ... `''`: of no kind
   * (hardware).
   */
  readonly kind?: string | undefined
  readonly mac?: Mac | undefined
  /** The interface that it stands on, when that is in the same namespace. */
  readonly base?: string | undefined
}

/** What the checks across blocks must know of the host; undefined: check nothing that depends on it. */
export interface HostFacts {
  readonly interfaces: readonly HostInterface[]
}
