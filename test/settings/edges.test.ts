/**
 * The edges of every keyword: the least and the greatest value and what lies beyond, numbers that are none,
 * missing and further words, statements that are there twice. Each row has the exit status of a test; that of
 * keepalived 2.2.7 was measured (test/lab/edges.test.ts measures it again). Where it differs, the row says by
 * which quirk, or `newer`: keepalived changed it up to 2.4.3; `build`: Debian's lacks the part; `crash`: it
 * died or never ended.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceEntries, repeatOf } from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { edgeRows, fileAround } from './edge-host.ts'
import { headlines, load, programs } from './example-host.ts'

const scripts = programs({ '/bin/true': 0o755 })
const byBlock = Map.groupBy(edgeRows(), (row) => row.in)

for (const [block, rows] of byBlock) {
  test(`${block === '' ? 'the top level' : block}: ${rows.length} lines`, () => {
    const bare = load(fileAround(block, ''), { scripts })
    assert.equal(testStatus(bare.diagnostics), 0, headlines(bare).join('\n'))
    const wrong = rows.flatMap((row) => {
      const loaded = load(fileAround(block, row.line), { scripts })
      const status = testStatus(loaded.diagnostics)
      return status === row.status
        ? []
        : [`${row.line}: ${status} instead of ${row.status}\n${headlines(loaded).join('\n')}`]
    })
    assert.deepEqual(wrong, [])
  })
}

test('each difference from 2.2.7 has a name', () => {
  for (const { line, status, status227, why } of edgeRows()) {
    if (status227 === undefined) assert.equal(why, undefined, line)
    else {
      assert.notEqual(status227, status, line)
      assert.ok(why !== undefined, line)
      assert.ok(['newer', 'build', 'crash'].includes(why) || why in settingsQuirks, `${line}: ${why}`)
    }
  }
})

test('every keyword with a number or a yes or no is there, with both sides of its edges', () => {
  const lines = new Map([...byBlock].map(([block, rows]) => [block, new Set(rows.map(({ line }) => line))]))
  const lacking: string[] = []
  for (const { path, row } of referenceEntries(grammar)) {
    // What SSL_GET shares with HTTP_GET is made of the same rows, as are the words that all checks share.
    if (row.obsolete !== undefined || /SSL_GET|\/\w+_CHECK|HTTP_GET/.test(path)) continue
    const [, from, to] = /^\[?[A-Z]+ (-?[\d.]+)\.\.(-?[\d.]+)/.exec(row.parameters) ?? []
    const edges = from === undefined ? [] : [from, to]
    if (row.parameters.includes('true|on|yes')) edges.push('true', 'no', 'maybe')
    for (const edge of edges) {
      const line = `${row.keyword} ${edge}`
      if (lines.get(path)?.has(line) !== true) lacking.push(`${path}: ${line}`)
    }
  }
  assert.deepEqual(lacking, [])
})

/** Two that say the same or nothing are no mistake; two that name one thing are one. */
const sameTwice: Readonly<Record<string, string>> = {
  'vrrp_instance version': 'the same version again',
  'vrrp_instance use_vmac': 'no name or MAC address in either',
  'track_file weight': '1 is the default',
  'garp_group interface': 'one interface twice',
}

test('what the reference says of a second one is what happens', () => {
  const statuses = new Map(edgeRows().map((row) => [`${row.in} ${row.line}`, row.status]))
  const wrong: string[] = []
  let judged = 0
  for (const { path, row } of referenceEntries(grammar)) {
    if (`${path} ${row.keyword}` in sameTwice) continue
    for (const { in: block, line, status } of byBlock.get(path) ?? []) {
      const [first = '', second, ...more] = line.split('\n')
      if (first.split(' ')[0] !== row.keyword || first !== second || more.length > 0) continue
      const once = statuses.get(`${block} ${first}`)
      if (once !== 0) continue
      judged++
      const isMistake = ['first-wins', 'replaces'].includes(repeatOf(row))
      if (isMistake !== (status !== 0)) wrong.push(`${block} ${row.keyword}: ${repeatOf(row)}, ${status}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(judged > 250, `${judged}`)
})
