/** The whole configuration as typed settings: what parsing, binding and the checks across blocks produce. */
import type { Address, Mac, Prefix } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { NotifySettings } from '../notify/settings.ts'
import type { ScriptSettings } from '../track/settings.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'

export interface MailSettings {
  readonly to: readonly string[]
  readonly from: string | undefined
  readonly server: { readonly host: string; readonly port: number } | undefined
  readonly connectTimeout: Micros
}

export interface GlobalSettings {
  readonly routerId: string | undefined
  readonly mail: MailSettings
  readonly scriptUser: { readonly user: string; readonly group: string | undefined } | undefined
  readonly scriptSecurity: boolean
}

export interface Settings {
  readonly global: GlobalSettings
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly notify: NotifySettings
  readonly lvs: LvsSettings
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
