/**
 * Physical lines: line ends, the byte order mark, NUL and the longest line, as keepalived 2.4 treats them.
 * Each line keeps its place. Refuses nothing: a line that cannot be used is dropped with a diagnostic.
 */
import type { Report } from './diagnostics.ts'
import { type Mapped, plainMapped } from './mapped.ts'

/** keepalived's buffer: a line of more bytes, its newline not counted, loses the first 1023 of them. */
export const lineBytesMax = 1022

export interface PhysicalLine {
  readonly file: string
  readonly line: number
  readonly text: Mapped
}

/** The lines as they stand, for showing places. */
export function sourceLines(text: string): readonly string[] {
  return text.split('\n').map(withoutReturns)
}

export function physicalLines(file: string, text: string, report: Report): PhysicalLine[] {
  const lines: PhysicalLine[] = []
  for (const [index, source] of sourceLines(text).entries()) {
    const line = index + 1
    let rest = plainMapped(source)
    if (line === 1 && source.startsWith('\ufeff')) {
      report({
        code: 'byte-order-mark',
        severity: 'warning',
        span: { file, line, column: 1, length: 1 },
        message: 'the file begins with a byte order mark, which keepalived takes for part of the first word',
        instead: 'the mark is skipped; save the file as UTF-8 without it',
      })
      rest = { text: source.slice(1), start: 2, columns: undefined }
    }
    const kept = checkedLine(rest, { file, line }, report)
    if (kept !== undefined) lines.push({ file, line, text: kept })
  }
  return lines
}

function checkedLine(
  given: Mapped,
  place: { readonly file: string; readonly line: number },
  report: Report,
): Mapped | undefined {
  let rest = given
  while (utf8Length(rest.text) > lineBytesMax) {
    const cut = charactersInBytes(rest.text, lineBytesMax + 1)
    report({
      code: 'line-too-long',
      severity: 'error',
      span: { ...place, column: rest.start, length: cut },
      message: `the line is longer than ${lineBytesMax} bytes`,
      instead: `its first ${lineBytesMax + 1} bytes are dropped and the rest is read as a line of its own`,
    })
    rest = { text: rest.text.slice(cut), start: rest.start + cut, columns: undefined }
  }
  const nul = rest.text.indexOf('\0')
  if (nul < 0) return rest
  report({
    code: 'nul-in-line',
    severity: 'error',
    span: { ...place, column: rest.start + nul, length: 1 },
    message: 'a NUL byte: this is not text',
    instead: 'the line is dropped',
  })
  return undefined
}

function withoutReturns(text: string): string {
  return text.endsWith('\r') ? text.replace(/\r+$/, '') : text
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
