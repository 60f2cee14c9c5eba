/**
 * A dissected frame as the object that `decode --json` prints: names with units, hexadecimal where people
 * expect it.
 */

import { type Arp, isGratuitous, isProbe } from '../wire/arp.ts'
import type { AdvertParts, Defect } from '../wire/defects.ts'
import type { ArpDissection, Content, NeighbourDissection } from '../wire/dissect.ts'
import type { AdvertDissection, IpReading } from '../wire/dissect-advert.ts'
import type { Link } from '../wire/link.ts'
import { defectText, hexWord, remarkText } from './decode-text.ts'

/** A frame that is shown: everything but the others, which are counted. */
export type Shown = Exclude<Content, { is: 'other' }>

/** Where a frame was found. */
export interface Place {
  /** Counts from 1. */
  readonly frame: number
  /** In the file, or in the text of hexadecimal digits. */
  readonly offset: number
  /** ISO 8601, UTC, with nanoseconds. */
  readonly time: string | undefined
  /** What loose bytes were taken for. */
  readonly assumed: string | undefined
}

/** Undefined fields are left out by JSON. */
export function fieldsOf(place: Place, link: Link | undefined, content: Shown): object {
  return {
    ...place,
    link: link && { ...link, etherType: undefined, payloadAt: undefined },
    ...contentFields(content),
    verdict: verdictOf(content.defects),
  }
}

/** `'ok'`, or every reason with its own fields and as text. */
export function verdictOf(defects: readonly Defect[]): 'ok' | readonly object[] {
  if (defects.length === 0) return 'ok'
  return defects.map((defect) => ({ ...defect, text: defectText(defect) }))
}

function contentFields(content: Shown): object {
  switch (content.is) {
    case 'advert':
      return { protocol: 'vrrp', ...advertFields(content) }
    case 'arp':
      return { protocol: 'arp', arp: arpFields(content) }
    case 'neighbour':
      return { protocol: 'nd', ip: ipFields(content.ip), nd: neighbourFields(content) }
  }
}

function ipFields(ip: IpReading | undefined): object | undefined {
  return ip && { ...ip, linkPadding: ip.linkPadding === 0 ? undefined : ip.linkPadding }
}

function advertFields(content: AdvertDissection): object {
  const { ah, parts } = content
  const trailer = parts?.trailer
  return {
    ip: ipFields(content.ip),
    ah: ah && { ...ah, value: hexOf(ah.value) },
    vrrp: parts && pduFields(parts),
    trailer: trailer && { ...trailer, digest: hexOf(trailer.digest) },
    remarks: content.remarks.length === 0 ? undefined : content.remarks.map(remarkText),
  }
}

function pduFields({ packet, checksum }: AdvertParts): object {
  const isVersion2 = packet.version === 2
  return {
    version: packet.version,
    type: packet.type,
    vrid: packet.vrid,
    priority: packet.priority,
    count: packet.count,
    addresses: packet.addresses,
    intervalSeconds: intervalSeconds(packet),
    authType: isVersion2 ? packet.authType : undefined,
    authData: isVersion2 && packet.family === 'ipv4' ? hexOf(packet.authData) : undefined,
    password: passwordOf(packet),
    checksum: hexWord(checksum.found),
    checksumExpected: checksum.expected === undefined ? undefined : hexWord(checksum.expected),
    checksumRightAs: checksum.rightAs,
  }
}

export function intervalSeconds(packet: AdvertParts['packet']): number {
  return packet.version === 2 ? packet.intervalSeconds : packet.intervalCentis / 100
}

/** The password that an advert of authentication type 1 carries in the clear, when it is text. */
export function passwordOf(packet: AdvertParts['packet']): string | undefined {
  if (packet.version !== 2 || packet.authType !== 1) return undefined
  const text = Buffer.from(packet.authData).toString('latin1').replace(/\0+$/, '')
  return /^[\x20-\x7e]+$/.test(text) ? text : undefined
}

function arpFields(content: ArpDissection): object | undefined {
  return content.arp && { kind: arpKind(content.arp), ...content.arp }
}

export function arpKind(arp: Arp): 'gratuitous' | 'probe' | 'request' | 'reply' | 'other' {
  if (isGratuitous(arp)) return 'gratuitous'
  if (isProbe(arp)) return 'probe'
  if (arp.operation === 1) return 'request'
  return arp.operation === 2 ? 'reply' : 'other'
}

function neighbourFields(content: NeighbourDissection): object | undefined {
  return content.message && { ...content.message, optionsWhole: undefined }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
