/**
 * Whole configurations whose exit status under `keepalived -t` was measured with 2.2.7 and 2.4.3, in a
 * network namespace like the host of these tests. Where the two differ, ours is that of 2.4.3; where ours
 * differs from it, the row names the quirk.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SettingsQuirkName, settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { headlines, load, programs } from './example-host.ts'
import { measured } from './measured.ts'

interface Row {
  readonly case: string
  readonly text: string
  /** Of 2.4.3. */
  readonly status: number
  /** Of 2.2.7 where it differs. */
  readonly status227?: number
  /** Why ours is another, and which. */
  readonly quirk?: { readonly name: SettingsQuirkName; readonly status: number }
}

const scripts = programs({
  '/bin/true': 0o755,
  '/usr/bin/true': 0o755,
  '/etc/passwd': 0o644,
  '/tmp/unsafe-dir/x.sh': 0o777,
})

const rows = measured<Row>('semantic-cases')

test('there are rows', () => assert.equal(rows.length, 128))

for (const row of rows) {
  const wanted = row.quirk?.status ?? row.status
  test(`${row.case}: ${wanted}`, () => {
    if (row.quirk !== undefined) assert.ok(row.quirk.name in settingsQuirks, row.quirk.name)
    const loaded = load(row.text, { scripts })
    assert.equal(testStatus(loaded.diagnostics), wanted, headlines(loaded).join('\n'))
  })
}
