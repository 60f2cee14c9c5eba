/** A dissected frame as the lines that `decode` prints for people. */

import type { AdvertParts } from '../wire/defects.ts'
import type { ArpDissection, NeighbourDissection } from '../wire/dissect.ts'
import type { AdvertDissection, IpReading } from '../wire/dissect-advert.ts'
import type { Link } from '../wire/link.ts'
import { arpKind, intervalSeconds, type Place, passwordOf, type Shown } from './decode-fields.ts'
import { checksumText, defectText, remarkText } from './decode-text.ts'

/** The lines of one frame: where it was found, what it says, remarks, and the verdict last. */
export function linesOf(place: Place, link: Link | undefined, content: Shown): readonly string[] {
  const { defects } = content
  return [
    headLine(place, link),
    ...bodyLines(content).map((line) => `  ${line}`),
    ...(defects.length === 0 ? ['  ok'] : defects.map((defect) => `  REFUSED: ${defectText(defect)}`)),
  ]
}

function headLine(place: Place, link: Link | undefined): string {
  const parts = [`frame ${place.frame}`]
  if (place.time !== undefined) parts.push(place.time)
  if (place.assumed !== undefined) parts.push(`taken for an ${place.assumed}`.replace(/an (?=v)/, 'a '))
  if (link?.source !== undefined) {
    parts.push(
      link.destination === undefined ? `from ${link.source}` : `${link.source} > ${link.destination}`,
    )
  }
  for (const vlan of link?.vlans ?? []) parts.push(`VLAN ${vlan}`)
  return parts.join(', ')
}

function bodyLines(content: Shown): readonly string[] {
  switch (content.is) {
    case 'advert':
      return advertLines(content)
    case 'arp':
      return [arpLine(content)]
    case 'neighbour':
      return [neighbourLine(content), ipLine(content.ip)]
  }
}

function advertLines(content: AdvertDissection): readonly string[] {
  const { ip, ah, parts } = content
  const lines = [parts === undefined ? 'VRRP' : `VRRPv${parts.packet.version} ${typeText(parts.packet.type)}`]
  if (ip !== undefined) lines.push(ipLine(ip))
  if (ah !== undefined) {
    lines.push(`AH: index ${ah.spi}, sequence ${ah.sequence}, check value ${hexOf(ah.value)}`)
  }
  if (parts !== undefined) lines.push(...pduLines(parts))
  lines.push(...content.remarks.map((remark) => `note: ${remarkText(remark)}`))
  return lines
}

function typeText(type: number): string {
  return type === 1 ? 'advert' : `of type ${type}`
}

function pduLines(parts: AdvertParts): readonly string[] {
  const { packet, trailer, checksum } = parts
  const priority = packet.priority === 0 ? '0 (the sender leaves)' : packet.priority
  const addresses = packet.addresses.length === 0 ? 'none' : packet.addresses.join(' ')
  const lines = [
    `virtual router ${packet.vrid}, priority ${priority}, interval ${intervalSeconds(packet)} s`,
    `${packet.count} ${packet.count === 1 ? 'address' : 'addresses'}: ${addresses}`,
  ]
  if (packet.version === 2) lines.push(`authentication: ${authenticationText(packet)}`)
  if (trailer !== undefined) {
    const when = `${trailer.seconds} s + ${trailer.fraction}/65536 s, counter ${trailer.counter}`
    lines.push(
      `auth_hmac: scheme ${trailer.scheme}, key ${trailer.keyId}, ${when}, digest ${hexOf(trailer.digest)}`,
    )
  }
  lines.push(`checksum ${checksumText(checksum)}`)
  return lines
}

function authenticationText(packet: AdvertParts['packet']): string {
  switch (packet.authType) {
    case 0:
      return 'none'
    case 1:
      return `password ${JSON.stringify(passwordOf(packet)) ?? hexOf(packet.authData)}, in the clear`
    case 2:
      return 'AH'
    default:
      return `type ${packet.authType}`
  }
}

function ipLine(ip: IpReading): string {
  const length = `${ip.totalLength} bytes${ip.linkPadding === 0 ? '' : ` and ${ip.linkPadding} of padding`}`
  const id = ip.id === undefined ? '' : `, id ${ip.id}`
  const octet = `0x${ip.trafficClass.toString(16).padStart(2, '0')}`
  const ends = `${ip.source} > ${ip.destination}`
  if (ip.family === 'ipv6') return `IPv6 ${ends}, hop limit ${ip.ttl}, class ${octet}, ${length}`
  return `IPv4 ${ends}, TTL ${ip.ttl}, TOS ${octet}${id}, ${length}`
}

function arpLine(content: ArpDissection): string {
  const { arp } = content
  if (arp === undefined) return 'ARP'
  const sender = `${arp.senderAddress} at ${arp.senderMac}`
  switch (arpKind(arp)) {
    case 'gratuitous': {
      const operation = arp.operation === 2 ? 'reply' : 'request'
      return `ARP, gratuitous ${operation}: ${sender} (target ${arp.targetMac})`
    }
    case 'probe':
      return `ARP probe: ${arp.senderMac} asks whether anybody has ${arp.targetAddress}`
    case 'request':
      return `ARP request: ${sender} asks who has ${arp.targetAddress}`
    case 'reply':
      return `ARP reply: ${sender}, to ${arp.targetAddress} at ${arp.targetMac}`
    case 'other':
      return `ARP operation ${arp.operation}: ${sender}, ${arp.targetAddress}`
  }
}

function neighbourLine(content: NeighbourDissection): string {
  const { message } = content
  if (message === undefined) return 'neighbour discovery'
  const parts: string[] = [message.kind.replace('-', ' ')]
  if (message.target !== undefined) parts.push(`target ${message.target}`)
  if (message.flags !== undefined) {
    const { router, solicited, override } = message.flags
    const set = [router && 'router', solicited && 'solicited', override && 'override'].filter(
      (flag) => flag !== false,
    )
    parts.push(`flags ${set.length === 0 ? 'none' : set.join('+')}`)
  }
  if (message.routerLifetimeSeconds !== undefined) parts.push(`lifetime ${message.routerLifetimeSeconds} s`)
  if (message.sourceMac !== undefined) parts.push(`source hardware ${message.sourceMac}`)
  if (message.targetMac !== undefined) parts.push(`target hardware ${message.targetMac}`)
  return parts.join(', ')
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
