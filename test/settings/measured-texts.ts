/**
 * The whole texts of the measured rows, for tests that ask something else of them; other files are absent.
 */
import assert from 'node:assert/strict'
import { around } from './around.ts'
import { measured } from './measured.ts'

export function measuredTexts(name: 'conformance' | 'semantic-cases'): readonly string[] {
  const rows = measured<{ readonly where?: string; readonly text: string }>(name)
  return rows.map(({ where = 'root', text }) => around[where]?.(text) ?? assert.fail(where))
}
