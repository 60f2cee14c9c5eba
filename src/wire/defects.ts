/**
 * Why any receiver, whatever its settings, would refuse a frame, in the order of its examination; and what is
 * worth saying though it is accepted. What depends on a receiver's own settings is judged by
 * `vrrp/inspect.ts`.
 */
import { type Address, addressBytes, isMulticast, type Mac } from '../base/address.ts'
import { type AuthenticationHeader, ahBytes } from './ah.ts'
import { type Trailer, trailerBytes } from './trailer.ts'
import { pduLength, type ReceivedPacket } from './vrrp.ts'

/** How a checksum can be right: RFC 3768, RFC 9568 section 5.2.8, keepalived's `old_unicast_checksum`. */
export type ChecksumForm = 'pdu-alone' | 'pseudo-header' | 'old-unicast'

export interface ChecksumReading {
  readonly found: number
  /** Undefined: the IP addresses that belong into it are not known. */
  readonly expected: number | undefined
  readonly rightAs: readonly ChecksumForm[]
}

export type Defect =
  | { readonly is: 'cut-by-capture'; readonly captured: number; readonly original: number }
  | { readonly is: 'ip-checksum' }
  | { readonly is: 'fragment' }
  /** Multicast, broadcast or loopback: the kernel drops it as martian. */
  | { readonly is: 'source'; readonly source: Address }
  | { readonly is: 'too-short'; readonly received: number; readonly expected: number }
  /** 0 is nobody's. */
  | { readonly is: 'vrid'; readonly received: number }
  | { readonly is: 'length'; readonly received: number; readonly expected: number }
  | { readonly is: 'ttl'; readonly received: number }
  | { readonly is: 'version'; readonly received: number }
  | { readonly is: 'trailer'; readonly scheme: number; readonly reserved: number }
  | { readonly is: 'auth-type-invalid'; readonly received: number }
  /** The type says AH and there is none, or the reverse. */
  | { readonly is: 'auth-type-mismatch'; readonly received: number; readonly header: boolean }
  | { readonly is: 'ah-length'; readonly received: number }
  | { readonly is: 'ah-spi'; readonly received: number; readonly expected: number }
  | { readonly is: 'interval' }
  | { readonly is: 'type'; readonly received: number }
  | { readonly is: 'ip-length'; readonly header: number; readonly received: number }
  | { readonly is: 'checksum'; readonly reading: ChecksumReading }
  | { readonly is: 'address-count' }
  | { readonly is: 'arp-hardware' }
  | { readonly is: 'arp-operation'; readonly received: number }
  | { readonly is: 'sender-mac'; readonly mac: Mac }
  | { readonly is: 'target'; readonly target: Address }
  | { readonly is: 'icmp-code'; readonly received: number }
  | { readonly is: 'options' }
  | { readonly is: 'solicited-to-many' }
  | { readonly is: 'unspecified-source' }

export type Remark =
  | { readonly is: 'ah' }
  | { readonly is: 'trailer' }
  | { readonly is: 'unicast-ttl'; readonly received: number }
  | { readonly is: 'version-2-on-ipv6' }
  | { readonly is: 'not-link-local' }
  | { readonly is: 'envelope-unknown' }

/** An advert and what stood around it. */
export interface AdvertParts {
  readonly packet: ReceivedPacket
  readonly ah: AuthenticationHeader | undefined
  readonly trailer: Trailer | undefined
  readonly checksum: ChecksumReading
}

/** The bytes a packet has when it is what its headers say, a trailer not counted. */
export function expectedLength(parts: Pick<AdvertParts, 'packet' | 'ah'>): number {
  return parts.packet.ipHeaderLength + (parts.ah === undefined ? 0 : ahBytes) + pduLength(parts.packet)
}

/**
 * What is wrong with an advert for every receiver, first reason first. Stricter than keepalived where RFC
 * 9568 section 7.1 is: in version 3, no address and interval 0 are refused.
 */
export function advertDefects(parts: AdvertParts): readonly Defect[] {
  const { packet } = parts
  const defects: Defect[] = []
  if (isMartian(packet.source)) defects.push({ is: 'source', source: packet.source })
  if (packet.vrid === 0) defects.push({ is: 'vrid', received: packet.vrid })
  const expected = expectedLength(parts) + (parts.trailer === undefined ? 0 : trailerBytes)
  if (!isLength(packet.length, expected)) defects.push({ is: 'length', received: packet.length, expected })
  if (isMulticast(packet.destination) && packet.ttl !== 255) defects.push({ is: 'ttl', received: packet.ttl })
  if (packet.version !== 2 && packet.version !== 3) defects.push({ is: 'version', received: packet.version })
  defects.push(...authenticationDefects(parts))
  const interval = packet.version === 2 ? packet.intervalSeconds : packet.intervalCentis
  if (interval === 0) defects.push({ is: 'interval' })
  if (packet.type !== 1) defects.push({ is: 'type', received: packet.type })
  if (!isLength(packet.length, packet.ipTotalLength)) {
    defects.push({ is: 'ip-length', header: packet.ipTotalLength, received: packet.length })
  }
  const wanted = wantedForm(packet)
  if (parts.checksum.expected !== undefined && !parts.checksum.rightAs.includes(wanted)) {
    defects.push({ is: 'checksum', reading: parts.checksum })
  }
  if (packet.version === 3 && packet.count === 0) defects.push({ is: 'address-count' })
  return defects
}

/** The checksum that a receiver without special settings computes. */
export function wantedForm(packet: Pick<ReceivedPacket, 'version' | 'family'>): ChecksumForm {
  return packet.version === 2 && packet.family === 'ipv4' ? 'pdu-alone' : 'pseudo-header'
}

/** What a reader may want to know though no receiver refuses it for that. */
export function advertRemarks(parts: AdvertParts): readonly Remark[] {
  const { packet } = parts
  const remarks: Remark[] = []
  if (parts.ah !== undefined) remarks.push({ is: 'ah' })
  if (parts.trailer !== undefined) remarks.push({ is: 'trailer' })
  if (!isMulticast(packet.destination) && packet.ttl !== 255) {
    remarks.push({ is: 'unicast-ttl', received: packet.ttl })
  }
  if (packet.version === 2 && packet.family === 'ipv6') remarks.push({ is: 'version-2-on-ipv6' })
  // RFC 9568 section 5.1.2.1.
  if (packet.family === 'ipv6' && !isLinkLocal(packet.source)) remarks.push({ is: 'not-link-local' })
  return remarks
}

function authenticationDefects(parts: AdvertParts): readonly Defect[] {
  const { packet, ah, trailer } = parts
  const defects: Defect[] = []
  if (trailer !== undefined && (trailer.scheme !== 1 || trailer.reserved !== 0)) {
    defects.push({ is: 'trailer', scheme: trailer.scheme, reserved: trailer.reserved })
  }
  if (packet.version === 2 && packet.authType > 2) {
    defects.push({ is: 'auth-type-invalid', received: packet.authType })
  } else if ((packet.version === 2 && packet.authType === 2) !== (ah !== undefined)) {
    defects.push({ is: 'auth-type-mismatch', received: packet.authType, header: ah !== undefined })
  }
  if (ah === undefined) return defects
  if (ah.length !== ahBytes) defects.push({ is: 'ah-length', received: ah.length })
  const spi = addressBytes(packet.source).reduce((sum, octet) => sum * 256 + octet, 0)
  if (ah.spi !== spi) defects.push({ is: 'ah-spi', received: ah.spi, expected: spi })
  return defects
}

/** As keepalived has it: what a frame of 60 bytes adds to a short packet is no error. */
function isLength(received: number, expected: number): boolean {
  if (received === expected) return true
  return expected < 46 && received > expected && (received - expected) % 4 === 2
}

/** Sources that no host can have: multicast, 255.255.255.255, loopback. */
export function isMartian(source: Address): boolean {
  return isMulticast(source) || source === '255.255.255.255' || source.startsWith('127.') || source === '::1'
}

export function isLinkLocal(address: Address): boolean {
  const [first = 0, second = 0] = addressBytes(address)
  return first === 0xfe && (second & 0xc0) === 0x80
}
