/**
 * Physical lines into the lines that count: comments stripped, conditions judged, definitions put in,
 * included files read. keepalived.conf(5), INCLUDE, CONDITIONAL CONFIGURATION and PARAMETER SUBSTITUTION.
 * Refuses, with a diagnostic, what could run for ever: definitions that need themselves and files that
 * include themselves.
 */

import { type Definitions, isPredefined, predefined, substitute } from './define.ts'
import type { Report } from './diagnostics.ts'
import { type Mapped, sliceMapped, spanOf } from './mapped.ts'
import { strip } from './strip.ts'
import { type PhysicalLine, physicalLines, sourceLines } from './text.ts'
import type { Place } from './words.ts'

/** What an include pattern names. Implemented where files are read. */
export interface FilePort {
  /** In glob order, relative names seen from `directory`. */
  readonly include: (pattern: string, directory: string) => readonly IncludedFile[]
}

export type IncludedFile =
  | { readonly is: 'text'; readonly path: string; readonly text: string; readonly encoding?: Encoding }
  /**
   * `absent`: a plain name without a file; `unusable`: a directory, a fifo, not readable, executable, not
   * text.
   */
  | { readonly is: 'absent' | 'unusable'; readonly path: string; readonly reason: string }

/** keepalived takes bytes as they come; text that is not UTF-8 is read as Latin-1. */
export type Encoding = 'utf-8' | 'latin-1'

export interface LogicalLine extends Place {
  readonly text: Mapped
  readonly indent: number
  /** An unclosed quote of this line was reported already. */
  readonly quoteReported: boolean
}

export interface Expanded {
  readonly lines: readonly LogicalLine[]
  /** Every file that was read, in order of reading. */
  readonly sources: ReadonlyMap<string, readonly string[]>
}

export interface ExpandInput {
  readonly file: string
  readonly text: string
  readonly encoding?: Encoding
  /** What `@id` lines and ${_INSTANCE} compare with and show. */
  readonly id: string
  readonly read: FilePort
}

/** Files inside one another; a file that includes itself ends here. */
export const includeDepthMax = 16
/** Files in all: two that include each other twice would double with each level. */
export const filesMax = 2_000
/** Lines in all, for the same reason. */
export const linesMax = 1_000_000

interface State {
  readonly input: ExpandInput
  readonly report: Report
  readonly definitions: Map<string, string>
  readonly lines: LogicalLine[]
  readonly sources: Map<string, readonly string[]>
  /** Inside a definition over several lines, which is skipped. */
  skipping: boolean
  /** How many quotes that nothing closes were reported. */
  openQuotes: number
  files: number
}

export function expand(input: ExpandInput, report: Report): Expanded {
  const state: State = {
    input,
    report,
    definitions: new Map(),
    lines: [],
    sources: new Map(),
    skipping: false,
    openQuotes: 0,
    files: 0,
  }
  expandFile({ path: input.file, text: input.text, encoding: input.encoding, depth: 0 }, state)
  return { lines: state.lines, sources: state.sources }
}

interface OpenFile {
  readonly path: string
  readonly text: string
  readonly encoding: Encoding | undefined
  readonly depth: number
}

function expandFile(file: OpenFile, state: State): void {
  state.sources.set(file.path, sourceLines(file.text))
  if (file.encoding === 'latin-1') reportEncoding(file, state)
  for (const line of physicalLines(file.path, file.text, state.report)) {
    if (state.lines.length >= linesMax) {
      state.report({
        code: 'too-many-lines',
        severity: 'error',
        span: { file: line.file, line: line.line, column: 1, length: 0 },
        message: `the configuration has more than ${linesMax} lines`,
        instead: 'the rest is not read',
      })
      return
    }
    expandLine(line, file, state)
  }
}

function reportEncoding(file: OpenFile, state: State): void {
  const lines = state.sources.get(file.path) ?? []
  const index = lines.findIndex((line) => /[\u0080-\uffff]/.test(line))
  const column = (lines[index] ?? '').search(/[\u0080-\uffff]/) + 1
  state.report({
    code: 'not-utf8',
    severity: 'warning',
    span: { file: file.path, line: index + 1, column, length: 1 },
    message: 'the file is not UTF-8',
    instead: 'it is read as Latin-1; words that are compared or sent may differ from what keepalived sends',
  })
}

function expandLine(line: PhysicalLine, file: OpenFile, state: State): void {
  const place = { file: line.file, line: line.line }
  const at = { place, file }
  const reportedBefore = state.openQuotes
  const first = stripped(line.text, place, state)
  if (state.skipping) {
    state.skipping = first.text.endsWith('\\')
    return
  }
  const kept = conditional(first, state.input.id)
  if (kept === undefined || kept.text === '') return
  noteOddSpace(kept, place, state)
  if (defined(kept, place, state)) return
  const text = kept.text.startsWith('~') ? sequence(kept, place, state) : substituted(kept, at, state)
  if (text === undefined || text.text === '') return
  if (included(text, at, state)) return
  const quoteReported = state.openQuotes > reportedBefore
  state.lines.push({ ...place, text, indent: first.start, quoteReported })
}

function stripped(text: Mapped, place: Place, state: State): Mapped {
  const { text: kept, openQuote } = strip(text)
  if (openQuote !== undefined) {
    state.openQuotes++
    state.report({
      code: 'quote-not-closed',
      severity: 'error',
      span: spanOf(kept, place, { from: openQuote, to: kept.text.length }),
      message: 'nothing closes this double quote on its line',
      instead: 'the words before the quote are used, the rest of the line is dropped',
    })
  }
  return kept
}

/** Looks like a blank and comes from web pages; for keepalived it is a letter. */
function noteOddSpace(line: Mapped, place: Place, state: State): void {
  const at = line.text.indexOf('\u00a0')
  if (at < 0) return
  state.report({
    code: 'no-break-space',
    severity: 'note',
    span: spanOf(line, place, { from: at, to: at + 1 }),
    message: 'a no-break space (U+00A0), which does not separate words',
    instead: 'it is part of a word; replace it by a blank',
  })
}

/** `@id text` is kept for that id only, `@^id text` for all others. */
function conditional(line: Mapped, id: string): Mapped | undefined {
  const match = /^@(\^?)([^ \t]*)[ \t]*/.exec(line.text)
  if (match === null) return line
  const [whole, not, wanted] = match
  return (wanted === id) === (not === '') ? sliceMapped(line, whole.length) : undefined
}

/** Takes `$NAME=VALUE`. */
function defined(line: Mapped, place: Place, state: State): boolean {
  const match = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/s.exec(line.text)
  if (match === null) return false
  const [whole, name = '', value = ''] = match
  if (!value.endsWith('\\')) {
    state.definitions.set(name, value)
    return true
  }
  state.skipping = true
  state.report({
    code: 'definition-over-lines',
    severity: 'error',
    span: spanOf(line, place, { from: 0, to: whole.length }),
    message: `keepalived-ts does not read definitions over several lines yet: $${name}`,
    instead: `the definition is dropped; where it is used, $${name} stands for itself`,
  })
  return true
}

function sequence(line: Mapped, place: Place, state: State): Mapped | undefined {
  const match = /^~(SEQx?|LST)/.exec(line.text)
  if (match === null) return line
  state.report({
    code: 'sequence',
    severity: 'error',
    span: spanOf(line, place, { from: 0, to: match[0].length }),
    message: `keepalived-ts does not expand ${match[0]} yet`,
    instead: 'the line is dropped',
  })
  return undefined
}

interface At {
  readonly place: Place
  readonly file: OpenFile
}

function substituted(line: Mapped, { place, file }: At, state: State): Mapped | undefined {
  if (!line.text.includes('$')) return line
  const definitions: Definitions = (name) =>
    state.definitions.get(name) ?? predefined(name, { id: state.input.id, path: file.path })
  const outcome = substitute(line, definitions)
  if (outcome.is === 'unchanged') {
    reportUnsupported(line, place, state)
    return line
  }
  if (outcome.is === 'done') return stripped(outcome.text, place, state)
  state.report({
    code: outcome.is === 'endless' ? 'definition-needs-itself' : 'substitution-too-long',
    severity: 'error',
    span: spanOf(line, place, { from: 0, to: line.text.length }),
    message:
      outcome.is === 'endless'
        ? 'a definition used here needs itself'
        : 'with its definitions put in, the line is longer than 1023 bytes',
    instead: 'the line is dropped',
  })
  return undefined
}

function reportUnsupported(line: Mapped, place: Place, state: State): void {
  const match = /\$\{(_[A-Z]+)([ \t][^}]*)?\}/.exec(line.text)
  if (match?.[1] === undefined || !isPredefined(match[1])) return
  state.report({
    code: 'definition-unsupported',
    severity: 'error',
    span: spanOf(line, place, { from: match.index, to: match.index + match[0].length }),
    message: `keepalived-ts does not know the value of \${${match[1]}} yet`,
    instead: 'the text stays as it is',
  })
}

/**
 * Which problems of an include are errors, by the letter after the word: keepalived.conf(5), include_check.
 * Files that cannot be used, absent files, wildcards without match, alternatives `{a,b}` without match.
 */
const strictness: Readonly<Record<string, string>> = { r: 'r', m: 'rm', w: 'rmw', b: 'rb', a: 'rmwb' }

function included(line: Mapped, { place, file }: At, state: State): boolean {
  const match = /^include([rmwba]?)[ \t]+(.*)$/s.exec(line.text)
  if (match === null) return false
  const [whole, variant = '', pattern = ''] = match
  const span = spanOf(line, place, { from: whole.length - pattern.length, to: whole.length })
  const tooMany = state.files >= filesMax
  if (tooMany || file.depth >= includeDepthMax) {
    // Said once: every include after the last allowed one is left out.
    if (state.files > filesMax) return true
    if (tooMany) state.files++
    state.report({
      code: tooMany ? 'too-many-files' : 'include-too-deep',
      severity: 'error',
      span,
      message: tooMany
        ? `more than ${filesMax} files are included`
        : `more than ${includeDepthMax} files inside one another: does one include itself?`,
      instead: tooMany ? 'this include and all further ones are left out' : 'this include is left out',
    })
    return true
  }
  const found = state.input.read.include(pattern, directoryOf(file.path))
  const strict = strictness[variant] ?? ''
  const absence = pattern.includes('{') ? 'b' : 'm'
  if (found.length === 0 && strict.includes('w')) {
    reportInclude({ path: pattern, reason: 'nothing matches this pattern' }, true)
  }
  for (const one of found) {
    if (one.is === 'text') {
      const { path, text, encoding } = one
      state.files++
      expandFile({ path, text, encoding, depth: file.depth + 1 }, state)
    } else reportInclude(one, strict.includes(one.is === 'absent' ? absence : 'r'))
  }
  return true

  function reportInclude(
    problem: { readonly path: string; readonly reason: string },
    isError: boolean,
  ): void {
    state.report({
      code: isError ? 'include-failed' : 'include-skipped',
      severity: isError ? 'error' : 'warning',
      span,
      message: `${problem.path}: ${problem.reason}`,
      instead: isError
        ? 'nothing runs: this form of include insists'
        : 'the configuration goes on without it',
      ...(isError ? { fatal: true } : {}),
    })
  }
}

/** The directory part of a path, `.` when there is none. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
