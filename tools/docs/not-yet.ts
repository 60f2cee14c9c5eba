/**
 * docs/reference/not-yet.md: the keywords and options without effect, from the rows that the daemon itself
 * uses. Refuses to add anything that the code does not say.
 */
import { type OptionRow, optionRows, spelling } from '../../src/cli/options.ts'
import { placeText, referenceEntries } from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function notYetPage(): string {
  const later = referenceEntries(grammar).filter(({ row }) => row.later)
  return `${[
    '# Not there yet',
    '',
    ...wrap([
      'Keywords and options of keepalived that keepalived-ts reads and checks in full and that have no effect',
      'yet. Generated from the rows of the grammar and `src/cli/options.ts` by `npm run docs`. At start and',
      'in `keepalived-ts check` one line names each one that a configuration has.',
    ]),
    '',
    ...[...Map.groupBy(later, ({ path }) => path)].flatMap(([path, entries]) => [
      `## ${capital(placeText(path))}`,
      '',
      ...wrap([`${entries.map(({ row }) => `\`${row.keyword}\``).join(', ')}.`]),
      '',
    ]),
    ...optionSection(),
  ].join('\n')}\n`
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
