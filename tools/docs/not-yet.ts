/**
 * docs/reference/not-yet.md: the keywords and options without effect, from the rows that the daemon itself
 * uses. Refuses to add anything that the code does not say.
 */
import { type OptionRow, optionRows, spelling } from '../../src/cli/options.ts'
import { isUnsupported, laterOptions, placeText, referenceEntries } from '../../src/conf/reference.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function notYetPage(): string {
  const later = referenceEntries(grammar).filter(isUnsupported)
  return `${[
    '# Not there yet',
    '',
    ...wrap([
      'Keywords and options of keepalived that keepalived-ts reads and checks in full and that have no',
      'effect yet. Generated from the rows of the grammar and `src/cli/options.ts` by `npm run docs`.',
      'At start and in `keepalived-ts check` one line names each one that a configuration has.',
    ]),
    '',
    ...[...Map.groupBy(later, ({ path }) => path)].flatMap(([path, entries]) => [
      `## ${capital(placeText(path))}`,
      '',
      ...wrap([`${entries.map(({ row }) => listed(row)).join(', ')}.`]),
      '',
    ]),
    ...optionSection(),
  ].join('\n')}\n`
}

/** With its options where only those have no effect. */
function listed(row: RowFacts): string {
  const options = laterOptions(row).map(({ name }) => `\`${name}\``)
  if (options.length > 0) return `of \`${row.keyword}\` the options ${options.join(' ')}`
  return `\`${row.keyword}\`${row.rows.length > 0 ? ' with all that stands in it' : ''}`
}

function optionSection(): readonly string[] {
  const rows: readonly OptionRow[] = optionRows
  return [
    '## Options of the command line',
    '',
    ...wrap([
      'Accepted, with a line in the log; refused where something else would run than what was asked for.',
    ]),
    '',
    '| option | what it is for |',
    '|---|---|',
    ...rows.filter(({ later }) => later).map((row) => `| \`${spelling(row)}\` | ${row.help} |`),
  ]
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
