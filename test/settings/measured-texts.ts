/**
 * The whole texts of the measured rows, for tests that ask something else of them; other files are absent.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { around } from './around.ts'

export function measuredTexts(name: 'conformance' | 'semantic-cases'): readonly string[] {
  const file = new URL(`../data/settings/${name}.jsonl`, import.meta.url)
  const rows = readFileSync(file, 'utf8').trim().split('\n')
  return rows.map((line) => {
    const { where = 'root', text } = JSON.parse(line) as { readonly where?: string; readonly text: string }
    return around[where]?.(text) ?? assert.fail(where)
  })
}
