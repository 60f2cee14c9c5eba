/**
 * What a rule does, and all options of a rule line: keepalived.conf(5), static_rules; ip-rule(8), ACTION.
 * Refuses (with the whole line) wrong values, as keepalived does, unless an option says that it alone goes.
 */
import type { Word } from '../conf/words.ts'
import { drop, type Line, type Outcome, reportLacking, take, valued } from './line.ts'
import { protocolOption, realmsOption, trackGroupOption, untrackedOption } from './line-options.ts'
import { anyNumber32, byte, named, number31, number32, tableName } from './line-values.ts'
import {
  familyOptions,
  matchOptions,
  type RuleDraft,
  type RuleOption,
  transportOptions,
} from './rule-matches.ts'
import type { RuleAction, RuleSettings } from './rule-settings.ts'

export type { RuleDraft } from './rule-matches.ts'

function oneAction(line: Line, draft: RuleDraft, its: { word: Word; action: RuleAction }): Outcome {
  if (draft.action !== undefined) {
    return drop(
      line,
      its.word,
      'a rule has one action: table, goto, l3mdev, nop, blackhole, prohibit, unreachable',
    )
  }
  draft.action = its.action
  return 'taken'
}

const plainActions = ['nop', 'blackhole', 'prohibit', 'unreachable'] as const
const plainAbout = {
  nop: 'Do nothing: go on with the next rule',
  blackhole: 'Drop the packet',
  prohibit: 'Drop the packet and say that it is forbidden',
  unreachable: 'Drop the packet and say that there is no way',
} as const

const actionOptions: readonly RuleOption[] = [
  {
    name: 'table',
    synonyms: ['lookup'],
    parameters: 'NAME|1..4294967295',
    about: 'Look the route up in this table',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: tableName })
      if (took.is !== 'value') return took.is
      if (took.value === 0) return drop(line, took.word, 'table 0 cannot be asked')
      return oneAction(line, draft, { word, action: { is: 'table', table: took.value } })
    },
    show: ({ action }) => (action.is === 'table' ? [String(action.table)] : undefined),
  },
  {
    name: 'goto',
    synonyms: [],
    parameters: number32.shape,
    about: 'Go on with the rule of this preference, which is higher than that of this rule',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: number32 })
      if (took.is !== 'value') return took.is
      draft.targetWord = took.word
      return oneAction(line, draft, { word, action: { is: 'goto', preference: took.value } })
    },
    show: ({ action }) => (action.is === 'goto' ? [String(action.preference)] : undefined),
  },
  {
    name: 'l3mdev',
    synonyms: [],
    parameters: '',
    about: 'Look the route up in the table of the VRF that the packet belongs to',
    read: (line, draft, word) => oneAction(line, draft, { word, action: { is: 'l3mdev' } }),
    show: ({ action }) => (action.is === 'l3mdev' ? [] : undefined),
  },
  ...plainActions.map(
    (is): RuleOption => ({
      name: is,
      synonyms: [],
      parameters: '',
      about: plainAbout[is],
      read: (line, draft, word) => oneAction(line, draft, { word, action: { is } }),
      show: ({ action }) => (action.is === is ? [] : undefined),
    }),
  ),
  {
    name: 'type',
    synonyms: [],
    parameters: plainActions.join('|'),
    about: 'May stand before one of these actions, without meaning',
    read: (line, _draft, word) => {
      const next = line.words[line.next]?.text
      if (next === undefined) return reportLacking(line, word, plainActions.join('|'))
      if (plainActions.some((one) => one === next)) return 'taken'
      return drop(line, word, `"type ${next}" is no action: ${plainActions.join(', ')}`)
    },
    show: () => undefined,
  },
]

const tableOnlyOptions: readonly RuleOption[] = [
  realmsOption('Realms that traffic of the rule is counted for; IPv4 and tables only'),
  valued('suppress_prefixlength', {
    kind: number31,
    synonyms: ['sup_pl'],
    about: 'Routes of this prefix length or a shorter one do not count; tables only',
    put: (draft: RuleDraft, value) => {
      draft.suppressPrefixLength = value
    },
    show: ({ suppressPrefixLength }: RuleSettings) => suppressPrefixLength,
  }),
  valued('suppress_ifgroup', {
    kind: named('group', 2_147_483_647),
    synonyms: ['sup_group'],
    about: 'Routes through interfaces of this group do not count; tables only',
    put: (draft: RuleDraft, value) => {
      draft.suppressGroup = value
    },
    show: ({ suppressGroup }: RuleSettings) => suppressGroup,
  }),
]

const otherOptions: readonly RuleOption[] = [
  valued('preference', {
    kind: anyNumber32,
    synonyms: ['order', 'priority'],
    about: 'Rules are asked in this order, the lowest first; give every rule one',
    put: (draft: RuleDraft, value) => {
      draft.preference = value
    },
    show: ({ preference }: RuleSettings) => preference,
  }),
  protocolOption('rule', { kind: byte, misfit: 'ignored' }),
  untrackedOption('The loss of the rule or of its interfaces has no consequence'),
]

/** Of virtual_rules. Their order is that of the canonical line. */
export const ruleOptions: readonly RuleOption[] = [
  ...matchOptions,
  ...transportOptions,
  ...actionOptions,
  ...tableOnlyOptions,
  ...otherOptions,
  ...familyOptions,
]

/** Of static_rules. */
export const staticRuleOptions: readonly RuleOption[] = [trackGroupOption('rule'), ...ruleOptions]
