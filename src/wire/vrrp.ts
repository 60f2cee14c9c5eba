/**
 * VRRP adverts: RFC 3768 (version 2, with the authentication field of RFC 2338) and RFC 9568 (version 3).
 * Reads whatever arrives without judging it, and refuses only what is no IPv4 packet of protocol 112 with a
 * VRRP header.
 *
 *     0        4        8                16                24               31
 *     +--------+--------+----------------+-----------------+-----------------+
 *     |version |  type  |      vrid      |     priority    |  address count  |  0
 *     |     auth type (version 2)        | seconds (v. 2)  |    checksum     |  4
 *     | 0 (v. 3) |  centiseconds, 12 bits (version 3)      |    checksum     |
 *     |              count addresses of 4 or 16 bytes ...                    |  8
 *     |              version 2 on IPv4: 8 bytes of authentication data       |  8 + 4 count
 */
import { type Address, addressBytes, type Family, familyOf } from '../base/address.ts'
import { bug } from '../base/bug.ts'
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, putWord, wordAt } from './bytes.ts'
import { checksumOf, isRight, wordSum } from './checksum.ts'
import { decodeIpv4, encodeIpv4, type Ipv4Failure, ipv4At } from './ipv4.ts'
import { ipv6At } from './ipv6.ts'

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
      readonly authType: 0 | 1
      /** 8 bytes; zeros without authentication. */
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
  readonly ttl: number
  /** Bytes received, IP header included. */
  readonly length: number
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
   * Whether the checksum is right over the PDU alone, and with the pseudo-header of RFC 9568 section 5.2.8.
   */
  readonly checksum: { readonly plain: boolean; readonly pseudo: boolean }
  readonly addresses: readonly Address[]
}

export type PacketFailure =
  /** Less than an IP header and 8 bytes of VRRP; `length` is that of the whole packet in bytes. */
  Ipv4Failure | { readonly is: 'not-vrrp'; readonly protocol: number }

/**
 * Reads an IPv4 packet as a raw socket delivers it, header included. Never throws and judges nothing: even a
 * packet of impossible length or version comes back with what is really there. Fragments and the checksum of
 * the IP header are the kernel's business. Copies what it returns, so the buffer may be reused.
 */
export function decodePacket(packet: Uint8Array): Result<ReceivedPacket, PacketFailure> {
  const decoded = decodeIpv4(packet)
  if (!decoded.ok) return decoded
  const header = decoded.value
  if (header.protocol !== vrrpProtocol) return err({ is: 'not-vrrp', protocol: header.protocol })
  if (packet.length < header.headerLength + vrrpHeaderBytes) {
    return err({ is: 'too-short', length: packet.length })
  }
  const carrier: Carrier = {
    family: 'ipv4',
    source: header.source,
    destination: header.destination,
    ttl: header.ttl,
    length: packet.length,
    ipHeaderLength: header.headerLength,
    ipTotalLength: header.totalLength,
  }
  return ok(readPdu(packet, carrier, { start: header.headerLength, addressSum: wordSum(packet, 12, 20) }))
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
  place: { readonly start: number; readonly addressSum: number },
): ReceivedPacket {
  const { start } = place
  const version = byteAt(bytes, start) >> 4
  const count = byteAt(bytes, start + 3)
  const claimed = start + pduLength({ family: carrier.family, version, count })
  const end = coveredEnd(bytes, start, { family: carrier.family, version, count })
  const sum = wordSum(bytes, start, end)
  const addressesEnd = start + vrrpHeaderBytes + count * (carrier.family === 'ipv4' ? 4 : 16)
  return {
    ...carrier,
    version,
    type: byteAt(bytes, start) & 0x0f,
    vrid: byteAt(bytes, start + 1),
    priority: byteAt(bytes, start + 2),
    count,
    authType: version === 2 ? byteAt(bytes, start + 4) : 0,
    authData: claimed > addressesEnd ? copy(bytes, addressesEnd, claimed) : noAuthData,
    intervalSeconds: version === 2 ? byteAt(bytes, start + 5) : 0,
    intervalCentis: version === 2 ? 0 : wordAt(bytes, start + 4) & 0x0fff,
    checksum: {
      plain: isRight(sum),
      pseudo: isRight(sum + place.addressSum + vrrpProtocol + (end - start)),
    },
    addresses: readAddresses(bytes, start + vrrpHeaderBytes, { count, family: carrier.family }),
  }
}

const noAuthData = new Uint8Array(0)

/** Not `slice`, which copies nothing when the bytes are a Buffer. */
function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end))
}

/** Those of the claimed addresses that are whole. */
function readAddresses(
  bytes: Uint8Array,
  start: number,
  claimed: { readonly count: number; readonly family: Family },
): readonly Address[] {
  const size = claimed.family === 'ipv4' ? 4 : 16
  const present = Math.min(claimed.count, Math.floor((bytes.length - start) / size))
  const addresses: Address[] = []
  for (let i = 0; i < present; i++) {
    addresses.push(size === 4 ? ipv4At(bytes, start + i * size) : ipv6At(bytes, start + i * size))
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

/**
 * The PDU with its checksum: over the PDU alone for version 2 on IPv4, otherwise with the pseudo-header (RFC
 * 9568 section 5.2.8). At most 255 addresses, all of the family of `ends`.
 */
export function encodeAdvert(advert: Advert, ends: Ends): Uint8Array {
  const family = familyOf(ends.source)
  const count = advert.addresses.length
  if (count > 255) bug(`an advert of ${count} addresses`)
  const bytes = new Uint8Array(pduLength({ family, version: advert.version, count }))
  bytes[0] = (advert.version << 4) | 1
  bytes[1] = advert.vrid
  bytes[2] = advert.priority
  bytes[3] = count
  let offset = vrrpHeaderBytes
  for (const address of advert.addresses) {
    if (familyOf(address) !== family) bug(`${address} in an advert from ${ends.source}`)
    const octets = addressBytes(address)
    bytes.set(octets, offset)
    offset += octets.length
  }
  if (advert.version === 2) {
    bytes[4] = advert.authType
    bytes[5] = advert.intervalSeconds
    if (family === 'ipv4') bytes.set(advert.authData.subarray(0, authDataBytes), offset)
  } else {
    putWord(bytes, 4, advert.intervalCentis & 0x0fff)
  }
  const hasPseudoHeader = advert.version === 3 || family === 'ipv6'
  const pseudo = hasPseudoHeader ? addressSum(ends) + vrrpProtocol + bytes.length : 0
  putWord(bytes, 6, checksumOf(wordSum(bytes, 0, bytes.length) + pseudo))
  return bytes
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
  if (familyOf(envelope.source) !== 'ipv4') bug('the kernel builds the header of IPv6 packets')
  return encodeIpv4({ ...envelope, protocol: vrrpProtocol }, encodeAdvert(advert, envelope))
}

/** The authentication data of a password: the first 8 bytes of its UTF-8 text, filled up with zeros. */
export function passwordBytes(password: string): Uint8Array {
  const escaped = encodeURIComponent(password.toWellFormed())
  const octets = escaped.replace(/%(..)/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Uint8Array.from({ length: authDataBytes }, (_, i) => (i < octets.length ? octets.charCodeAt(i) : 0))
}
