/**
 * Comments and blanks around a line. keepalived.conf(5): `#` and `!` start a comment anywhere outside double
 * quotes. Unlike keepalived, whose child processes strip a second time and so lose it, `\#` stands for `#` in
 * every block.
 */
import { type Mapped, replaceMapped, sliceMapped } from './mapped.ts'

export interface Stripped {
  readonly text: Mapped
  /** Index of a double quote that nothing closes. */
  readonly openQuote: number | undefined
}

export function strip(line: Mapped): Stripped {
  let text = sliceMapped(line, line.text.search(/[^ \t]|$/))
  let quote: number | undefined
  for (let i = 0; i < text.text.length; i++) {
    const character = text.text[i]
    if (character === '"') quote = quote === undefined ? i : undefined
    else if (character === '\\') {
      const next = text.text[i + 1]
      if (quote === undefined && (next === '#' || next === '!')) {
        text = replaceMapped(text, { from: i, to: i + 1 }, '')
      } else i++
    } else if (quote === undefined && (character === '#' || character === '!')) {
      text = sliceMapped(text, 0, i)
    }
  }
  return { text: sliceMapped(text, 0, lengthWithoutBlanks(text.text)), openQuote: quote }
}

function lengthWithoutBlanks(text: string): number {
  let length = text.length
  while (length > 0 && ' \t\r\v\f'.includes(text[length - 1] ?? '')) length--
  return length
}
