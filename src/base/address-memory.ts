/**
 * Texts of addresses that were read from bytes before: the same few senders and virtual addresses are heard
 * again and again, and making a text anew each time is most of what reading an advert costs. Of bounded
 * size; what it does not remember is only slower. Refuses to know what the addresses mean.
 */
import { type Address, addressAt } from './address.ts'

/** Gives the address whose 4 or 16 bytes stand at `offset`, all of which are there. */
export type AddressReader = (bytes: Uint8Array, offset: number, length: 4 | 16) => Address

/** 8192 places: of a thousand addresses few share theirs with another one. */
const usualBits = 13
/** 2^32 divided by the golden ratio: addresses that follow one another get places far apart. */
const spread = 0x9e37_79b1

interface Remembered {
  readonly bytes: Uint8Array
  readonly text: Address
}

/** A reader that remembers one address at each of its places, the latest. It has 2 to the `bits`, 1 to 20. */
export function openAddressMemory(bits = usualBits): AddressReader {
  const memory = new Array<Remembered | undefined>(2 ** bits).fill(undefined)
  return (bytes, offset, length) => {
    const place = hashOf(bytes, offset, length) >>> (32 - bits)
    const known = memory[place]
    if (known !== undefined && isSame(known.bytes, { bytes, offset, length })) return known.text
    const text = addressAt(bytes, offset, length)
    memory[place] = { bytes: new Uint8Array(bytes.subarray(offset, offset + length)), text }
    return text
  }
}

function hashOf(bytes: Uint8Array, offset: number, length: number): number {
  let hash = 0
  for (let at = offset; at < offset + length; at += 4) {
    const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16)
    hash = Math.imul(hash ^ high ^ ((bytes[at + 2] ?? 0) << 8) ^ (bytes[at + 3] ?? 0), spread)
  }
  return hash
}

function isSame(
  known: Uint8Array,
  asked: { readonly bytes: Uint8Array; readonly offset: number; readonly length: number },
): boolean {
  const { bytes, offset, length } = asked
  if (known.length !== length) return false
  for (let at = 0; at < length; at++) if (known[at] !== bytes[offset + at]) return false
  return true
}
