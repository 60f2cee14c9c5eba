/**
 * The head of every kernel message and the two messages that mean something on every netlink socket: the
 * verdict on a request and the end of a dump (netlink(7)). Decoding takes the whole messages of a datagram
 * and stops at the first broken one; it never throws.
 *
 *   0        4      6       8          12      16
 *   +--------+------+-------+----------+-------+---------
 *   | length | type | flags | sequence | port  | payload    length counts the head; host order
 *   +--------+------+-------+----------+-------+---------
 */
import { aligned, decodeAttributes, littleEndian, viewOf } from './attribute.ts'

export interface NetlinkMessage {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /**
   * Netlink port of the socket that asked; in notifications too, 0 when the kernel itself made the change.
   */
  readonly port: number
  readonly payload: Uint8Array
}

/** Types below 16 are the same on every netlink family. */
export const controlType = { noop: 1, error: 2, done: 3, overrun: 4 } as const

export const messageFlag = {
  request: 0x001,
  multi: 0x002,
  ack: 0x004,
  /** The dump's list changed while it was read: it may lack or repeat entries. */
  dumpInterrupted: 0x010,
  dump: 0x300,
  /** Of requests to add: instead of what is there, only where there is none, at all, behind the others. */
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  append: 0x800,
} as const

export const headLength = 16
const sequenceOffset = 8

/**
 * A message with sequence 0 and port 0; the conversation puts its own sequence in. Padded to a multiple of 4.
 */
export function encodeMessage(head: { type: number; flags: number }, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(aligned(headLength + payload.length))
  const view = viewOf(bytes)
  view.setUint32(0, headLength + payload.length, littleEndian)
  view.setUint16(4, head.type, littleEndian)
  view.setUint16(6, head.flags, littleEndian)
  bytes.set(payload, headLength)
  return bytes
}

/** The same message with another sequence number, 0 to 4294967295. */
export function withSequence(message: Uint8Array, sequence: number): Uint8Array {
  const copy = message.slice()
  if (copy.length >= headLength) viewOf(copy).setUint32(sequenceOffset, sequence, littleEndian)
  return copy
}

/** The payloads point into `bytes`: a buffer that is used again must be copied first. */
export function decodeMessages(bytes: Uint8Array): NetlinkMessage[] {
  const messages: NetlinkMessage[] = []
  const view = viewOf(bytes)
  let at = 0
  while (at + headLength <= bytes.length) {
    const length = view.getUint32(at, littleEndian)
    if (length < headLength || at + length > bytes.length) break
    messages.push({
      type: view.getUint16(at + 4, littleEndian),
      flags: view.getUint16(at + 6, littleEndian),
      sequence: view.getUint32(at + sequenceOffset, littleEndian),
      port: view.getUint32(at + 12, littleEndian),
      payload: bytes.subarray(at + headLength, at + length),
    })
    at += aligned(length)
  }
  return messages
}

/**
 * The verdict that an error message or the end of a dump carries: 0 for success, else a positive errno;
 * undefined for every other message. A verdict too short to hold a number counts as EBADMSG (74).
 */
export function verdictOf(message: NetlinkMessage): number | undefined {
  if (message.type !== controlType.error && message.type !== controlType.done) return undefined
  if (message.payload.length < 4) return message.type === controlType.done ? 0 : 74
  return Math.abs(viewOf(message.payload).getInt32(0, littleEndian))
}

/**
 * Behind a verdict there are attributes: linux/netlink.h, NLM_F_ACK_TLVS; the request is capped to its head.
 */
const attributesFollow = 0x200
const requestCapped = 0x100
const reasonAttribute = 1

/**
 * The kernel's own words for a verdict, such as `Nexthop has invalid gateway`; undefined when it has none.
 * Only sockets with NETLINK_EXT_ACK and NETLINK_CAP_ACK get them (netlink(7)).
 */
export function reasonOf({ type, flags, payload }: NetlinkMessage): string | undefined {
  const wanted = attributesFollow | requestCapped
  if (type !== controlType.error || (flags & wanted) !== wanted) return undefined
  const value = decodeAttributes(payload.subarray(4 + headLength)).get(reasonAttribute)
  if (value === undefined) return undefined
  const text = String.fromCharCode(...value.filter((byte) => byte >= 0x20 && byte < 0x7f))
  return text === '' ? undefined : text
}
