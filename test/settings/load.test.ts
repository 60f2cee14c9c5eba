/** The door: what is kept of what was read, and how much of what was found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorsMax, findingsMax } from '../../src/settings/findings.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { host, instance, load, noFiles } from './example-host.ts'

test('without the tree everything else is the same', () => {
  const text = `${instance('zork 1\npriority 300')}${instance('', 'B')}`
  const whole = load(text)
  const lean = loadSettings({ file: 'k.conf', text, read: noFiles, host, id: 'node', forgetTree: true })
  assert.equal(whole.tree.length, 2)
  assert.deepEqual(lean.tree, [])
  assert.deepEqual(lean.settings, whole.settings)
  assert.deepEqual(lean.diagnostics, whole.diagnostics)
})

test('reading ends after very many errors, and nothing runs', () => {
  const { diagnostics, settings } = load(`${'zork\n'.repeat(errorsMax)}${instance()}${'zork\n'.repeat(99)}`)
  assert.equal(settings, undefined)
  assert.equal(diagnostics.length, errorsMax + 1)
  assert.deepEqual([diagnostics.at(-1)?.code, diagnostics.at(-1)?.span.line], ['too-many-errors', errorsMax])
})

test('of very many notes those of a new kind are kept, and the others counted', () => {
  const notes = 'router_id a b\n'.repeat(findingsMax)
  const { diagnostics, settings } = load(`global_defs {\n${notes}zork\n}\n${instance()}`)
  assert.ok(settings !== undefined)
  const kinds = new Map(diagnostics.map((one) => [one.code, one]))
  assert.equal(kinds.get('unknown-keyword')?.span.line, findingsMax + 2)
  assert.match(kinds.get('findings-left-out')?.message ?? '', /^\d+ further findings/)
  assert.ok(diagnostics.length < findingsMax + 10)
})
