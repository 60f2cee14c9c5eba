/**
 * docs/reference/diagnostics.md: what each code means, with an example, what is said of it, and the cure.
 * From the pages of src/settings/pages, whose examples are run here. Refuses to add anything that they do not
 * say.
 */

import { exampleSays, visible } from '../../src/cli/explain.ts'
import { filesBeside, loadExample } from '../../src/settings/pages/example-host.ts'
import type { CodePage } from '../../src/settings/pages/page.ts'
import { codePages } from '../../src/settings/pages/pages.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function diagnosticsPage(): string {
  const pages = [...codePages].sort((a, b) => (a.code < b.code ? -1 : 1))
  return `${[
    '# Diagnostics',
    '',
    ...wrap([
      'Every code that `keepalived-ts check`, `keepalived-ts -t` and the log of a start or a reload may',
      'show. Codes are stable: a script may rely on them, and `check --level CODE=LEVEL` gives each one the',
      'severity that it has for you. The examples are read on a host with eth0 192.0.2.2/24 and eth1',
      '198.51.100.2/24. Generated from `src/settings/pages` by `npm run docs`;',
      '`keepalived-ts check --explain CODE` prints one of them.',
    ]),
    '',
    ...wrap([pages.map(({ code }) => `[${code}](#${code})`).join(' · ')]),
    '',
    ...pages.flatMap(section),
  ].join('\n')}`
}

function section(page: CodePage): readonly string[] {
  const loaded = loadExample(page)
  const own = loaded.diagnostics.filter(({ code }) => code === page.code)
  const severities = [...new Set(own.map(({ severity }) => severity))]
  return [
    `## ${page.code}`,
    '',
    ...wrap([
      `*${severities.join(' or ')}${own.some(({ lint }) => lint) ? ', only by check' : ''}* · ${page.about}`,
    ]),
    '',
    ...fenced(visible(page.example)),
    ...Object.entries(filesBeside(page)).flatMap(([path, text]) => [
      `with \`${path}\`:`,
      '',
      ...fenced(visible(text)),
    ]),
    ...fenced(exampleSays(page, loaded), 'text'),
    ...wrap([`**Cure:** ${page.cure}`]),
    '',
  ]
}

/** The fence is longer than any in the text. */
function fenced(text: string, language = ''): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, text.replace(/\n+$/, ''), fence, '']
}
