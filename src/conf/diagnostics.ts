/**
 * What is wrong with the user's text, as values, and how they look on paper. Nobody prints where they find:
 * rooms return diagnostics, and only the command line and the log render them.
 */
import type { Origin, Span } from '../base/span.ts'

/**
 * `error`: a reload is refused. `warning`: something was corrected or has no effect. `note`: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'note'

export interface Diagnostic {
  /** Stable and kebab-case: a name that scripts may rely on. */
  readonly code: string
  readonly severity: Severity
  readonly span: Span
  readonly message: string
  /** What happens instead of what was written. */
  readonly instead: string
  readonly suggestion?: string
  /** With this nothing can run: a start ends with exit status 2. */
  readonly fatal?: true
  /** Advice beyond what keepalived says: it never counts in a configuration test. */
  readonly lint?: true
  /** Not worth a word by itself: said only as the cause of an error that stands at its place. */
  readonly onlyAsCause?: true
  /** What a list of such findings names of this one. */
  readonly keyword?: string
  /** A consequence: the line up to which its causes may stand, which are to be read first. */
  readonly causesUntil?: number
  /** The other places that it is about, each with what stands there. */
  readonly related?: readonly Related[]
}

export interface Related {
  readonly span: Span
  readonly message: string
}

/** Where diagnostics go while they are found. */
export type Report = (diagnostic: Diagnostic) => void

/** The lines of every file that was read, in order of reading, for showing the place. */
export interface Sources
  extends Pick<ReadonlyMap<string, readonly string[]>, 'get' | 'has' | 'keys' | 'size'>,
    Iterable<[string, readonly string[]]> {}

/** More would scroll the first one, which is mostly the cause of the others, out of sight. */
export const shownMax = 100
/** Longer lines are cut around the place. */
const widthMax = 160

/**
 * By file in the order given, then by line and column, consequences after their causes; the order of finding
 * breaks ties.
 */
export function sortedByPlace(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const rank = new Map(files.map((file, index) => [file, index]))
  return [...diagnostics].sort(
    (a, b) =>
      (rank.get(a.span.file) ?? files.length) - (rank.get(b.span.file) ?? files.length) ||
      lineOf(a) - lineOf(b) ||
      Number(a.causesUntil !== undefined) - Number(b.causesUntil !== undefined) ||
      a.span.column - b.span.column,
  )
}

function lineOf({ causesUntil, span }: Diagnostic): number {
  return causesUntil ?? span.line
}

/** `file:line:column: severity: message [code]`: one line, for logs. */
export function headline(diagnostic: Diagnostic): string {
  const { span, severity, message, code } = diagnostic
  return `${span.file}:${span.line}:${span.column}: ${severity}: ${shortened(message)} [${code}]`
}

/** Messages repeat words of the text, which may be as long as a line. */
const messageLengthMax = 300

function shortened(message: string): string {
  if (message.length <= messageLengthMax) return message
  const half = messageLengthMax / 2
  return `${message.slice(0, half)} ... ${message.slice(-half)}`
}

/** All of them for a terminal, sorted by place, with the source line and the word underlined. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const sorted = sortedByPlace(diagnostics, [...sources.keys()])
  const alike = alikeOf(sorted)
  const shown = alike
    .slice(0, shownMax)
    .map(({ first, more }) => `${renderDiagnostic(first, sources)}${alikeText(more)}`)
  const left = alike.slice(shownMax).reduce((sum, { more }) => sum + 1 + more, 0)
  if (left > 0) shown.push(`and ${left} more\n`)
  return shown.join('')
}

interface Alike {
  readonly first: Diagnostic
  more: number
}

/**
 * What a sequence or a definition does wrong at one place in each of its lines is said once, and so is what
 * is wrong with a value wherever it is put in.
 */
function alikeOf(sorted: readonly Diagnostic[]): readonly Alike[] {
  const alike: Alike[] = []
  const made = new Map<string, Alike>()
  for (const first of sorted) {
    const { code, severity, span } = first
    const key = `${code} ${severity} ${madeAt(span)}`
    const before = span.origin === undefined ? undefined : made.get(key)
    if (before !== undefined) before.more++
    else {
      const one = { first, more: 0 }
      alike.push(one)
      made.set(key, one)
    }
  }
  return alike
}

/** Where the words of the definition stand that gave the text, or where the text stands itself. */
export function madeAt(span: Span): string {
  const { file, line, column } = span.origin?.is === 'definition' ? span.origin.at : span
  return `${line}:${column} ${file}`
}

function alikeText(more: number): string {
  return more === 0 ? '' : `  and ${more} more like it from the same place\n`
}

/** One diagnostic over several lines, ending in a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, sources: Sources): string {
  const lines = [headline(diagnostic)]
  const source = sources.get(diagnostic.span.file)?.[diagnostic.span.line - 1]
  if (source !== undefined && diagnostic.span.length > 0) lines.push(...underlined(source, diagnostic.span))
  for (const step of origins(diagnostic.span)) lines.push(`  ${step}`)
  for (const other of diagnostic.related ?? []) lines.push(...relatedLines(other, sources))
  lines.push(`  instead: ${shortened(diagnostic.instead)}`)
  if (diagnostic.suggestion !== undefined) lines.push(`  did you mean: ${diagnostic.suggestion}`)
  return `${lines.join('\n')}\n`
}

function relatedLines({ span, message }: Related, sources: Sources): readonly string[] {
  const source = sources.get(span.file)?.[span.line - 1]
  return [
    `  ${span.file}:${span.line}:${span.column}: ${message}`,
    ...(source !== undefined && span.length > 0 ? underlined(source, span) : []),
    ...origins(span).map((step) => `  ${step}`),
  ]
}

/** More steps than this say nothing new: a definition that needs itself has dozens. */
const stepsMax = 8

/** How the text came to its place, the nearest step first: `included from a.conf:3`. */
export function origins(span: Span): readonly string[] {
  const steps: string[] = []
  for (let origin = span.origin; origin !== undefined; origin = origin.from) {
    if (steps.length === stepsMax) return [...steps, 'and so on']
    steps.push(stepText(origin, span.file))
  }
  return steps
}

function stepText({ is, at, name }: Origin, file: string): string {
  if (is === 'include') return `included from ${at.file}:${at.line}`
  const place = at.file === file ? `in line ${at.line}` : `in ${at.file}:${at.line}`
  return is === 'definition'
    ? `from the definition of $${name} ${place}`
    : `with ${name} of the sequence ${place}`
}

function underlined(source: string, span: Span): string[] {
  const start = Math.max(0, span.column - 1 - widthMax / 2)
  const shown = printable(source.slice(start, start + widthMax))
  const before = shown.slice(0, span.column - 1 - start)
  const length = Math.max(1, Math.min(span.length, shown.length - before.length))
  // Tabs stay tabs, so that the marks stand under the word whatever a tab is worth.
  return [`  | ${shown}`, `  | ${before.replace(/[^\t]/g, ' ')}${'^'.repeat(length)}`]
}

/** Control characters would move the cursor or worse. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be replaced
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '?')
}
