/**
 * Characters that word processors and web pages put in the place of blanks and quotes: for keepalived they
 * are letters, and what they do to a word is hard to see. Refuses to judge what stands inside double quotes,
 * or an apostrophe in the middle of a word.
 */
import type { State } from './expansion.ts'
import { type Mapped, type Place, spanOf } from './mapped.ts'

/**
 * Double ones anywhere, single ones at either end of a word. U+0091 to U+0094 are what those of
 * Windows-1252 become when the file is read as Latin-1.
 */
const oddQuote =
  /[\u201c-\u201f\u0093\u0094]|(?<![^\s{}=])[\u2018-\u201b\u0091\u0092]|[\u2018-\u201b\u0091\u0092](?![^\s{}])/

/** At most one note of each kind for a line. */
export function noteOddSigns(line: Mapped, place: Place, state: State): void {
  noteOddSpace(line, place, state)
  noteOddQuote(line, place, state)
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

function noteOddQuote(line: Mapped, place: Place, state: State): void {
  const { text } = line
  const at = text.search(oddQuote)
  if (at < 0 || isInsideQuotes(text, at)) return
  const number = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  const sign =
    text.charCodeAt(at) < 0x100 ? 'a quote of Windows-1252' : `a typographic quote ${text.charAt(at)}`
  state.report({
    code: 'typographic-quote',
    severity: 'note',
    span: spanOf(line, place, { from: at, to: at + 1 }),
    message: `${sign} (U+${number}), which quotes nothing`,
    instead: 'it is part of the word, and blanks still end the word; write the straight quote "',
  })
}

function isInsideQuotes(text: string, index: number): boolean {
  let inside = false
  for (let at = text.indexOf('"'); at >= 0 && at < index; at = text.indexOf('"', at + 1)) inside = !inside
  return inside
}
