/**
 * What a link message says beyond link.ts: its kind and what it stands on (rtnetlink(7), IFLA_LINKINFO,
 * IFLA_LINK). Only for judging configurations; the daemon does not need it.
 */
import { decodeAttributes, littleEndian, readText, readU32, viewOf } from './attribute.ts'
import { linkType } from './link.ts'
import type { NetlinkMessage } from './message.ts'

export interface LinkDetail {
  readonly index: number
  /** IFF_UP: somebody wants it up. */
  readonly wantedUp: boolean
  readonly pointToPoint: boolean
  readonly ethernet: boolean
  /** `macvlan`, `veth`, ...; empty: none. */
  readonly kind: string
  /** 0: it stands on nothing. */
  readonly baseIndex: number
}

const infoLength = 16
const flag = { up: 0x1, pointToPoint: 0x10 } as const
const attribute = { link: 5, linkInfo: 18, otherNamespace: 37 } as const
const infoKind = 1
/** ARPHRD_ETHER. */
const ethernetType = 1

/** Undefined for what is not a whole RTM_NEWLINK. */
export function decodeLinkDetail(message: NetlinkMessage): LinkDetail | undefined {
  if (message.type !== linkType.newLink || message.payload.length < infoLength) return undefined
  const view = viewOf(message.payload)
  const attributes = decodeAttributes(message.payload.subarray(infoLength))
  const info = attributes.get(attribute.linkInfo)
  const flags = view.getUint32(8, littleEndian)
  // The other end of a veth, or the parent of what was moved, may be an index of another namespace.
  const elsewhere = attributes.has(attribute.otherNamespace)
  return {
    index: view.getInt32(4, littleEndian),
    wantedUp: (flags & flag.up) !== 0,
    pointToPoint: (flags & flag.pointToPoint) !== 0,
    ethernet: view.getUint16(2, littleEndian) === ethernetType,
    kind: (info === undefined ? undefined : readText(decodeAttributes(info), infoKind)) ?? '',
    baseIndex: elsewhere ? 0 : (readU32(attributes, attribute.link) ?? 0),
  }
}
