/**
 * Big-endian fields of a byte string, read and written without a DataView, because adverts are read in
 * floods. Reading past the end gives 0: whoever reads has checked the length before.
 */

/** The byte at `offset`, 0 to 255. */
export function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}

/** Two bytes in network order, 0 to 65535. */
export function wordAt(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}

/** Four bytes in network order, 0 to 4294967295. */
export function longAt(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset) * 0x1_0000 + wordAt(bytes, offset + 2)
}

/** Writes the low 16 bits of `value` in network order. */
export function putWord(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = (value >> 8) & 0xff
  bytes[offset + 1] = value & 0xff
}

/** Writes the low 32 bits of `value` in network order. */
export function putLong(bytes: Uint8Array, offset: number, value: number): void {
  putWord(bytes, offset, value >>> 16)
  putWord(bytes, offset + 2, value & 0xffff)
}
