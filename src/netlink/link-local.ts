/**
 * Addresses that an interface of ours has for itself, whoever is master: the link-local address from which
 * IPv6 adverts come (RFC 9568, 5.1.2.1), and the address of an ipvlan. They do not bear our mark, which says
 * of an address that it floats. rtnetlink(7), RTM_NEWADDR.
 *
 *   struct ifaddrmsg: family 1, prefix length 1, flags 1, scope 1, index 4; then IFA_* attributes
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  familyOf,
  type Mac,
  macBytes,
  type Prefix,
} from '../base/address.ts'
import { addressType } from './address.ts'
import { encodeAttributes, littleEndian, u32, viewOf } from './attribute.ts'
import { encodeMessage, messageFlag } from './message.ts'

const attribute = { address: 1, local: 2, cacheInfo: 6, flags: 8 } as const
const familyNumber = { ipv4: 2, ipv6: 10 } as const
const infoLength = 8
const linkScope = 253
const noDuplicateDetection = 0x02
const forever = 0xffffffff

/** RFC 4291, appendix A: fe80::/64 and the MAC address with ff:fe in the middle, its universal bit turned. */
export function linkLocalOf(mac: Mac): Address {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macBytes(mac)
  const bytes = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 0x02, b, c, 0xff, 0xfe, d, e, f)
  return addressFromBytes(bytes)
}

/** fe80::/10. */
export function isLinkLocal(address: Address): boolean {
  const [first = 0, second = 0] = addressBytes(address)
  return familyOf(address) === 'ipv6' && first === 0xfe && (second & 0xc0) === 0x80
}

/**
 * IPv6: without duplicate detection, since the interface below has the same address; `deprecated`: no
 * connection of this host takes it as its source. EEXIST when it is there.
 */
export function encodeAddOwnAddress(wish: {
  readonly index: number
  readonly prefix: Prefix
  readonly deprecated: boolean
}): Uint8Array {
  const { address, length } = wish.prefix
  const family = familyOf(address)
  const value = addressBytes(address)
  const lifetimes = new Uint8Array(16)
  viewOf(lifetimes).setUint32(4, forever, littleEndian)
  const ofIpv6 =
    family === 'ipv4'
      ? []
      : [
          u32(attribute.flags, noDuplicateDetection),
          ...(wish.deprecated ? [{ type: attribute.cacheInfo, value: lifetimes }] : []),
        ]
  const attributes = encodeAttributes([
    { type: attribute.local, value },
    { type: attribute.address, value },
    ...ofIpv6,
  ])
  const payload = new Uint8Array(infoLength + attributes.length)
  const scope = isLinkLocal(address) ? linkScope : 0
  payload.set([familyNumber[family], length, 0, scope])
  viewOf(payload).setUint32(4, wish.index, littleEndian)
  payload.set(attributes, infoLength)
  return encodeMessage(
    { type: addressType.newAddress, flags: messageFlag.request | messageFlag.ack },
    payload,
  )
}
