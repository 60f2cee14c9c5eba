/**
 * Interfaces that stand on another one and have a life of their own: macvlan and ipvlan (ip-link(8); RFC
 * 9568, 7.3). Messages to make, change and remove them, and what the kernel says of one (IFLA_LINKINFO).
 * Refuses other kinds and other modes than keepalived's.
 *
 *   struct ifinfomsg: family 1, pad 1, type 2, index 4, flags 4, change 4; then IFLA_* attributes
 */
import { type Mac, macBytes, macFromBytes } from '../base/address.ts'
import {
  type Attribute,
  decodeAttributes,
  encodeAttributes,
  littleEndian,
  nested,
  readText,
  readU16,
  readU32,
  text,
  u8,
  u16,
  u32,
  viewOf,
} from './attribute.ts'
import { linkType } from './link.ts'
import { encodeMessage, messageFlag, type NetlinkMessage } from './message.ts'

/** Of an ipvlan in mode L2; a macvlan is always private. */
export type IpvlanFlags = 'bridge' | 'private' | 'vepa'

export type VirtualLinkKind =
  /** The kernel filters on the MAC address, and lets no packet through to other macvlans of the base. */
  | { readonly is: 'macvlan'; readonly mac: Mac }
  /** Has the MAC address of the base. */
  | { readonly is: 'ipvlan'; readonly flags: IpvlanFlags }

export interface NewVirtualLink {
  /** 1 to 15 bytes. */
  readonly name: string
  readonly baseIndex: number
  readonly kind: VirtualLinkKind
  /** Of links, 0 to 4294967295; undefined: the default group. */
  readonly group: number | undefined
  /** NLM_F_ECHO: the change is told to the one who asked for it, too. */
  readonly echo?: boolean
}

/** What is there, as far as it decides whether it is what was wanted. */
export interface VirtualLink {
  readonly index: number
  readonly name: string
  /** `macvlan`, `ipvlan`, `veth`, ...; empty: hardware. */
  readonly kind: string
  /** Undefined: it stands on nothing, or on something in another namespace. */
  readonly baseIndex: number | undefined
  readonly mac: Mac | undefined
  /** macvlan: 1 private, 2 vepa, 4 bridge, ...; ipvlan: 0 L2, 1 L3, 2 L3S. */
  readonly mode: number | undefined
  /** Of an ipvlan: 0 bridge, 1 private, 2 vepa. */
  readonly flags: number | undefined
  /** The VRF or bridge that it belongs to; 0: none. */
  readonly masterIndex: number
  readonly group: number
  /** IFF_UP: somebody wants it up, whether it has a carrier or not. */
  readonly wantedUp: boolean
}

const infoLength = 16
const flagUp = 0x1
const create = 0x400
const exclusive = 0x200
const echoFlag = 0x8
const attribute = {
  ...{ address: 1, name: 3, link: 5, master: 10, linkInfo: 18, afSpec: 26, group: 27, otherNamespace: 37 },
} as const
const linkInfo = { kind: 1, data: 2 } as const
const macvlan = { mode: 1, modePrivate: 1 } as const
const ipvlan = { mode: 1, flags: 2, modeL2: 0 } as const
const ipvlanFlags = { bridge: 0, private: 1, vepa: 2 } as const
const internet6 = 10
const internet6Generation = 8
/** IN6_ADDR_GEN_MODE_NONE: no link-local address of the kernel's own. */
const generateNone = 1

/** RTM_NEWLINK; EEXIST when the name is taken. It is down when it comes, and has no link-local address. */
export function encodeMakeLink({ name, baseIndex, kind, group, echo }: NewVirtualLink): Uint8Array {
  const own: Attribute[] =
    kind.is === 'macvlan' ? [{ type: attribute.address, value: macBytes(kind.mac) }] : []
  const data =
    kind.is === 'macvlan'
      ? [u32(macvlan.mode, macvlan.modePrivate)]
      : [u16(ipvlan.mode, ipvlan.modeL2), u16(ipvlan.flags, ipvlanFlags[kind.flags])]
  return linkMessage(
    { index: 0, up: undefined, extra: create | exclusive | (echo === true ? echoFlag : 0) },
    [
      text(attribute.name, name),
      u32(attribute.link, baseIndex),
      ...own,
      ...(group === undefined ? [] : [u32(attribute.group, group)]),
      nested(attribute.linkInfo, [text(linkInfo.kind, kind.is), nested(linkInfo.data, data)]),
    ],
  )
}

/** RTM_GETLINK of one: answered with its RTM_NEWLINK; ENODEV when there is none. */
export function encodeGetLink(name: string): Uint8Array {
  return linkMessage({ index: 0, up: undefined, type: linkType.getLink }, [text(attribute.name, name)])
}

/** The kernel makes no link-local address; refused where IPv6 is switched off. */
export function encodeGenerateNoAddress(index: number): Uint8Array {
  const generation = nested(internet6, [u8(internet6Generation, generateNone)])
  return linkMessage({ index, up: undefined }, [nested(attribute.afSpec, [generation])])
}

/** 0: it leaves its master. */
export function encodeSetMaster(index: number, masterIndex: number): Uint8Array {
  return linkMessage({ index, up: undefined }, [u32(attribute.master, masterIndex)])
}

export function encodeSetGroup(index: number, group: number): Uint8Array {
  return linkMessage({ index, up: undefined }, [u32(attribute.group, group)])
}

export function encodeSetUp(index: number, up: boolean): Uint8Array {
  return linkMessage({ index, up }, [])
}

/** RTM_DELLINK; ENODEV when it is gone already. */
export function encodeRemoveLink(index: number): Uint8Array {
  return linkMessage({ index, up: undefined, type: linkType.delLink }, [])
}

/**
 * RTM_DELLINK of all links of a group at once: each alone waits some 20 ms for the rest of the kernel.
 * Refused as a whole when one of them cannot be removed.
 */
export function encodeRemoveGroup(group: number): Uint8Array {
  const attributes = [u32(attribute.group, group)]
  return linkMessage({ index: 0, up: undefined, type: linkType.delLink }, attributes)
}

/**
 * Undefined for what is not a whole RTM_NEWLINK with a name, and for messages of a bridge about its ports.
 */
export function decodeVirtualLink(message: NetlinkMessage): VirtualLink | undefined {
  if (message.type !== linkType.newLink || message.payload.length < infoLength) return undefined
  const view = viewOf(message.payload)
  if (view.getUint8(0) !== 0) return undefined
  const attributes = decodeAttributes(message.payload.subarray(infoLength))
  const name = readText(attributes, attribute.name)
  if (name === undefined || name === '') return undefined
  const nestedInfo = attributes.get(attribute.linkInfo)
  const info = nestedInfo === undefined ? undefined : decodeAttributes(nestedInfo)
  const kind = (info && readText(info, linkInfo.kind)) ?? ''
  const nestedData = info?.get(linkInfo.data)
  const data = nestedData === undefined ? undefined : decodeAttributes(nestedData)
  const address = attributes.get(attribute.address)
  const isElsewhere = attributes.has(attribute.otherNamespace)
  return {
    index: view.getInt32(4, littleEndian),
    name,
    kind,
    baseIndex: isElsewhere ? undefined : readU32(attributes, attribute.link),
    mac: address?.length === 6 ? macFromBytes(address) : undefined,
    mode: data && (kind === 'ipvlan' ? readU16(data, ipvlan.mode) : readU32(data, macvlan.mode)),
    flags: data && kind === 'ipvlan' ? readU16(data, ipvlan.flags) : undefined,
    masterIndex: readU32(attributes, attribute.master) ?? 0,
    group: readU32(attributes, attribute.group) ?? 0,
    wantedUp: (view.getUint32(8, littleEndian) & flagUp) !== 0,
  }
}

/** Whether it is what `encodeMakeLink` would make. */
export function isLike(link: VirtualLink, wanted: Pick<NewVirtualLink, 'baseIndex' | 'kind'>): boolean {
  const { kind } = wanted
  if (link.kind !== kind.is || link.baseIndex !== wanted.baseIndex) return false
  if (kind.is === 'macvlan') return link.mode === macvlan.modePrivate && link.mac === kind.mac
  return link.mode === ipvlan.modeL2 && link.flags === ipvlanFlags[kind.flags]
}

function linkMessage(
  head: {
    readonly index: number
    readonly up: boolean | undefined
    readonly extra?: number
    readonly type?: number
  },
  attributes: readonly Attribute[],
): Uint8Array {
  const encoded = encodeAttributes(attributes)
  const payload = new Uint8Array(infoLength + encoded.length)
  const view = viewOf(payload)
  view.setInt32(4, head.index, littleEndian)
  if (head.up !== undefined) {
    view.setUint32(8, head.up ? flagUp : 0, littleEndian)
    view.setUint32(12, flagUp, littleEndian)
  }
  payload.set(encoded, infoLength)
  const flags = messageFlag.request | messageFlag.ack | (head.extra ?? 0)
  return encodeMessage({ type: head.type ?? linkType.newLink, flags }, payload)
}
