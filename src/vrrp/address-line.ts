/**
 * One line of virtual_ipaddress: keepalived.conf(5), "ADDR/MASK brd ADDR dev STRING scope SCOPE label LABEL".
 * Refuses the line when its address is none or an option lacks its value; refuses single options otherwise.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  familyOf,
  fullLength,
  type Prefix,
  parseAddress,
} from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Given, Scene } from '../conf/rows.ts'
import { interfaceName } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'

export interface VirtualAddressDraft {
  readonly prefix: Prefix
  readonly at: Span
  interface?: Given<string>
  broadcast?: Address
  label?: string
  scope?: number
}

/** rtnetlink(7): RT_SCOPE_*. */
const scopes: Readonly<Record<string, number>> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 }
/** Options that keepalived knows, with the number of their values. */
const later: Readonly<Record<string, number>> = {
  peer: 1,
  home: 0,
  mngtmpaddr: 0,
  noprefixroute: 0,
  autojoin: 0,
  '-nodad': 0,
  preferred_lft: 1,
  no_track: 0,
}
const labelMax = 15

/** The address of the line, or undefined when it is dropped; says why. */
export function readVirtualAddress(
  words: readonly [Word, ...Word[]],
  scene: Scene,
): VirtualAddressDraft | undefined {
  const [first, ...options] = words
  const prefix = readPrefix(first, scene)
  if (prefix === undefined) return undefined
  const draft: VirtualAddressDraft = { prefix, at: first.span }
  for (let index = 0; index < options.length; index++) {
    const word = options[index] as Word
    const reader = Object.hasOwn(readers, word.text) ? readers[word.text] : undefined
    if (reader === undefined) {
      index += skipped(word, scene)
      continue
    }
    const value = options[++index]
    if (value === undefined) {
      drop(word, `${word.text} lacks its value`, scene)
      return undefined
    }
    if (!reader(value, draft, scene)) return undefined
  }
  return draft
}

/** False: the whole line is dropped. */
type OptionReader = (value: Word, draft: VirtualAddressDraft, scene: Scene) => boolean

const readers: Readonly<Record<string, OptionReader>> = {
  dev: readInterface,
  brd: readBroadcast,
  broadcast: readBroadcast,
  label: readLabel,
  scope: readScope,
}

function readPrefix(word: Word, scene: Scene): Prefix | undefined {
  const slash = word.text.indexOf('/')
  const parsed = parseAddress(slash < 0 ? word.text : word.text.slice(0, slash))
  if (!parsed.ok) {
    drop(word, `"${word.text}" is not an IP address`, scene)
    return undefined
  }
  const full = fullLength(familyOf(parsed.value))
  if (slash < 0) return { address: parsed.value, length: full }
  const length = word.text.slice(slash + 1)
  // An empty length is 0 in keepalived too.
  if (/^\d*$/.test(length) && Number(length) <= full) return { address: parsed.value, length: Number(length) }
  scene.report({
    code: 'bad-prefix-length',
    severity: 'error',
    span: word.span,
    message: `"/${length}" is no prefix length: a number from 0 to ${full} is needed`,
    instead: `/${full} is used`,
  })
  return { address: parsed.value, length: full }
}

function readInterface(value: Word, draft: VirtualAddressDraft, scene: Scene): boolean {
  const read = interfaceName.read(value.text)
  if (read.ok && draft.interface === undefined) {
    draft.interface = { value: read.value, at: value.span }
    return true
  }
  drop(value, read.ok ? 'dev is given twice' : `dev: "${value.text}" ${read.error.problem}`, scene)
  return false
}

function readBroadcast(value: Word, draft: VirtualAddressDraft, scene: Scene): boolean {
  const { prefix } = draft
  if (familyOf(prefix.address) === 'ipv6') {
    drop(value, 'IPv6 has no broadcast address', scene)
    return false
  }
  if (value.text !== '+' && value.text !== '-') {
    const parsed = parseAddress(value.text)
    if (parsed.ok && familyOf(parsed.value) === 'ipv4') draft.broadcast = parsed.value
    else drop(value, `brd: "${value.text}" is not an IPv4 address`, scene)
    return draft.broadcast !== undefined
  }
  if (prefix.length > 30) {
    ignore(value, `a /${prefix.length} has no broadcast address`, scene)
    return true
  }
  draft.broadcast = edgeAddress(prefix, value.text === '+')
  return true
}

/** The address with all host bits set or cleared. */
function edgeAddress(prefix: Prefix, ones: boolean): Address {
  const bytes = addressBytes(prefix.address)
  return addressFromBytes(
    bytes.map((byte, index) => {
      const host = 0xff >> Math.max(0, Math.min(8, prefix.length - index * 8))
      return ones ? byte | host : byte & ~host
    }),
  )
}

function readLabel(value: Word, draft: VirtualAddressDraft, scene: Scene): boolean {
  if (value.text.length >= 1 && value.text.length <= labelMax) {
    draft.label = value.text
    return true
  }
  drop(value, `a label has 1 to ${labelMax} characters`, scene)
  return false
}

function readScope(value: Word, draft: VirtualAddressDraft, scene: Scene): boolean {
  const number = /^(0x[0-9a-f]+|\d+)$/i.test(value.text) ? Number(value.text) : undefined
  const scope = Object.hasOwn(scopes, value.text) ? scopes[value.text] : number
  if (scope !== undefined && scope <= 255) draft.scope = scope
  else ignore(value, `"${value.text}" is no scope: ${Object.keys(scopes).join(', ')} or 0..255`, scene)
  return true
}

/** How many words after this one belong to it. */
function skipped(word: Word, scene: Scene): number {
  // The row refuses the whole instance.
  if (word.text === 'use_vmac') return 0
  const values = Object.hasOwn(later, word.text) ? later[word.text] : undefined
  if (values === undefined) {
    ignore(word, `virtual_ipaddress does not know "${word.text}"`, scene)
    return 0
  }
  scene.report({
    code: 'no-effect-yet',
    severity: 'warning',
    span: word.span,
    message: `${word.text} is known to keepalived, but has no effect in keepalived-ts yet`,
    instead: 'the address is used without it',
  })
  return values
}

function drop(word: Word, message: string, scene: Scene): void {
  scene.report({
    code: 'bad-address-line',
    severity: 'error',
    span: word.span,
    message,
    instead: 'this address is left out',
  })
}

function ignore(word: Word, message: string, scene: Scene): void {
  scene.report({
    code: 'bad-address-option',
    severity: 'error',
    span: word.span,
    message,
    instead: 'the address is used without it',
  })
}
