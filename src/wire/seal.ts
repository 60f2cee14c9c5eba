/**
 * How an advert is protected, and what the digests are taken over: the IP authentication header of version 2
 * (RFC 2402 and RFC 2338 section 5.3.6.3) and the trailer of keepalived's auth_hmac. Refuses to compute a
 * digest: whoever has the means passes them.
 */
import { type Address, addressBytes, familyOf } from '../base/address.ts'
import { ahBytes } from './ah.ts'
import { putLong, putWord } from './bytes.ts'
import { trailerBytes } from './trailer.ts'

/** Keyed digests as RFC 2104 has them, whole: 16 and 32 bytes. */
export interface Digests {
  hmacMd5(key: Uint8Array, bytes: Uint8Array): Uint8Array
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array
}

export type Seal =
  | { readonly is: 'none' }
  /** IPv4, version 2. The password counts with 8 bytes; `sequence` is 1 to 0xfffffffd. */
  | { readonly is: 'ah'; readonly password: string; readonly sequence: number }
  | {
      readonly is: 'hmac'
      /** 1 to 255. */
      readonly keyId: number
      /** 32 to 64 bytes. */
      readonly key: Uint8Array
      /** Seconds since 1970 in the upper 32 bits, then 1/65536 s and a counter with 16 bits each. */
      readonly stamp: bigint
      readonly version: 2 | 3
      readonly vrid: number
    }

/** HMAC-SHA-256, its first 128 bits. */
export const trailerScheme = 1
/** Where in a trailer the digest begins, and how long it is. */
export const trailerDigestAt = 12
const trailerDigestBytes = 16
/** Where in an authentication header its value begins; 96 bits of HMAC-MD5. */
export const ahValueAt = 12
export const ahValueBytes = 12

const checksumAt = 6
const senderHeaderBytes = 20
const ipv4HeaderBytesMin = 20

/** The first 12 bytes of a trailer, and zeros where its digest belongs. */
export function blankTrailer(seal: Seal & { readonly is: 'hmac' }): Uint8Array {
  const trailer = new Uint8Array(trailerBytes)
  trailer[0] = trailerScheme
  trailer[1] = seal.keyId
  putLong(trailer, 4, Number((seal.stamp >> 32n) & 0xffff_ffffn))
  putLong(trailer, 8, Number(seal.stamp & 0xffff_ffffn))
  return trailer
}

/** Whose word a trailer is. */
export interface TrailerSender {
  readonly source: Address
  readonly version: number
  readonly vrid: number
}

/**
 * What the digest of a trailer covers: 20 bytes that name the sender, the PDU without its checksum, and the
 * trailer without the digest. The destination is left out, so that one digest serves all unicast peers.
 */
export function trailerInput(pdu: Uint8Array, trailer: Uint8Array, sender: TrailerSender): Uint8Array {
  const input = new Uint8Array(senderHeaderBytes + pdu.length + trailerBytes)
  input[0] = familyOf(sender.source) === 'ipv4' ? 4 : 6
  input[1] = sender.version
  input[2] = sender.vrid
  input.set(addressBytes(sender.source), 4)
  input.set(pdu, senderHeaderBytes)
  putWord(input, senderHeaderBytes + checksumAt, 0)
  input.set(trailer.subarray(0, trailerDigestAt), senderHeaderBytes + pdu.length)
  return input
}

/** The trailer with its digest. */
export function sealedTrailer(
  pdu: Uint8Array,
  by: { readonly seal: Seal & { readonly is: 'hmac' }; readonly source: Address },
  digests: Digests,
): Uint8Array {
  const { seal, source } = by
  const trailer = blankTrailer(seal)
  const input = trailerInput(pdu, trailer, { source, version: seal.version, vrid: seal.vrid })
  const digest = digests.hmacSha256(seal.key, input)
  trailer.set(digest.subarray(0, trailerDigestBytes), trailerDigestAt)
  return trailer
}

/** An authentication header for a PDU from `source`, zeros where its value belongs. */
export function blankAh(nextHeader: number, source: Address, sequence: number): Uint8Array {
  const header = new Uint8Array(ahBytes)
  header[0] = nextHeader
  header[1] = ahBytes / 4 - 2
  header.set(addressBytes(source), 4)
  putLong(header, 8, sequence)
  return header
}

/**
 * What the value of an authentication header covers: the IPv4 packet with everything zero that changes on its
 * way (RFC 2402 section 3.3.3.1.1.1), and with a zero value. keepalived zeroes the TTL only in unicast
 * packets. Options of the header are taken as immutable; adverts have none.
 */
export function ahInput(packet: Uint8Array, at: { readonly header: number; readonly unicast: boolean }) {
  const input = new Uint8Array(packet)
  input[1] = 0
  putWord(input, 6, 0)
  if (at.unicast) input[8] = 0
  putWord(input, 10, 0)
  const value = Math.max(at.header, ipv4HeaderBytesMin) + ahValueAt
  input.fill(0, value, value + ahValueBytes)
  return input
}
