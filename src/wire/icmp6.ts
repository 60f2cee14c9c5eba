/**
 * The frame around every ICMPv6 message, RFC 4443 section 2: type, code, and a checksum with pseudo-header.
 *
 *     0        8        16                31
 *     +--------+--------+-----------------+
 *     |  type  |  code  |    checksum     |  0
 *     |            message ...            |  4
 */
import { type Address, addressBytes } from '../base/address.ts'
import { putWord } from './bytes.ts'
import { checksumOf, isRight, wordSum } from './checksum.ts'

export const icmp6Protocol = 58

interface Ends {
  readonly source: Address
  readonly destination: Address
}

/** Whether the checksum of a whole message between these ends is right. */
export function isIcmp6Right(message: Uint8Array, ends: Ends): boolean {
  return isRight(wordSum(message, 0, message.length) + pseudoHeader(message.length, ends))
}

/** Writes the checksum into a message whose checksum field is 0. */
export function sealIcmp6(message: Uint8Array, ends: Ends): void {
  putWord(message, 2, checksumOf(wordSum(message, 0, message.length) + pseudoHeader(message.length, ends)))
}

/** RFC 8200 section 8.1, unfolded. */
function pseudoHeader(length: number, ends: Ends): number {
  const addresses = wordSum(addressBytes(ends.source), 0, 16) + wordSum(addressBytes(ends.destination), 0, 16)
  return addresses + icmp6Protocol + length
}
