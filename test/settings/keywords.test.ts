/**
 * Every keyword of keepalived 2.2.7 and 2.4.3, by block: each has a row of its own shape, and the rows of
 * words that came after 2.2.7 say since when. Words of the old days are known too.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { measured } from './measured.ts'

interface Keyword {
  /** Blocks around it, joined by `/`; empty at the top level. */
  readonly in: string
  readonly keyword: string
  readonly shape?: RowFacts['shape']
  /** Not in 2.2.7. */
  readonly newer?: true
  readonly obsolete?: true
}

const keywords = measured<Keyword>('keywords')

function rowsIn(path: string): readonly RowFacts[] {
  let rows: readonly RowFacts[] = grammar
  for (const block of path === '' ? [] : path.split('/')) rows = rowOf(block, rows)?.rows ?? []
  return rows
}

function rowOf(word: string, rows: readonly RowFacts[]): RowFacts | undefined {
  return rows.find((row) => row.keyword === word || row.synonyms.includes(word))
}

test('there are keywords', () => assert.ok(keywords.length > 540))

for (const path of new Set(keywords.map((keyword) => keyword.in))) {
  test(`${path || 'the top level'}: every keyword has its row`, () => {
    const wrong: string[] = []
    for (const { keyword, shape, newer, obsolete } of keywords.filter((one) => one.in === path)) {
      const row = rowOf(keyword, rowsIn(path))
      if (obsolete) continue
      if (row === undefined) wrong.push(`${keyword}: no row`)
      else if (row.shape !== shape) wrong.push(`${keyword}: ${row.shape} instead of ${shape}`)
      else if (newer && row.since === undefined) wrong.push(`${keyword}: since which release?`)
      else if (/^Not in keepalived-ts yet/.test(row.about)) wrong.push(`${keyword}: is not read`)
    }
    assert.deepEqual(wrong, [])
  })
}

test('words of the old days', () => {
  const silent = keywords.filter(
    (one) => one.obsolete && rowOf(one.keyword, rowsIn(one.in))?.obsolete === undefined,
  )
  // These are words of today in another block: the message says which.
  const misplaced = ['lb_kind', 'lb_algo', 'enable_script_security', 'script_user', 'linkbeat_use_polling']
  const elsewhere = ['status_code', 'connect_timeout', 'notify_deleted', 'lvs_sync_daemon_interface']
  const known = [...misplaced, ...elsewhere]
  assert.deepEqual(
    silent.map(({ keyword }) => keyword).filter((keyword) => !known.includes(keyword)),
    [],
  )
})
