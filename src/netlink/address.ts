/**
 * Addresses of interfaces, told by the kernel and given to it (rtnetlink(7), RTM_*ADDR;
 * include/uapi/linux/if_addr.h). Refuses nothing: the kernel judges what it is asked.
 *
 *   struct ifaddrmsg: family 1, prefix length 1, flags 1, scope 1, index 4; then IFA_* attributes
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  type Family,
  familyOf,
  fullLength,
  type Prefix,
} from '../base/address.ts'
import {
  type Attribute,
  concatenate,
  decodeAttributes,
  encodeAttributes,
  littleEndian,
  readText,
  readU8,
  readU32,
  text,
  u8,
  u32,
  viewOf,
} from './attribute.ts'
import { encodeMessage, messageFlag, type NetlinkMessage } from './message.ts'

export interface InterfaceAddress {
  readonly index: number
  /** The address of this host, and the length of its network. */
  readonly prefix: Prefix
  /** The other end, where it is not the address itself. */
  readonly peer: Address | undefined
  readonly broadcast: Address | undefined
  readonly label: string | undefined
  /** rtnetlink scope: 0 global, 253 link, 254 host. */
  readonly scope: number
  /** IFA_F_*: 0x80 permanent, 0x01 secondary, 0x08 failed duplicate detection, 0x40 tentative. */
  readonly flags: number
  /** Who put it there, 18 for keepalived and us; 0 where the kernel (before 5.18) does not tell. */
  readonly protocol: number
}

export type AddressReport =
  | { readonly is: 'address'; readonly address: InterfaceAddress }
  | { readonly is: 'address-gone'; readonly address: InterfaceAddress }

/** What is put on an interface. */
export interface AddressWish {
  readonly index: number
  readonly prefix: Prefix
  readonly broadcast: Address | undefined
  /** Interface name with a suffix, at most 15 bytes; IPv4 only. */
  readonly label: string | undefined
  readonly scope: number
  /** The other end of a point-to-point connection. */
  readonly peer?: Address | undefined
  /** IFA_F_* by their names in ip-address(8). */
  readonly flags?: readonly AddressFlagName[] | undefined
  /** IPv6: the kernel looks for others with this address first. Absent: it does not. */
  readonly detectsDuplicates?: true | undefined
  /** IPv6: seconds for which new connections may use it. */
  readonly preferredLifetime?: number | 'forever' | undefined
}

export type AddressFlagName = 'home' | 'mngtmpaddr' | 'noprefixroute' | 'autojoin'

export const addressType = { newAddress: 20, delAddress: 21, getAddress: 22 } as const

/** rt_addrprotos: what keepalived marks its addresses with, so that leftovers of either are recognised. */
export const ourProtocol = 18

const attribute = {
  address: 1,
  local: 2,
  label: 3,
  broadcast: 4,
  cacheInfo: 6,
  flags: 8,
  protocol: 11,
} as const
const infoLength = 8
const familyNumber = { ipv4: 2, ipv6: 10 } as const
const noDuplicateDetection = 0x02
const flagBits: Readonly<Record<AddressFlagName, number>> = {
  home: 0x10,
  mngtmpaddr: 0x100,
  noprefixroute: 0x200,
  autojoin: 0x400,
}
const forever = 0xffffffff

/** A dump of all IPv4 and IPv6 addresses. */
export function encodeListAddresses(): Uint8Array {
  const head = { type: addressType.getAddress, flags: messageFlag.request | messageFlag.dump }
  return encodeMessage(head, new Uint8Array(infoLength))
}

/**
 * RTM_NEWADDR as keepalived sends it: without NLM_F_CREATE or NLM_F_REPLACE, so that an address that is there
 * already is answered with EEXIST and stays as it is. IPv6 skips duplicate detection unless asked for it, and
 * a host's own prefix is deprecated from the start, lest it becomes the source of connections of this host.
 */
export function encodeAddAddress(wish: AddressWish): Uint8Array {
  const { address, length } = wish.prefix
  const family = familyOf(address)
  const attributes: Attribute[] = [{ type: attribute.local, value: addressBytes(address) }]
  if (wish.peer !== undefined) attributes.push({ type: attribute.address, value: addressBytes(wish.peer) })
  if (family === 'ipv4') {
    if (wish.broadcast !== undefined) {
      attributes.push({ type: attribute.broadcast, value: addressBytes(wish.broadcast) })
    }
    if (wish.label !== undefined) attributes.push(text(attribute.label, wish.label))
  }
  const flags = flagsOf(wish, family)
  if (flags !== 0) attributes.push(u32(attribute.flags, flags))
  if (family === 'ipv6') {
    const preferred = wish.preferredLifetime ?? (length === fullLength('ipv6') ? 0 : 'forever')
    if (preferred !== 'forever') attributes.push(lifetimes(preferred, forever))
  }
  attributes.push(u8(attribute.protocol, ourProtocol))
  return encode(addressType.newAddress, { family, length, scope: wish.scope, index: wish.index }, attributes)
}

function flagsOf({ flags = [], detectsDuplicates }: AddressWish, family: Family): number {
  const own = family === 'ipv6' && detectsDuplicates !== true ? noDuplicateDetection : 0
  return flags.reduce((bits, name) => bits | flagBits[name], own)
}

/**
 * RTM_DELADDR for exactly this address with this prefix length on this interface. The kernel compares the far
 * end, too: without `peer` it must be the address itself.
 */
export function encodeRemoveAddress(where: {
  readonly index: number
  readonly prefix: Prefix
  readonly peer?: Address | undefined
}): Uint8Array {
  const { address, length } = where.prefix
  const family = familyOf(address)
  const attributes: Attribute[] = [{ type: attribute.local, value: addressBytes(address) }]
  if (family === 'ipv4') {
    attributes.push({ type: attribute.address, value: addressBytes(where.peer ?? address) })
  }
  return encode(addressType.delAddress, { family, length, scope: 0, index: where.index }, attributes)
}

/**
 * RTM_GETADDR of one IPv6 address: EADDRNOTAVAIL where it is not on the interface. IPv4 has no such request.
 */
export function encodeAskForAddress(index: number, address: Address): Uint8Array {
  const attributes = [{ type: attribute.local, value: addressBytes(address) }]
  const info = { family: familyOf(address), length: 0, scope: 0, index }
  return encode(addressType.getAddress, info, attributes)
}

/** Undefined for what is not a whole RTM_NEWADDR or RTM_DELADDR of IPv4 or IPv6. */
export function decodeAddress(message: NetlinkMessage): AddressReport | undefined {
  if (message.type !== addressType.newAddress && message.type !== addressType.delAddress) return undefined
  if (message.payload.length < infoLength) return undefined
  const view = viewOf(message.payload)
  const family = familyFromNumber(view.getUint8(0))
  if (family === undefined) return undefined
  const attributes = decodeAttributes(message.payload.subarray(infoLength))
  const readAddress = (type: number) => {
    const value = attributes.get(type)
    return value?.length === fullLength(family) / 8 ? addressFromBytes(value) : undefined
  }
  // IFA_LOCAL is ours and IFA_ADDRESS the other end; without a far end IPv6 sends the second one only.
  const far = readAddress(attribute.address)
  const own = readAddress(attribute.local) ?? far
  const length = view.getUint8(1)
  if (own === undefined || length > fullLength(family)) return undefined
  const address: InterfaceAddress = {
    index: view.getUint32(4, littleEndian),
    prefix: { address: own, length },
    peer: far === own ? undefined : far,
    broadcast: readAddress(attribute.broadcast),
    label: readText(attributes, attribute.label),
    scope: view.getUint8(3),
    flags: readU32(attributes, attribute.flags) ?? view.getUint8(2),
    protocol: readU8(attributes, attribute.protocol) ?? 0,
  }
  return { is: message.type === addressType.newAddress ? 'address' : 'address-gone', address }
}

function familyFromNumber(number: number): Family | undefined {
  if (number === familyNumber.ipv4) return 'ipv4'
  return number === familyNumber.ipv6 ? 'ipv6' : undefined
}

function encode(
  type: number,
  info: { family: Family; length: number; scope: number; index: number },
  attributes: readonly Attribute[],
): Uint8Array {
  const bytes = new Uint8Array(infoLength)
  const view = viewOf(bytes)
  view.setUint8(0, familyNumber[info.family])
  view.setUint8(1, info.length)
  view.setUint8(3, info.scope)
  view.setUint32(4, info.index, littleEndian)
  const flags = messageFlag.request | messageFlag.ack
  return encodeMessage({ type, flags }, concatenate([bytes, encodeAttributes(attributes)]))
}

/** struct ifa_cacheinfo: preferred and valid lifetime in seconds, then two times that the kernel fills in. */
function lifetimes(preferred: number, valid: number): Attribute {
  const value = new Uint8Array(16)
  viewOf(value).setUint32(0, preferred, littleEndian)
  viewOf(value).setUint32(4, valid, littleEndian)
  return { type: attribute.cacheInfo, value }
}
