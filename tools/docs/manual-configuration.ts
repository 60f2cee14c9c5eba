/**
 * etc/man/keepalived-ts.conf.5, from the rows of the grammar and the directives of the language. Says nothing
 * else.
 */
import { directiveGroups } from '../../src/conf/directives.ts'
import {
  type ReferenceEntry,
  referenceEntries,
  repeatOf,
  repeatText,
  synopsis,
} from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { example, heading, page, paragraph, subheading, tagged } from './troff.ts'

/** The manual page. */
export function configurationManual(): string {
  const byPath = Map.groupBy(referenceEntries(grammar), ({ path }) => path)
  return `${[
    ...page({
      name: 'keepalived-ts.conf',
      section: 5,
      says: 'configuration of keepalived-ts, in the language of keepalived.conf',
    }),
    ...language(),
    ...heading('KEYWORDS'),
    ...paragraph(
      'A keyword is given once, and the last one counts, unless it says otherwise.',
      '"Later" marks those that are checked in full and have no effect yet.',
    ),
    ...[...byPath].flatMap(([path, entries]) => [
      ...subheading(path === '' ? 'At the top level' : path.split('/').join(' / ')),
      ...entries.flatMap(keyword),
    ]),
    ...heading('SEE ALSO'),
    ...paragraph('keepalived-ts(8), keepalived.conf(5)'),
  ].join('\n')}\n`
}

function language(): readonly string[] {
  return [
    ...heading('DESCRIPTION'),
    ...paragraph(
      'keepalived-ts reads /etc/keepalived/keepalived.conf as keepalived does.',
      'A line holds one statement: a keyword and its words.',
      'Beside keywords the language has the following, which may stand anywhere.',
    ),
    ...directiveGroups.flatMap(({ title, directives }) => [
      ...subheading(title),
      ...directives.flatMap(({ synopsis, about }) => tagged(synopsis, '', about)),
    ]),
    ...subheading('For example'),
    ...example(
      '$PRIORITY=100',
      '@backup $PRIORITY=50',
      'vrrp_instance VI_1 {',
      '    priority $PRIORITY',
      '}',
    ),
  ]
}

function keyword({ row, laterBlock }: ReferenceEntry): readonly string[] {
  const words = synopsis(row).slice(row.keyword.length + 1)
  const meaning = [`${row.about}.`]
  if (row.default !== undefined) meaning.push(`Default: ${row.default}.`)
  if (row.synonyms.length > 0) meaning.push(`Also written ${row.synonyms.join(', ')}.`)
  if (row.shape === 'line' && repeatOf(row) !== 'last-wins')
    meaning.push(`${repeatText(repeatOf(row)).replace(/^./, (first) => first.toUpperCase())}.`)
  if (row.since !== undefined) meaning.push(`Since keepalived ${row.since}.`)
  if (row.later !== false || laterBlock !== undefined) meaning.push('Later.')
  const options = row.entries.flatMap((option) =>
    tagged(option.name, option.parameters, [
      `${option.about}.`,
      ...(option.synonyms.length === 0 ? [] : [`Also written ${option.synonyms.join(', ')}.`]),
      ...(option.later === undefined ? [] : ['Later.']),
    ]),
  )
  return [...tagged(row.keyword, words, meaning), ...(options.length === 0 ? [] : ['.RS', ...options, '.RE'])]
}
