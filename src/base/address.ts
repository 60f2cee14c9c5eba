/**
 * IP and MAC addresses as checked, canonical text: they print themselves, compare with ===, serve as map
 * keys and cross process borders unchanged. Refuses everything that is not strictly numeric (no names, no
 * zones).
 */
import { bug } from './bug.ts'
import { err, ok, type Result } from './result.ts'

declare const kind: unique symbol
/** An IPv4 address in dotted form or an IPv6 address in the form of RFC 5952. */
export type Address = string & { readonly [kind]: 'address' }
/** Six lower-case octets separated by colons. */
export type Mac = string & { readonly [kind]: 'mac' }
export type Family = 'ipv4' | 'ipv6'

/** An address and the number of leading bits that name its network: 0..32 or 0..128. */
export interface Prefix {
  readonly address: Address
  readonly length: number
}

export function familyOf(address: Address): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

/** The length of a host's prefix: 32 or 128. */
export function fullLength(family: Family): number {
  return family === 'ipv4' ? 32 : 128
}

/** Strict text to address. IPv4: four decimal octets without leading zeros. IPv6: RFC 4291 section 2.2. */
export function parseAddress(text: string): Result<Address, 'not-an-address'> {
  if (!text.includes(':')) return ipv4.test(text) ? ok(text as Address) : err('not-an-address')
  const bytes = parseIpv6(text)
  return bytes === undefined ? err('not-an-address') : ok(addressFromBytes(bytes))
}

/** For literals in code and tests; a wrong literal is a bug. */
export function address(text: string): Address {
  const parsed = parseAddress(text)
  return parsed.ok ? parsed.value : bug(`not an address: ${text}`)
}

/** 4 or 16 bytes in network order to an address. */
export function addressFromBytes(bytes: Uint8Array): Address {
  const { length } = bytes
  return length === 4 || length === 16 ? addressAt(bytes, 0, length) : bug(`an address of ${length} bytes`)
}

/** The address whose 4 or 16 bytes stand at `offset`; what is missing counts as 0. */
export function addressAt(bytes: Uint8Array, offset: number, length: 4 | 16): Address {
  if (length === 16) return formatIpv6(bytes.subarray(offset, offset + length)) as Address
  // Neither a view nor an array for each: too much for every packet of a flood.
  const network = `${bytes[offset] ?? 0}.${bytes[offset + 1] ?? 0}`
  return `${network}.${bytes[offset + 2] ?? 0}.${bytes[offset + 3] ?? 0}` as Address
}

/** The 4 or 16 bytes of an address, in network order. */
export function addressBytes(address: Address): Uint8Array {
  if (address.includes(':')) return parseIpv6(address) ?? bug(`not an address: ${address}`)
  const bytes = new Uint8Array(4)
  putIpv4(bytes, 0, address)
  return bytes
}

/** Writes its 4 or 16 bytes in network order to `target` from `offset` on, and says how many. */
export function putAddress(target: Uint8Array, offset: number, address: Address): 4 | 16 {
  if (!address.includes(':')) {
    putIpv4(target, offset, address)
    return 4
  }
  target.set(addressBytes(address), offset)
  return 16
}

/** Unsigned, in network order, as RFC 9568 section 6.4.3 breaks ties; IPv4 sorts before IPv6. */
export function compareAddresses(a: Address, b: Address): number {
  const left = addressBytes(a)
  const right = addressBytes(b)
  if (left.length !== right.length) return left.length - right.length
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether the address is in 224.0.0.0/4 or ff00::/8. */
export function isMulticast(address: Address): boolean {
  // Canonical text says it at its beginning: this is asked several times of every packet.
  if (address.includes(':')) return address.startsWith('ff') && address.indexOf(':') === 4
  const first = Number.parseInt(address, 10)
  return first >= 224 && first < 240
}

export function formatPrefix(prefix: Prefix): string {
  return `${prefix.address}/${prefix.length}`
}

/** Six bytes to a MAC address. */
export function macFromBytes(bytes: Uint8Array): Mac {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':') as Mac
}

/** Six colon-separated octets of one or two hexadecimal digits. */
export function parseMac(text: string): Result<Mac, 'not-a-mac'> {
  const parts = text.split(':')
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-f]{1,2}$/i.test(part))) return err('not-a-mac')
  return ok(macFromBytes(Uint8Array.from(parts, (part) => Number.parseInt(part, 16))))
}

export function macBytes(mac: Mac): Uint8Array {
  const bytes = new Uint8Array(6)
  for (let at = 0; at < 6; at++) bytes[at] = digitAt(mac, 3 * at) * 16 + digitAt(mac, 3 * at + 1)
  return bytes
}

/** Of canonical text: a thousand announcements take several thousand MAC addresses. */
function digitAt(mac: Mac, at: number): number {
  const code = mac.charCodeAt(at)
  return code < letterA ? code - zero : code - letterA + 10
}

/** What it accepts is canonical already. */
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

const zero = 0x30
const dot = 0x2e
const letterA = 0x61

/** Of an address that was checked: adverts are composed too often for a pattern each time. */
function putIpv4(target: Uint8Array, offset: number, address: Address): void {
  let octet = 0
  let place = offset
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at)
    if (code === dot) {
      target[place++] = octet
      octet = 0
    } else octet = octet * 10 + code - zero
  }
  if (place !== offset + 3) bug(`not an address: ${address}`)
  target[place] = octet
}

function parseIpv4(text: string): Uint8Array | undefined {
  return ipv4.test(text) ? Uint8Array.from(text.split('.'), Number) : undefined
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 16 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  return Uint8Array.from([...head, ...new Array<number>(Math.max(missing, 0)).fill(0), ...tail])
}

function groups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (mayEndInIpv4 && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part)
      if (ipv4 === undefined) return undefined
      bytes.push(...ipv4)
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 0xff)
    }
  }
  return bytes
}

function formatIpv6(bytes: Uint8Array): string {
  const words: number[] = []
  for (let i = 0; i < 16; i += 2) words.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0))
  const gap = longestZeroRun(words)
  const hex = (part: number[]) => part.map((word) => word.toString(16)).join(':')
  if (gap.length < 2) return hex(words)
  return `${hex(words.slice(0, gap.start))}::${hex(words.slice(gap.start + gap.length))}`
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < words.length; start++) {
    let length = 0
    while (words[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
