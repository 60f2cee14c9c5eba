/** How many addresses an advert holds: one byte counts them, and the packet must pass the interface whole. */
import type { Family } from '../../base/address.ts'
import type { HmacSettings } from '../../vrrp/link-settings.ts'
import type { Authentication } from '../../vrrp/settings.ts'

/** The count on the wire is one byte. */
const countMax = 255
const usualMtuBytes = 1500
/** keepalived counts the Ethernet head as well, although the MTU does not. */
const headBytes = { ipv4: 42, ipv6: 62 } as const
const addressBytes = { ipv4: 4, ipv6: 16 } as const
/** Authentication data of version 2 on IPv4: RFC 2338, 5.3.10. */
const version2Bytes = 8
const ahBytes = 24
const hmacTrailerBytes = 28

export interface Advertised {
  readonly family: Family
  readonly version: 2 | 3
  readonly authentication: Authentication
  readonly hmac: HmacSettings | undefined
  /** Bytes; undefined: not known. */
  readonly mtu: number | undefined
}

/** Addresses beyond this are on the interface and not in adverts. */
export function advertisedMax({ family, version, authentication, hmac, mtu }: Advertised): number {
  const overhead =
    headBytes[family] +
    (family === 'ipv4' && version === 2 ? version2Bytes : 0) +
    (authentication.is === 'ah' ? ahBytes : 0) +
    (hmac === undefined ? 0 : hmacTrailerBytes)
  const room = Math.floor(((mtu ?? usualMtuBytes) - overhead) / addressBytes[family])
  return Math.max(0, Math.min(countMax, room))
}
