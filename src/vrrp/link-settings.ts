/**
 * How the adverts of an instance travel: unicast, virtual interfaces, authentication; and what is so wrong
 * with its configuration that it is held in the fault state. Types only.
 */
import type { Address, Mac, Prefix } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

/** `detect`: as the first advert of the peer has it. keepalived.conf(5), old_unicast_checksum. */
export type OldChecksum = 'detect' | 'always' | 'never'

/** keepalived.conf(5), unicast_peer. */
export interface UnicastPeer {
  readonly address: Address
  /** Hops, 0 to 255: what a received advert must have at least and at most. */
  readonly ttlMin: number
  readonly ttlMax: number
}

export interface UnicastSettings {
  /** At least one, in the order of the configuration. */
  readonly peers: readonly UnicastPeer[]
  /** TTL or hop limit of what is sent, 0 to 255; undefined: what the kernel takes (IPv6 only). */
  readonly ttl: number | undefined
  /** Adverts count only when they come from one of the peers. */
  readonly checkSource: boolean
  /** The checksum of keepalived before 1.3.7. */
  readonly oldChecksum: OldChecksum
}

/**
 * A group of links as it is written, ip-link(8): its number, 0 to 2147483647, or a name of
 * /etc/iproute2/group.
 */
export type LinkGroup = number | string

export type IpvlanMode = 'bridge' | 'private' | 'vepa'

/** An interface that the instance has for itself on top of the one it is configured on. */
export type VirtualInterface =
  | {
      /** A macvlan in private mode with the virtual MAC address: RFC 9568, 7.3. */
      readonly is: 'vmac'
      /** 1 to 15 characters, of no other instance. */
      readonly name: string
      readonly mac: Mac
      /** The adverts leave through the interface below, with its MAC address. */
      readonly sendFromBase: boolean
      /** netlink_notify_msg: a change of the link is told to all who listen. */
      readonly notifyByNetlink: boolean
      /** Number of the group of links; undefined: that of the interface below. */
      readonly group: number | undefined
    }
  | {
      /** An ipvlan in mode L2, with the MAC address of the interface below. */
      readonly is: 'ipvlan'
      readonly name: string
      /** Its own address, from which the adverts come; there is one in every IPv4 instance that runs. */
      readonly address: Prefix | undefined
      readonly mode: IpvlanMode
      /** Number of the group of links; undefined: that of the interface below. */
      readonly group: number | undefined
    }

/** How a key is written: `hex:`, `file:` or itself. 32 to 64 bytes when it is decoded. */
export type HmacSecret =
  | { readonly is: 'hex'; readonly digits: string }
  | { readonly is: 'text'; readonly text: string }
  /**
   * Group and others must not be able to read it. `digits`: the key. `absent`: there is none in it, or no
   * such file. Neither: nobody has looked, or could.
   */
  | { readonly is: 'file'; readonly path: string; readonly digits?: string; readonly absent?: true }

export type HmacReplay = 'time' | 'monotonic'
export type HmacMode = 'enforce' | 'permissive' | 'receive-only'

/** The trailer of keepalived 2.4: HMAC-SHA-256, truncated to 128 bits. */
export interface HmacSettings {
  /** Ids 1 to 255, each once. All of them verify. */
  readonly keys: readonly { readonly id: number; readonly secret: HmacSecret }[]
  /** The id of the key that signs. */
  readonly activeKey: number
  /** Of `time`: how far the clocks may differ, 1 to 300 s; not used by `monotonic`. */
  readonly timeWindow: Micros
  readonly antiReplay: HmacReplay
  readonly mode: HmacMode
}

/** Why the configuration holds an instance in the fault state for ever. */
export type ConfigurationFault =
  /** unicast_fault_no_peer, and no peer. */
  | 'no-unicast-peer'
  /** A VMAC or ipvlan on an interface that is no Ethernet. */
  | 'not-ethernet'
  /** Adverts to a group over an interface that cannot do multicast. */
  | 'no-multicast'
  /** An IPv4 ipvlan needs an address of its own. */
  | 'ipvlan-without-address'
  /** Another instance has its VMAC. */
  | 'vmac-shared'
  /** The same VRID, family and interface as another: dynamic_interfaces allow_if_changes. */
  | 'vrid-taken'
  /** auth_hmac without the key that signs; in mode receive-only, without any. */
  | 'no-key'
