/**
 * Comments and blanks around a line. keepalived.conf(5): `#` and `!` start a comment anywhere outside double
 * quotes. Stripping twice is stripping once: `\#` stays until the line is whole (unescaped), so that it
 * stands for `#` in every block and in every value, unlike in keepalived, whose child processes lose it.
 */
import { type Mapped, replaceMapped, sliceMapped } from './mapped.ts'

export interface Stripped {
  readonly text: Mapped
  /** Index of a double quote that nothing closes. */
  readonly openQuote: number | undefined
}

const quoteSign = 34
const backslash = 92
const hash = 35
const bang = 33

export function strip(line: Mapped): Stripped {
  const { text } = line
  let from = 0
  while (from < text.length && isBlank(text.charCodeAt(from))) from++
  let quote = -1
  let end = from
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (code === quoteSign) quote = quote < 0 ? end : -1
    else if (code === backslash) end++
    else if (quote < 0 && (code === hash || code === bang)) break
    end++
  }
  let to = Math.min(end, text.length)
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  const openQuote = quote < 0 ? undefined : quote - from
  return { text: sliceMapped(line, from, to), openQuote }
}

/** Whether the last character is a backslash that no other backslash precedes. */
export function endsInMark(text: string): boolean {
  let count = 0
  while (count < text.length && text.charCodeAt(text.length - 1 - count) === backslash) count++
  return count % 2 === 1
}

/** `\#` and `\!` outside double quotes as what they stand for. */
export function unescaped(line: Mapped): Mapped {
  if (!line.text.includes('\\#') && !line.text.includes('\\!')) return line
  let mapped = line
  let quoted = false
  for (let i = 0; i < mapped.text.length; i++) {
    const code = mapped.text.charCodeAt(i)
    if (code === quoteSign) quoted = !quoted
    if (code !== backslash) continue
    const next = mapped.text.charCodeAt(i + 1)
    if (!quoted && (next === hash || next === bang)) {
      mapped = replaceMapped(mapped, { from: i, to: i + 1 }, { text: '', origin: undefined })
    } else i++
  }
  return mapped
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** Space, TAB, CR, VT, FF. */
function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 11 || code === 12
}
