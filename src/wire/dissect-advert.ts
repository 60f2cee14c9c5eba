/** The part of a dissection that reads adverts: AH, PDU, trailer, and the checksum in each of its forms. */
import { type Address, type Family, isMulticast } from '../base/address.ts'
import { type AuthenticationHeader, ahBytes } from './ah.ts'
import { byteAt, wordAt } from './bytes.ts'
import { checksumOf, isRight, wordSum } from './checksum.ts'
import {
  type AdvertParts,
  advertDefects,
  advertRemarks,
  type ChecksumForm,
  type ChecksumReading,
  type Defect,
  type Remark,
  wantedForm,
} from './defects.ts'
import { decodeTrailer, trailerBytes } from './trailer.ts'
import {
  addressSum,
  coveredEnd,
  pduLength,
  type ReceivedPacket,
  readPdu,
  vrrpHeaderBytes,
  vrrpProtocol,
} from './vrrp.ts'

/** Either IP header, in common words. */
export interface IpReading {
  readonly family: Family
  readonly source: Address
  readonly destination: Address
  /** Hop limit in IPv6. */
  readonly ttl: number
  /** TOS in IPv4. */
  readonly trafficClass: number
  readonly id: number | undefined
  /** Options and extension headers included. */
  readonly headerLength: number
  /** As claimed, headers included. */
  readonly totalLength: number
  /** Bytes after the packet. */
  readonly linkPadding: number
}

export interface AdvertDissection {
  readonly is: 'advert'
  /** Undefined: the PDU came alone. */
  readonly ip: IpReading | undefined
  readonly ah: AuthenticationHeader | undefined
  /** Undefined: too short, or not the first fragment. */
  readonly parts: AdvertParts | undefined
  readonly defects: readonly Defect[]
  readonly remarks: readonly Remark[]
}

/** Reads a packet of VRRP, with what its IP header has already told. */
export function dissectAdvert(
  packet: Uint8Array,
  around: {
    readonly ip: IpReading
    readonly ah: AuthenticationHeader | undefined
    readonly defects: readonly Defect[]
    readonly fragment: boolean
  },
): AdvertDissection {
  const { ip, ah } = around
  const start = ip.headerLength + (ah === undefined ? 0 : ahBytes)
  const none = { is: 'advert', ip, ah, parts: undefined, remarks: [] } as const
  if (around.fragment) return { ...none, defects: [...around.defects, { is: 'fragment' }] }
  if (packet.length < start + vrrpHeaderBytes) {
    const expected = start + vrrpHeaderBytes
    return { ...none, defects: [...around.defects, { is: 'too-short', received: packet.length, expected }] }
  }
  const parts = readParts(packet, start, { ip, ah })
  // What the capture has cut off was there for the receiver: only what does not depend on it can be judged.
  const isCut = around.defects.some((defect) => defect.is === 'cut-by-capture')
  const defects = advertDefects(parts).filter(
    ({ is }) => !isCut || (is !== 'length' && is !== 'ip-length' && is !== 'checksum'),
  )
  return {
    is: 'advert',
    ip,
    ah,
    parts,
    defects: [...around.defects, ...defects],
    remarks: advertRemarks(parts),
  }
}

/** Reads a PDU without its IP header: everything is judged that does not need one. At least 8 bytes. */
export function dissectPdu(pdu: Uint8Array): AdvertDissection {
  const family = pduFamily(pdu)
  // An envelope that nothing is wrong with.
  const ip: IpReading = {
    family,
    source: (family === 'ipv4' ? '0.0.0.0' : 'fe80::') as Address,
    destination: (family === 'ipv4' ? '224.0.0.18' : 'ff02::12') as Address,
    ttl: 255,
    trafficClass: 0,
    id: undefined,
    headerLength: 0,
    totalLength: pdu.length,
    linkPadding: 0,
  }
  const read = readParts(pdu, 0, { ip, ah: undefined })
  const needsEnds = wantedForm(read.packet) === 'pseudo-header'
  const checksum: ChecksumReading = {
    found: read.checksum.found,
    expected: needsEnds ? undefined : read.checksum.expected,
    rightAs: read.checksum.rightAs.filter((form) => form === 'pdu-alone'),
  }
  const parts = { ...read, checksum }
  const remarks: readonly Remark[] = [...advertRemarks(parts), { is: 'envelope-unknown' }]
  // Whether an AH header stood before it cannot be known either.
  const defects = advertDefects(parts).filter((defect) => defect.is !== 'auth-type-mismatch')
  return { is: 'advert', ip: undefined, ah: undefined, parts, defects, remarks }
}

/** The family whose addresses fill the PDU. */
function pduFamily(pdu: Uint8Array): Family {
  const version = byteAt(pdu, 0) >> 4
  const count = byteAt(pdu, 3)
  const fits = (family: Family) => {
    const length = pduLength({ family, version, count })
    return pdu.length === length || pdu.length === length + trailerBytes
  }
  return !fits('ipv4') && fits('ipv6') ? 'ipv6' : 'ipv4'
}

function readParts(
  packet: Uint8Array,
  start: number,
  around: { readonly ip: IpReading; readonly ah: AuthenticationHeader | undefined },
): AdvertParts {
  const { ip, ah } = around
  const carrier = {
    family: ip.family,
    source: ip.source,
    destination: ip.destination,
    ttl: ip.ttl,
    length: packet.length,
    ipHeaderLength: ip.headerLength,
    ipTotalLength: ip.totalLength,
  }
  const received = readPdu(packet, carrier, { start, addressSum: addressSum(ip) })
  const pduEnd = start + pduLength(received)
  const trailer = packet.length === pduEnd + trailerBytes ? decodeTrailer(packet, pduEnd) : undefined
  return {
    packet: received,
    ah,
    trailer: trailer?.ok === true ? trailer.value : undefined,
    checksum: readChecksum(packet, start, received),
  }
}

const oldUnicastDestination = '224.0.0.18' as Address

function readChecksum(packet: Uint8Array, start: number, received: ReceivedPacket): ChecksumReading {
  const end = coveredEnd(packet, start, received)
  const sum = wordSum(packet, start, end)
  const pseudo = (ends: Pick<ReceivedPacket, 'source' | 'destination'>) =>
    addressSum(ends) + vrrpProtocol + (end - start)
  const rightAs: ChecksumForm[] = []
  if (received.checksum.plain) rightAs.push('pdu-alone')
  if (received.checksum.pseudo) rightAs.push('pseudo-header')
  // keepalived's old_unicast_checksum: the multicast group stands in for the peer.
  if (received.family === 'ipv4' && received.version === 3 && !isMulticast(received.destination)) {
    const old = pseudo({ source: received.source, destination: oldUnicastDestination })
    if (isRight(sum + old)) rightAs.push('old-unicast')
  }
  const found = wordAt(packet, start + 6)
  const covered = wantedForm(received) === 'pdu-alone' ? sum : sum + pseudo(received)
  return { found, expected: checksumOf(covered - found), rightAs }
}
