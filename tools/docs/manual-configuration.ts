/**
 * etc/man/keepalived-ts.conf.5, from the rows of the grammar. Says what a row says, and the few rules of the
 * language that no row has.
 */
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
      'A line holds one statement: a keyword and its words. Braces stand for themselves and open the',
      'block of the keyword before them.',
      'Double quotes keep blanks, braces and comment signs inside a word. # and ! begin a comment.',
    ),
    ...subheading('Other files'),
    ...paragraph(
      'include PATTERN reads all files that match, in the order of their names, as if they stood there;',
      'relative names are seen from the directory of the file.',
      'includer, includem, includew and includeb insist that files can be read, that named files are',
      'there, that a wildcard matches, that every alternative of {a,b} is there; includea insists on all',
      'of it.',
    ),
    ...subheading('Conditions'),
    ...paragraph(
      'A line that begins with @ID counts only where the configuration id (option -i, else the host name)',
      'is ID; with @^ID everywhere else.',
    ),
    ...subheading('Definitions'),
    ...paragraph(
      `$NAME=VALUE defines a name; $NAME or \${NAME} stands for its value wherever it is used afterwards.`,
      'Values may use other names.',
      'A value goes on in the next line after a \\ at the end; such a name may only be the last thing on',
      'a line.',
      `Predefined are \${_PWD}, \${_INSTANCE}, \${_RANDOM MIN MAX}, \${_ENV NAME}, \${_HASH} and \${_BANG}.`,
    ),
    ...example(
      '$PRIORITY=100',
      '@backup $PRIORITY=50',
      'vrrp_instance VI_1 {',
      '    priority $PRIORITY',
      '}',
    ),
    ...subheading('Sequences'),
    ...paragraph(
      '~SEQ(NAME, START, STEP, END) TEXT repeats the text for each number, with NAME defined; ~SEQx',
      'writes hexadecimal digits.',
      '~LST(NAME, VALUE, ...) TEXT and ~LST({NAME, ...}, {VALUE, ...}, ...) TEXT repeat it for each value.',
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
