/**
 * Whether two texts say the same: the same statements, definitions and includes for every `@id` that occurs.
 * Places and diagnostics do not count. Reads no other file: what is included is only named.
 */
import { commandWords } from './command-words.ts'
import type { FilePort } from './expand.ts'
import { readStatements } from './read.ts'
import type { Statement } from './tree.ts'

/** Files for so many hosts are not written; the others are like the one that none of the lines names. */
const idsMax = 16

export function meansTheSame(before: string, after: string): boolean {
  if (before === after) return true
  const names = namesIn(before)
  return idsIn(before).every((id) => meaning(before, id, names) === meaning(after, id, names))
}

/** Each id that lines are marked with, and one that no line has. */
export function idsIn(text: string): readonly string[] {
  const ids = new Set<string>()
  for (const [, id = ''] of text.matchAll(/^\ufeff?[ \t]*@\^?([^ \t\r\n]*)/gm)) ids.add(id)
  return [...[...ids].slice(0, idsMax), `not-${[...ids].join('-')}`]
}

/** What the text defines, or what at least looks like it. */
function namesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\$([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/g)].map(([, name = '']) => name))]
}

/** All that a reader of the text gets to see, as one text. */
function meaning(text: string, id: string, names: readonly string[]): string {
  const said: string[] = []
  // At each include, and in the end: what definitions then stand for.
  const definitions = names.map((name) => `defined ${name} $${name}`).join('\n')
  const read: FilePort = {
    include: (pattern) => [{ is: 'text', path: 'included', text: `included "${pattern}"\n${definitions}` }],
  }
  const whole = `${text}\n\n${definitions}\n`
  const take = (statement: Statement) => addStatement(statement, said)
  readStatements({ file: 'file', text: whole, id, read }, undefined, { report: () => {}, take })
  return said.join('\n')
}

function addStatement({ words, raw, block, openQuote }: Statement, said: string[]): void {
  const command = commandWords(raw.text)
  said.push(JSON.stringify([words.map(({ text }) => text), command, openQuote !== undefined]))
  if (block === undefined) return
  said.push(block.close === undefined ? '{ open' : '{')
  for (const one of block.statements) addStatement(one, said)
  said.push('}')
}
