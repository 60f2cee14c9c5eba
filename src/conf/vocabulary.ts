/** Which words exist in which block, for suggestions. */
import type { RowFacts } from './rows.ts'

export interface Vocabulary {
  /** Of the block with this path (`virtual_server/real_server`, empty for the top level). */
  readonly words: (path: string) => readonly string[]
  /** The paths of the blocks that have the word. */
  readonly homes: (word: string) => readonly string[]
}

/** Made when the first question comes: a file without a wrong word asks none. */
export function vocabularyOf(rows: readonly RowFacts[]): Vocabulary {
  let made: ReadonlyMap<string, ReadonlySet<string>> | undefined
  const contexts = () => {
    made ??= contextsOf(rows)
    return made
  }
  return {
    words: (path) => [...(contexts().get(path) ?? [])],
    homes: (word) => [...contexts()].filter(([, words]) => words.has(word)).map(([path]) => path),
  }
}

function contextsOf(rows: readonly RowFacts[]): ReadonlyMap<string, ReadonlySet<string>> {
  const contexts = new Map<string, Set<string>>()
  const walk = (path: string, inside: readonly RowFacts[]) => {
    const words = contexts.get(path) ?? new Set()
    contexts.set(path, words)
    for (const row of inside) {
      for (const word of [row.keyword, ...row.synonyms]) words.add(word)
      walk(path === '' ? row.keyword : `${path}/${row.keyword}`, row.rows)
    }
  }
  walk('', rows)
  return contexts
}
