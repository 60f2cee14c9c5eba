/**
 * Inputs whose exit status under `keepalived -t` was measured with 2.2.7 and 2.4.3, in a network namespace
 * like the host of these tests: ours is the same, for the reason that the row names.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { FilePort } from '../../src/conf/expand.ts'
import { includePort } from '../../src/io/include.ts'
import { type SettingsQuirkName, settingsQuirks } from '../../src/settings/quirks.ts'
import type { ScriptFacts } from '../../src/settings/scripts/checks-scripts.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { around } from './around.ts'
import { load, programs } from './example-host.ts'
import { measured } from './measured.ts'

interface Row {
  readonly where: string
  readonly text: string
  readonly id?: string
  readonly environment?: Readonly<Record<string, string>>
  /** What lies beside the file: its text, or what else it is. */
  readonly files?: Readonly<Record<string, string | 'a directory' | 'executable'>>
  readonly status: number
  /** Codes of our diagnostics in the order of finding. */
  readonly codes: readonly string[]
  /** Why our status is another, and which. */
  readonly quirk?: { readonly name: SettingsQuirkName; readonly status: number }
}

const scripts: ScriptFacts = programs({
  '/bin/true': 0o755,
  '/usr/bin/true': 0o755,
  '/etc/passwd': 0o644,
  '/tmp/unsafe-dir/x.sh': 0o777,
})

const rows = measured<Row>('conformance')

test('there are rows', () => assert.ok(rows.length > 150))

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-conformance-'))
after(() => rmSync(directory, { recursive: true }))

/** Real files, each row in a directory of its own. */
function filesBeside(name: string, files: Row['files']): FilePort {
  const beside = join(directory, name)
  mkdirSync(beside)
  for (const [path, is] of Object.entries(files ?? {})) {
    const whole = join(beside, path)
    mkdirSync(is === 'a directory' ? whole : dirname(whole), { recursive: true })
    if (is === 'a directory') continue
    writeFileSync(whole, is)
    if (is === 'executable') chmodSync(whole, 0o755)
  }
  return { include: (pattern, from) => includePort.include(pattern, from === '.' ? beside : from) }
}

for (const [index, row] of rows.entries()) {
  const { where, text, id, status, codes, quirk, environment } = row
  test(`${where}: ${JSON.stringify(text).slice(1, 90)}: ${status}`, () => {
    if (quirk !== undefined) assert.ok(quirk.name in settingsQuirks, quirk.name)
    const whole = around[where]
    assert.ok(whole !== undefined, where)
    const read = filesBeside(String(index), row.files)
    const { diagnostics } = load(whole(text), {
      scripts,
      read,
      environment,
      ...(id === undefined ? {} : { id }),
    })
    assert.deepEqual(
      [testStatus(diagnostics), ...diagnostics.map(({ code }) => code)],
      [quirk?.status ?? status, ...codes],
    )
  })
}
