/**
 * A line into statements: words and braces. keepalived.conf(5): braces stand for themselves wherever they are
 * outside double quotes; a double quote always starts or ends a word.
 */
import type { Span } from '../base/span.ts'
import type { LogicalLine } from './expansion.ts'
import { type Mapped, sliceMapped, spanAt, spanOf } from './mapped.ts'

export interface Word {
  readonly text: string
  readonly span: Span
}

/** Words between braces or the ends of the line. */
export interface WordPiece {
  readonly words: readonly [Word, ...Word[]]
  /** The text from the first word on: scripts split it by rules of their own. */
  readonly raw: Mapped
  /** A quote that ends no word: what follows it is dropped. Scripts may have such. */
  readonly openQuote: Span | undefined
}

/** Where pieces go, in the order of the line. */
export interface PieceSink<To> {
  readonly words: (piece: WordPiece, line: LogicalLine, to: To) => void
  readonly brace: (brace: '{' | '}', at: Span, line: LogicalLine, to: To) => void
}

const blank = 1
const quote = 2
const open = 3
const close = 4

/** By character code: what ends a word. Space, TAB, LF, CR, VT and FF separate words. */
const signs = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (' \t\n\r\v\f'.includes(character)) return blank
  return character === '"' ? quote : character === '{' ? open : character === '}' ? close : 0
})

function signAt(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code < 128 ? (signs[code] ?? 0) : 0
}

/** Splits the line and hands over each piece. */
export function pieces<To>(line: LogicalLine, sink: PieceSink<To>, to: To): void {
  const { text } = line.text
  let words: [Word, ...Word[]] | undefined
  let openQuote: Span | undefined
  let rawFrom = 0
  let index = 0
  while (index < text.length) {
    const from = index
    const sign = signAt(text, index)
    index++
    if (sign === blank) continue
    if (sign === open || sign === close) {
      if (words !== undefined) {
        sink.words({ words, raw: sliceMapped(line.text, rawFrom, from), openQuote }, line, to)
        words = undefined
      }
      sink.brace(sign === open ? '{' : '}', wordSpan(line, from, index), line, to)
      rawFrom = index
      continue
    }
    let inner = text
    if (sign === quote) {
      const end = text.indexOf('"', index)
      if (end < 0) {
        openQuote = wordSpan(line, from, text.length)
        break
      }
      inner = text.slice(index, end)
      index = end + 1
    } else {
      while (index < text.length && signAt(text, index) === 0) index++
      inner = text.slice(from, index)
    }
    const word = { text: inner, span: wordSpan(line, from, index) }
    // push() would make room for sixteen more, and most lines have two words.
    if (words === undefined) words = [word]
    else if (words.length === 1) words = [words[0], word]
    else words.push(word)
  }
  if (words !== undefined) {
    sink.words({ words, raw: sliceMapped(line.text, rawFrom), openQuote }, line, to)
  }
}

function wordSpan({ text, place }: LogicalLine, from: number, to: number): Span {
  if (text.segments === undefined) return spanAt(place, text.start + from, to - from)
  return spanOf(text, place, { from, to })
}
