/**
 * Writes every generated file of the repository: `npm run docs`. The list is what the test goes through that
 * finds files out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differencesPage } from './docs/differences.ts'
import { keywordsPage } from './docs/keywords.ts'
import { notYetPage } from './docs/not-yet.ts'
import { stateMachinePage } from './docs/state-table.ts'

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string
  readonly text: () => string
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/reference/differences.md', text: differencesPage },
  { path: 'docs/reference/keywords.md', text: keywordsPage },
  { path: 'docs/reference/not-yet.md', text: notYetPage },
  { path: 'docs/reference/state-machine.md', text: stateMachinePage },
]

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  for (const { path, text } of generatedFiles) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text())
  }
}
