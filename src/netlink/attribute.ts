/**
 * Netlink attributes: the type-length-value list after every kernel message (netlink(7),
 * include/uapi/linux/netlink.h). Decoding takes what is whole and stops at the first broken attribute; it
 * never throws. Numbers are in host order unless the name says network.
 *
 *   0      2      4
 *   +------+------+-----------------+
 *   | len  | type | value           | padded with zeros to a multiple of 4; len counts the first 4 bytes
 *   +------+------+-----------------+
 */

export interface Attribute {
  readonly type: number
  readonly value: Uint8Array
}

export type Attributes = ReadonlyMap<number, Uint8Array>

const headLength = 4
/** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const typeMask = 0x3fff
const nestedFlag = 0x8000

/** Whether this machine writes the low byte of a number first. */
export const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

export function aligned(length: number): number {
  return (length + 3) & ~3
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** One piece after the other. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Attributes in the given order; each value at most 65531 bytes. */
export function encodeAttributes(attributes: readonly Attribute[]): Uint8Array {
  const length = attributes.reduce((sum, { value }) => sum + aligned(headLength + value.length), 0)
  const bytes = new Uint8Array(length)
  const view = viewOf(bytes)
  let at = 0
  for (const { type, value } of attributes) {
    view.setUint16(at, headLength + value.length, littleEndian)
    view.setUint16(at + 2, type, littleEndian)
    bytes.set(value, at + headLength)
    at += aligned(headLength + value.length)
  }
  return bytes
}

/** An attribute that holds attributes. */
export function nested(type: number, attributes: readonly Attribute[]): Attribute {
  return { type: type | nestedFlag, value: encodeAttributes(attributes) }
}

/** By type without its flags; of a type that occurs twice the last one counts, as in the kernel. */
export function decodeAttributes(bytes: Uint8Array): Attributes {
  const found = new Map<number, Uint8Array>()
  const view = viewOf(bytes)
  let at = 0
  while (at + headLength <= bytes.length) {
    const length = view.getUint16(at, littleEndian)
    if (length < headLength || at + length > bytes.length) break
    const type = view.getUint16(at + 2, littleEndian) & typeMask
    found.set(type, bytes.subarray(at + headLength, at + length))
    at += aligned(length)
  }
  return found
}

/** 0 to 255. */
export function u8(type: number, value: number): Attribute {
  return { type, value: Uint8Array.of(value) }
}

/** 0 to 65535. */
export function u16(type: number, value: number): Attribute {
  const bytes = new Uint8Array(2)
  viewOf(bytes).setUint16(0, value, littleEndian)
  return { type, value: bytes }
}

/** 0 to 65535, in network order. */
export function u16Network(type: number, value: number): Attribute {
  return { type, value: Uint8Array.of(value >> 8, value & 0xff) }
}

/** 0 to 4294967295, or a negative number of 32 bits. */
export function u32(type: number, value: number): Attribute {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, littleEndian)
  return { type, value: bytes }
}

/** 0 to 4294967295, or a negative number of 32 bits; in network order. */
export function u32Network(type: number, value: number): Attribute {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, false)
  return { type, value: bytes }
}

/** Latin letters and what else fits in a byte, ended by a zero byte. */
export function text(type: number, value: string): Attribute {
  const bytes = new Uint8Array(value.length + 1)
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i)
  return { type, value: bytes }
}

/** Undefined when the attribute is missing or shorter. */
export function readU8(attributes: Attributes, type: number): number | undefined {
  return attributes.get(type)?.[0]
}

export function readU16(attributes: Attributes, type: number): number | undefined {
  const value = attributes.get(type)
  return value !== undefined && value.length >= 2 ? viewOf(value).getUint16(0, littleEndian) : undefined
}

export function readU16Network(attributes: Attributes, type: number): number | undefined {
  const value = attributes.get(type)
  return value !== undefined && value.length >= 2 ? viewOf(value).getUint16(0, false) : undefined
}

export function readU32(attributes: Attributes, type: number): number | undefined {
  const value = attributes.get(type)
  return value !== undefined && value.length >= 4 ? viewOf(value).getUint32(0, littleEndian) : undefined
}

/** Up to the first zero byte. */
export function readText(attributes: Attributes, type: number): string | undefined {
  const value = attributes.get(type)
  if (value === undefined) return undefined
  const end = value.indexOf(0)
  return String.fromCharCode(...value.subarray(0, end < 0 ? value.length : end).subarray(0, 4096))
}
