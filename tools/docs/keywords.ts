/**
 * docs/reference/keywords.md: every keyword of keepalived.conf, from the rows that read it. Refuses to add
 * anything that the rows do not say.
 */
import {
  placeText,
  type ReferenceEntry,
  referenceEntries,
  repeatOf,
  repeatText,
} from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function keywordsPage(): string {
  const byPath = Map.groupBy(referenceEntries(grammar), ({ path }) => path)
  return `${[
    '# Keywords',
    '',
    ...wrap([
      'Every keyword of keepalived.conf by the block that it stands in. Generated from the rows',
      'that read them by `npm run docs`; `keepalived-ts keywords WORD` shows the same in the terminal. A',
      'keyword is given',
      'once and the last one counts, unless it says otherwise. *Later* marks those that are checked in full',
      'and have no effect yet.',
    ]),
    '',
    ...[...byPath].flatMap(([path, entries]) => section(path, entries)),
  ].join('\n')}`
}

function section(path: string, entries: readonly ReferenceEntry[]): readonly string[] {
  const place = placeText(path)
  return [
    `## ${place.charAt(0).toUpperCase()}${place.slice(1)}`,
    '',
    '| keyword | parameters | default | meaning |',
    '|---|---|---|---|',
    ...entries.map(tableRow),
    '',
    ...entries.flatMap(options),
  ]
}

function tableRow({ row, laterBlock }: ReferenceEntry): string {
  const names = [row.keyword, ...row.synonyms].map((word) => `\`${word}\``).join(', ')
  const parameters = row.parameters === '' ? '' : `\`${row.parameters}\``
  const repeat =
    repeatOf(row) === 'last-wins' || row.shape !== 'line' ? '' : ` ${capital(repeatText(repeatOf(row)))}.`
  const since = row.since === undefined ? '' : ` Since keepalived ${row.since}.`
  const later = row.later !== false || laterBlock !== undefined ? ' *Later.*' : ''
  const meaning = `${cell(row.about)}.${repeat}${since}${later}`
  return `| ${names} | ${cell(parameters)} | ${cell(row.default ?? '')} | ${meaning} |`
}

function options({ row }: ReferenceEntry): readonly string[] {
  if (row.entries.length === 0) return []
  return [
    `On each line of \`${row.keyword}\`:`,
    '',
    '| option | value | meaning |',
    '|---|---|---|',
    ...row.entries.map((option) => {
      const names = [option.name, ...option.synonyms].map((word) => `\`${word}\``).join(', ')
      const later = option.later === undefined ? '' : '. *Later.*'
      return `| ${cell(names)} | ${cell(option.parameters)} | ${cell(option.about)}${later} |`
    }),
    '',
  ]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
