/**
 * Physical lines: line ends, the byte order mark, NUL and the longest line, as keepalived 2.4 treats them.
 * Each line keeps its place. Refuses nothing: a line that cannot be used is dropped with a diagnostic.
 */
import type { Span } from '../base/span.ts'
import type { Report, Sources } from './diagnostics.ts'
import { type Mapped, type Place, plainMapped, spanAt } from './mapped.ts'

/** keepalived's buffer: a line of more bytes, its newline not counted, loses the first 1023 of them. */
export const lineBytesMax = 1022

/** A line of more characters is dropped as a whole: cut into pieces it would be as many errors. */
export const lineCharactersMax = 64 * 1024

const carriageReturn = 13

/** Where the line that begins at the index ends, and where the next one begins. */
export interface LineEnd {
  readonly to: number
  readonly next: number
}

export function lineEnd(text: string, from: number): LineEnd {
  const feed = text.indexOf('\n', from)
  const end = feed < 0 ? text.length : feed
  let to = end
  while (to > from && text.charCodeAt(to - 1) === carriageReturn) to--
  return { to, next: end + 1 }
}

/** The lines as they stand, for showing places. */
export function sourceLines(text: string): readonly string[] {
  return text.split('\n').map((line) => (line.endsWith('\r') ? line.replace(/\r+$/, '') : line))
}

/** The lines of each text, split when somebody asks for them: mostly nobody does. */
export function linesOf(texts: ReadonlyMap<string, string>): Sources {
  const split = new Map<string, readonly string[]>()
  const get = (file: string) => {
    const text = texts.get(file)
    if (text === undefined) return undefined
    const lines = split.get(file) ?? sourceLines(text)
    split.set(file, lines)
    return lines
  }
  return {
    get,
    has: (file) => texts.has(file),
    keys: () => texts.keys(),
    size: texts.size,
    *[Symbol.iterator]() {
      for (const file of texts.keys()) yield [file, get(file) ?? []] as [string, readonly string[]]
    },
  }
}

/** The line without what keepalived does not read, or undefined when nothing of it counts. */
export function checkedLine(source: string, place: Place, report: Report): Mapped | undefined {
  let rest = plainMapped(source)
  if (place.line === 1 && source.startsWith('\ufeff')) {
    reportMark(place, report)
    rest = plainMapped(source.slice(1), 2)
  }
  if (rest.text.length > lineCharactersMax) {
    reportTooLong(spanAt(place, rest.start, rest.text.length), 'the line is dropped', report)
    return undefined
  }
  while (isTooLong(rest.text)) {
    const cut = charactersInBytes(rest.text, lineBytesMax + 1)
    const instead = `its first ${lineBytesMax + 1} bytes are dropped, the rest is read as a line of its own`
    reportTooLong(spanAt(place, rest.start, cut), instead, report)
    rest = plainMapped(rest.text.slice(cut), rest.start + cut)
  }
  const nul = rest.text.indexOf('\0')
  if (nul < 0) return rest
  report({
    code: 'nul-in-line',
    severity: 'error',
    span: spanAt(place, rest.start + nul, 1),
    message: 'a NUL byte: this is not text',
    instead: 'the line is dropped',
  })
  return undefined
}

function reportTooLong(span: Span, instead: string, report: Report): void {
  const message = `the line is longer than ${lineBytesMax} bytes`
  report({ code: 'line-too-long', severity: 'error', span, message, instead })
}

function reportMark(place: Place, report: Report): void {
  report({
    code: 'byte-order-mark',
    severity: 'warning',
    span: spanAt(place, 1, 1),
    message: 'the file begins with a byte order mark, which keepalived takes for part of the first word',
    instead: 'the mark is skipped; save the file as UTF-8 without it',
  })
}

/** Characters that certainly take no more bytes than a line may have. */
export const lineCharactersSafe = Math.floor(lineBytesMax / 3)

export function isTooLong(text: string): boolean {
  return text.length > lineCharactersSafe && utf8Length(text) > lineBytesMax
}

/** Bytes of the text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes.
    if (code >= 0x80) bytes += code >= 0x800 && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}

function charactersInBytes(text: string, bytes: number): number {
  let used = 0
  let count = 0
  for (const character of text) {
    used += utf8Length(character)
    if (used > bytes) break
    count += character.length
  }
  return Math.max(1, count)
}

/** Whether the text can be read line by line without looking for what is wrong with single bytes. */
export function isPlain(text: string): boolean {
  return text.charCodeAt(0) !== 0xfeff && !text.includes('\0')
}
