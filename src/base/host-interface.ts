/** An interface of a host, as whoever looked has found it. Refuses nothing. */
import type { Address, Mac, Prefix } from './address.ts'

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
