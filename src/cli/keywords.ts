/**
 * `keepalived-ts keywords [WORD]`: what a keyword of keepalived.conf means, in the terminal, from the rows
 * that read it; also what else the language has. Exit status: 0, or 1 when there is no such word. Reads no
 * configuration.
 */
import { type Directive, directives, directivesFor } from '../conf/directives.ts'
import {
  describeEntry,
  isUnsupported,
  laterOptions,
  optionTexts,
  placeText,
  type ReferenceEntry,
  referenceEntries,
  repeatOf,
  shortSynopsis,
} from '../conf/reference.ts'
import type { EntryOption, RowFacts } from '../conf/rows.ts'
import { nearest } from '../conf/suggest.ts'
import { grammar } from '../settings/grammar.ts'
import { columnsOf, hanging, twoColumns } from './columns.ts'
import type { World } from './world.ts'

export interface KeywordsOptions {
  /** Only those that have no effect yet. */
  readonly unsupported: boolean
  /** An array of `KeywordFacts`. */
  readonly json: boolean
}

/** One keyword where it stands, as `--json` shows it. Fields may be added, those that are there stay. */
export interface KeywordFacts {
  readonly keyword: string
  /** Keywords of the blocks around, joined by `/`; empty at the top level. */
  readonly path: string
  /** `directive`: part of the language, such as include; it stands anywhere. */
  readonly shape: RowFacts['shape'] | 'directive'
  readonly synonyms: readonly string[]
  /** How its words are written: `NUMBER 1..255`; empty: it has none. A directive: how all of it is. */
  readonly parameters: string
  readonly about: string
  readonly default: string | null
  /** What happens when it is there twice. */
  readonly repeat: RowFacts['repeat']
  /** The first release of keepalived that has it; null: 2.2.7 has it. */
  readonly since: string | null
  /** What a word of the old days meant; it has no effect. */
  readonly obsolete: string | null
  /** `none`: checked without effect; `refused`: what it stands in is left out; also for what is around it. */
  readonly effect: 'full' | 'none' | 'refused'
  /** Options of its lines. */
  readonly options: readonly {
    readonly name: string
    readonly synonyms: readonly string[]
    readonly parameters: string
    readonly about: string
    readonly effect: 'full' | 'none' | 'refused'
  }[]
}

const noSuchWord = 1
const unsupportedText = 'Checked in full and without effect yet; a block stands for all that is in it.'

/** Words are shown wherever they may stand; without any, all keywords are listed, block by block. */
export function showKeywords(words: readonly string[], options: KeywordsOptions, world: World): number {
  const all = referenceEntries(grammar).filter((entry) => !options.unsupported || isUnsupported(entry))
  const wanted = words.length === 0 ? all : all.filter((entry) => words.some((word) => names(entry, word)))
  const meant = options.unsupported
    ? []
    : words.length === 0
      ? directives
      : [...new Set(words.flatMap(directivesFor))]
  const isDirective = (word: string) => !options.unsupported && directivesFor(word).length > 0
  const unknown = words.filter((word) => !isDirective(word) && !all.some((entry) => names(entry, word)))
  for (const word of unknown) world.complain(complaint(word, all, options))
  const columns = columnsOf(world.columns)
  if (options.json) {
    const facts = [...wanted.map(factsOf), ...meant.map(factsOfDirective)]
    world.print(`${JSON.stringify(facts, undefined, 2)}\n`)
  } else if (words.length === 0) world.print(listing(wanted, meant, { ...options, columns }))
  else {
    const texts = [
      ...explained(wanted, words, columns),
      ...meant.map((one) => describedDirective(one, columns)),
    ]
    world.print(texts.length === 0 ? '' : `${texts.join('\n\n')}\n`)
  }
  return unknown.length === 0 ? 0 : noSuchWord
}

function listing(
  entries: readonly ReferenceEntry[],
  anywhere: readonly Directive[],
  options: KeywordsOptions & { readonly columns: number },
): string {
  const { columns } = options
  const sections = [...Map.groupBy(entries, ({ path }) => path)].map(([path, inside]) => {
    const rows = inside.flatMap((entry) => listed(entry, options))
    return `${placeText(path)}\n${twoColumns(rows, { indent: 2, columns })}\n`
  })
  const head = options.unsupported ? [`${hanging(unsupportedText, columns)}\n`] : []
  const rows = anywhere.map(({ synopsis, about }) => [synopsis, about[0].replace(/\.$/, '')] as const)
  const last = rows.length === 0 ? [] : [`anywhere\n${twoColumns(rows, { indent: 2, columns })}\n`]
  return [...head, ...sections, ...last].join('\n')
}

function describedDirective({ synopsis, about }: Directive, columns: number): string {
  return [synopsis, `  ${about.join(' ')}`, '  stands anywhere']
    .map((line) => hanging(line, columns))
    .join('\n')
}

/** Keywords first, then what is only an option of some lines. */
function explained(
  wanted: readonly ReferenceEntry[],
  words: readonly string[],
  columns: number,
): readonly string[] {
  const isKeyword = (entry: ReferenceEntry) => words.some((word) => namesKeyword(entry, word))
  const options = wanted.flatMap((entry) => {
    const { row, path } = entry
    const meant = isKeyword(entry)
      ? []
      : row.entries.filter((option) => words.some((word) => isCalled(option, word)))
    return meant.map((option) => {
      const [synopsis, about] = optionTexts(option)
      return { synopsis, about, place: `${row.keyword} ${placeText(path)}` }
    })
  })
  const alikeOptions = Map.groupBy(options, ({ synopsis, about }) => `${synopsis}\n  ${about}`)
  return [
    ...alike(wanted.filter(isKeyword)).map((entries) => described(entries, columns)),
    ...[...alikeOptions].map(([text, those]) => {
      const places = `  an option on the lines of ${those.map(({ place }) => place).join(', ')}`
      return [...text.split('\n'), places].map((line) => hanging(line, columns)).join('\n')
    }),
  ]
}

/** By its keyword, a synonym, the path to it, or one of the options of its lines. */
function names(entry: ReferenceEntry, word: string): boolean {
  return namesKeyword(entry, word) || entry.row.entries.some((option) => isCalled(option, word))
}

function namesKeyword({ path, row }: ReferenceEntry, word: string): boolean {
  return row.keyword === word || row.synonyms.includes(word) || `${path}/${row.keyword}` === word
}

function isCalled({ name, synonyms }: EntryOption, word: string): boolean {
  return name === word || synonyms.includes(word)
}

function complaint(word: string, all: readonly ReferenceEntry[], { unsupported }: KeywordsOptions): string {
  const others = unsupported ? [] : directives.flatMap(({ words }) => words)
  const known = [...all.flatMap(({ row }) => [row.keyword, ...row.synonyms]), ...others]
  const near = nearest(word, new Set(known))
  const what = unsupported ? 'no keyword without effect is called' : 'there is no keyword'
  return `keepalived-ts: ${what} ${word}${near === undefined ? '' : `; did you mean: ${near}`}\n`
}

/** A line in a list; in that of what has no effect, a block stands for all that is in it. */
function listed(
  entry: ReferenceEntry,
  { unsupported }: KeywordsOptions,
): readonly (readonly [string, string])[] {
  const { row } = entry
  if (!unsupported) return [[shortSynopsis(row), row.about]]
  if (row.later !== false) return [[shortSynopsis(row), row.about]]
  return laterOptions(row).map((option) => [`${row.keyword}: ${option.name}`, option.about])
}

/** Those that differ in nothing but where they stand, together. */
function alike(
  entries: readonly ReferenceEntry[],
): readonly (readonly [ReferenceEntry, ...ReferenceEntry[]])[] {
  const found = new Map<string, [ReferenceEntry, ...ReferenceEntry[]]>()
  for (const entry of entries) {
    const { path: _, ...facts } = factsOf(entry)
    const same = JSON.stringify([facts, entry.laterBlock === undefined, entry.row.rows.map(shortSynopsis)])
    const others = found.get(same)
    if (others === undefined) found.set(same, [entry])
    else others.push(entry)
  }
  return [...found.values()]
}

function described(
  [entry, ...elsewhere]: readonly [ReferenceEntry, ...ReferenceEntry[]],
  columns: number,
): string {
  const { row } = entry
  const lines = describeEntry(entry, elsewhere).map((line) => hanging(line, columns))
  const layout = { indent: 4, columns }
  if (row.entries.length > 0) {
    lines.push('  on each of its lines:', twoColumns(row.entries.map(optionTexts), layout))
  }
  if (row.rows.length > 0) {
    const inside = row.rows.filter(({ obsolete }) => obsolete === undefined)
    lines.push(
      '  inside:',
      twoColumns(
        inside.map((inner) => [shortSynopsis(inner), inner.about] as const),
        layout,
      ),
    )
  }
  return lines.join('\n')
}

function factsOf({ path, row, laterBlock }: ReferenceEntry): KeywordFacts {
  const { keyword, shape, synonyms, parameters, about } = row
  return {
    ...{ keyword, path, shape, synonyms, parameters, about },
    default: row.default ?? null,
    repeat: repeatOf(row),
    since: row.since ?? null,
    obsolete: row.obsolete ?? null,
    effect: row.later === false && laterBlock !== undefined ? 'none' : effectOf(row.later),
    options: row.entries.map((option) => ({
      name: option.name,
      synonyms: option.synonyms,
      parameters: option.parameters,
      about: option.about,
      effect: effectOf(option.later),
    })),
  }
}

function factsOfDirective({ synopsis, words, about }: Directive): KeywordFacts {
  const [keyword, ...synonyms] = words
  return {
    ...{ keyword, path: '', shape: 'directive', synonyms, parameters: synopsis, about: about.join(' ') },
    ...{ default: null, repeat: 'appends', since: null, obsolete: null, effect: 'full', options: [] },
  }
}

function effectOf(later: RowFacts['later'] | EntryOption['later']): KeywordFacts['effect'] {
  if (later === 'refused') return 'refused'
  return later === true ? 'none' : 'full'
}
