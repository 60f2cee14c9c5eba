/**
 * Interfaces as the kernel tells of them (rtnetlink(7), RTM_*LINK). Reads only: this room changes no
 * interface yet.
 *
 *   struct ifinfomsg: family 1, pad 1, type 2, index 4, flags 4, change 4; then IFLA_* attributes
 */
import { type Mac, macFromBytes } from '../base/address.ts'
import { decodeAttributes, littleEndian, readText, readU32, viewOf } from './attribute.ts'
import { encodeMessage, messageFlag, type NetlinkMessage } from './message.ts'

export interface Link {
  readonly index: number
  readonly name: string
  /** IFF_UP and IFF_RUNNING: wanted up, and with a carrier. */
  readonly up: boolean
  readonly loopback: boolean
  /** IFF_NOARP: the kernel does not resolve neighbours here. */
  readonly noArp: boolean
  readonly multicast: boolean
  /** Undefined where the link layer has no address of six bytes. */
  readonly mac: Mac | undefined
  /** Bytes; 0 when the kernel did not say. */
  readonly mtu: number
}

export type LinkReport =
  | { readonly is: 'link'; readonly link: Link }
  | { readonly is: 'link-gone'; readonly index: number; readonly name: string }

export const linkType = { newLink: 16, delLink: 17, getLink: 18 } as const

const flag = { up: 0x1, loopback: 0x8, running: 0x40, noArp: 0x80, multicast: 0x1000 } as const
const attribute = { address: 1, name: 3, mtu: 4 } as const
const infoLength = 16

/** A dump of all interfaces. */
export function encodeListLinks(): Uint8Array {
  const head = { type: linkType.getLink, flags: messageFlag.request | messageFlag.dump }
  return encodeMessage(head, new Uint8Array(infoLength))
}

/**
 * Undefined for what is not a whole RTM_NEWLINK or RTM_DELLINK with a name. Also for the messages of the
 * family AF_BRIDGE: their RTM_DELLINK says that an interface left a bridge, not that it is gone.
 */
export function decodeLink(message: NetlinkMessage): LinkReport | undefined {
  if (message.type !== linkType.newLink && message.type !== linkType.delLink) return undefined
  if (message.payload.length < infoLength) return undefined
  const view = viewOf(message.payload)
  if (view.getUint8(0) !== 0) return undefined
  const attributes = decodeAttributes(message.payload.subarray(infoLength))
  const index = view.getInt32(4, littleEndian)
  const flags = view.getUint32(8, littleEndian)
  const name = readText(attributes, attribute.name)
  if (name === undefined || name === '' || index <= 0) return undefined
  if (message.type === linkType.delLink) return { is: 'link-gone', index, name }
  const has = (bit: number) => (flags & bit) !== 0
  const mac = attributes.get(attribute.address)
  const link: Link = {
    index,
    name,
    up: has(flag.up) && has(flag.running),
    loopback: has(flag.loopback),
    noArp: has(flag.noArp),
    multicast: has(flag.multicast),
    mac: mac?.length === 6 ? macFromBytes(mac) : undefined,
    mtu: readU32(attributes, attribute.mtu) ?? 0,
  }
  return { is: 'link', link }
}
