/** The manual page of the program has every signal and every file that the daemon knows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pidFilesOf } from '../../src/daemon/parent/pid-paths.ts'
import { signalNumbers } from '../../src/daemon/signals.ts'
import { testStatuses } from '../../src/settings/test-status.ts'
import { programManual } from '../../tools/docs/manual-program.ts'

const manual = programManual().replaceAll('\\-', '-').replaceAll('\\&', '')
const section = (name: string) => manual.split('.SH ').find((text) => text.startsWith(name)) ?? ''

test('every signal that --signum knows is explained', () => {
  for (const name of Object.keys(signalNumbers))
    assert.match(section('"SIGNALS"'), new RegExp(`(?:\\b|fB)${name}\\b`))
})

test('every file is named, with instance and with network namespace', () => {
  const given = { daemon: undefined, vrrp: undefined, checker: undefined }
  const plain = pidFilesOf(given, undefined, undefined)
  for (const path of Object.values(plain)) assert.ok(section('"FILES"').includes(path), path)
  for (const name of ['keepalived_INSTANCE.pid', 'NAMESPACE/', 'running.conf', 'keepalived.json', 'TMPDIR'])
    assert.ok(section('"FILES"').includes(name), name)
})

test('the statuses of -t stand apart from those of the daemon', () => {
  const [, ofTest = ''] = section('"EXIT STATUS"').split('configuration test')
  for (const status of Object.values(testStatuses))
    assert.match(ofTest, new RegExp(`^\\\\fB${status}\\\\fR$`, 'm'))
})
