/**
 * VRRP adverts: RFC 3768 (version 2, with the authentication field of RFC 2338) and RFC 9568 (version 3).
 * Reads whatever arrives without judging it, and refuses only what has no VRRP header: of IPv4 the whole
 * packet, of protocol 112 or with an authentication header (51) before it; of IPv6 what follows its header.
 *
 *     0        4        8                16                24               31
 *     +--------+--------+----------------+-----------------+-----------------+
 *     |version |  type  |      vrid      |     priority    |  address count  |  0
 *     |     auth type (version 2)        | seconds (v. 2)  |    checksum     |  4
 *     | 0 (v. 3) |  centiseconds, 12 bits (version 3)      |    checksum     |
 *     |              count addresses of 4 or 16 bytes ...                    |  8
 *     |              version 2 on IPv4: 8 bytes of authentication data       |  8 + 4 count
 */
import {
  type Address,
  addressAt,
  addressBytes,
  type Family,
  familyOf,
  isMulticast,
  putAddress,
} from '../base/address.ts'
import type { AddressReader } from '../base/address-memory.ts'
import { bug } from '../base/bug.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type AuthenticationHeader, ahBytes, ahProtocol, decodeAh } from './ah.ts'
import { byteAt, putWord, wordAt } from './bytes.ts'
import { checksumOf, isRight, wordSum } from './checksum.ts'
import { decodeIpv4, encodeIpv4, type Ipv4Failure } from './ipv4.ts'
import { ahInput, trailerInput } from './seal.ts'
import { decodeTrailer, type Trailer, trailerBytes } from './trailer.ts'

/** The IP protocol number, of IPv4 and as an IPv6 next header. */
export const vrrpProtocol = 112

/** What every PDU starts with. */
export const vrrpHeaderBytes = 8

/** Version 2 on IPv4 ends with them, whatever its authentication type. */
export const authDataBytes = 8

/** An advert to be sent. */
export type Advert =
  | {
      readonly version: 2
      readonly vrid: number
      /** 0: the sender leaves. */
      readonly priority: number
      /** 2: an authentication header stands before the PDU. */
      readonly authType: 0 | 1 | 2
      /** 8 bytes; zeros without a password. IPv6 has none. */
      readonly authData: Uint8Array
      /** 1 to 255. */
      readonly intervalSeconds: number
      readonly addresses: readonly Address[]
    }
  | {
      readonly version: 3
      readonly vrid: number
      readonly priority: number
      /** 1 to 4095. */
      readonly intervalCentis: number
      readonly addresses: readonly Address[]
    }

/** What a received IP packet of protocol 112 says, field by field and unjudged: `vrrp/inspect.ts` judges. */
export interface ReceivedPacket {
  readonly family: Family
  readonly source: Address
  readonly destination: Address
  /** TTL or hop limit; -1: not known. */
  readonly ttl: number
  /** Bytes received, the header of IPv4 included. */
  readonly length: number
  /** Options included; 0 in IPv6, whose header the kernel keeps. */
  readonly ipHeaderLength: number
  /** As the IP header claims. */
  readonly ipTotalLength: number
  readonly version: number
  readonly type: number
  readonly vrid: number
  readonly priority: number
  /** As the header claims; `addresses` has those that are really there. */
  readonly count: number
  readonly authType: number
  readonly authData: Uint8Array
  /** Version 2. */
  readonly intervalSeconds: number
  /** Version 3, reserved bits removed. */
  readonly intervalCentis: number
  /**
   * Whether the checksum is right over the PDU alone, with the pseudo-header of RFC 9568 section 5.2.8, and
   * with one that has 224.0.0.18 in place of the destination (only looked at in unicast version 3 on IPv4).
   */
  readonly checksum: { readonly plain: boolean; readonly pseudo: boolean; readonly group?: boolean }
  readonly addresses: readonly Address[]
  /** The authentication header before the PDU, and the bytes that its value is taken over. */
  readonly ah?: AuthenticationHeader & { readonly covered: Uint8Array }
  /** What 28 bytes after the PDU say, were they a trailer, and the bytes that its digest is taken over. */
  readonly trailer?: (Trailer & { readonly covered: Uint8Array }) | undefined
}

export type PacketFailure =
  /** Less than an IP header and 8 bytes of VRRP; `length` is that of the whole packet in bytes. */
  Ipv4Failure | { readonly is: 'not-vrrp'; readonly protocol: number }

/**
 * Reads an IPv4 packet as a raw socket delivers it, header included. Never throws and judges nothing: even a
 * packet of impossible length or version comes back with what is really there. Fragments and the checksum of
 * the IP header are the kernel's business. Copies what it returns, so the buffer may be reused. `read`: for
 * whoever reads many.
 */
export function decodePacket(
  packet: Uint8Array,
  read: AddressReader = addressAt,
): Result<ReceivedPacket, PacketFailure> {
  const decoded = decodeIpv4(packet, read)
  if (!decoded.ok) return decoded
  const header = decoded.value
  if (header.protocol !== vrrpProtocol && header.protocol !== ahProtocol) {
    return err({ is: 'not-vrrp', protocol: header.protocol })
  }
  const isAh = header.protocol === ahProtocol
  const start = header.headerLength + (isAh ? ahBytes : 0)
  if (packet.length < start + vrrpHeaderBytes) return err({ is: 'too-short', length: packet.length })
  const carrier: Carrier = {
    family: 'ipv4',
    source: header.source,
    destination: header.destination,
    ttl: header.ttl,
    length: packet.length,
    ipHeaderLength: header.headerLength,
    ipTotalLength: header.totalLength,
  }
  const received = readPdu(packet, carrier, { start, addressSum: wordSum(packet, 12, 20), read })
  if (!isAh) return ok(received)
  const ah = decodeAh(packet, header.headerLength)
  if (!ah.ok) return err({ is: 'too-short', length: packet.length })
  const unicast = !isMulticast(header.destination)
  const covered = ahInput(packet, { header: header.headerLength, unicast })
  return ok({ ...received, ah: { ...ah.value, covered } })
}

/**
 * Reads what follows an IPv6 header, as a raw socket of protocol 112 delivers it; the kernel has verified its
 * checksum. Never throws; copies what it returns.
 */
export function decodePdu6(
  pdu: Uint8Array,
  around: Ends & { readonly ttl: number },
  read: AddressReader = addressAt,
): Result<ReceivedPacket, PacketFailure> {
  const { length } = pdu
  if (length < vrrpHeaderBytes) return err({ is: 'too-short', length })
  const { source, destination, ttl } = around
  const carrier: Carrier = {
    family: 'ipv6',
    source,
    destination,
    ttl,
    length,
    ipHeaderLength: 0,
    ipTotalLength: length,
  }
  return ok(readPdu(pdu, carrier, { start: 0, addressSum: addressSum(around), read }))
}

/** What the IP header says around a PDU. */
export type Carrier = Pick<
  ReceivedPacket,
  'family' | 'source' | 'destination' | 'ttl' | 'length' | 'ipHeaderLength' | 'ipTotalLength'
>

/**
 * Bytes of a PDU that is as its header claims, whatever its version: version 2 has authentication data on
 * IPv4.
 */
export function pduLength(pdu: Pick<ReceivedPacket, 'family' | 'version' | 'count'>): number {
  if (pdu.family === 'ipv6') return vrrpHeaderBytes + 16 * pdu.count
  return vrrpHeaderBytes + 4 * pdu.count + (pdu.version === 2 ? authDataBytes : 0)
}

/**
 * Reads the PDU that starts at `start` of `bytes`, at least 8 bytes before their end. `addressSum` is the
 * unfolded sum of both IP addresses, for the pseudo-header.
 */
export function readPdu(
  bytes: Uint8Array,
  carrier: Carrier,
  place: { readonly start: number; readonly addressSum: number; readonly read?: AddressReader },
): ReceivedPacket {
  const { start, read = addressAt } = place
  const { family, source } = carrier
  const version = byteAt(bytes, start) >> 4
  const count = byteAt(bytes, start + 3)
  const claimed = start + pduLength({ family, version, count })
  const end = coveredEnd(bytes, start, { family, version, count })
  const sum = wordSum(bytes, start, end)
  const addressesEnd = start + vrrpHeaderBytes + count * (family === 'ipv4' ? 4 : 16)
  const vrid = byteAt(bytes, start + 1)
  const length = vrrpProtocol + (end - start)
  const plain = isRight(sum)
  const pseudo = isRight(sum + place.addressSum + length)
  const isOldForm = version === 3 && isIpv4Unicast(carrier)
  const isTrailed = bytes.length === claimed + trailerBytes
  // Field by field: this is done for every packet of a flood, and spreading costs as much as all the rest.
  return {
    family,
    source,
    destination: carrier.destination,
    ttl: carrier.ttl,
    length: carrier.length,
    ipHeaderLength: carrier.ipHeaderLength,
    ipTotalLength: carrier.ipTotalLength,
    version,
    type: byteAt(bytes, start) & 0x0f,
    vrid,
    priority: byteAt(bytes, start + 2),
    count,
    authType: version === 2 ? byteAt(bytes, start + 4) : 0,
    authData: claimed > addressesEnd ? copy(bytes, addressesEnd, claimed) : noAuthData,
    intervalSeconds: version === 2 ? byteAt(bytes, start + 5) : 0,
    intervalCentis: version === 2 ? 0 : wordAt(bytes, start + 4) & 0x0fff,
    checksum: isOldForm
      ? { plain, pseudo, group: isRight(sum + groupSum(carrier) + length) }
      : { plain, pseudo },
    addresses: readAddresses(bytes, start + vrrpHeaderBytes, { count, family, read }),
    trailer: isTrailed ? readTrailer(bytes, { start, claimed }, { source, version, vrid }) : undefined,
  }
}

function isIpv4Unicast({ family, destination }: Carrier): boolean {
  return family === 'ipv4' && !isMulticast(destination)
}

/** keepalived before 1.3.7 had the group in the pseudo-header of every unicast advert. */
export const oldChecksumDestination = '224.0.0.18' as Address

function groupSum({ source }: Pick<Carrier, 'source'>): number {
  return addressSum({ source, destination: oldChecksumDestination })
}

/** 28 bytes are there. */
function readTrailer(
  bytes: Uint8Array,
  place: { readonly start: number; readonly claimed: number },
  sender: Parameters<typeof trailerInput>[2],
): ReceivedPacket['trailer'] {
  const decoded = decodeTrailer(bytes, place.claimed)
  if (!decoded.ok) return undefined
  const pdu = bytes.subarray(place.start, place.claimed)
  return { ...decoded.value, covered: trailerInput(pdu, bytes.subarray(place.claimed), sender) }
}

const noAuthData = new Uint8Array(0)

/** Not `slice`, which copies nothing when the bytes are a Buffer. What is missing is not there. */
function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = Math.max(0, Math.min(end, bytes.length) - start)
  const copied = new Uint8Array(length)
  for (let at = 0; at < length; at++) copied[at] = bytes[start + at] ?? 0
  return copied
}

/** Those of the claimed addresses that are whole. */
function readAddresses(
  bytes: Uint8Array,
  start: number,
  claimed: { readonly count: number; readonly family: Family; readonly read: AddressReader },
): readonly Address[] {
  const { read } = claimed
  const size = claimed.family === 'ipv4' ? 4 : 16
  const present = Math.min(claimed.count, Math.floor((bytes.length - start) / size))
  const addresses: Address[] = []
  for (let i = 0; i < present; i++) {
    addresses.push(read(bytes, start + i * size, size))
  }
  return addresses
}

/**
 * Where what the checksum covers ends. On IPv6 the kernel sums everything after the IP header, a trailer of
 * auth_hmac included; on IPv4 only the PDU counts.
 */
export function coveredEnd(
  bytes: Uint8Array,
  start: number,
  pdu: Pick<ReceivedPacket, 'family' | 'version' | 'count'>,
): number {
  return pdu.family === 'ipv6' ? bytes.length : Math.min(start + pduLength(pdu), bytes.length)
}

/** Where an advert goes, which is part of the checksum of version 3 and of every advert on IPv6. */
export interface Ends {
  readonly source: Address
  readonly destination: Address
}

/** How the checksum of version 3 on IPv4 is taken: see `Envelope` in compose.ts. */
export type ChecksumKind = 'standard' | 'plain' | 'group'

/**
 * The PDU with its checksum: over the PDU alone for version 2 on IPv4, otherwise with the pseudo-header (RFC
 * 9568 section 5.2.8). At most 255 addresses, all of the family of `ends`.
 */
export function encodeAdvert(advert: Advert, ends: Ends, kind: ChecksumKind = 'standard'): Uint8Array {
  const bytes = encodeUnsummed(advert, familyOf(ends.source))
  putWord(bytes, 6, pduChecksum(bytes, advert.version, { ends, kind }))
  return bytes
}

/** The PDU with 0 for a checksum. */
export function encodeUnsummed(advert: Advert, family: Family): Uint8Array {
  const count = advert.addresses.length
  if (count > 255) bug(`an advert of ${count} addresses`)
  const bytes = new Uint8Array(pduLength({ family, version: advert.version, count }))
  bytes[0] = (advert.version << 4) | 1
  bytes[1] = advert.vrid
  bytes[2] = advert.priority
  bytes[3] = count
  let offset = vrrpHeaderBytes
  for (const address of advert.addresses) {
    if (familyOf(address) !== family) bug(`${address} in an advert of ${family}`)
    offset += putAddress(bytes, offset, address)
  }
  if (advert.version === 2) {
    bytes[4] = advert.authType
    bytes[5] = advert.intervalSeconds
    if (family === 'ipv4') bytes.set(advert.authData.subarray(0, authDataBytes), offset)
  } else {
    putWord(bytes, 4, advert.intervalCentis & 0x0fff)
  }
  return bytes
}

/**
 * The checksum of `covered`, whose own field is 0: the PDU, and on IPv6 the trailer after it. `kind` only
 * matters to version 3 on IPv4.
 */
export function pduChecksum(
  covered: Uint8Array,
  version: 2 | 3,
  how: { readonly ends: Ends; readonly kind: ChecksumKind },
): number {
  const sum = wordSum(covered, 0, covered.length)
  const { source } = how.ends
  const isIpv4 = familyOf(source) === 'ipv4'
  if (isIpv4 && (version === 2 || how.kind === 'plain')) return checksumOf(sum)
  const destination = isIpv4 && how.kind === 'group' ? oldChecksumDestination : how.ends.destination
  return checksumOf(sum + addressSum({ source, destination }) + vrrpProtocol + covered.length)
}

/**
 * The unfolded sum of both addresses: with protocol and length, that of the pseudo-header of either family.
 */
export function addressSum(ends: Ends): number {
  const source = addressBytes(ends.source)
  const destination = addressBytes(ends.destination)
  return wordSum(source, 0, source.length) + wordSum(destination, 0, destination.length)
}

/**
 * The whole IPv4 packet, checksum of its header filled in. `id` 0 to 65535, `ttl` 0 to 255 (RFC 9568: 255).
 */
export function encodePacket(
  advert: Advert,
  envelope: Ends & { readonly id: number; readonly ttl: number },
): Uint8Array {
  if (familyOf(envelope.source) !== 'ipv4') bug('see compose.ts for IPv6')
  return encodeIpv4({ ...envelope, protocol: vrrpProtocol }, encodeAdvert(advert, envelope))
}

/** The authentication data of a password: the first 8 bytes of its UTF-8 text, filled up with zeros. */
export function passwordBytes(password: string): Uint8Array {
  const escaped = encodeURIComponent(password.toWellFormed())
  const octets = escaped.replace(/%(..)/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Uint8Array.from({ length: authDataBytes }, (_, i) => (i < octets.length ? octets.charCodeAt(i) : 0))
}
