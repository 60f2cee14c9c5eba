/**
 * Whole packets that carry an advert, sealed: IP header, then perhaps an authentication header, the PDU, and
 * perhaps a trailer. Both IP headers are built here, so that a packet made now can be sent by somebody else
 * later. Refuses to decide what an advert says.
 */
import { type Family, familyOf } from '../base/address.ts'
import { bug } from '../base/bug.ts'
import { ahBytes, ahProtocol } from './ah.ts'
import { putWord } from './bytes.ts'
import { encodeIpv4, ipv4HeaderBytes, networkControlTos } from './ipv4.ts'
import { encodeIpv6, ipv6HeaderBytes } from './ipv6.ts'
import { ahInput, ahValueAt, ahValueBytes, blankAh, type Digests, type Seal, sealedTrailer } from './seal.ts'
import { trailerBytes } from './trailer.ts'
import {
  type Advert,
  type ChecksumKind,
  type Ends,
  encodeUnsummed,
  passwordBytes,
  pduChecksum,
  pduLength,
  vrrpProtocol,
} from './vrrp.ts'

export interface Envelope extends Ends {
  /** IPv4: 1 to 65535. */
  readonly id: number
  /** TTL or hop limit, 0 to 255. */
  readonly ttl: number
  /**
   * Of version 3 on IPv4. `standard`: with the pseudo-header; `plain`: without; `group`: with one that has
   * 224.0.0.18 as destination.
   */
  readonly checksum: ChecksumKind
  readonly seal: Seal
}

/**
 * The packet to one destination. Whatever protects it is computed here: the value of an authentication header
 * differs for each destination, the digest of a trailer does not.
 */
export function composePacket(advert: Advert, envelope: Envelope, digests: Digests): Uint8Array {
  const payload = composePayload(advert, envelope, digests)
  const { seal, source, ttl } = envelope
  if (familyOf(source) === 'ipv6') {
    const how = { nextHeader: vrrpProtocol, hopLimit: ttl, trafficClass: networkControlTos }
    return encodeIpv6({ ...envelope, ...how }, payload)
  }
  if (seal.is !== 'ah') return encodeIpv4({ ...envelope, protocol: vrrpProtocol }, payload)
  return withAh(payload, { ...envelope, seal }, digests)
}

/** Bytes of the packet, IP header included. */
export function encodedLength(advert: Advert, family: Family, sealed: boolean | 'hmac'): number {
  const header = family === 'ipv4' ? ipv4HeaderBytes : ipv6HeaderBytes
  const protection = sealed === 'hmac' ? trailerBytes : sealed ? ahBytes : 0
  return header + protection + pduLength({ family, version: advert.version, count: advert.addresses.length })
}

/** The PDU with its checksum, and the trailer, which the checksum covers on IPv6 only. */
function composePayload(advert: Advert, envelope: Envelope, digests: Digests): Uint8Array {
  const { source, seal, checksum: kind } = envelope
  const family = familyOf(source)
  const pdu = encodeUnsummed(advert, family)
  const how = { ends: envelope, kind }
  if (seal.is !== 'hmac') {
    putWord(pdu, 6, pduChecksum(pdu, advert.version, how))
    return pdu
  }
  const trailer = sealedTrailer(pdu, { seal, source }, digests)
  const all = new Uint8Array(pdu.length + trailer.length)
  all.set(pdu)
  all.set(trailer, pdu.length)
  putWord(all, 6, pduChecksum(family === 'ipv6' ? all : pdu, advert.version, how))
  return all
}

/** RFC 2402 in transport mode; IPv4 only. */
function withAh(
  pdu: Uint8Array,
  envelope: Envelope & { readonly seal: Seal & { readonly is: 'ah' } },
  digests: Digests,
): Uint8Array {
  const { source, destination, seal } = envelope
  if (familyOf(destination) !== 'ipv4') return bug('an authentication header on IPv6')
  const header = blankAh(vrrpProtocol, source, seal.sequence)
  const payload = new Uint8Array(header.length + pdu.length)
  payload.set(header)
  payload.set(pdu, header.length)
  const packet = encodeIpv4({ ...envelope, protocol: ahProtocol }, payload)
  const unicast = !isGroup(packet)
  const input = ahInput(packet, { header: ipv4HeaderBytes, unicast })
  const value = digests.hmacMd5(passwordBytes(seal.password), input).subarray(0, ahValueBytes)
  packet.set(value, ipv4HeaderBytes + ahValueAt)
  return packet
}

/** Whether an IPv4 packet goes to 224.0.0.0/4. */
function isGroup(packet: Uint8Array): boolean {
  return ((packet[16] ?? 0) & 0xf0) === 0xe0
}
