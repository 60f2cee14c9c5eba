import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { configurationOf } from '../../tools/demo/pair.ts'
import { wrapped } from '../../tools/demo/screen.ts'

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

test('a log line that is longer than the page goes on below its own text, whole', () => {
  const text = '(VI_1) Master received advert from 10.0.0.1 with higher priority 100, ours 50'
  const lines = wrapped(`  9.574  node b  log: ${text}`)
  assert.ok(lines.every((line) => line.length <= 79))
  assert.deepEqual(lines.slice(1), ['                 priority 100, ours 50'])
  assert.deepEqual(wrapped('x'.repeat(90)), ['x'.repeat(90)])
})
