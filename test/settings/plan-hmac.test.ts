/** The way to a pair that signs, step by step: what each costs, and what a peer notices of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ok } from '../../src/base/result.ts'
import { planOf } from '../../src/settings/plan/plan.ts'
import { load, programs } from './example-host.ts'
import { instance, planTexts } from './plan-sides.ts'

const key = (id: number, digit = '0') => `key ${id} hex:${digit.repeat(64)}`
const hmac = (mode: string, keys = key(1), more = 'active_key 1') =>
  `auth_hmac {\n${keys}\n${more}\nmode ${mode}\n}`

function change(old: string, now: string) {
  return planTexts(instance(old), instance(now)).steps.flatMap(({ changes }) =>
    changes.map((one) => [one.keyword, one.from, one.to, one.cost, one.note ?? '']),
  )
}

describe('modes', () => {
  const rows = [
    ['', 'receive-only', 'none', /^peers hear it as before/],
    [
      'receive-only',
      'permissive',
      'may-fail-over',
      /^adverts are signed from now on: a peer without auth_hmac/,
    ],
    ['permissive', 'enforce', 'may-fail-over', /^adverts that are not signed are refused/],
    ['enforce', 'permissive', 'none', /^adverts that are not signed count as well$/],
    [
      'permissive',
      'receive-only',
      'may-fail-over',
      /^adverts are no longer signed: a peer with mode enforce/,
    ],
    ['receive-only', '', 'may-fail-over', /^adverts that are signed are refused/],
    [
      '',
      'enforce',
      'may-fail-over',
      /^adverts are signed from now on: .*; adverts that are not signed are ref/,
    ],
    [
      'enforce',
      '',
      'may-fail-over',
      /^adverts are no longer signed: .*; adverts that are signed are refused/,
    ],
  ] as const
  for (const [from, to, cost, says] of rows) {
    test(`${from || 'none'} to ${to || 'none'}: ${cost}`, () => {
      const [only, ...more] = change(from && hmac(from), to && hmac(to))
      assert.deepEqual([only?.[3], more], [cost, []])
      assert.match(only?.[4] ?? '', says)
    })
  }
})

describe('keys', () => {
  const both = `${key(1)}\n${key(2, 'a')}`
  test('one that comes harms nobody', () => {
    assert.deepEqual(change(hmac('enforce'), hmac('enforce', both)), [
      ['auth_hmac key', undefined, '2 (not shown)', 'none', ''],
    ])
  })

  test('another one that signs, or one that goes, must be known to the peer', () => {
    const [only] = change(hmac('enforce', both), hmac('enforce', both, 'active_key 2'))
    assert.deepEqual(only?.slice(0, 4), ['active_key', '1', '2', 'may-fail-over'])
    const [gone] = change(hmac('enforce', both), hmac('enforce'))
    assert.deepEqual(gone?.slice(0, 4), ['auth_hmac key', '2 (not shown)', undefined, 'may-fail-over'])
    const [other] = change(hmac('enforce'), hmac('enforce', key(1, 'b')))
    assert.deepEqual(other?.slice(1, 4), ['1 (not shown)', '1 (not shown, another one)', 'may-fail-over'])
    assert.match(other?.[4] ?? '', /^a peer with another key refuses the adverts/)
  })

  test('one that was missing ends the fault state, or harms nobody', () => {
    const files = (...there: readonly string[]) => ({
      ...programs(Object.fromEntries(there.map((path) => [path, 0o600]))),
      readKey: () => ok(new TextEncoder().encode('k'.repeat(32))),
    })
    const text = instance(hmac('enforce', 'key 1 file:/1\nkey 2 file:/2'))
    const found = (...there: readonly string[]) =>
      planOf(
        load(text, { scripts: files(...there) }),
        load(text, { scripts: files('/1', '/2') }),
      ).steps.flatMap(({ changes }) => changes.map(({ from, cost, note }) => [from, cost, note]))
    assert.deepEqual(found('/2'), [
      ['1 (none in its file)', 'may-fail-over', 'the instance was held in the fault state for want of it'],
    ])
    assert.deepEqual(found('/1'), [['2 (none in its file)', 'none', undefined]])
  })

  test('who only receives signs with none: active_key costs nothing', () => {
    const [only] = change(hmac('receive-only', both), hmac('receive-only', both, 'active_key 2'))
    assert.deepEqual(only?.slice(0, 4), ['active_key', '1', '2', 'none'])
  })
})
