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

/** A reader that remembers one address at each of its places, the latest. It has 2 to the `bits`, 1 to 20. */
export function openAddressMemory(bits = usualBits): AddressReader {
  let short: Memory | undefined
  let long: Memory | undefined
  return (bytes, offset, length) => {
    if (length === 4) {
      short ??= openMemory(4, bits)
      return recall(short, bytes, offset)
    }
    long ??= openMemory(16, bits)
    return recall(long, bytes, offset)
  }
}

/**
 * The bytes lie side by side and not in objects: what one advert touches has often left the caches of the
 * processor when the next one comes.
 */
interface Memory {
  readonly length: 4 | 16
  readonly bits: number
  readonly known: Uint8Array
  readonly texts: (Address | undefined)[]
}

function openMemory(length: 4 | 16, bits: number): Memory {
  const places = 2 ** bits
  return { length, bits, known: new Uint8Array(places * length), texts: new Array(places).fill(undefined) }
}

function recall({ length, bits, known, texts }: Memory, bytes: Uint8Array, offset: number): Address {
  const place = hashOf(bytes, offset, length) >>> (32 - bits)
  const start = place * length
  const text = texts[place]
  let same = 0
  while (same < length && known[start + same] === bytes[offset + same]) same++
  if (text !== undefined && same === length) return text
  const read = addressAt(bytes, offset, length)
  for (let at = 0; at < length; at++) known[start + at] = bytes[offset + at] ?? 0
  texts[place] = read
  return read
}

function hashOf(bytes: Uint8Array, offset: number, length: number): number {
  let hash = 0
  for (let at = offset; at < offset + length; at += 4) {
    const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16)
    hash = Math.imul(hash ^ high ^ ((bytes[at + 2] ?? 0) << 8) ^ (bytes[at + 3] ?? 0), spread)
  }
  return hash
}
