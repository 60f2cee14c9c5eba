/**
 * One line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress: keepalived.conf(5),
 * "ADDR/MASK brd ADDR dev STRING scope SCOPE label LABEL". Refuses the line when its address is none or an
 * option lacks its value; refuses single options otherwise.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  familyOf,
  formatPrefix,
  fullLength,
  type Prefix,
  parseAddress,
} from '../base/address.ts'
import type { Scene } from '../conf/rows.ts'
import type { Word } from '../conf/words.ts'
import {
  addressOptions,
  allAddressOptions,
  type ShownAddress,
  staticAddressOptions,
  type VirtualAddressDraft,
} from './address-options.ts'
import {
  ignore,
  indexed,
  judge,
  type Line,
  nearOption,
  type Outcome,
  say,
  shownOptions,
  walk,
} from './line.ts'
import { prefix } from './line-values.ts'
import { type NameTables, nameTables } from './name-tables.ts'
import type { LineWords } from './route-line.ts'

export { addressOptions, staticAddressOptions, type VirtualAddressDraft } from './address-options.ts'

const virtualIndex = indexed(addressOptions)
const staticIndex = indexed(staticAddressOptions)
/** Names that an administrator gave are known only later: see completeScope. */
const builtInNames = nameTables()

/** The address of the line, or undefined when it is dropped; says why. */
export function readVirtualAddress(words: LineWords, scene: Scene): VirtualAddressDraft | undefined {
  return readAddress(words, {
    report: scene.report,
    options: virtualIndex,
    noteUnused: (option, word) => noteUnused(option, word, scene),
  })
}

/** The same of static_ipaddress. */
export function readStaticAddress(
  words: LineWords,
  scene: Pick<Scene, 'report'>,
): VirtualAddressDraft | undefined {
  return readAddress(words, { report: scene.report, options: staticIndex, noteUnused: undefined })
}

/** One line for each option, however many addresses have it. */
function noteUnused(option: string, word: Word, { unused, path }: Scene): void {
  const inside = path === '' ? 'virtual_ipaddress' : `${path}/virtual_ipaddress`
  const name = `${inside} ${option}`
  const before = unused.get(name)
  if (before === undefined) unused.set(name, { keyword: option, path: inside, at: word.span, places: 1 })
  else before.places++
}

function readAddress(
  words: LineWords,
  by: Pick<Line, 'report' | 'noteUnused'> & { readonly options: typeof virtualIndex },
): VirtualAddressDraft | undefined {
  const [first] = words
  const line: Line = {
    is: 'address',
    words,
    next: 1,
    report: by.report,
    names: builtInNames,
    hasInterface: undefined,
    noteUnused: by.noteUnused,
  }
  const took = judge(line, first, { kind: prefix, name: 'address' })
  if (took.is !== 'value') return undefined
  const draft: VirtualAddressDraft = {
    prefix: took.value,
    hasLength: first.text.includes('/'),
    at: first.span,
  }
  const unknown = (of: Line, _draft: VirtualAddressDraft, word: Word) => unknownWord(of, word, by.options)
  if (walk(line, draft, { options: by.options, unknown }) === 'dropped') return undefined
  finish(line, draft, first)
  return draft
}

function unknownWord(line: Line, word: Word, options: typeof virtualIndex): Outcome {
  if (staticIndex.has(word.text) || virtualIndex.has(word.text)) {
    const where = options === virtualIndex ? 'static_ipaddress' : 'the addresses of instances'
    return ignore(line, word, `${word.text} is for ${where} only`)
  }
  const length = maskLength(word.text)
  if (length !== undefined) {
    const written = `${line.words[0].text.replace(/\/.*/s, '')}/${length}`
    return ignore(line, word, `"${word.text}" is a netmask: write its length behind the address, ${written}`)
  }
  const message = `"${word.text}" is no option of an address`
  return ignore(line, word, { message, near: nearOption(word, options) })
}

/** 255.255.255.0 is 24; undefined for what is no netmask. */
function maskLength(text: string): number | undefined {
  const mask = parseAddress(text)
  if (!text.startsWith('255.') || !mask.ok) return undefined
  const bits = [...addressBytes(mask.value)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.includes('01') ? undefined : bits.lastIndexOf('1') + 1
}

/** What depends on several options in whatever order they stand. */
function finish(line: Line, draft: VirtualAddressDraft, first: Word): void {
  const { broadcastWord } = draft
  if (draft.peer !== undefined) {
    const full = fullLength(familyOf(draft.prefix.address))
    if (draft.hasLength) {
      const message = 'an address with a peer has no network, so no prefix length either'
      say(line, { word: first, message, instead: `/${full} is used` })
    }
    draft.prefix = { address: draft.prefix.address, length: full }
  }
  if (broadcastWord !== undefined) finishBroadcast(line, draft, broadcastWord)
}

function finishBroadcast(line: Line, draft: VirtualAddressDraft, word: Word): void {
  if (draft.peer !== undefined) {
    ignore(line, word, 'an address with a peer has no broadcast address')
    delete draft.broadcast
  } else if (draft.broadcast === undefined) {
    if (draft.prefix.length <= 30) draft.broadcast = edgeAddress(draft.prefix, word.text === '+')
    else ignore(line, word, `a /${draft.prefix.length} has no broadcast address`)
  }
}

/** The address with all host bits set or cleared. */
function edgeAddress(of: Prefix, ones: boolean): Address {
  const bytes = addressBytes(of.address)
  return addressFromBytes(
    bytes.map((byte, index) => {
      const host = 0xff >> Math.max(0, Math.min(8, of.length - index * 8))
      return ones ? byte | host : byte & ~host
    }),
  )
}

/** The scope of an address: names of iproute2 are known once global_defs are. An unknown one is reported. */
export function completeScope(
  draft: VirtualAddressDraft,
  names: NameTables,
  report: Scene['report'],
): number {
  const { scope, scopeWord } = draft
  if (scopeWord === undefined) return scope ?? 0
  const named = names.number('rt_scopes', scopeWord.text)
  if (named !== undefined && named <= 255) return named
  report({
    code: 'bad-address-option',
    severity: 'error',
    span: scopeWord.span,
    message: `"${scopeWord.text}" is no scope: ${[...names.names('rt_scopes')].join(', ')} or 0..255`,
    instead: 'the address is used without it',
  })
  return scope ?? 0
}

/** The line that gives these settings again: canonical words, numbers instead of names. */
export function addressLine(address: ShownAddress): string {
  const first = address.peer === undefined ? formatPrefix(address.prefix) : address.prefix.address
  return [first, ...shownOptions(address, allAddressOptions)].join(' ')
}
