/**
 * Words of keepalived without effect here: each is known where keepalived knows it, and left out as a whole.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { laterWords } from '../../src/settings/later.ts'
import { instance, load, service } from './example-host.ts'

const around: Readonly<Record<string, (text: string) => string>> = {
  '': (text) => text,
  global_defs: (text) => `global_defs {\n${text}\n}`,
  vrrp_instance: (text) => instance(text),
  vrrp_sync_group: (text) => `vrrp_sync_group G {\n${text}\n}`,
  vrrp_script: (text) => `vrrp_script s {\nscript /bin/ok\n${text}\n}`,
  virtual_server: (text) => service(text),
  'virtual_server/real_server': (text) => service('', text),
  'virtual_server/real_server/TCP_CHECK': (text) => service('', `TCP_CHECK {\n${text}\n}`),
}

for (const [path, whole] of Object.entries(around)) {
  test(`${path || 'the top level'}: known words warn, their blocks are skipped`, () => {
    const words = (laterWords[path] ?? '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    const lines = words.map((word) =>
      word.endsWith('{') ? `${word}\nany thing {\nelse\n}\n}` : `${word} 1 2`,
    )
    const { diagnostics } = load(whole(lines.join('\n')))
    const later = diagnostics.filter(({ code }) => code === 'no-effect-yet')
    assert.deepEqual(
      later.map(({ message }) => message.split(' ')[0]),
      words.map((word) => word.replace('{', '')),
    )
    assert.ok(later.every(({ severity }) => severity === 'warning'))
    const others = diagnostics.map(({ code }) => code).filter((code) => /keyword|brace|block/.test(code))
    assert.deepEqual(others, [])
  })
}

test('a word has either a row or a place in the list', () => {
  const check = (path: string, rows: readonly RowFacts[]) => {
    const later = new Set((laterWords[path] ?? '').split(/\s+/).map((word) => word.replace('{', '')))
    for (const row of rows) {
      for (const word of [row.keyword, ...row.synonyms]) assert.ok(!later.has(word), `${path} ${word}`)
      assert.match(row.about, /^[A-Z].{9,}$/, `${row.keyword} says what it is for`)
      check(path === '' ? row.keyword : `${path}/${row.keyword}`, row.rows)
    }
  }
  check('', grammar)
})
