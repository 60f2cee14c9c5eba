/**
 * bfd_instance blocks, checked and typed. keepalived.conf(5), BFD CONFIGURATION; RFC 5880, RFC 5881, RFC
 * 5883.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

export interface BfdSettings {
  /** 1 to 31 characters. */
  readonly name: string
  readonly neighbor: Address
  /** Of the family of the neighbor; undefined: what the kernel takes. */
  readonly source: Address | undefined
  /** Required Min RX Interval, 1 ms to 4294967 ms: RFC 5880, 4.1. */
  readonly minRx: Micros
  /** Desired Min TX Interval while the session is up, 1 ms to 4294967 ms. */
  readonly minTx: Micros
  /** The same while it is not, 1 s (RFC 5880, 6.8.3) to 4294967 ms. */
  readonly idleTx: Micros
  /** Detect Mult, 1 to 255 packets. */
  readonly multiplier: number
  /** Sends nothing before the neighbor does: RFC 5880, 6.1. */
  readonly passive: boolean
  /** TTL or hop limit of what is sent, 1 to 255. */
  readonly ttl: number
  /** How many hops less than `ttl` a received packet may have, 0 to `ttl`; 255: not looked at. */
  readonly maxHops: number
  /** Port 4784 (RFC 5883) instead of 3784 (RFC 5881). */
  readonly multihop: boolean
  /** Who hears of the session. At least one of the two. */
  readonly tells: { readonly vrrp: boolean; readonly checker: boolean }
}
