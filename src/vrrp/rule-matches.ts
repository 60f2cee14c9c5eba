/**
 * What packets a rule is for: ip-rule(8), SELECTOR. Refuses (with the whole line) wrong values, as keepalived
 * does, unless an option says that it alone goes.
 */
import type { Family } from '../base/address.ts'
import { err, ok } from '../base/result.ts'
import type { Word } from '../conf/words.ts'
import {
  bare,
  type Line,
  type LineOption,
  nextWord,
  type Outcome,
  say,
  take,
  takeInterface,
  valued,
} from './line.ts'
import { familyOption } from './line-options.ts'
import { device, type LineKind, number32Max, number64, prefix, range, trafficClass } from './line-values.ts'
import { cNumber } from './name-tables.ts'
import { agree, agreeAddress, type Draft } from './route-draft.ts'
import type { RuleSettings } from './rule-settings.ts'

export interface RuleDraft extends Omit<Partial<Draft<RuleSettings>>, 'family'> {
  /** By the first word that has one. */
  family?: Family
  /** `goto`, to complain of. */
  targetWord?: Word
  /** `protocol`, to complain of. */
  protocolWord?: Word
  trackGroupWord?: Word
}

export type RuleOption = LineOption<RuleDraft, RuleSettings>

const anywhere = ['default', 'any', 'all', 'default6']

function prefixOption(name: 'from' | 'to', about: string): RuleOption {
  return {
    name,
    synonyms: [],
    parameters: `${prefix.shape}|default`,
    about,
    read: (line, draft, word) => {
      const next = line.words[line.next]
      if (next !== undefined && anywhere.includes(next.text)) return readAnywhere(line, draft, word)
      const took = take(line, word, { kind: prefix })
      if (took.is !== 'value') return took.is
      draft[name] = took.value
      return agreeAddress(line, draft, { address: took.value.address, word: took.word })
    },
    show: (rule) => rule[name] && [prefix.show(rule[name])],
  }
}

/** Everything matches, which is what a rule without from and to says as well. */
function readAnywhere(line: Line, draft: RuleDraft, of: Word): Outcome {
  const word = nextWord(line)
  if (word?.text !== 'default6') {
    if (draft.family !== undefined) noteAnywhere(line, of)
    return 'taken'
  }
  say(line, {
    word,
    message: 'default6 is deprecated',
    instead: 'it is read as default of IPv6',
    code: 'deprecated-word',
    severity: 'note',
    suggestion: 'default',
  })
  return agree(line, draft, { family: 'ipv6', word })
}

/** Quirk `defaultBehindPrefix`. */
function noteAnywhere(line: Line, word: Word): void {
  say(line, {
    word,
    message: `keepalived leaves out a rule with ${word.text} default behind a word that has a family`,
    instead: `here it means what it says: nothing; take ${word.text} default out`,
    severity: 'warning',
  })
}

function deviceOption(
  name: 'iif' | 'oif',
  its: { readonly field: 'inputInterface' | 'outputInterface'; readonly about: string },
): RuleOption {
  return {
    name,
    synonyms: name === 'iif' ? ['dev'] : [],
    parameters: device.shape,
    about: its.about,
    read: (line, draft, word) => {
      const took = takeInterface(line, word, device)
      if (took.is === 'value') draft[its.field] = took.value
      return took.is === 'value' ? 'taken' : took.is
    },
    show: (rule) => {
      const value = rule[its.field]
      return value === undefined ? undefined : [value]
    },
  }
}

const mark: LineKind<{ readonly value: number; readonly mask?: number }> = {
  shape: 'MARK[/MASK]',
  read: (word) => {
    const [first = '', second, ...more] = word.split('/')
    const value = cNumber(first)
    const mask = second === '' ? 0 : second === undefined ? undefined : cNumber(second)
    const fits = (one: number | undefined): one is number => one !== undefined && one <= number32Max
    const hasMask = second !== undefined
    if (!fits(value) || more.length > 0 || (hasMask && !fits(mask))) {
      return err({ problem: 'is no mark: a number of 32 bits, and perhaps a / and a mask of 32 bits' })
    }
    return ok(mask === undefined ? { value } : { value, mask })
  },
  show: ({ value, mask }) => `0x${value.toString(16)}${mask === undefined ? '' : `/0x${mask.toString(16)}`}`,
}

export const matchOptions: readonly RuleOption[] = [
  bare('not', {
    about: 'The rule counts for the packets that do not match it',
    put: (draft: RuleDraft) => {
      draft.inverted = true
    },
    show: ({ inverted }: RuleSettings) => inverted,
  }),
  prefixOption('from', 'Packets from there'),
  prefixOption('to', 'Packets to there'),
  valued('tos', {
    kind: trafficClass,
    synonyms: ['dsfield'],
    about: 'Packets of this type of service',
    put: (draft: RuleDraft, value) => {
      draft.tos = value
    },
    show: ({ tos }: RuleSettings) => tos,
  }),
  valued('fwmark', {
    kind: mark,
    about: 'Packets with this firewall mark; only the bits of the mask are compared',
    put: (draft: RuleDraft, value) => {
      draft.mark = value
    },
    show: (rule: RuleSettings) => rule.mark && mark.show(rule.mark),
  }),
  deviceOption('iif', { field: 'inputInterface', about: 'Packets that come in there; lo: of this host' }),
  deviceOption('oif', { field: 'outputInterface', about: 'Packets of programs bound to this interface' }),
  valued('tunnel-id', {
    kind: number64,
    about: 'Packets that came out of the tunnel of this id',
    put: (draft: RuleDraft, value) => {
      draft.tunnelId = value
    },
    show: ({ tunnelId }: RuleSettings) => tunnelId,
  }),
  valued('uidrange', {
    kind: range(number32Max),
    about: 'Packets of programs of these users',
    put: (draft: RuleDraft, value) => {
      draft.users = value
    },
    show: ({ users }: RuleSettings) => users && range(number32Max).show(users),
  }),
]

/** getprotobyname(3) as far as a host is sure to have it; `ip_proto` is the manual's word for it. */
const protocolNumbers: Readonly<Record<string, number>> = {
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  ospf: 89,
  pim: 103,
  vrrp: 112,
}

const ipProtocol: LineKind<number> = {
  shape: 'NAME|0..127',
  read: (word) => {
    const name = word.toLowerCase()
    const byName = Object.hasOwn(protocolNumbers, name) ? protocolNumbers[name] : undefined
    const value = byName ?? (/^\d{1,3}$/.test(word) ? Number(word) : undefined)
    if (value !== undefined && value <= 127) return ok(value)
    return err({ problem: 'is no IP protocol: tcp, udp, ... or 0..127' })
  },
  show: String,
}

function portsOption(
  name: 'sport' | 'dport',
  field: 'sourcePorts' | 'destinationPorts',
  of: string,
): RuleOption {
  return valued(name, {
    kind: range(65_535),
    about: `Packets ${of} these ports`,
    misfit: 'ignored',
    put: (draft: RuleDraft, value) => {
      draft[field] = value
    },
    show: (rule: RuleSettings) => {
      const value = rule[field]
      return value && range(65_535).show(value)
    },
  })
}

export const transportOptions: readonly RuleOption[] = [
  {
    name: 'ipproto',
    synonyms: ['ip_proto'],
    parameters: ipProtocol.shape,
    about: 'Packets of this protocol',
    read: (line, draft, word) => {
      if (word.text === 'ip_proto') noteManualWord(line, word)
      const took = take(line, word, { kind: ipProtocol, misfit: 'ignored' })
      if (took.is !== 'value') return took.is
      draft.ipProtocol = took.value
      return 'taken'
    },
    show: (rule) => (rule.ipProtocol === undefined ? undefined : [String(rule.ipProtocol)]),
  },
  portsOption('sport', 'sourcePorts', 'from'),
  portsOption('dport', 'destinationPorts', 'to'),
]

/** Quirk `manualIpProto`. */
function noteManualWord(line: Line, word: Word): void {
  say(line, {
    word,
    message: 'the manual says ip_proto, but keepalived leaves out a rule with it',
    instead: 'here it is read as ipproto, which both understand',
    severity: 'warning',
    suggestion: 'ipproto',
  })
}

export const familyOptions: readonly RuleOption[] = [
  familyOption('ipv4', { of: 'rule', show: () => false }),
  familyOption('ipv6', {
    of: 'rule',
    show: ({ from, to, family }: RuleSettings) => from === undefined && to === undefined && family === 'ipv6',
  }),
]
