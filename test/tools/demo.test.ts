import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { configurationOf } from '../../tools/demo/pair.ts'

const root = join(import.meta.dirname, '../..')

test('the demo runs the configuration that the README shows', () => {
  const shown = readFileSync(join(root, 'README.md'), 'utf8').replace(/^ {4}/gm, '')
  const run = readFileSync(join(root, 'tools/demo/default.conf'), 'utf8')
  assert.ok(shown.includes(run), run)
})

test('the two nodes differ in their priority alone', () => {
  const [a, b] = [configurationOf('a').split('\n'), configurationOf('b').split('\n')]
  const different = a.filter((line, index) => line !== b[index])
  assert.deepEqual(different, ['    priority 100'])
  assert.ok(a.includes('        10.0.0.168/16'))
})
