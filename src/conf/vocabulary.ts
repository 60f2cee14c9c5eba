/** Which words exist in which block, for suggestions. */
import type { RowFacts } from './rows.ts'
import { nearest } from './suggest.ts'

/** So many questions are remembered: a wrong word may stand in a hundred thousand lines. */
const rememberedMax = 2_000

export interface Vocabulary {
  /** Of the block with this path (`virtual_server/real_server`, empty for the top level). */
  readonly words: (path: string) => readonly string[]
  /** The paths of the blocks that have the word. */
  readonly homes: (word: string) => readonly string[]
  /** The word of that block that was most likely meant. */
  readonly near: (path: string, word: string) => string | undefined
}

/** Made when the first question comes: a file without a wrong word asks none. */
export function vocabularyOf(rows: readonly RowFacts[]): Vocabulary {
  let made: ReadonlyMap<string, ReadonlySet<string>> | undefined
  const contexts = () => {
    made ??= contextsOf(rows)
    return made
  }
  const homes = remembered((word) =>
    [...contexts()].filter(([, words]) => words.has(word)).map(([path]) => path),
  )
  const near = remembered((key) => {
    const end = key.indexOf(' ')
    return nearest(key.slice(end + 1), contexts().get(key.slice(0, end)) ?? [])
  })
  return {
    words: (path) => [...(contexts().get(path) ?? [])],
    homes,
    near: (path, word) => near(`${path} ${word}`),
  }
}

function remembered<T>(answer: (question: string) => T): (question: string) => T {
  const known = new Map<string, { readonly answer: T }>()
  return (question) => {
    const before = known.get(question)
    if (before !== undefined) return before.answer
    const found = { answer: answer(question) }
    if (known.size < rememberedMax) known.set(question, found)
    return found.answer
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
