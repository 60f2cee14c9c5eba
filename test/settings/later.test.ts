/** Words without effect here: read in full, and told once each, wherever and however often they stand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceEntries } from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { load } from './example-host.ts'

const inGlobal = (...lines: readonly string[]) => `global_defs {\n${lines.join('\n')}\n}\n`

test('one line for each word, with the first place and the number of others', () => {
  const { diagnostics } = load(inGlobal('enable_dbus', 'enable_dbus', 'enable_snmp_vrrp', 'enable_dbus'))
  const later = diagnostics.filter(({ code }) => code === 'no-effect-yet')
  assert.deepEqual(
    later.map(({ message, span, severity }) => `${severity}:${span.line}: ${message}`),
    [
      'note:2: enable_dbus in global_defs is checked, but has no effect in keepalived-ts yet ' +
        '(here and in 2 other places)',
      'note:4: enable_snmp_vrrp in global_defs is checked, but has no effect in keepalived-ts yet',
    ],
  )
})

test('what is wrong with them is told all the same', () => {
  const { diagnostics } = load(inGlobal('snmp_vs_stats_update_interval x'))
  assert.deepEqual(
    diagnostics.map(({ code }) => code).filter((code) => code !== 'nothing-runs'),
    ['not-a-number', 'no-effect-yet'],
  )
})

test('every word says what it is for', () => {
  for (const { row } of referenceEntries(grammar)) {
    assert.match(row.about, /^[A-Z].{9,}$/, `${row.keyword} says what it is for`)
  }
})
