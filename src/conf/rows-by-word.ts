/** The rows of a block by each of their words, found once for each list of rows. */
import type { RowFacts } from './rows.ts'

/** Keyed by the list itself; what is remembered follows from it alone. */
const found = new WeakMap<readonly RowFacts[], ReadonlyMap<string, RowFacts>>()

export function rowsByWord<R extends RowFacts>(rows: readonly R[]): ReadonlyMap<string, R> {
  const before = found.get(rows)
  // The map was made from this very list.
  if (before !== undefined) return before as ReadonlyMap<string, R>
  const map = new Map<string, R>()
  for (const row of rows) for (const word of [row.keyword, ...row.synonyms]) map.set(word, row)
  found.set(rows, map)
  return map
}
