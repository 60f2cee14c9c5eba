/**
 * A line of options in any order, as address, route and rule lines are: the table of options is the grammar,
 * and the parser walks it. Knows no option. Refuses nothing itself; it says in one way what is wrong.
 */

import type { Report, Severity } from '../conf/diagnostics.ts'
import { quoted } from '../conf/print.ts'
import type { EntryOption } from '../conf/rows.ts'
import { nearest } from '../conf/suggest.ts'
import type { Word } from '../conf/words.ts'
import type { LineKind, LineMisfit } from './line-values.ts'
import type { NameTables } from './name-tables.ts'

/** What a line is, in the words of its messages and in its codes. */
export type LineIs = 'address' | 'route' | 'rule'

/** A line while it is read. */
export interface Line {
  readonly is: LineIs
  readonly words: readonly [Word, ...Word[]]
  /** Index of the next word. */
  next: number
  /** Which part of it is read: what is wrong there goes no further. */
  part?: 'nexthop'
  /** Hears of options whose values nothing uses yet; undefined: nothing uses the whole line. */
  readonly noteUnused?: ((option: string, word: Word) => void) | undefined
  readonly report: Report
  readonly names: NameTables
  /** Whether there is such an interface; undefined: nobody knows. */
  readonly hasInterface: ((name: string) => boolean) | undefined
  /** Whether it may be a VRF; undefined: nobody knows. */
  readonly isVrf?: ((name: string) => boolean) | undefined
}

/** `dropped`: the whole line. `rest`: all that follows on the line is not for the options. */
export type Outcome = 'taken' | 'dropped' | 'rest'

export interface LineOption<Draft, Settings> extends EntryOption {
  /** `word` is the option itself, its values follow. */
  readonly read: (line: Line, draft: Draft, word: Word) => Outcome
  /** Its values in the canonical line; undefined: it is not there. */
  readonly show: (settings: Settings) => readonly string[] | undefined
}

/** An option with one value. */
export function valued<Draft, Settings, T>(
  name: string,
  facts: {
    readonly kind: LineKind<T>
    readonly about: string
    readonly synonyms?: readonly string[]
    /** What a wrong value does to the line: it goes with it unless the option alone is `ignored`. */
    readonly misfit?: 'ignored'
    readonly put: (draft: Draft, value: T) => void
    readonly show: (settings: Settings) => string | number | undefined
  },
): LineOption<Draft, Settings> {
  const { kind, about, synonyms = [], misfit, put, show } = facts
  const as = { kind, misfit }
  return {
    name,
    synonyms,
    parameters: kind.shape,
    about,
    read: (line, draft, word) => {
      const value = take(line, word, as)
      if (value.is !== 'value') return value.is
      put(draft, value.value)
      return 'taken'
    },
    show: (settings) => {
      const value = show(settings)
      return value === undefined ? undefined : [String(value)]
    },
  }
}

/** An option that is there or not. */
export function bare<Draft, Settings>(
  name: string,
  facts: {
    readonly about: string
    readonly put: (draft: Draft) => void
    readonly show: (settings: Settings) => boolean | undefined
  },
): LineOption<Draft, Settings> {
  return {
    name,
    synonyms: [],
    parameters: '',
    about: facts.about,
    read: (_line, draft) => {
      facts.put(draft)
      return 'taken'
    },
    show: (settings) => (facts.show(settings) === true ? [] : undefined),
  }
}

export type OptionIndex<Draft, Settings> = ReadonlyMap<string, LineOption<Draft, Settings>>

export function indexed<Draft, Settings>(
  options: readonly LineOption<Draft, Settings>[],
): OptionIndex<Draft, Settings> {
  return new Map(
    options.flatMap((option) => [option.name, ...option.synonyms].map((name) => [name, option] as const)),
  )
}

/**
 * Reads options until the line ends. `unknown` judges words that are no option, and may take more.
 */
export function walk<Draft, Settings>(
  line: Line,
  draft: Draft,
  by: {
    readonly options: OptionIndex<Draft, Settings>
    readonly unknown: (line: Line, draft: Draft, word: Word) => Outcome
  },
): 'taken' | 'dropped' {
  for (let word = nextWord(line); word !== undefined; word = nextWord(line)) {
    const option = by.options.get(word.text)
    if (option?.later === true) line.noteUnused?.(option.name, word)
    const outcome = (option?.read ?? by.unknown)(line, draft, word)
    if (outcome === 'dropped') return 'dropped'
    if (outcome === 'rest') return 'taken'
  }
  return 'taken'
}

/** The next word, which is then behind us. */
export function nextWord(line: Line): Word | undefined {
  const word = line.words[line.next]
  if (word !== undefined) line.next++
  return word
}

/** The next word, which stays where it is. */
export function peekWord(line: Line): Word | undefined {
  return line.words[line.next]
}

/** Whether one of these words comes next; then it is behind us. */
export function takeWord(line: Line, ...words: readonly string[]): string | undefined {
  const text = peekWord(line)?.text
  if (text === undefined || !words.includes(text)) return undefined
  line.next++
  return text
}

export type Took<T> =
  | { readonly is: 'value'; readonly value: T; readonly word: Word }
  | { readonly is: 'dropped' }
  /** The option is ignored. */
  | { readonly is: 'taken' }

/** The value of the option `of`: the next word. */
export function take<T>(
  line: Line,
  of: Word,
  as: { readonly kind: LineKind<T>; readonly misfit?: 'ignored' | undefined },
): Took<T> {
  const word = nextWord(line)
  if (word === undefined) return lacking(line, of, as.kind.shape)
  const read = as.kind.read(word.text, line.names)
  if (read.ok) return { is: 'value', value: read.value, word }
  return misfit(line, word, { ...as, name: of.text, error: read.error })
}

/** This word as a value; `name`: what it belongs to, for messages. */
export function judge<T>(
  line: Line,
  word: Word,
  as: { readonly kind: LineKind<T>; readonly misfit?: 'ignored' | undefined; readonly name: string },
): Took<T> {
  const read = as.kind.read(word.text, line.names)
  if (read.ok) return { is: 'value', value: read.value, word }
  return misfit(line, word, { ...as, error: read.error })
}

/** Says what is wrong with the word, and what becomes of it. */
function misfit<T>(
  line: Line,
  word: Word,
  as: {
    readonly kind: LineKind<T>
    readonly misfit?: 'ignored' | undefined
    readonly name: string
    readonly error: LineMisfit<T>
  },
): Took<T> {
  const { problem, code, severity = 'error', corrected, near } = as.error
  const message = `${as.name}: "${word.text}" ${problem}`
  if (corrected !== undefined) {
    const instead = `${as.kind.show(corrected)} is used`
    say(line, { word, message, instead, severity, ...(code === undefined ? {} : { code }) })
    return { is: 'value', value: corrected, word }
  }
  if (as.misfit === 'ignored') {
    return { is: ignore(line, word, { message, near }) }
  }
  return { is: drop(line, word, { message, near }) }
}

/** keepalived's configuration test ends here for routes and rules, with exit status 2. */
function lacking(line: Line, of: Word, shape: string): { readonly is: 'dropped' } {
  const message = `${of.text} lacks its value: ${shape}`
  if (line.is === 'address') return { is: drop(line, of, message) }
  line.report({
    code: 'missing-parameter',
    severity: 'error',
    span: of.span,
    message,
    instead: leftOut(line),
  })
  return { is: 'dropped' }
}

/** For a word that must follow and is not there. */
export function reportLacking(line: Line, of: Word, shape: string): 'dropped' {
  return lacking(line, of, shape).is
}

export interface Reason {
  readonly message: string
  /** What was most likely meant. */
  readonly near?: string | undefined
}

/** Says that the whole line goes, and why. */
export function drop(line: Line, word: Word, why: string | Reason): 'dropped' {
  const { message, near } = typeof why === 'string' ? { message: why } : why
  line.report({
    code: line.part === undefined ? `bad-${line.is}-line` : `bad-${line.is}-option`,
    severity: 'error',
    span: word.span,
    message,
    instead: leftOut(line),
    ...(near === undefined ? {} : { suggestion: near }),
  })
  return 'dropped'
}

/** Says that an option goes, and why. */
export function ignore(line: Line, word: Word, why: string | Reason): 'taken' {
  const { message, near } = typeof why === 'string' ? { message: why } : why
  const instead = `the ${line.is} is used without it`
  say(line, { word, message, instead, ...(near === undefined ? {} : { suggestion: near }) })
  return 'taken'
}

/** Says that an option does something else than what is written. */
export function say(
  line: Line,
  of: {
    readonly word: Word
    readonly message: string
    readonly instead: string
    readonly suggestion?: string
    readonly code?: string
    readonly severity?: Severity
  },
): void {
  const { word, message, instead, suggestion, code = `bad-${line.is}-option`, severity = 'error' } = of
  const near = suggestion === undefined ? {} : { suggestion }
  line.report({ code, severity, span: word.span, message, instead, ...near })
}

export function deprecated(
  line: Line,
  word: Word,
  now: { readonly instead: string; readonly suggestion: string },
): void {
  const message = `${word.text} is deprecated`
  say(line, { word, message, ...now, code: 'deprecated-keyword', severity: 'warning' })
}

/** The interface of an option: keepalived refuses everything when there is no such one. */
export function takeInterface(line: Line, of: Word, kind: LineKind<string>): Took<string> {
  const took = take(line, of, { kind })
  if (took.is !== 'value' || line.hasInterface === undefined || line.hasInterface(took.value)) return took
  line.report({
    code: 'interface-unknown',
    severity: 'error',
    span: took.word.span,
    message: `there is no interface ${took.value} on this host`,
    instead: 'nothing runs: keepalived refuses such a configuration, and so do we',
    fatal: true,
  })
  return { is: 'dropped' }
}

/** What somebody who wrote an unknown word most likely meant. */
export function nearOption(word: Word, options: ReadonlyMap<string, unknown>): string | undefined {
  return nearest(word.text, options.keys())
}

function leftOut(line: Line): string {
  if (line.part === undefined) return `this ${line.is} is left out`
  return 'this next hop is left out with all that follows on the line; the route stays'
}

/** The options in the canonical order of their table, as they are written. */
export function shownOptions<Settings>(
  settings: Settings,
  options: readonly LineOption<never, Settings>[],
): string[] {
  return options.flatMap((option) => {
    const values = option.show(settings)
    return values === undefined ? [] : [option.name, ...values.map(quoted)]
  })
}
