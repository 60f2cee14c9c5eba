/** What of the findings of a reload is told: errors always, what was found before once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bug } from '../../src/base/bug.ts'
import type { Diagnostic, Severity } from '../../src/conf/diagnostics.ts'
import { openFindings } from '../../src/daemon/parent/findings.ts'
import { reloadVerdict } from '../../src/settings/plan/reload-verdict.ts'
import { instance, load } from '../settings/example-host.ts'

const finding = (message: string, line: number, severity: Severity = 'warning'): Diagnostic => ({
  ...{ code: 'unknown-keyword', severity, message, instead: 'ignored' },
  span: { file: 'k.conf', line, column: 1, length: 1 },
})

test('a warning that was there before is not told again, wherever it stands now', () => {
  const findings = openFindings()
  const [one, two] = [finding('one', 1), finding('two', 2)]
  assert.deepEqual(findings.sift([one, two]), { fresh: [one, two], remaining: 0 })
  const moved = finding('one', 7)
  const three = finding('three', 8)
  assert.deepEqual(findings.sift([moved, three]), { fresh: [three], remaining: 1 })
  assert.deepEqual(findings.sift([one, two, three]), { fresh: [two], remaining: 2 })
})

test('a second one like the first is told, and an error every time', () => {
  const findings = openFindings()
  findings.sift([finding('one', 1), finding('bad', 3, 'error')])
  const second = finding('one', 2)
  const bad = finding('bad', 3, 'error')
  assert.deepEqual(findings.sift([finding('one', 1), second, bad]), { fresh: [second, bad], remaining: 1 })
})

test('an empty file is refused without an error, for it has none', () => {
  const applied = load(instance()).settings ?? bug('the text is good')
  const verdict = reloadVerdict(applied, load(''))
  assert.ok(verdict.is === 'refused' && verdict.emptied)
  assert.equal(verdict.errors, 0)
})
