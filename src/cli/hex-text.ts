/**
 * Bytes from hexadecimal text as people paste it: digits with or without spaces, colons, commas and 0x, and
 * with the line labels of `tcpdump -x` and `xxd`. Refuses everything else, also the column of characters that
 * dumps add.
 */
import { err, ok, type Result } from '../base/result.ts'

export interface HexFault {
  /** Of the word, in characters from the start of the text. */
  readonly offset: number
  readonly word: string
}

/** All bytes of the text, in order; an empty text gives none. */
export function parseHex(text: string): Result<Uint8Array, HexFault> {
  const octets: number[] = []
  for (const match of text.matchAll(/[^\s,]+/g)) {
    const [word] = match
    if (/^(0x)?[0-9a-f]{4,8}:$/i.test(word)) continue
    for (const part of word.replace(/^0x/i, '').split(':')) {
      const digits = word.includes(':') && part.length === 1 ? `0${part}` : part
      if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return err({ offset: match.index, word })
      for (let i = 0; i < digits.length; i += 2) octets.push(Number.parseInt(digits.slice(i, i + 2), 16))
    }
  }
  return ok(Uint8Array.from(octets))
}

/** The parts of a text that empty lines separate, with where they start: one frame each. */
export function paragraphs(text: string): readonly { readonly offset: number; readonly text: string }[] {
  const found: { offset: number; text: string }[] = []
  let open: { offset: number; text: string } | undefined
  let offset = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') open = undefined
    else if (open === undefined) {
      open = { offset, text: line }
      found.push(open)
    } else open.text += `\n${line}`
    offset += line.length + 1
  }
  return found
}
