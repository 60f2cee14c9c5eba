import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codePages } from '../../src/settings/pages/pages.ts'
import { check } from './check-run.ts'

test('--explain prints what a code means, an example with what is said of it, and the cure', async () => {
  for (const { code } of codePages) {
    const { status, printed } = await check(['--explain', code])
    assert.equal(status, 0)
    assert.ok(printed.startsWith(`${code}\n\n`))
    assert.match(printed, /\n\nExample:\n\n {4}\S/)
    assert.match(printed, new RegExp(`\\n\\nWhat is said of it:\\n\\n {4}\\S.*\\[${code}\\]\\n`))
    assert.match(printed, /\n\nCure:\n\n {4}\S/)
  }
})

test('--explain of a misspelt code names the one that was meant', async () => {
  const { status, complained } = await check(['--explain', 'unknown-keywrod'])
  assert.equal(status, 2)
  assert.equal(complained, 'keepalived-ts: there is no code unknown-keywrod: did you mean unknown-keyword?\n')
})

test('--list-codes has a line for each code', async () => {
  const { printed } = await check(['--list-codes'])
  const listed = printed
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0])
  assert.deepEqual(listed, codePages.map(({ code }) => code).sort())
})
