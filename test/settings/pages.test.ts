/** Every code has its page, every page its code, and every example shows what its page is about. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadExample } from '../../src/settings/pages/example-host.ts'
import { codePages, nearestCode, pageOf } from '../../src/settings/pages/pages.ts'
import { codesIn } from './code-literals.ts'
import { load } from './example-host.ts'

const { uses, patterns } = codesIn(fileURLToPath(new URL('../..', import.meta.url)))
const written = new Set(uses.map(({ code }) => code))

test('the codes of the sources are found', () => {
  assert.ok(written.size > 80)
  for (const code of ['unknown-keyword', 'misplaced-keyword', 'include-failed', 'missing-parameter']) {
    assert.ok(written.has(code), code)
  }
  assert.ok(written.has('script-missing'), 'in a table')
  assert.ok(!written.has('endless') && !written.has('missing'), 'what a code is chosen by is no code')
  assert.ok(patterns.every((pattern) => !pattern.test('made-up-code')))
})

test('every code that the sources write has a page', () => {
  const without = uses.filter(({ code }) => pageOf(code) === undefined)
  assert.deepEqual(
    without.map(({ at, code }) => `${code} (${at})`),
    [],
  )
})

test('every code that a case of the corpus comes to has a page', () => {
  const rows = ['conformance', 'semantic-cases'].flatMap((name) =>
    readFileSync(new URL(`../data/settings/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  )
  const found = new Set(rows.flatMap((row) => codesOf(JSON.parse(row))))
  assert.ok(found.size > 50)
  assert.deepEqual([...found].filter((code) => pageOf(code) === undefined).sort(), [])
})

/** Whole configurations are loaded; of parts the row says what comes of them. */
function codesOf(row: { readonly codes?: readonly string[]; readonly text: string }): readonly string[] {
  return row.codes ?? load(row.text).diagnostics.map(({ code }) => code)
}

test('no code has two pages', () => {
  const codes = codePages.map(({ code }) => code)
  assert.deepEqual(
    codes.filter((code, index) => codes.indexOf(code) !== index),
    [],
  )
})

for (const page of codePages) {
  test(`${page.code}: is in the sources, and its example shows it`, () => {
    const { code, about, cure } = page
    assert.ok(written.has(code) || patterns.some((pattern) => pattern.test(code)), 'no source reports it')
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.match(about, /\.$/)
    assert.match(cure, /\S/)
    const found = loadExample(page).diagnostics.map((diagnostic) => diagnostic.code)
    assert.ok(found.includes(code), `the example shows ${found.join(', ') || 'nothing'}`)
  })
}

test('a misspelt code leads to the one that was meant', () => {
  const [page] = codePages
  assert.ok(page !== undefined)
  assert.equal(nearestCode(`${page.code}x`), page.code)
  assert.equal(nearestCode('nothing-like-it-at-all'), undefined)
})
