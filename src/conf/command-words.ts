/**
 * The words of a script statement: keepalived.conf(5), SCRIPTS and quoted strings. The line is split by rules
 * like a shell's, and the command once more, then with escapes. No shell ever runs.
 */
import { err, ok, type Result } from '../base/result.ts'

export interface CommandWords {
  readonly argv: readonly [string, ...string[]]
  /** The words after the command: user and group. */
  readonly rest: readonly string[]
}

export type CommandProblem = 'missing' | 'quote-not-closed'

/** `raw` is the statement as written, its keyword included. */
export function commandWords(raw: string): Result<CommandWords, CommandProblem> {
  const outer = shellWords(raw, (sequence) => sequence)
  if (outer === undefined) return err('quote-not-closed')
  const [, command, ...rest] = outer
  if (command === undefined) return err('missing')
  const inner = shellWords(command, decoded)
  if (inner === undefined) return err('quote-not-closed')
  const [program, ...parameters] = inner
  if (program === undefined || program === '') return err('missing')
  return ok({ argv: [program, ...parameters], rest })
}

/** The words of a statement that is split once only, with escapes; undefined when a quote is left open. */
export function escapedWords(raw: string): readonly string[] | undefined {
  return shellWords(raw, decoded)
}

/** `"` and `'` group, may begin inside a word and vanish; undefined when one is left open. */
function shellWords(text: string, decode: (sequence: string) => string): string[] | undefined {
  const words: string[] = []
  // An escape, a quoted part, blanks, or plain characters.
  const pattern =
    /\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|c.|.)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[ \t\r\n\v\f]+|./gs
  let word: string | undefined
  for (const [part] of text.matchAll(pattern)) {
    if (/^[ \t\r\n\v\f]/.test(part)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (part === '"' || part === "'") return undefined
    else if (part.startsWith('"') || part.startsWith("'")) {
      word = (word ?? '') + unescaped(part.slice(1, -1), decode)
    } else word = (word ?? '') + (part.length > 1 ? decode(part) : part)
  }
  if (word !== undefined) words.push(word)
  return words
}

function unescaped(text: string, decode: (sequence: string) => string): string {
  return text.replace(/\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|c.|.)/gs, decode)
}

const letters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function decoded(sequence: string): string {
  const body = sequence.slice(1)
  if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & 0xff)
  if (/^x[0-9a-fA-F]/.test(body)) return String.fromCharCode(Number.parseInt(body.slice(1), 16))
  if (body.length === 2 && body.startsWith('c')) return String.fromCharCode(body.charCodeAt(1) & 0x1f)
  return letters[body] ?? body
}
