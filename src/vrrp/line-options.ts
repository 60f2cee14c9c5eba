/**
 * Options that lines of routes and of rules have in common: keepalived.conf(5), static_routes and
 * static_rules. What only one of them has is in its own table.
 */
import type { Family } from '../base/address.ts'
import type { Word } from '../conf/words.ts'
import { bare, type Line, type LineOption, take } from './line.ts'
import { type LineKind, realms, text } from './line-values.ts'
import { agree, named } from './route-draft.ts'
import { keepalivedProtocol, type Realms } from './route-settings.ts'

interface SharedDraft {
  family?: Family
  realms?: Realms
  protocol?: number
  /** `protocol`, to complain of. */
  protocolWord?: Word
  trackGroup?: string
  trackGroupWord?: Word
  tracked?: boolean
}

interface SharedSettings {
  readonly realms?: Realms
  readonly protocol: number
  readonly trackGroup?: string
  readonly tracked: boolean
}

type SharedOption = LineOption<SharedDraft, SharedSettings>
type Of = 'route' | 'rule'

export function realmsOption(about: string): SharedOption {
  return {
    name: 'realms',
    synonyms: [],
    parameters: realms.shape,
    about,
    read: (line, draft, word) => {
      const took = take(line, word, { kind: realms })
      if (took.is !== 'value') return took.is
      draft.realms = took.value
      return agree(line, draft, { family: 'ipv4', word })
    },
    show: (line) => line.realms && [realms.show(line.realms)],
  }
}

/** `misfit`: what a wrong value does to the line. */
export function protocolOption(
  of: Of,
  as: { readonly kind: LineKind<number>; readonly misfit?: 'ignored' },
): SharedOption {
  return {
    name: 'protocol',
    synonyms: [],
    parameters: as.kind.shape,
    about: `Who made the ${of}: only with no_track other than keepalived (${keepalivedProtocol})`,
    read: (line, draft, word) => {
      const took = take(line, word, as)
      if (took.is !== 'value') return took.is
      draft.protocol = took.value
      draft.protocolWord = took.word
      return 'taken'
    },
    show: ({ protocol, tracked }) =>
      tracked || protocol === keepalivedProtocol ? undefined : [String(protocol)],
  }
}

export function untrackedOption(about: string): SharedOption {
  return bare('no_track', {
    about,
    put: (draft: SharedDraft) => {
      draft.tracked = false
    },
    show: ({ tracked }: SharedSettings) => !tracked,
  })
}

export function trackGroupOption(of: Of): SharedOption {
  return {
    name: 'track_group',
    synonyms: [],
    parameters: text.shape,
    about: `The track_group whose instances leave master when the ${of} is lost; static_${of}s only`,
    read: (line, draft, word) => {
      const took = take(line, word, { kind: text })
      if (took.is !== 'value') return took.is
      draft.trackGroup = took.value
      draft.trackGroupWord = took.word
      return 'taken'
    },
    show: ({ trackGroup }) => (trackGroup === undefined ? undefined : [trackGroup]),
  }
}

/** Says the family of a line of which nothing else does. `show`: whether the canonical line needs it. */
export function familyOption<Settings>(
  family: Family,
  its: { readonly of: Of; readonly show: (settings: Settings) => boolean },
): LineOption<SharedDraft, Settings> {
  return {
    name: family === 'ipv4' ? 'inet' : 'inet6',
    synonyms: [],
    parameters: '',
    about: `The ${its.of} is ${named(family)}; stands last on the line`,
    read: (line, draft, word) => {
      noteFamilyWord(line, word)
      return agree(line, draft, { family, word })
    },
    show: (settings) => (its.show(settings) ? [] : undefined),
  }
}

/** Quirk `familyWordKeepsNext`: what follows the word counts here. */
function noteFamilyWord(line: Line, word: Word): void {
  if (line.next >= line.words.length) return
  line.report({
    code: 'family-word-not-last',
    severity: 'warning',
    span: word.span,
    message: `keepalived loses the word after ${word.text}`,
    instead: `here it counts; write ${word.text} at the end of the line, where both read the same`,
  })
}
