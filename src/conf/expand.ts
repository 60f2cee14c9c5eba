/**
 * Files into the lines that count, one after another: nobody holds all of them. Most lines of most files are
 * words and blanks only, and pass through here without a copy; the others go through lines.ts. Refuses files
 * with more lines than anybody writes.
 */
import type { Report, Sources } from './diagnostics.ts'
import {
  type ExpandInput,
  type IncludeLevel,
  type LogicalLine,
  linesMax,
  type OpenFile,
  type State,
  type Stop,
  type Where,
} from './expansion.ts'
import { readLine } from './lines.ts'
import { type Place, plainMapped, spanAt } from './mapped.ts'
import { checkedLine, isPlain, lineCharactersSafe, lineEnd, linesOf } from './text.ts'

export type {
  Encoding,
  ExpandInput,
  FilePort,
  IncludedFile,
  IncludeLevel,
  LogicalLine,
  Stop,
} from './expansion.ts'

/** Where lines go, and the level that the reader of those lines may change: see include-lines.ts. */
export interface LineSink {
  readonly emit: (line: LogicalLine) => void
  readonly includeLevel: IncludeLevel
  readonly stop: Stop
}

/** Every file that was read, in order of reading, with its lines. */
export function expand(input: ExpandInput, report: Report, sink: LineSink): Sources {
  const state: State = {
    input,
    report,
    emit: sink.emit,
    readFile,
    definitions: new Map(),
    passedBy: new Map(),
    texts: new Map(),
    collecting: undefined,
    includeLevel: sink.includeLevel,
    stop: sink.stop,
    openQuotes: 0,
    files: 0,
    lines: 0,
    includedCharacters: 0,
    generatedLines: 0,
    generatedCharacters: 0,
    abandoned: false,
    stopped: false,
  }
  const { file: path, text, encoding } = input
  readFile({ path, text, encoding, parent: undefined, depth: 0, origin: undefined }, state)
  return linesOf(state.texts)
}

function readFile(file: OpenFile, state: State): void {
  const { path, text } = file
  state.texts.set(path, text)
  if (file.encoding === 'latin-1') reportEncoding(file, state)
  const plain = isPlain(text)
  const ahead: Ahead = { special: /[#!"\\$\u0080-\uffff]/g, at: -1 }
  let line = 0
  for (let from = 0; from < text.length && !state.stopped && !state.stop.requested; ) {
    const { to, next } = lineEnd(text, from)
    line++
    if (++state.lines > linesMax) {
      reportLines({ file: path, line }, state)
      return
    }
    state.abandoned = false
    if (plain && to - from <= lineCharactersSafe) readShort(file, { line, from, to, ahead }, state)
    else readAny(file, { line, from, to }, state)
    from = next
  }
}

/** A physical line: its number and where it is in the text of the file. */
interface Stretch {
  readonly line: number
  readonly from: number
  readonly to: number
}

/**
 * Where the text needs a closer look the next time: at comments, quotes, escapes, definitions, and what is
 * not ASCII. One search finds the next such place, however many lines away it is.
 */
interface Ahead {
  readonly special: RegExp
  /** The last place that was found; the length of the text: there is none any more. */
  at: number
}

function nextSpecial(text: string, from: number, ahead: Ahead): number {
  if (ahead.at >= from) return ahead.at
  ahead.special.lastIndex = from
  ahead.at = ahead.special.test(text) ? ahead.special.lastIndex - 1 : text.length
  return ahead.at
}

function readShort(
  file: OpenFile,
  { line, from, to, ahead }: Stretch & { readonly ahead: Ahead },
  state: State,
): void {
  const { text } = file
  let first = from
  while (first < to && isBlank(text.charCodeAt(first))) first++
  if (state.collecting === undefined && (first === to || isCommentSign(text.charCodeAt(first)))) return
  const isSpecial =
    state.collecting !== undefined || isDirective(text, first) || nextSpecial(text, first, ahead) < to
  const place = placeOf(file, line)
  if (isSpecial) {
    readLine(plainMapped(text.slice(from, to)), whereOf(file, place, first - from + 1), state)
    return
  }
  let end = to
  while (end > first && isBlank(text.charCodeAt(end - 1))) end--
  const mapped = plainMapped(text.slice(first, end), first - from + 1)
  state.emit({ text: mapped, place, indent: mapped.start, quoteReported: false })
}

/** A line that may be too long, or of a file with bytes that are no text. */
function readAny(file: OpenFile, { line, from, to }: Stretch, state: State): void {
  const place = placeOf(file, line)
  const text = checkedLine(file.text.slice(from, to), place, state.report)
  if (text === undefined) return
  const blanks = /^[ \t]*/.exec(text.text)?.[0].length ?? 0
  readLine(text, whereOf(file, place, text.start + blanks), state)
}

function placeOf({ path, origin }: OpenFile, line: number): Place {
  return origin === undefined ? { file: path, line } : { file: path, line, origin }
}

function whereOf(file: OpenFile, place: Place, indent: number): Where {
  return { place, file, indent, nesting: 0, within: [] }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** `#` or `!` */
function isCommentSign(code: number): boolean {
  return code === 35 || code === 33
}

/** `@`, `~`, or a form of include. */
function isDirective(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code === 64 || code === 126 || (code === 105 && text.startsWith('include', index))
}

function reportLines(place: Place, state: State): void {
  state.stopped = true
  state.report({
    code: 'too-many-lines',
    severity: 'error',
    span: spanAt(place, 1, 0),
    message: `the configuration has more than ${linesMax} lines`,
    instead: 'the rest is not read',
    fatal: true,
  })
}

function reportEncoding(file: OpenFile, state: State): void {
  const index = file.text.search(/[\u0080-\uffff]/)
  const before = file.text.slice(0, Math.max(0, index))
  const line = before.split('\n').length
  const column = index - before.lastIndexOf('\n')
  state.report({
    code: 'not-utf8',
    severity: 'warning',
    span: spanAt(placeOf(file, line), column, 1),
    message: 'the file is not UTF-8',
    instead: 'it is read as Latin-1; words that are compared or sent may differ from what keepalived sends',
  })
}
