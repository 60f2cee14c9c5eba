/**
 * The options of an address line: keepalived.conf(5), static_ipaddress and virtual_ipaddress; ip-address(8)
 * for what they do. Refuses the whole line for what keepalived refuses it, and single options otherwise.
 */
import { type Address, type Family, familyOf, type Prefix, parseAddress } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Given } from '../conf/rows.ts'
import type { Word } from '../conf/words.ts'
import {
  drop,
  ignore,
  type Line,
  type LineOption,
  nextWord,
  type Outcome,
  reportLacking,
  take,
} from './line.ts'
import { device, number32, scopeName, text } from './line-values.ts'
import type { AddressFlag, VirtualAddress } from './settings.ts'

/** One address line, with what only the whole configuration can judge. */
export interface VirtualAddressDraft {
  prefix: Prefix
  /** Whether a length was written. */
  readonly hasLength: boolean
  readonly at: Span
  interface?: Given<string>
  broadcast?: Address
  /** As written, until the length is known. */
  broadcastWord?: Word
  label?: string
  scope?: number
  /** A name of a scope that iproute2 has perhaps. */
  scopeWord?: Word
  peer?: Address
  flags?: AddressFlag[]
  detectsDuplicates?: true
  preferredLifetime?: number | 'forever'
  untracked?: true
  /** use_vmac. */
  ownMac?: Given<true>
  trackGroup?: Given<string>
}

export type AddressOption = LineOption<VirtualAddressDraft, ShownAddress>

/** What a printed line tells of an address, of an instance or static. */
export type ShownAddress = VirtualAddress & { readonly trackGroup?: string }

const labelMax = 15

const placeOptions: readonly AddressOption[] = [
  {
    name: 'dev',
    synonyms: [],
    parameters: device.shape,
    about: 'The interface of the address; else that of the instance, or default_interface',
    read: readInterface,
    show: (address) => {
      const name = address.ownMac?.base ?? address.interface
      return name === undefined ? undefined : [name]
    },
  },
  {
    name: 'brd',
    synonyms: ['broadcast'],
    parameters: 'IPV4|+|-',
    about: 'Broadcast address; + sets all host bits, - clears them; IPv4 only',
    read: (line, draft, word) => {
      const value = nextWord(line)
      if (value === undefined) return reportLacking(line, word, 'IPV4|+|-')
      if (familyOf(draft.prefix.address) === 'ipv6') return drop(line, value, 'IPv6 has no broadcast address')
      const parsed = parseAddress(value.text)
      const fits = ['+', '-'].includes(value.text) || (parsed.ok && familyOf(parsed.value) === 'ipv4')
      if (!fits) return drop(line, value, `brd: "${value.text}" is not an IPv4 address`)
      draft.broadcastWord = value
      if (parsed.ok) draft.broadcast = parsed.value
      else delete draft.broadcast
      return 'taken'
    },
    show: ({ broadcast }) => broadcast && [broadcast],
  },
  {
    name: 'label',
    synonyms: [],
    parameters: `NAME of 1..${labelMax} characters`,
    about: 'Name of the address for old programs, such as eth0:1; IPv4 only',
    read: readLabel,
    show: ({ label }) => (label === undefined ? undefined : [label]),
  },
  {
    name: 'scope',
    synonyms: [],
    parameters: scopeName.shape,
    about: 'Where the address is valid: global, site, link, host, nowhere; IPv4 only',
    read: readScope,
    show: ({ scope, prefix }) =>
      scope === 0 || familyOf(prefix.address) === 'ipv6' ? undefined : [String(scope)],
  },
  {
    name: 'peer',
    synonyms: [],
    parameters: 'ADDRESS',
    about: 'The other end of a point-to-point connection; the address then has no network',
    read: readPeer,
    show: ({ peer }) => peer && [peer],
  },
]

/** Options of which ip-address(8) knows more than its flags. */
const flagAbouts: Readonly<Record<AddressFlag, string>> = {
  home: 'Home address of mobile IPv6',
  mngtmpaddr: 'Make temporary addresses from it, RFC 8981; IPv6 only',
  noprefixroute: 'Make no route to the network of the address',
  autojoin: 'Join the multicast group that the address is, at switches too',
}

const flagOptions: readonly AddressOption[] = (Object.keys(flagAbouts) as AddressFlag[]).map((flag) => ({
  name: flag,
  synonyms: [],
  parameters: '',
  about: flagAbouts[flag],
  read: (_line, draft) => {
    draft.flags ??= []
    if (!draft.flags.includes(flag)) draft.flags.push(flag)
    return 'taken'
  },
  show: ({ flags = [] }) => (flags.includes(flag) ? [] : undefined),
}))

const behaviourOptions: readonly AddressOption[] = [
  {
    name: '-nodad',
    synonyms: [],
    parameters: '',
    about: 'Let the kernel look for others with the same address first; IPv6 only',
    read: (_line, draft) => {
      draft.detectsDuplicates = true
      return 'taken'
    },
    show: ({ detectsDuplicates }) => (detectsDuplicates === true ? [] : undefined),
  },
  {
    name: 'preferred_lft',
    synonyms: [],
    parameters: `forever|SECONDS 0..4294967295`,
    about: 'How long new connections may use the address; /128: 0, else forever; IPv6 only',
    read: readPreferred,
    show: ({ preferredLifetime }) =>
      preferredLifetime === undefined ? undefined : [String(preferredLifetime)],
  },
  {
    name: 'no_track',
    synonyms: [],
    parameters: '',
    about: 'The loss of the address or of its interface has no consequence',
    read: (_line, draft) => {
      draft.untracked = true
      return 'taken'
    },
    show: ({ untracked }) => (untracked === true ? [] : undefined),
  },
]

const ownMac: AddressOption = {
  name: 'use_vmac',
  synonyms: [],
  parameters: '',
  about: 'Put the address on an interface with the MAC address of VRRP',
  read: (_line, draft, word) => {
    draft.ownMac = { value: true, at: word.span }
    return 'taken'
  },
  show: (address) => (address.ownMac === undefined ? undefined : []),
}

const trackGroup: AddressOption = {
  name: 'track_group',
  synonyms: [],
  parameters: text.shape,
  about: 'The track_group whose instances leave master when the address is lost; static_ipaddress only',
  read: (line, draft, word) => {
    const took = take(line, word, { kind: text })
    if (took.is !== 'value') return took.is
    if (draft.trackGroup !== undefined) {
      ignore(line, word, 'track_group is there already; the rest of the line is not read')
      return 'rest'
    }
    draft.trackGroup = { value: took.value, at: took.word.span }
    return 'taken'
  },
  show: (address) => (address.trackGroup === undefined ? undefined : [address.trackGroup]),
}

const shared = [...placeOptions, ...flagOptions, ...behaviourOptions]

/** Of virtual_ipaddress and virtual_ipaddress_excluded. Their order is that of the canonical line. */
export const addressOptions: readonly AddressOption[] = [...shared, ownMac]

/** Of static_ipaddress. */
export const staticAddressOptions: readonly AddressOption[] = [...shared, trackGroup]

/** Of both, for printing. */
export const allAddressOptions: readonly AddressOption[] = [...shared, ownMac, trackGroup]

function readInterface(line: Line, draft: VirtualAddressDraft, word: Word): Outcome {
  const took = take(line, word, { kind: device })
  if (took.is !== 'value') return took.is
  if (draft.interface !== undefined) return drop(line, took.word, 'dev is given twice')
  draft.interface = { value: took.value, at: took.word.span }
  return 'taken'
}

function readLabel(line: Line, draft: VirtualAddressDraft, word: Word): Outcome {
  const value = nextWord(line)
  if (value === undefined) return reportLacking(line, word, 'NAME')
  if (value.text.length > labelMax) return drop(line, value, `a label has 1 to ${labelMax} characters`)
  if (isIpv6(draft)) return ignore(line, word, 'IPv6 addresses have no label')
  // An empty one is none, in keepalived too.
  if (value.text !== '') draft.label = value.text
  return 'taken'
}

function readScope(line: Line, draft: VirtualAddressDraft, word: Word): Outcome {
  const value = nextWord(line)
  if (value === undefined) return reportLacking(line, word, scopeName.shape)
  const read = scopeName.read(value.text, line.names)
  // Global is what they have anyway.
  if (isIpv6(draft) && (!read.ok || read.value !== 0)) {
    return ignore(line, word, 'IPv6 addresses have no scope to choose')
  }
  if (read.ok) draft.scope = read.value
  else draft.scopeWord = value
  return 'taken'
}

function readPeer(line: Line, draft: VirtualAddressDraft, word: Word): Outcome {
  const value = nextWord(line)
  if (value === undefined) return reportLacking(line, word, 'ADDRESS')
  const parsed = parseAddress(value.text)
  const family: Family = familyOf(draft.prefix.address)
  if (draft.peer !== undefined) return ignore(line, value, `peer is ${draft.peer} already`)
  if (!parsed.ok) {
    return ignore(line, value, `peer: "${value.text}" is not an IP address (and has no prefix length)`)
  }
  if (familyOf(parsed.value) !== family) {
    return ignore(line, value, `peer: ${value.text} is of another family than ${draft.prefix.address}`)
  }
  draft.peer = parsed.value
  return 'taken'
}

function readPreferred(line: Line, draft: VirtualAddressDraft, word: Word): Outcome {
  if (line.words[line.next]?.text === 'forever') {
    nextWord(line)
    draft.preferredLifetime = 'forever'
  } else {
    const took = take(line, word, { kind: number32, misfit: 'ignored' })
    if (took.is !== 'value') return took.is
    draft.preferredLifetime = took.value
  }
  return 'taken'
}

function isIpv6(draft: VirtualAddressDraft): boolean {
  return familyOf(draft.prefix.address) === 'ipv6'
}
