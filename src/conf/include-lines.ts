/**
 * `include` and its variants: which files, and which problems with them are errors. keepalived.conf(5),
 * INCLUDE and include_check. Refuses files without end: in depth, in number, in size.
 */
import type { Span } from '../base/span.ts'
import {
  filesMax,
  type IncludedFile,
  includeDepthMax,
  includedCharactersMax,
  type OpenFile,
  type State,
  type Where,
} from './expansion.ts'
import { type Mapped, spanOf } from './mapped.ts'

/**
 * Which problems are errors, by the letter after the word. r: files that cannot be used; m: absent files; w:
 * wildcards without match; b: alternatives `{a,b}` without file.
 */
const variants: Readonly<Record<string, string>> = { r: 'r', m: 'rm', w: 'rmw', b: 'rb', a: 'rmwb' }

/**
 * The options of include_check. keepalived's manual calls the first one "readable", keepalived itself "read".
 */
const checkOptions: ReadonlyMap<string, string> = new Map([
  ['read', 'r'],
  ['match', 'm'],
  ['wildcard_match', 'w'],
  ['brace_match', 'b'],
])

/** What include_check makes of the level before it, and the words that it does not know. */
export function includeCheckLevel<W extends { readonly text: string }>(
  options: readonly W[],
  before: string,
): { readonly level: string; readonly unknown: readonly W[] } {
  if (options.length === 0) return { level: 'rmwb', unknown: [] }
  const unknown: W[] = []
  let level = before
  let plain = false
  for (const option of options) {
    const sign = /^[+-]/.exec(option.text)?.[0] ?? ''
    const letter = checkOptions.get(option.text.slice(sign.length))
    if (letter === undefined || (sign === '' && plain)) {
      unknown.push(option)
    } else if (sign === '-') level = level.replace(letter, '')
    else if (sign === '+') level = level.includes(letter) ? level : level + letter
    else {
      plain = true
      level = letter === 'r' ? 'r' : `r${letter}`
    }
  }
  return { level, unknown }
}

/** Reads what the line includes, if it is such a line. */
export function included(line: Mapped, where: Where, state: State): boolean {
  if (!line.text.startsWith('include')) return false
  const match = /^include([rmwba]?)[ \t]+(.*)$/s.exec(line.text)
  if (match === null) return false
  const [whole, variant = '', pattern = ''] = match
  const span = spanOf(line, where.place, { from: whole.length - pattern.length, to: whole.length })
  if (hasNoRoom(span, where, state)) return true
  const found = state.input.read.include(pattern, directoryOf(where.file.path))
  const strict = `${state.includeLevel.letters}${variants[variant] ?? ''}`
  for (const one of problemsOf(pattern, found)) {
    reportInclude(one, { span, isError: strict.includes(one.needs) }, state)
  }
  for (const one of found) {
    if (one.is !== 'text' || state.stopped) continue
    state.files++
    state.includedCharacters += one.text.length
    if (hasNoRoom(span, where, state)) break
    const { path, text, encoding } = one
    if (isOpen(path, where.file)) {
      reportLoop(path, span, state)
      continue
    }
    const origin = { is: 'include', at: span, name: pattern, from: where.place.origin } as const
    const before = state.includeLevel.letters
    state.readFile({ path, text, encoding, parent: where.file, depth: where.file.depth + 1, origin }, state)
    state.includeLevel.letters = before
  }
  return true
}

function isOpen(path: string, file: OpenFile | undefined): boolean {
  for (let one = file; one !== undefined; one = one.parent) if (one.path === path) return true
  return false
}

function reportLoop(path: string, span: Span, { report }: State): void {
  report({
    code: 'include-loop',
    severity: 'error',
    span,
    message: `${path} is being read already: it includes itself`,
    instead: 'this include is left out',
  })
}

const goesOn = 'a start goes on without it; a reload is refused, so that what runs does not lose it'

/**
 * When nothing insists. What is there was meant to be read: a running daemon must not end what stands in it
 * because of a mode or a copy that went wrong.
 */
const withoutInsisting = {
  'include-skipped': { severity: 'warning', instead: 'the configuration goes on without it' },
  // keepalived does not even mention it: a directory for such files may well be empty.
  'include-matches-nothing': { severity: 'note', instead: 'the configuration goes on' },
  'include-unusable': { severity: 'warning', instead: goesOn },
  'include-not-text': { severity: 'error', instead: goesOn },
} as const

interface IncludeProblem {
  readonly path: string
  readonly reason: string
  readonly needs: 'r' | 'm' | 'w' | 'b'
  readonly code: keyof typeof withoutInsisting
}

function problemsOf(pattern: string, found: readonly IncludedFile[]): readonly IncludeProblem[] {
  const problems: IncludeProblem[] = []
  for (const one of found) {
    const { path } = one
    if (one.is === 'unusable') {
      problems.push({ path, reason: one.reason, needs: 'r', code: 'include-unusable' })
    } else if (one.is === 'not-text') {
      problems.push({ path, reason: one.reason, needs: 'r', code: 'include-not-text' })
    } else if (one.is === 'absent') {
      const needs = pattern.includes('{') ? 'b' : 'm'
      problems.push({ path, reason: one.reason, needs, code: 'include-skipped' })
    }
  }
  const nothing = found.every((one) => one.is === 'unmatched')
  if (nothing) {
    const reason = 'nothing matches this pattern'
    problems.push({ path: pattern, reason, needs: 'w', code: 'include-matches-nothing' })
  }
  return problems
}

function reportInclude(
  { path, reason, code }: IncludeProblem,
  { span, isError }: { readonly span: Span; readonly isError: boolean },
  { report }: State,
): void {
  const message = `${path}: ${reason}`
  if (!isError) {
    report({ code, span, message, ...withoutInsisting[code] })
    return
  }
  report({
    code: 'include-failed',
    severity: 'error',
    span,
    message,
    instead: 'nothing runs: this form of include, or include_check, insists',
    fatal: true,
  })
}

/** Said once for all files and for their size; for the depth at each place. */
function hasNoRoom(span: Span, { file }: Where, state: State): boolean {
  if (file.depth >= includeDepthMax) {
    state.report({
      code: 'include-too-deep',
      severity: 'error',
      span,
      message: `more than ${includeDepthMax} files inside one another: does one include itself?`,
      instead: 'this include is left out',
    })
    return true
  }
  const tooMany = state.files > filesMax
  if (!tooMany && state.includedCharacters <= includedCharactersMax) return false
  if (!state.stopped) {
    state.report({
      code: 'too-many-files',
      severity: 'error',
      span,
      message: tooMany
        ? `more than ${filesMax} files are included: do some include each other?`
        : `the included files have more than ${includedCharactersMax} characters together`,
      instead: 'this include is left out, and nothing after it is read',
      fatal: true,
    })
  }
  state.stopped = true
  return true
}

/** The directory part of a path, `.` when there is none. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
