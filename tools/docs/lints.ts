/**
 * docs/reference/lints.md: what `check` advises beyond what is wrong, in short, by subject; each code has its
 * whole page in diagnostics.md. From src/settings/lints and its pages. Refuses to add anything that they do
 * not say.
 */
import { firstSentence } from '../../src/cli/wrapped.ts'
import { lints } from '../../src/settings/lints/lints.ts'
import { lintAddressPages } from '../../src/settings/pages/lint-addresses.ts'
import { lintElectionPages } from '../../src/settings/pages/lint-election.ts'
import { lintProgramPages } from '../../src/settings/pages/lint-programs.ts'
import { lintServerPages } from '../../src/settings/pages/lint-servers.ts'
import type { CodePage } from '../../src/settings/pages/page.ts'
import { wrap } from './wrap.ts'

const subjects: readonly (readonly [subject: string, pages: readonly CodePage[]])[] = [
  ['Addresses and links', lintAddressPages],
  ['Who becomes master, and when', lintElectionPages],
  ['Scripts, files and mails', lintProgramPages],
  ['Virtual and real servers', lintServerPages],
]

/** The whole page as Markdown. */
export function lintsPage(): string {
  return `${[
    '# Advice',
    '',
    ...wrap([
      'What keepalived takes without a word, and what at night is not what its author expected.',
      '`keepalived-ts check` says it beside everything that is wrong; a start, a reload and',
      '`keepalived-ts -t` do not, so that a file that was good stays good for scripts.',
      'None of it is an error: a warning is hardly what anybody means, a note may be meant.',
      '`check --strict` makes errors of the warnings, `check --level CODE=off` silences one code,',
      '`check --level CODE=error` makes an error of it. What depends on addresses and interfaces needs the',
      'facts of the host: those of this one, or `--host FACTS.json`.',
    ]),
    '',
    ...wrap([
      'Two nodes are compared by `check --cluster`. Generated from `src/settings/lints` by `npm run docs`;',
      '[diagnostics.md](diagnostics.md) has an example and the cure of each.',
    ]),
    '',
    ...subjects.flatMap(([subject, pages]) => [`## ${subject}`, '', ...pages.flatMap(entry)]),
  ].join('\n')}`
}

const severities: ReadonlyMap<string, string> = new Map(lints.map(({ code, severity }) => [code, severity]))

function entry({ code, about }: CodePage): readonly string[] {
  const link = `[${code}](diagnostics.md#${code})`
  return [...wrap([`${link} (${severities.get(code) ?? 'note'}): ${firstSentence(about)}`]), '']
}
