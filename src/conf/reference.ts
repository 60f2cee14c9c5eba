/**
 * What rows say of themselves, for people: the words for `keepalived-ts keywords`, the reference page, the
 * manual and editors. Knows no keyword; adds nothing that a row does not say.
 */
import type { Repeat, RowFacts } from './rows.ts'

/** A keyword where it stands. */
export interface ReferenceEntry {
  /** Keywords of the blocks around, joined by `/`; empty at the top level. */
  readonly path: string
  readonly row: RowFacts
}

/** Every keyword, in the order of the grammar; what stands in a block comes right after it. */
export function referenceEntries(rows: readonly RowFacts[], path = ''): readonly ReferenceEntry[] {
  return rows.flatMap((row) => [
    { path, row },
    ...referenceEntries(row.rows, path === '' ? row.keyword : `${path}/${row.keyword}`),
  ])
}

/** The keyword as it is written, with what follows it. */
export function synopsis({ keyword, parameters, shape }: RowFacts): string {
  const words = parameters === '' ? keyword : `${keyword} ${parameters}`
  return shape === 'block' ? `${words} { ... }` : words
}

const repeats: Readonly<Record<Repeat, string>> = {
  'last-wins': 'given twice, the last one counts',
  replaces: 'given twice, the last one counts, and it is reported as a mistake',
  'first-wins': 'given twice, the first one counts, and the second is reported as a mistake',
  appends: 'may be given several times',
}

export function repeatText(repeat: Repeat): string {
  return repeats[repeat]
}

/** `in vrrp_instance / authentication`, or where a keyword of the top level stands. */
export function placeText(path: string): string {
  return path === '' ? 'at the top level' : `in ${path.split('/').join(' / ')}`
}

/** Everything about one keyword, as lines of plain text. */
export function describeEntry({ path, row }: ReferenceEntry): readonly string[] {
  const lines = [
    `${synopsis(row)}`,
    `  ${row.about}`,
    `  stands ${placeText(path)}; ${repeatText(row.repeat)}`,
  ]
  if (row.default !== undefined) lines.push(`  default: ${row.default}`)
  if (row.synonyms.length > 0) lines.push(`  also written: ${row.synonyms.join(', ')}`)
  if (row.since !== undefined) lines.push(`  keepalived has it since ${row.since}`)
  if (row.obsolete !== undefined) lines.push('  obsolete: it is accepted and has no effect')
  if (row.later === 'refused') {
    lines.push('  keepalived-ts checks it, cannot do it yet, and leaves out whoever asks for it')
  } else if (row.later) lines.push('  keepalived-ts checks it, but it has no effect there yet')
  if (row.entries.length > 0) lines.push('  on each of its lines:', ...row.entries.map(optionText))
  if (row.rows.length > 0) lines.push(`  inside: ${row.rows.map((inner) => inner.keyword).join(' ')}`)
  return lines
}

function optionText(option: RowFacts['entries'][number]): string {
  const words = option.parameters === '' ? option.name : `${option.name} ${option.parameters}`
  const also = option.synonyms.length === 0 ? '' : ` (also ${option.synonyms.join(', ')})`
  return `    ${words.padEnd(28)} ${option.about}${also}`
}
