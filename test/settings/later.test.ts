/** Words without effect here: read in full, and told once each, wherever and however often they stand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceEntries } from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { instance, load } from './example-host.ts'

test('one line for each word, with the first place and the number of others', () => {
  const { diagnostics } = load(instance('no_accept\nno_accept\nsmtp_alert\nno_accept'))
  const later = diagnostics.filter(({ code }) => code === 'no-effect-yet')
  assert.deepEqual(
    later.map(({ message, span, severity }) => `${severity}:${span.line}: ${message}`),
    [
      'note:5: no_accept in vrrp_instance is checked, but has no effect in keepalived-ts yet ' +
        '(here and in 2 other places)',
      'note:7: smtp_alert in vrrp_instance is checked, but has no effect in keepalived-ts yet',
    ],
  )
})

test('what is wrong with them is told all the same', () => {
  const { diagnostics } = load(instance('preempt_delay 1001'))
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['out-of-range', 'no-effect-yet'],
  )
})

test('every word says what it is for', () => {
  for (const { row } of referenceEntries(grammar)) {
    assert.match(row.about, /^[A-Z].{9,}$/, `${row.keyword} says what it is for`)
  }
})
