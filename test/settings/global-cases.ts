/** Tables of lines of global_defs and what they come to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GlobalSettings } from '../../src/settings/global/settings.ts'
import { load } from './example-host.ts'

export const inGlobal = (text: string) => `global_defs {\n${text}\n}\n`

/** The global settings of these lines in global_defs, or at the top level. */
export function settingsOf(text: string, where: 'global' | 'root' = 'global'): GlobalSettings {
  return load(where === 'global' ? inGlobal(text) : text).understood.global
}

/** Lines of global_defs, and what one part of the settings is with them. */
export type Case = readonly [text: string, wanted: unknown]

export function cases(
  name: string,
  pick: (settings: GlobalSettings) => unknown,
  table: readonly Case[],
): void {
  for (const [text, wanted] of table) {
    test(`${name}: ${JSON.stringify(text).slice(1, -1) || 'nothing given'}`, () => {
      assert.deepEqual(pick(settingsOf(text)), wanted)
    })
  }
}
