/**
 * The IPv6 header, RFC 8200 section 3, and the extension headers that may stand before VRRP or ND.
 *
 *     0        4             12           16           24           31
 *     +--------+-------------+------------+------------+------------+
 *     |version |traffic class|          flow label                  |  0
 *     |     payload length                |next header | hop limit  |  4
 *     |                    source address, 16 bytes                 |  8
 *     |                 destination address, 16 bytes               | 24
 */
import { type Address, addressAt, putAddress } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, putWord, wordAt } from './bytes.ts'

export const ipv6HeaderBytes = 40

export interface Ipv6Header {
  readonly trafficClass: number
  readonly flowLabel: number
  /** As claimed: bytes after the first 40. */
  readonly payloadLength: number
  /** After the extension headers. */
  readonly nextHeader: number
  /** Where that starts: 40 and the bytes of the extension headers. */
  readonly payloadAt: number
  readonly hopLimit: number
  readonly source: Address
  readonly destination: Address
}

export type Ipv6Failure =
  | { readonly is: 'too-short'; readonly length: number }
  | { readonly is: 'not-ipv6'; readonly firstByte: number }

/** Hop-by-hop, routing and destination options (RFC 8200 section 4): type, length in 8 bytes minus 1. */
const extensionHeaders: readonly number[] = [0, 43, 60]
const extensionHeadersMax = 8

/** Reads the header at the start of `packet` and steps over extension headers. Never throws. */
export function decodeIpv6(packet: Uint8Array): Result<Ipv6Header, Ipv6Failure> {
  const firstByte = byteAt(packet, 0)
  if (packet.length > 0 && firstByte >> 4 !== 6) return err({ is: 'not-ipv6', firstByte })
  if (packet.length < ipv6HeaderBytes) return err({ is: 'too-short', length: packet.length })
  let nextHeader = byteAt(packet, 6)
  let payloadAt = ipv6HeaderBytes
  for (let seen = 0; seen < extensionHeadersMax && extensionHeaders.includes(nextHeader); seen++) {
    nextHeader = byteAt(packet, payloadAt)
    payloadAt += 8 * (byteAt(packet, payloadAt + 1) + 1)
    if (payloadAt > packet.length) return err({ is: 'too-short', length: packet.length })
  }
  return ok({
    trafficClass: (wordAt(packet, 0) >> 4) & 0xff,
    flowLabel: (byteAt(packet, 1) & 0x0f) * 0x1_0000 + wordAt(packet, 2),
    payloadLength: wordAt(packet, 4),
    nextHeader,
    payloadAt,
    hopLimit: byteAt(packet, 7),
    source: ipv6At(packet, 8),
    destination: ipv6At(packet, 24),
  })
}

/** What a sender decides about a header. */
export interface Ipv6Envelope {
  readonly source: Address
  readonly destination: Address
  readonly nextHeader: number
  /** 0 to 255. */
  readonly hopLimit: number
  /** 0 to 255. */
  readonly trafficClass: number
}

/** A whole packet with flow label 0; the payload has at most 65535 bytes. */
export function encodeIpv6(envelope: Ipv6Envelope, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(ipv6HeaderBytes + payload.length)
  putWord(packet, 0, 0x6000 | (envelope.trafficClass << 4))
  putWord(packet, 4, payload.length)
  packet[6] = envelope.nextHeader
  packet[7] = envelope.hopLimit
  putAddress(packet, 8, envelope.source)
  putAddress(packet, 24, envelope.destination)
  packet.set(payload, ipv6HeaderBytes)
  return packet
}

/** The address at `offset`; 16 bytes must be there. */
export function ipv6At(bytes: Uint8Array, offset: number): Address {
  return addressAt(bytes, offset, 16)
}
