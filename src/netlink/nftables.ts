/**
 * Tables, chains, sets, elements and rules of nf_tables as netlink messages
 * (include/uapi/linux/netfilter/nf_tables.h), between the two messages that make them one transaction: the
 * kernel carries out all of them or none. Knows no rule; refuses nothing, the kernel judges.
 *
 *   struct nfgenmsg: family 1, version 0, resource id 2 in network order; then attributes
 */
import type { Family } from '../base/address.ts'
import {
  type Attribute,
  concatenate,
  decodeAttributes,
  encodeAttributes,
  littleEndian,
  nested,
  readText,
  text,
  u32,
  u32Network,
} from './attribute.ts'
import { encodeMessage, messageFlag, type NetlinkMessage } from './message.ts'

/** A table of one family, by name. */
export interface TableName {
  readonly family: Family
  /** 1 to 31 bytes and more, as the kernel allows. */
  readonly table: string
}

/** What the keys or values of a set are, which the kernel only keeps and nft(8) prints them by. */
export type ElementType =
  | 'ipv4_addr'
  | 'ipv6_addr'
  | 'iface_index'
  | 'icmpv6_type'
  | 'ipv6_addr . iface_index'
  | 'ipv6_addr . ifname'

export interface NamedSet {
  readonly name: string
  readonly keys: ElementType
  /** Of a map: what it has for a key. */
  readonly values?: ElementType
  /** No element comes or goes once a rule uses it. */
  readonly constant?: boolean
  /** 1 to 4294967295, of no other set in the same transaction. */
  readonly id: number
}

export interface Element {
  readonly key: Uint8Array
  readonly value?: Uint8Array
}

export interface Chain {
  readonly name: string
  /** Undefined: only reached from other chains. */
  readonly base?: {
    readonly hook: 'input' | 'output'
    /** Lower ones see a packet first; 0 is that of the filter. */
    readonly priority: number
  }
}

/** Datatype of nft, bytes of a key, and whether its numbers are in host order (1) or network order (2). */
const elementTypes: {
  readonly [type in ElementType]: { readonly type: number; readonly length: number; readonly order: number }
} = {
  ipv4_addr: { type: 7, length: 4, order: 2 },
  ipv6_addr: { type: 8, length: 16, order: 2 },
  iface_index: { type: 20, length: 4, order: 1 },
  icmpv6_type: { type: 29, length: 1, order: 2 },
  'ipv6_addr . iface_index': { type: (8 << 6) | 20, length: 20, order: 0 },
  'ipv6_addr . ifname': { type: (8 << 6) | 41, length: 32, order: 0 },
}

const subsystem = 10
const batchType = { begin: 0x10, end: 0x11 } as const
const messageType = {
  newTable: 0,
  deleteTable: 2,
  newChain: 3,
  newRule: 6,
  newSet: 9,
  newElements: 12,
  deleteElements: 14,
} as const
const createFlag = 0x400
const appendFlag = 0x800
const familyNumber = { ipv4: 2, ipv6: 10 } as const
const families: readonly Family[] = ['ipv4', 'ipv6']
const hookNumber = { input: 1, output: 3 } as const
const acceptPolicy = 1
const setFlag = { constant: 2, map: 8 } as const
/** The list of elements is one attribute, whose length has 16 bits; an element takes at most 60 bytes. */
const elementsMax = 1000

/** Of a notification: the table that was deleted; undefined: it tells of something else. */
export function decodeDeletedTable({ type, payload }: NetlinkMessage): TableName | undefined {
  if (type !== (subsystem << 8) + messageType.deleteTable) return undefined
  const family = families.find((name) => familyNumber[name] === payload[0])
  const table = readText(decodeAttributes(payload.subarray(4)), 1)
  return family === undefined || table === undefined ? undefined : { family, table }
}

/** The messages as one transaction; the first and the last are never acknowledged by older kernels. */
export function asTransaction(messages: readonly Uint8Array[]): Uint8Array[] {
  const resource = Uint8Array.of(0, 0, 0, subsystem)
  const begin = encodeMessage({ type: batchType.begin, flags: messageFlag.request }, resource)
  const end = encodeMessage({ type: batchType.end, flags: messageFlag.request }, resource)
  return [begin, ...messages, end]
}

/** Makes the table unless it is there. */
export function encodeAddTable({ family, table }: TableName): Uint8Array {
  return encode(family, messageType.newTable, { flags: createFlag, attributes: [text(1, table), u32(2, 0)] })
}

/** With all that is in it; ENOENT when it is not there. */
export function encodeDeleteTable({ family, table }: TableName): Uint8Array {
  return encode(family, messageType.deleteTable, { flags: 0, attributes: [text(1, table)] })
}

export function encodeAddChain({ family, table }: TableName, { name, base }: Chain): Uint8Array {
  const attributes = [text(1, table), text(3, name)]
  if (base !== undefined) {
    const hook = [u32Network(1, hookNumber[base.hook]), u32Network(2, base.priority)]
    attributes.push(text(7, 'filter'), u32Network(5, acceptPolicy), nested(4, hook))
  }
  return encode(family, messageType.newChain, { flags: createFlag, attributes })
}

export function encodeAddSet({ family, table }: TableName, set: NamedSet): Uint8Array {
  const keys = elementTypes[set.keys]
  const values = set.values === undefined ? undefined : elementTypes[set.values]
  const flags = (set.constant === true ? setFlag.constant : 0) | (values === undefined ? 0 : setFlag.map)
  const attributes = [
    text(1, table),
    text(2, set.name),
    u32Network(3, flags),
    u32Network(4, keys.type),
    u32Network(5, keys.length),
  ]
  if (values !== undefined) attributes.push(u32Network(6, values.type), u32Network(7, values.length))
  attributes.push(u32Network(10, set.id), { type: 13, value: orders([keys.order, values?.order]) })
  return encode(family, messageType.newSet, { flags: createFlag, attributes })
}

/** An element that is there already stays as it is. In several messages when there are many. */
export function encodeAddElements(
  table: TableName,
  set: string,
  elements: readonly Element[],
): readonly Uint8Array[] {
  return encodeElements(table, set, { elements, type: messageType.newElements, flags: createFlag })
}

/** ENOENT when one is not there. */
export function encodeDeleteElements(
  table: TableName,
  set: string,
  elements: readonly Element[],
): readonly Uint8Array[] {
  return encodeElements(table, set, { elements, type: messageType.deleteElements, flags: 0 })
}

/** Behind the rules that the chain has. */
export function encodeAddRule(
  { family, table }: TableName,
  chain: string,
  expressions: readonly Attribute[],
): Uint8Array {
  const attributes = [text(1, table), text(2, chain), nested(4, expressions)]
  return encode(family, messageType.newRule, { flags: createFlag | appendFlag, attributes })
}

function encodeElements(
  { family, table }: TableName,
  set: string,
  change: { readonly elements: readonly Element[]; readonly type: number; readonly flags: number },
): readonly Uint8Array[] {
  const messages: Uint8Array[] = []
  for (let at = 0; at < change.elements.length; at += elementsMax) {
    const list = change.elements.slice(at, at + elementsMax).map(({ key, value }, number) => {
      const parts = [nested(1, [{ type: 1, value: key }])]
      if (value !== undefined) parts.push(nested(2, [{ type: 1, value }]))
      return nested(number + 1, parts)
    })
    const attributes = [text(1, table), text(2, set), nested(3, list)]
    messages.push(encode(family, change.type, { flags: change.flags, attributes }))
  }
  return messages
}

/**
 * What nft(8) keeps beside a set for itself: in which order the numbers of its keys (type 0) and values (1)
 * are, each a number of 32 bits in host order. Without it an interface index would be printed backwards.
 */
function orders([keys, values]: readonly [number, number | undefined]): Uint8Array {
  const one = (type: number, order: number) =>
    Uint8Array.of(type, 4, ...(littleEndian ? [order, 0, 0, 0] : [0, 0, 0, order]))
  return concatenate(values === undefined ? [one(0, keys ?? 0)] : [one(0, keys ?? 0), one(1, values)])
}

function encode(
  family: Family,
  type: number,
  message: { readonly flags: number; readonly attributes: readonly Attribute[] },
): Uint8Array {
  const head = Uint8Array.of(familyNumber[family], 0, 0, 0)
  const flags = messageFlag.request | messageFlag.ack | message.flags
  const payload = concatenate([head, encodeAttributes(message.attributes)])
  return encodeMessage({ type: (subsystem << 8) | type, flags }, payload)
}
