/**
 * The Internet checksum of RFC 1071: the one's complement of the one's complement sum of 16-bit words.
 * Sums are plain numbers that can be added together before they are folded.
 */
import { wordAt } from './bytes.ts'

/**
 * The unfolded sum of the words from `start` up to, not including, `end`; an odd last byte counts as the high
 * half of a word. Parts that are summed one after the other must start at even distances (RFC 1071 section
 * 2).
 */
export function wordSum(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0
  let offset = start
  for (; offset + 1 < end; offset += 2) sum += wordAt(bytes, offset)
  return offset < end ? sum + ((bytes[offset] ?? 0) << 8) : sum
}

/** The checksum that belongs into the message, whose own field counted as 0: 0 to 65535. */
export function checksumOf(sum: number): number {
  return ~fold(sum) & 0xffff
}

/** Whether a sum that includes the checksum field of the message is that of an undamaged one. */
export function isRight(sum: number): boolean {
  return fold(sum) === 0xffff
}

function fold(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000)
  return folded
}
