/**
 * What `config print` prints means what was read, whatever was read: the measured rows, whole files, and
 * files made from the grammar, good and damaged ones.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { formatText } from '../../src/conf/format.ts'
import type { Loaded } from '../../src/settings/load.ts'
import { reprintExpanded, reprintUnderstood } from '../../src/settings/reprint.ts'
import { configurationFrom } from '../lab/differential/configuration.ts'
import { around } from './around.ts'
import { load, programs } from './example-host.ts'

const scripts = programs({ '/bin/true': 0o755, '/usr/bin/env': 0o755, '/usr/bin/true': 0o755 })
const bare = { comments: false }
const withComments = { comments: true }

function read(text: string): Loaded {
  return load(text, { scripts })
}

/** The two promises of reprintUnderstood, and that its form is that of `config fmt`. */
function assertFixedPoint(first: Loaded): void {
  const printed = reprintUnderstood(first, bare)
  const again = read(printed)
  assert.deepEqual(again.understood, first.understood, printed)
  assert.equal(reprintUnderstood(again, bare), printed)
  assert.equal(formatText(printed), printed)
  const said = reprintUnderstood(first, withComments)
  assert.deepEqual(read(said).understood, first.understood, said)
  assert.equal(reprintUnderstood(read(said), bare), printed)
  assert.equal(formatText(said), said)
  const expanded = reprintExpanded(first, withComments)
  assert.deepEqual(read(expanded).understood, first.understood, expanded)
  assert.equal(formatText(expanded), expanded)
}

/** Whole texts of the measured rows, what lies in other files aside. */
function measured(name: string): readonly string[] {
  const file = new URL(`../data/settings/${name}.jsonl`, import.meta.url)
  const rows = readFileSync(file, 'utf8').trim().split('\n')
  return rows.map((line) => {
    const { where = 'root', text } = JSON.parse(line) as { readonly where?: string; readonly text: string }
    return around[where]?.(text) ?? assert.fail(where)
  })
}

for (const name of ['conformance', 'semantic-cases']) {
  test(`every text of ${name}.jsonl`, () => {
    const texts = measured(name)
    assert.ok(texts.length > 100)
    for (const text of texts) assertFixedPoint(read(text))
  })
}

test('configurations made from the grammar', () => {
  for (let seed = 0; seed < 400; seed++) {
    try {
      assertFixedPoint(read(configurationFrom(seed)))
    } catch (thrown) {
      assert.fail(`seed ${seed}: ${(thrown as Error).message}`)
    }
  }
})
