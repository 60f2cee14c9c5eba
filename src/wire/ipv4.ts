/**
 * The IPv4 header, RFC 791 section 3.1. Options are stepped over and never sent; fragments are told, not
 * joined.
 *
 *     0        4        8                16   19               31
 *     +--------+--------+----------------+--------------------+
 *     |version | words  |      TOS       |    total length    |  0
 *     |           identification         |flags|   fragment   |  4
 *     |       TTL       |    protocol    |   header checksum  |  8
 *     |                     source address                    | 12
 *     |                   destination address                 | 16
 *     |              options, up to 40 bytes ...              | 20
 */
import { type Address, addressAt, putAddress } from '../base/address.ts'
import type { AddressReader } from '../base/address-memory.ts'
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, putWord, wordAt } from './bytes.ts'
import { checksumOf, isRight, wordSum } from './checksum.ts'

/** Without options. */
export const ipv4HeaderBytes = 20

/** CS6, network control: what routing protocols carry (RFC 2474 section 4.2.2.2). */
export const networkControlTos = 0xc0

export interface Ipv4Header {
  /** Bytes of the header, options included: 20 to 60. */
  readonly headerLength: number
  readonly tos: number
  /** As claimed: bytes of header and payload. */
  readonly totalLength: number
  readonly id: number
  /** More fragments follow, or this is not the first. */
  readonly fragment: boolean
  readonly ttl: number
  readonly protocol: number
  readonly source: Address
  readonly destination: Address
}

export type Ipv4Failure =
  /** There is not even the header that its own length promises; `length` in bytes. */
  | { readonly is: 'too-short'; readonly length: number }
  /** The first byte is not that of an IPv4 header: another version, or a header of less than 20 bytes. */
  | { readonly is: 'not-ipv4'; readonly firstByte: number }

/**
 * Reads the header at the start of `packet`; the checksum is left to `isIpv4HeaderRight`. Never throws.
 * `read`: for whoever reads many.
 */
export function decodeIpv4(
  packet: Uint8Array,
  read: AddressReader = addressAt,
): Result<Ipv4Header, Ipv4Failure> {
  const firstByte = byteAt(packet, 0)
  const headerLength = (firstByte & 0x0f) * 4
  if (packet.length === 0) return err({ is: 'too-short', length: 0 })
  if (firstByte >> 4 !== 4 || headerLength < ipv4HeaderBytes) return err({ is: 'not-ipv4', firstByte })
  if (packet.length < headerLength) return err({ is: 'too-short', length: packet.length })
  return ok({
    headerLength,
    tos: byteAt(packet, 1),
    totalLength: wordAt(packet, 2),
    id: wordAt(packet, 4),
    fragment: (wordAt(packet, 6) & 0x3fff) !== 0,
    ttl: byteAt(packet, 8),
    protocol: byteAt(packet, 9),
    source: read(packet, 12, 4),
    destination: read(packet, 16, 4),
  })
}

/** Whether the checksum of a header of `headerLength` bytes is right. */
export function isIpv4HeaderRight(packet: Uint8Array, headerLength: number): boolean {
  return isRight(wordSum(packet, 0, headerLength))
}

/** What a sender decides about a header. */
export interface Ipv4Envelope {
  readonly source: Address
  readonly destination: Address
  /** 0 to 65535. */
  readonly id: number
  /** 0 to 255. */
  readonly ttl: number
  readonly protocol: number
}

/**
 * A whole packet: header of 20 bytes with TOS CS6 and its checksum, then the payload of at most 65515 bytes.
 */
export function encodeIpv4(envelope: Ipv4Envelope, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(ipv4HeaderBytes + payload.length)
  packet[0] = 0x45
  packet[1] = networkControlTos
  putWord(packet, 2, packet.length)
  putWord(packet, 4, envelope.id)
  packet[8] = envelope.ttl
  packet[9] = envelope.protocol
  putAddress(packet, 12, envelope.source)
  putAddress(packet, 16, envelope.destination)
  putWord(packet, 10, checksumOf(wordSum(packet, 0, ipv4HeaderBytes)))
  packet.set(payload, ipv4HeaderBytes)
  return packet
}

/** The address at `offset`. */
export function ipv4At(bytes: Uint8Array, offset: number): Address {
  return addressAt(bytes, offset, 4)
}
