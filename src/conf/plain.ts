/**
 * A tree as plain data for JSON: keywords become properties. What may stand once is a value, what may stand
 * several times an array, whether it does or not; so programs can rely on the shape, which schema.ts
 * describes. Statements that no row reads are left out. Refuses to know keywords.
 */
import { headOf, tailOf } from './print.ts'
import { repeatOf } from './reference.ts'
import type { RowFacts } from './rows.ts'
import { rowsByWord } from './rows-by-word.ts'
import type { Statement } from './tree.ts'

/** `true`: a keyword without value. Text: the words after the keyword, quoted as in the configuration. */
export type Plain = true | string | readonly Plain[] | { readonly [keyword: string]: Plain }

/** The words between a block's keyword and its brace: a name, an address. */
export const headProperty = 'parameters'

export function plainTree(statements: readonly Statement[], rows: readonly RowFacts[]): Plain {
  const known = rowsByWord(rows)
  const found: Record<string, Plain> = Object.create(null)
  const several = new Map<string, Plain[]>()
  for (const statement of statements) {
    const row = known.get(statement.keyword.text)
    if (row === undefined || row.obsolete !== undefined) continue
    if (row.shape !== 'line' && statement.block === undefined) continue
    if (isSeveral(row)) {
      const all = several.get(row.keyword) ?? []
      const value = plainStatement(statement, row)
      if (Array.isArray(value)) all.push(...value)
      else all.push(value)
      several.set(row.keyword, all)
      found[row.keyword] = all
    } else if (repeatOf(row) !== 'first-wins' || found[row.keyword] === undefined) {
      found[row.keyword] = plainStatement(statement, row)
    }
  }
  return found
}

/** Whether its property is an array. */
export function isSeveral(row: RowFacts): boolean {
  return row.shape === 'list' || repeatOf(row) === 'appends'
}

function plainStatement(statement: Statement, row: RowFacts): Plain {
  const inside = statement.block?.statements ?? []
  if (row.shape === 'list') return inside.map((entry) => headOf(entry, undefined))
  const words = tailOf(statement, row) ?? statement.raw.text.slice(statement.keyword.text.length)
  if (row.shape === 'line') return words === '' ? true : words
  const inner = plainTree(inside, row.rows) as { readonly [keyword: string]: Plain }
  return words === '' ? inner : { [headProperty]: words, ...inner }
}
