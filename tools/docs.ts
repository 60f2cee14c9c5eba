/**
 * Writes every generated file of the repository: `npm run docs`. The list is what the test goes through that
 * finds files out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bashCompletion, fishCompletion, zshCompletion } from './docs/completion.ts'
import { diagnosticsPage } from './docs/diagnostics.ts'
import { differencesPage } from './docs/differences.ts'
import { keywordsPage } from './docs/keywords.ts'
import { lintsPage } from './docs/lints.ts'
import { configurationManual } from './docs/manual-configuration.ts'
import { programManual } from './docs/manual-program.ts'
import { notYetPage } from './docs/not-yet.ts'
import { schemaText } from './docs/schema.ts'
import { simulationPage } from './docs/simulation.ts'
import { stateMachinePage } from './docs/state-table.ts'
import { textMateGrammar } from './docs/text-mate.ts'

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string
  readonly text: () => string
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/reference/diagnostics.md', text: diagnosticsPage },
  { path: 'docs/reference/differences.md', text: differencesPage },
  { path: 'docs/reference/keywords.md', text: keywordsPage },
  { path: 'docs/reference/lints.md', text: lintsPage },
  { path: 'docs/reference/not-yet.md', text: notYetPage },
  { path: 'docs/reference/simulation.md', text: simulationPage },
  { path: 'docs/reference/state-machine.md', text: stateMachinePage },
  { path: 'etc/completion/_keepalived-ts', text: zshCompletion },
  { path: 'etc/completion/keepalived-ts.bash', text: bashCompletion },
  { path: 'etc/completion/keepalived-ts.fish', text: fishCompletion },
  { path: 'etc/editor/keepalived.tmLanguage.json', text: textMateGrammar },
  { path: 'etc/editor/keepalived-ts.schema.json', text: schemaText },
  { path: 'etc/man/keepalived-ts.8', text: programManual },
  { path: 'etc/man/keepalived-ts.conf.5', text: configurationManual },
]

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  for (const { path, text } of generatedFiles) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text())
  }
}
