/**
 * What rows say of themselves, for people: the words for `keepalived-ts keywords`, the reference page, the
 * manual and editors. Knows no keyword; adds nothing that a row does not say.
 */
import type { EntryOption, Repeat, RowFacts } from './rows.ts'

/** A keyword where it stands. */
export interface ReferenceEntry {
  /** Keywords of the blocks around, joined by `/`; empty at the top level. */
  readonly path: string
  readonly row: RowFacts
  /** The innermost block around that has no effect as a whole, if one has none. */
  readonly laterBlock: string | undefined
}

/** Every keyword, in the order of the grammar; what stands in a block comes right after it. */
export function referenceEntries(
  rows: readonly RowFacts[],
  around: { readonly path: string; readonly laterBlock: string | undefined } = noBlock,
): readonly ReferenceEntry[] {
  const { path, laterBlock } = around
  return rows.flatMap((row) => {
    const inside = path === '' ? row.keyword : `${path}/${row.keyword}`
    const later = row.later === false ? laterBlock : row.keyword
    return [{ path, row, laterBlock }, ...referenceEntries(row.rows, { path: inside, laterBlock: later })]
  })
}

const noBlock = { path: '', laterBlock: undefined }

/** Options of its lines that have no effect, where the lines have one. */
export function laterOptions(row: RowFacts): readonly EntryOption[] {
  return row.later === false ? row.entries.filter((option) => option.later !== undefined) : []
}

/**
 * What the list of things without effect has: itself or options of it; in a block without effect the block.
 */
export function isUnsupported({ row, laterBlock }: ReferenceEntry): boolean {
  return laterBlock === undefined && (row.later !== false || laterOptions(row).length > 0)
}

/** The keyword as it is written, with what follows it. */
export function synopsis({ keyword, parameters, shape }: RowFacts): string {
  const words = parameters === '' ? keyword : `${keyword} ${parameters}`
  return shape === 'block' ? `${words} { ... }` : words
}

/** The same without what stands on the lines of a list: for columns. */
export function shortSynopsis(row: RowFacts): string {
  if (row.shape !== 'list') return synopsis(row)
  return `${row.keyword} ${row.parameters.slice(0, row.parameters.indexOf('{'))}{ ... }`
}

const repeats: Readonly<Record<Repeat, string>> = {
  'last-wins': 'given twice, the last one counts',
  replaces: 'given twice, the last one counts, and it is reported as a mistake',
  'first-wins': 'given twice, the first one counts, and the second is reported as a mistake',
  appends: 'may be given several times',
}

/** Which one counts when the keyword is there twice. */
export function repeatOf({ repeat, judges }: RowFacts): Repeat {
  return judges ?? repeat
}

export function repeatText(repeat: Repeat): string {
  return repeats[repeat]
}

/** `in vrrp_instance / authentication`, or where a keyword of the top level stands. */
export function placeText(path: string): string {
  return path === '' ? 'at the top level' : `in ${path.split('/').join(' / ')}`
}

/**
 * Everything about one keyword but what stands inside it, as lines of plain text; `elsewhere`: the same one
 * in other blocks.
 */
export function describeEntry(
  entry: ReferenceEntry,
  elsewhere: readonly ReferenceEntry[] = [],
): readonly string[] {
  const { row } = entry
  const places = [entry, ...elsewhere].map(({ path }) => placeText(path)).join(', ')
  const lines = [`${synopsis(row)}`, `  ${row.about}`, `  stands ${places}; ${repeatText(repeatOf(row))}`]
  if (row.default !== undefined) lines.push(`  default: ${row.default}`)
  if (row.synonyms.length > 0) lines.push(`  also written: ${row.synonyms.join(', ')}`)
  if (row.since !== undefined) lines.push(`  keepalived has it since ${row.since}`)
  if (row.obsolete !== undefined) lines.push('  obsolete: it is accepted and has no effect')
  return [...lines, ...effectText(entry).map((line) => `  ${line}`)]
}

function effectText({ row, laterBlock }: ReferenceEntry): readonly string[] {
  if (row.later === 'refused') {
    return ['keepalived-ts checks it, cannot do it yet, and leaves out whoever asks for it']
  }
  if (row.later) return ['keepalived-ts checks it, but it has no effect there yet']
  if (laterBlock === undefined) return []
  return [`keepalived-ts checks ${laterBlock} and all that stands in it, but it has no effect there yet`]
}

/** One option of a line as it is written, and what it is for. */
export function optionTexts(option: EntryOption): readonly [string, string] {
  const words = option.parameters === '' ? option.name : `${option.name} ${option.parameters}`
  const also = option.synonyms.length === 0 ? '' : ` (also ${option.synonyms.join(', ')})`
  const later = option.later === undefined ? '' : '; no effect yet'
  return [words, `${option.about}${also}${later}`]
}
