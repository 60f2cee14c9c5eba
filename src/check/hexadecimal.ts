/**
 * The hexadecimal texts of UDP_CHECK: keepalived.conf(5), UDP_CHECK, "quite free format". Digits pair from
 * the left of each word, an odd last one is a byte of its own.
 */
import type { Word } from '../conf/words.ts'

/**
 * Two lower-case digits a byte; undefined: no such text. `wildcards`: x stands for a digit that may be any.
 */
export function readHexadecimal(
  words: readonly Word[],
  { wildcards }: { readonly wildcards: boolean },
): string | undefined {
  const digits = wildcards ? /^[0-9a-fx]+$/ : /^[0-9a-f]+$/
  let bytes = ''
  for (const word of words.flatMap(({ text }) => text.toLowerCase().split(/[ \t]+/))) {
    if (word === '') continue
    if (!digits.test(word)) return undefined
    bytes += word.length % 2 === 0 ? word : `${word.slice(0, -1)}0${word.slice(-1)}`
  }
  return bytes === '' ? undefined : bytes
}
