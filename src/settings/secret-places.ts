/**
 * Where passwords and keys stand in a text, so that findings can be shown to others: a log is read by more
 * people than the file, and kept longer. Knows them by their statements, and by the look of lines that came
 * to no statement. Refuses to judge texts of less than four characters apart from their place.
 */
import type { Span } from '../base/span.ts'
import type { Diagnostic, Sources } from '../conf/diagnostics.ts'
import type { Statement } from '../conf/tree.ts'
import { discreet, firstSecretWord, hidden } from './secrets.ts'

export interface Findings {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: Sources
}

/** Grows statement by statement, so that no tree is kept for it. */
export interface SecretPlaces {
  add(statement: Statement): void
  /** The findings without the secrets of the statements so far. */
  hide(findings: Findings): Findings
}

/** By file and line: the column from which on nothing is shown. */
type Columns = Map<string, Map<number, number>>

export function openSecretPlaces(): SecretPlaces {
  const columns: Columns = new Map()
  const secrets = new Set<string>()
  const learn = ({ keyword, words, block }: Statement, outer: string): void => {
    for (const one of block?.statements ?? []) learn(one, keyword.text)
    const from = firstSecretWord(outer, keyword.text)
    if (from === undefined || namesFile(keyword.text, words)) return
    // Without its id a key stands in the id's place, and on a line of its own in that of the keyword.
    const alone = words.length === 1 && !secretKeywords.has(keyword.text)
    const first = alone ? 0 : words.length > from ? from : 1
    const shown = words[first - 1]?.span
    if (shown !== undefined) addColumn(columns, shown, shown.column + shown.length)
    for (const { text, span } of words.slice(first)) {
      secrets.add(text)
      addColumn(columns, span, span.column)
    }
  }
  return {
    add: (statement) => learn(statement, ''),
    hide: ({ diagnostics, sources }) => {
      const lines = shownLines(sources, { columns, secrets: [...secrets].filter(isLong) })
      return {
        sources: sourcesOf(sources, (file) => lines.linesFor(file, diagnostics)),
        diagnostics: diagnostics.map((one) => lines.without(one)),
      }
    },
  }
}

/** What no secret looks like. */
const secretKeywords: ReadonlySet<string> = new Set(['auth_pass', 'key', 'password', 'smtp_password'])

/** The path is none: whoever reads that a key file is missing needs it. */
function namesFile(keyword: string, words: Statement['words']): boolean {
  const [last, ...before] = words
    .slice(1)
    .map(({ text }) => text)
    .toReversed()
  return keyword === 'key' && last?.startsWith('file:') === true && before.every((word) => /^\d+$/.test(word))
}

function addColumn(columns: Columns, { file, line }: Span, column: number): void {
  const lines = columns.get(file) ?? new Map<number, number>()
  columns.set(file, lines)
  // Columns of a line grow, and everything after the first secret is hidden.
  if (!lines.has(line)) lines.set(line, column)
}

/** keepalived uses so many bytes of a password, and what is said of it may repeat them. */
const usedBytes = 8

/** Others could be any part of any word. */
function isLong(secret: string): boolean {
  return secret.length >= 4
}

/** Everything after these words is a secret, wherever they stand. */
const secretAfter = [
  /\b(?:auth_pass|password)[ \t]+(?=\S)/i,
  /^[ \t]*key[ \t]+(?!(?:\d+[ \t]+)?"?file:\S*[ \t]*$)(?:\d+[ \t]+)?(?=\S)/i,
  /^[ \t]*\$\w*(?:pass|pw|secret|key)\w*[ \t]*=[ \t]*(?=\S)/i,
]

function shownLines(
  sources: Sources,
  known: { readonly columns: Columns; readonly secrets: readonly string[] },
) {
  const without = (text: string) => known.secrets.reduce((rest, one) => rest.replaceAll(one, hidden), text)
  /** From where on the line is not shown. */
  const hiddenFrom = (file: string, line: number, source: string): number => {
    const byLook = Math.min(source.length, ...secretAfter.map((look) => endOf(look.exec(source))))
    const column = known.columns.get(file)?.get(line)
    return column === undefined ? byLook : Math.min(byLook, column - 1)
  }
  const shown = (file: string, line: number, source: string): string => {
    const from = hiddenFrom(file, line, source)
    const rest = source.slice(from)
    const blanks = /^[ \t]*/.exec(rest)?.[0] ?? ''
    return without(source.slice(0, from)) + (rest === blanks ? rest : `${blanks}${hidden}`)
  }
  const repeats = (text: string, { file, line }: Span): boolean => {
    const source = sources.get(file)?.[line - 1] ?? ''
    const words = source.slice(hiddenFrom(file, line, source)).split(/[\s"']+/)
    return words.some((word) => word !== '' && text.includes(word.slice(0, usedBytes)))
  }
  return {
    linesFor: (file: string, diagnostics: readonly Diagnostic[]) => {
      const lines = [...(sources.get(file) ?? [])]
      const places = diagnostics.flatMap(({ span, related = [] }) => [
        span,
        ...related.map((one) => one.span),
      ])
      for (const place of places) {
        const source = place.file === file ? sources.get(file)?.[place.line - 1] : undefined
        if (source !== undefined) lines[place.line - 1] = shown(file, place.line, source)
      }
      return lines
    },
    without: (one: Diagnostic): Diagnostic => {
      const { message, instead, suggestion = '', span, related } = one
      const open = `${message}\n${instead}\n${suggestion}`
      const told = repeats(open, span) || without(open) !== open ? discreet(one) : one
      if (related === undefined) return told
      return { ...told, related: related.map((other) => ({ ...other, message: without(other.message) })) }
    },
  }
}

function endOf(match: RegExpExecArray | null): number {
  return match === null ? Number.POSITIVE_INFINITY : match.index + match[0].length
}

/** The lines of a file are made when somebody asks for them. */
function sourcesOf(sources: Sources, linesFor: (file: string) => readonly string[]): Sources {
  const made = new Map<string, readonly string[]>()
  const get = (file: string) => {
    if (!sources.has(file)) return undefined
    const lines = made.get(file) ?? linesFor(file)
    made.set(file, lines)
    return lines
  }
  return {
    get,
    has: (file) => sources.has(file),
    keys: () => sources.keys(),
    size: sources.size,
    *[Symbol.iterator]() {
      for (const file of sources.keys()) yield [file, get(file) ?? []] as [string, readonly string[]]
    },
  }
}
