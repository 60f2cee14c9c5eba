/**
 * The lines of virtual_server_group: keepalived.conf(5), Virtual server group(s). Refuses ranges that end
 * before they begin, and networks with bits of a host.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  compareAddresses,
  familyOf,
  fullLength,
  parseAddress,
} from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { noteExtra, type Scene } from '../conf/rows.ts'
import { portOrAny } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import { fwmark } from './rows-head.ts'
import type { GroupEntry } from './settings.ts'

export const groupEntryShape = 'ADDRESS[-END|/BITS] [PORT] | fwmark NUMBER 1..4294967295 [inet|inet6]'

/** One line; undefined when it is none, which is reported. */
export function readGroupEntry(words: readonly [Word, ...Word[]], scene: Scene): GroupEntry | undefined {
  return words[0].text === 'fwmark' ? readMark(words, scene) : readAddresses(words, scene)
}

function readMark(
  [keyword, word, family, ...extra]: readonly [Word, ...Word[]],
  scene: Scene,
): GroupEntry | undefined {
  if (word === undefined) {
    const message = 'fwmark lacks a parameter: its number'
    refuse({ code: 'missing-parameter', word: keyword, message }, scene)
    return undefined
  }
  const mark = fwmark.read(word.text)
  if (!mark.ok) {
    refuse({ code: 'bad-fwmark', word, message: `fwmark "${word.text}" ${mark.error.problem}` }, scene)
    return undefined
  }
  if (family === undefined) return { is: 'fwmark', mark: mark.value, family: undefined }
  if (family.text !== 'inet' && family.text !== 'inet6') {
    const message = `the family "${family.text}" of a fwmark is neither inet nor inet6`
    refuse({ code: 'bad-group-entry', word: family, message }, scene)
    return undefined
  }
  noteExtra(extra, scene)
  return { is: 'fwmark', mark: mark.value, family: family.text === 'inet' ? 'ipv4' : 'ipv6' }
}

function readAddresses(
  [word, portWord, ...extra]: readonly [Word, ...Word[]],
  scene: Scene,
): GroupEntry | undefined {
  const range = readRange(word.text)
  if (!range.ok) {
    refuse({ code: 'bad-group-entry', word, message: `"${word.text}" ${range.error}` }, scene)
    return undefined
  }
  const port = portWord === undefined ? ok(0) : portOrAny.read(portWord.text)
  if (!port.ok) {
    const message = `port "${portWord?.text}" ${port.error.problem}`
    refuse({ code: 'bad-server-port', word: portWord ?? word, message }, scene)
    return undefined
  }
  noteExtra(extra, scene)
  return { is: 'addresses', ...range.value, port: port.value }
}

function refuse(
  { code, word, message }: { readonly code: string; readonly word: Word; readonly message: string },
  scene: Scene,
): void {
  scene.report({ code, severity: 'error', span: word.span, message, instead: 'this entry is left out' })
}

export interface AddressRange {
  readonly first: Address
  readonly last: Address
}

/** `A`, `A-B`, `A-END` or `A/BITS`; the error says what is wrong with it. */
export function readRange(text: string): Result<AddressRange, string> {
  const at = text.search(/[-/]/)
  const first = parseAddress(at < 0 ? text : text.slice(0, at))
  if (!first.ok) return err('is not an IP address')
  if (at < 0) return ok({ first: first.value, last: first.value })
  const rest = text.slice(at + 1)
  return text[at] === '/' ? network(first.value, rest) : rangeTo(first.value, rest)
}

/** The other end as a whole, or its last part: an octet, of IPv6 sixteen bits in hexadecimal digits. */
function rangeTo(first: Address, end: string): Result<AddressRange, string> {
  const isIpv6 = familyOf(first) === 'ipv6'
  if (end.includes(isIpv6 ? ':' : '.')) {
    const last = parseAddress(end)
    if (!last.ok) return err(`ends with "${end}", which is not an IP address`)
    if (familyOf(last.value) !== familyOf(first)) return err('begins and ends in different address families')
    if (compareAddresses(last.value, first) < 0) return err('ends before it begins')
    return ok({ first, last: last.value })
  }
  const digits = isIpv6 ? /^\+?(?:0x)?([0-9a-f]+)$/i.exec(end) : /^\+?(\d+)$/.exec(end)
  if (digits === null) return err(`ends with "${end}", which is no last part of an address`)
  const number = Number.parseInt(digits[1] ?? '', isIpv6 ? 16 : 10)
  if (number > (isIpv6 ? 0xffff : 255)) {
    return err(`ends with ${end}, which is more than ${isIpv6 ? 'ffff' : '255'}`)
  }
  const last = withLastPart(first, number)
  if (compareAddresses(last, first) > 0) return ok({ first, last })
  return err(`has ${end} as its end, which is not after its beginning`)
}

function withLastPart(first: Address, number: number): Address {
  const bytes = addressBytes(first)
  if (bytes.length === 16) bytes[14] = number >> 8
  bytes[bytes.length - 1] = number & 0xff
  return addressFromBytes(bytes)
}

function network(first: Address, bits: string): Result<AddressRange, string> {
  const full = fullLength(familyOf(first))
  const length = /^\d+$/.test(bits) ? Number(bits) : 0
  if (length < 1 || length > full) return err(`has "${bits}" for the length of its prefix, not 1 to ${full}`)
  const bytes = addressBytes(first)
  const host = bytes.map((_, index) => 0xff >> Math.min(8, Math.max(0, length - index * 8)))
  if (bytes.some((byte, index) => (byte & (host[index] ?? 0)) !== 0)) {
    const zeroed = addressFromBytes(bytes.map((byte, index) => byte & ~(host[index] ?? 0)))
    return err(`has bits set behind its prefix: the network is ${zeroed}/${length}`)
  }
  return ok({ first, last: addressFromBytes(bytes.map((byte, index) => byte | (host[index] ?? 0))) })
}
