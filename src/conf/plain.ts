/**
 * A tree as plain data for JSON: keywords become properties. What may stand once is a value, what may stand
 * several times an array, whether it does or not; so programs can rely on the shape, which schema.ts
 * describes. Statements that no row reads are left out. Refuses to know keywords.
 */
import { headOf } from './print.ts'
import type { RowFacts } from './rows.ts'
import type { Statement } from './tree.ts'

/** `true`: a keyword without value. Text: the words after the keyword, quoted as in the configuration. */
export type Plain = true | string | readonly Plain[] | { readonly [keyword: string]: Plain }

/** The words between a block's keyword and its brace: a name, an address. */
export const headProperty = 'parameters'

export function plainTree(statements: readonly Statement[], rows: readonly RowFacts[]): Plain {
  const byWord = new Map(rows.flatMap((row) => [row.keyword, ...row.synonyms].map((word) => [word, row])))
  const found: Record<string, Plain> = Object.create(null)
  for (const statement of statements) {
    const row = byWord.get(statement.keyword.text)
    if (row === undefined || row.obsolete !== undefined) continue
    if (row.shape !== 'line' && statement.block === undefined) continue
    const value = plainStatement(statement, row)
    const before = found[row.keyword]
    if (isSeveral(row))
      found[row.keyword] = [...((before as readonly Plain[] | undefined) ?? []), ...several(value)]
    else if (before === undefined || row.repeat !== 'first-wins') found[row.keyword] = value
  }
  return found
}

/** Whether its property is an array. */
export function isSeveral(row: RowFacts): boolean {
  return row.shape === 'list' || row.repeat === 'appends'
}

function several(value: Plain): readonly Plain[] {
  return Array.isArray(value) ? value : [value]
}

function plainStatement(statement: Statement, row: RowFacts): Plain {
  const inside = statement.block?.statements ?? []
  if (row.shape === 'list') return inside.map((entry) => headOf(entry, undefined))
  const words = headOf(statement, row)
    .slice(row.script ? statement.keyword.text.length : row.keyword.length)
    .trim()
  if (row.shape === 'line') return words === '' ? true : words
  const inner = plainTree(inside, row.rows) as { readonly [keyword: string]: Plain }
  return words === '' ? inner : { [headProperty]: words, ...inner }
}
