/**
 * Which words exist in which block: for suggestions, and for words that keepalived knows but nothing here
 * uses yet.
 */
import type { RowFacts } from './rows.ts'

/**
 * Context path (`virtual_server/real_server`, empty for the top level) to words, blocks marked by a final
 * `{`.
 */
export type LaterWords = Readonly<Record<string, string>>

export interface Vocabulary {
  /** Whether keepalived has this word there although no row does. */
  readonly later: (path: string, word: string) => 'line' | 'block' | undefined
  readonly words: (path: string) => readonly string[]
  /** The contexts that have the word. */
  readonly homes: (word: string) => readonly string[]
}

/** Made when the first question comes: a file without a wrong word asks none. */
export function vocabularyOf(rows: readonly RowFacts[], later: LaterWords): Vocabulary {
  let made: Vocabulary | undefined
  const vocabulary = () => {
    made ??= madeOf(rows, later)
    return made
  }
  return {
    later: (path, word) => vocabulary().later(path, word),
    words: (path) => vocabulary().words(path),
    homes: (word) => vocabulary().homes(word),
  }
}

function madeOf(rows: readonly RowFacts[], later: LaterWords): Vocabulary {
  const contexts = new Map<string, Set<string>>()
  const add = (path: string, word: string) => {
    const words = contexts.get(path) ?? new Set()
    contexts.set(path, words.add(word))
  }
  const walk = (path: string, inside: readonly RowFacts[]) => {
    for (const row of inside) {
      for (const word of [row.keyword, ...row.synonyms]) add(path, word)
      walk(path === '' ? row.keyword : `${path}/${row.keyword}`, row.rows)
    }
  }
  walk('', rows)
  const unused = new Map<string, 'line' | 'block'>()
  for (const [path, text] of Object.entries(later)) {
    for (const word of text.trim().split(/\s+/)) {
      const name = word.replace(/\{$/, '')
      if (contexts.get(path)?.has(name)) continue
      unused.set(`${path} ${name}`, word.endsWith('{') ? 'block' : 'line')
    }
  }
  for (const key of unused.keys()) add(key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1))
  return {
    later: (path, word) => unused.get(`${path} ${word}`),
    words: (path) => [...(contexts.get(path) ?? [])],
    homes: (word) => [...contexts].filter(([, words]) => words.has(word)).map(([path]) => path),
  }
}
