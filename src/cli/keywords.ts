/**
 * `keepalived-ts keywords [WORD]`: what a keyword of keepalived.conf means, in the terminal, from the rows
 * that read it. Exit status: 0, or 1 when there is no such word. Reads no configuration.
 */
import {
  describeEntry,
  placeText,
  type ReferenceEntry,
  referenceEntries,
  synopsis,
} from '../conf/reference.ts'
import type { RowFacts } from '../conf/rows.ts'
import { nearest } from '../conf/suggest.ts'
import { grammar } from '../settings/grammar.ts'
import type { World } from './world.ts'

export interface KeywordsOptions {
  /** Only those that have no effect yet. */
  readonly unsupported: boolean
  /** One JSON array of everything that the rows say. */
  readonly json: boolean
}

const noSuchWord = 1

/** Words are shown wherever they may stand; without any, all keywords are listed, block by block. */
export function showKeywords(words: readonly string[], options: KeywordsOptions, world: World): number {
  const all = referenceEntries(grammar).filter(({ row }) => !options.unsupported || row.later)
  const wanted = words.length === 0 ? all : all.filter((entry) => words.some((word) => names(entry, word)))
  const unknown = words.filter((word) => !all.some((entry) => names(entry, word)))
  for (const word of unknown) world.complain(complaint(word, all, options))
  if (options.json) world.print(`${JSON.stringify(wanted.map(plainEntry), undefined, 2)}\n`)
  else if (words.length === 0) world.print(listed(wanted))
  else world.print(wanted.map((entry) => `${describeEntry(entry).join('\n')}\n`).join('\n'))
  return unknown.length === 0 ? 0 : noSuchWord
}

/** By its keyword, a synonym, the path to it, or one of the options of its lines. */
function names({ path, row }: ReferenceEntry, word: string): boolean {
  return (
    row.keyword === word ||
    row.synonyms.includes(word) ||
    `${path}/${row.keyword}` === word ||
    row.entries.some((option) => option.name === word || option.synonyms.includes(word))
  )
}

function complaint(word: string, all: readonly ReferenceEntry[], { unsupported }: KeywordsOptions): string {
  const known = all.flatMap(({ row }) => [row.keyword, ...row.synonyms])
  const near = nearest(word, new Set(known))
  const what = unsupported ? 'no keyword without effect is called' : 'there is no keyword'
  return `keepalived-ts: ${what} ${word}${near === undefined ? '' : `; did you mean: ${near}`}\n`
}

function listed(entries: readonly ReferenceEntry[]): string {
  const byPath = Map.groupBy(entries, ({ path }) => path)
  const sections = [...byPath].map(([path, inside]) => {
    const lines = inside.map(({ row }) => `  ${synopsis(row).padEnd(34)} ${row.about}`)
    return `${placeText(path)}\n${lines.join('\n')}\n`
  })
  return sections.join('\n')
}

function plainEntry({ path, row }: ReferenceEntry): Omit<RowFacts, 'rows'> & { readonly path: string } {
  const { rows: _, read: __, ...facts } = row as RowFacts & { readonly read?: unknown }
  return { path, ...facts }
}
