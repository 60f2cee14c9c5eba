/**
 * One line of virtual_rules or static_rules: keepalived.conf(5), static_rules. Refuses the line when it has
 * no action or two, mixes families, or has a word that means nothing; single options otherwise.
 */
import type { Family } from '../base/address.ts'
import type { Word } from '../conf/words.ts'
import { drop, indexed, type Line, nearOption, type Outcome, say, shownOptions, walk } from './line.ts'
import {
  hasTrackedInterface,
  knowsGroup,
  type LineWords,
  type LineWorld,
  noteContradiction,
  openLine,
  protocolOf,
} from './route-line.ts'
import { type RuleDraft, ruleOptions, staticRuleOptions } from './rule-options.ts'
import type { RuleSettings } from './rule-settings.ts'

const virtualIndex = indexed(ruleOptions)
const staticIndex = indexed(staticRuleOptions)

/** The preferences for rules that give none: one row for each family, downwards through the whole file. */
export type FreePreferences = Record<Family, number>

/** As keepalived assigns them. */
export function freePreferences(): FreePreferences {
  return { ipv4: 16_384, ipv6: 16_384 }
}

/** The rule of the line, or undefined when it is dropped; says why. */
export function readRule(
  words: LineWords,
  free: FreePreferences,
  world: LineWorld,
): RuleSettings | undefined {
  const line = openLine('rule', words, world)
  const draft: RuleDraft = {}
  const options = world.groups === undefined ? virtualIndex : staticIndex
  if (walk(line, draft, { options, unknown }) === 'dropped') return undefined
  const { action, targetWord, protocolWord, trackGroupWord, ...given } = draft
  if (action === undefined) {
    drop(
      line,
      words[0],
      'the rule has no action: table, goto, l3mdev, nop, blackhole, prohibit or unreachable',
    )
    return undefined
  }
  if (!fits(line, draft, words[0])) return undefined
  noteContradiction(line, draft, world)
  const keepsGroup = knowsGroup(line, draft, world) && hasTrackedInterface(line, draft, draft.inputInterface)
  if (!keepsGroup) delete given.trackGroup
  const family = draft.family ?? 'ipv4'
  return {
    ...given,
    family,
    action,
    preference: draft.preference ?? freePreference(line, { family, free }),
    inverted: draft.inverted ?? false,
    protocol: protocolOf(line, draft),
    tracked: draft.tracked ?? true,
  }
}

function unknown(line: Line, _draft: RuleDraft, word: Word): Outcome {
  if (word.text === 'track_group') return drop(line, word, 'track_group is for static_rules only')
  const message = `"${word.text}" is no option of a rule`
  return drop(line, word, { message, near: nearOption(word, staticIndex) })
}

/** What is only wrong together. */
function fits(line: Line, draft: RuleDraft, first: Word): boolean {
  const { action, targetWord, preference, suppressGroup, suppressPrefixLength } = draft
  const forTables =
    draft.realms !== undefined || suppressGroup !== undefined || suppressPrefixLength !== undefined
  if (forTables && action?.is !== 'table' && action?.is !== 'l3mdev') {
    drop(line, first, 'realms, suppress_prefixlength and suppress_ifgroup need a table to look in')
    return false
  }
  if (action?.is !== 'goto' || targetWord === undefined) return true
  if (preference !== undefined && preference < action.preference) return true
  drop(
    line,
    targetWord,
    preference === undefined
      ? 'a rule with goto needs a preference below its target'
      : `goto ${action.preference} does not lead on: the rule itself is at ${preference}`,
  )
  return false
}

function freePreference(line: Line, of: { readonly family: Family; readonly free: FreePreferences }): number {
  const preference = of.free[of.family]--
  say(line, {
    word: line.words[0],
    message: 'the rule has no preference, so its place among other rules is left to chance',
    instead: `preference ${preference} is used`,
    code: 'rule-without-preference',
  })
  return preference
}

/** The line that gives these settings again: canonical words, numbers instead of names. */
export function ruleLine(rule: RuleSettings): string {
  return shownOptions(rule, staticRuleOptions).join(' ')
}
