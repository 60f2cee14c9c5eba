/**
 * A captured frame to what it says: an advert, an ARP message, neighbour discovery, or something else, each
 * with its defects. Made for the eyes of people, not for the receive path. Never throws.
 */
import type { Address } from '../base/address.ts'
import { ahProtocol, decodeAh } from './ah.ts'
import { type Arp, decodeArp } from './arp.ts'
import { wordAt } from './bytes.ts'
import { type Defect, isMartian } from './defects.ts'
import { type AdvertDissection, dissectAdvert, type IpReading } from './dissect-advert.ts'
import { etherTypes } from './ethernet.ts'
import { icmp6Protocol, isIcmp6Right } from './icmp6.ts'
import { decodeIpv4, isIpv4HeaderRight } from './ipv4.ts'
import { decodeIpv6, ipv6HeaderBytes } from './ipv6.ts'
import { decodeLink, type Link, type LinkKind } from './link.ts'
import { decodeNeighbour, type NeighbourMessage } from './neighbour.ts'
import { vrrpProtocol } from './vrrp.ts'

export interface ArpDissection {
  readonly is: 'arp'
  readonly arp: Arp | undefined
  readonly defects: readonly Defect[]
}

export interface NeighbourDissection {
  readonly is: 'neighbour'
  readonly ip: IpReading
  readonly message: NeighbourMessage | undefined
  readonly defects: readonly Defect[]
}

export type Content =
  | AdvertDissection
  | ArpDissection
  | NeighbourDissection
  /** Counted by these words. */
  | { readonly is: 'other'; readonly what: string }

export interface Dissection {
  readonly link: Link | undefined
  readonly content: Content
}

/** Bytes and how many they were on the wire, if a capture has cut them. */
export interface Cut {
  readonly captured: number
  readonly original: number
}

/** Takes a frame apart that starts with a header of this kind. */
export function dissectFrame(kind: LinkKind, frame: Uint8Array, cut: Cut): Dissection {
  const link = decodeLink(kind, frame)
  if (!link.ok) return { link: undefined, content: { is: 'other', what: 'unreadable link header' } }
  const payload = frame.subarray(link.value.payloadAt)
  const content = dissectPayload(link.value.etherType, payload, cut)
  return { link: link.value, content }
}

/** Takes apart what follows a link header that says `etherType`. */
export function dissectPayload(etherType: number, payload: Uint8Array, cut: Cut): Content {
  switch (etherType) {
    case etherTypes.ipv4:
      return dissectIpv4(payload, cut)
    case etherTypes.ipv6:
      return dissectIpv6(payload, cut)
    case etherTypes.arp:
      return dissectArp(payload)
    default:
      return { is: 'other', what: `EtherType 0x${etherType.toString(16).padStart(4, '0')}` }
  }
}

const protocolNames: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [51, 'AH'],
])

function dissectIpv4(bytes: Uint8Array, cut: Cut): Content {
  const decoded = decodeIpv4(bytes)
  if (!decoded.ok) return { is: 'other', what: 'broken IPv4' }
  const header = decoded.value
  const ah = header.protocol === ahProtocol ? decodeAh(bytes, header.headerLength) : undefined
  const inner = ah?.ok === true ? ah.value.nextHeader : header.protocol
  if (inner !== vrrpProtocol)
    return { is: 'other', what: protocolNames.get(header.protocol) ?? `IPv4 protocol ${header.protocol}` }
  const packet = trim(bytes, header.totalLength, header.headerLength)
  return dissectAdvert(packet, {
    ip: {
      family: 'ipv4',
      source: header.source,
      destination: header.destination,
      ttl: header.ttl,
      trafficClass: header.tos,
      id: header.id,
      headerLength: header.headerLength,
      totalLength: header.totalLength,
      linkPadding: bytes.length - packet.length,
    },
    ah: ah?.ok === true ? ah.value : undefined,
    defects: [
      ...cutDefect(bytes.length, header.totalLength, cut),
      ...(isIpv4HeaderRight(bytes, header.headerLength) ? [] : [{ is: 'ip-checksum' } as const]),
    ],
    fragment: header.fragment,
  })
}

function dissectIpv6(bytes: Uint8Array, cut: Cut): Content {
  const decoded = decodeIpv6(bytes)
  if (!decoded.ok) return { is: 'other', what: 'broken IPv6' }
  const header = decoded.value
  const totalLength = ipv6HeaderBytes + header.payloadLength
  const packet = trim(bytes, totalLength, header.payloadAt)
  const ip: IpReading = {
    family: 'ipv6',
    source: header.source,
    destination: header.destination,
    ttl: header.hopLimit,
    trafficClass: header.trafficClass,
    id: undefined,
    headerLength: header.payloadAt,
    totalLength,
    linkPadding: bytes.length - packet.length,
  }
  const defects = cutDefect(bytes.length, totalLength, cut)
  if (header.nextHeader === vrrpProtocol) {
    return dissectAdvert(packet, { ip, ah: undefined, defects, fragment: false })
  }
  if (header.nextHeader === icmp6Protocol) return dissectNeighbour(packet, ip, defects)
  return {
    is: 'other',
    what: protocolNames.get(header.nextHeader) ?? `IPv6 next header ${header.nextHeader}`,
  }
}

/** Without what the link has put after the packet: the kernel cuts it off before any socket sees it. */
function trim(bytes: Uint8Array, totalLength: number, headerLength: number): Uint8Array {
  return totalLength >= headerLength && totalLength < bytes.length ? bytes.subarray(0, totalLength) : bytes
}

function cutDefect(present: number, totalLength: number, cut: Cut): readonly Defect[] {
  if (cut.captured >= cut.original || present >= totalLength) return []
  return [{ is: 'cut-by-capture', ...cut }]
}

function dissectArp(payload: Uint8Array): Content {
  const decoded = decodeArp(payload)
  if (!decoded.ok) {
    const isShort = decoded.error.is === 'too-short'
    const defect: Defect = isShort
      ? { is: 'too-short', received: payload.length, expected: 28 }
      : { is: 'arp-hardware' }
    return { is: 'arp', arp: undefined, defects: [defect] }
  }
  const arp = decoded.value
  const defects: Defect[] = []
  if (arp.operation !== 1 && arp.operation !== 2) {
    defects.push({ is: 'arp-operation', received: arp.operation })
  }
  // The lowest bit of the first octet marks a group, which nobody is.
  if (/^.[13579bdf]/.test(arp.senderMac)) defects.push({ is: 'sender-mac', mac: arp.senderMac })
  if (isMartian(arp.senderAddress)) defects.push({ is: 'source', source: arp.senderAddress })
  if (isMartian(arp.targetAddress)) defects.push({ is: 'target', target: arp.targetAddress })
  return { is: 'arp', arp, defects }
}

function dissectNeighbour(packet: Uint8Array, ip: IpReading, before: readonly Defect[]): Content {
  const icmp = packet.subarray(ip.headerLength)
  const decoded = decodeNeighbour(icmp)
  if (!decoded.ok && decoded.error.is === 'not-neighbour-discovery') {
    return { is: 'other', what: 'ICMPv6' }
  }
  const defects = [...before]
  if (!decoded.ok && decoded.error.is === 'too-short') {
    defects.push({ is: 'too-short', received: icmp.length, expected: decoded.error.expected })
  }
  if (ip.ttl !== 255) defects.push({ is: 'ttl', received: ip.ttl })
  const received = packet.length
  if (ip.totalLength !== received) defects.push({ is: 'ip-length', header: ip.totalLength, received })
  else if (!isIcmp6Right(icmp, ip)) {
    const reading = { found: wordAt(icmp, 2), expected: undefined, rightAs: [] }
    defects.push({ is: 'checksum', reading })
  }
  if (!decoded.ok) return { is: 'neighbour', ip, message: undefined, defects }
  defects.push(...neighbourDefects(decoded.value, ip))
  return { is: 'neighbour', ip, message: decoded.value, defects }
}

const unspecified = '::' as Address

/** RFC 4861 sections 6.1, 7.1 and 8.1. */
function neighbourDefects(message: NeighbourMessage, ip: IpReading): readonly Defect[] {
  const defects: Defect[] = []
  if (isMartian(ip.source)) defects.push({ is: 'source', source: ip.source })
  if (message.code !== 0) defects.push({ is: 'icmp-code', received: message.code })
  if (message.target !== undefined && isMartian(message.target)) {
    defects.push({ is: 'target', target: message.target })
  }
  if (!message.optionsWhole) defects.push({ is: 'options' })
  if (message.flags?.solicited === true && isMartian(ip.destination))
    defects.push({ is: 'solicited-to-many' })
  if (ip.source === unspecified && message.sourceMac !== undefined) defects.push({ is: 'unspecified-source' })
  return defects
}
