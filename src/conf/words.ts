/**
 * A line into statements: words and braces. keepalived.conf(5): braces stand for themselves wherever they are
 * outside double quotes; a double quote always starts or ends a word.
 */
import type { Span } from '../base/span.ts'
import { type Mapped, sliceMapped, spanOf } from './mapped.ts'

export interface Word {
  readonly text: string
  readonly span: Span
}

export interface Place {
  readonly file: string
  readonly line: number
}

export interface Brace {
  readonly is: 'open' | 'close'
  readonly span: Span
  readonly indent: number
}

export interface WordPiece {
  readonly is: 'words'
  readonly words: readonly Word[]
  /** The text from the first word on: scripts split it by rules of their own. */
  readonly raw: Mapped
  readonly indent: number
  /** A quote that ends no word: what follows it is dropped. Scripts may have such. */
  readonly openQuote: Span | undefined
}

export type Piece = Brace | WordPiece

/** `indent`: the column in which the line begins. */
export function pieces(line: Mapped, place: Place, indent: number): Piece[] {
  const found: Piece[] = []
  let quoted = false
  let from = 0
  for (let i = 0; i <= line.text.length; i++) {
    const character = line.text[i]
    if (character === '"') quoted = !quoted
    const brace = !quoted && (character === '{' || character === '}')
    if (!brace && i < line.text.length) continue
    const raw = sliceMapped(line, from, i)
    const { words, openQuote } = splitWords(raw, place)
    if (words.length > 0) found.push({ is: 'words', words, raw, indent, openQuote })
    if (brace) {
      const span = spanOf(line, place, { from: i, to: i + 1 })
      found.push({ is: character === '{' ? 'open' : 'close', span, indent })
    }
    from = i + 1
  }
  return found
}

/** Space, TAB, CR, VT and FF separate words; text after a quote that nothing closes is dropped. */
function splitWords(
  raw: Mapped,
  place: Place,
): { readonly words: readonly Word[]; readonly openQuote: Span | undefined } {
  const words: Word[] = []
  // Quoted text, an unclosed quote with all that follows, or a run without blanks and quotes.
  const pattern = /"([^"]*)"|"[^"]*$|[^ \t\r\n\v\f"]+/g
  for (const match of raw.text.matchAll(pattern)) {
    const [whole, inner] = match
    const span = spanOf(raw, place, { from: match.index, to: match.index + whole.length })
    if (whole.startsWith('"') && inner === undefined) return { words, openQuote: span }
    words.push({ text: inner ?? whole, span })
  }
  return { words, openQuote: undefined }
}
