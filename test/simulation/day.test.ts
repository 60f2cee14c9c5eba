/**
 * A simulated month of three nodes on a lossy LAN, in parts that share its thirty days, and hours of
 * other kinds. KEEPALIVED_SEED repeats the one that a failure named; what must never be broken is named in
 * watch.ts.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds, seconds } from '../../src/base/time.ts'
import { type Day, live } from './day.ts'
import { invariants } from './watch.ts'

const seed = Number(process.env['KEEPALIVED_SEED'] ?? 20_261_122)

const lossy = {
  lossProbability: 0.1,
  lostInARowMax: 2,
  delayLeast: 50,
  delayMost: 5_000,
  duplicateProbability: 0.02,
} as const

const day = 86_400
const wholeDay: Day = {
  seed,
  lastsSeconds: day,
  calmSecondsMax: 60,
  conditions: lossy,
  instance: {},
}
const slow = { version: 3, advertInterval: seconds(5) } as const

describe(`three nodes on a lossy LAN, seed ${seed}`, () => {
  for (const first of [1, 3, 5]) {
    test(`days ${first} and ${first + 1} of the month, version 2 at 1 s: no promise broken`, (context) => {
      const { figures } = live({ ...wholeDay, seed: seed + first, lastsSeconds: 2 * day })
      context.diagnostic(JSON.stringify(figures))
      // They were days worth looking at.
      assert.ok(figures.disturbances > 4_000, 'disturbances')
      assert.ok(figures.takeOvers > 400, 'take-overs')
      assert.ok(figures.gracefulStops > 50, 'graceful stops')
      assert.ok(figures.gracefulFailbacks > 100, 'graceful failbacks')
    })
  }
  for (const first of [7, 15, 23]) {
    test(`days ${first} to ${first + 7} of the month, version 3 at 5 s`, (context) => {
      const lasts = { lastsSeconds: 8 * day, calmSecondsMax: 300, instance: slow }
      const { figures } = live({ ...wholeDay, seed: seed + first, ...lasts })
      context.diagnostic(JSON.stringify(figures))
      assert.ok(figures.disturbances > 4_000, 'disturbances')
      assert.ok(figures.takeOvers > 300, 'take-overs')
    })
  }
  test('version 3 at 100 ms, with hardly a pause', (context) => {
    const instance = { version: 3, advertInterval: milliseconds(100) } as const
    const { figures } = live({ ...wholeDay, lastsSeconds: 3_600, calmSecondsMax: 4, instance })
    context.diagnostic(JSON.stringify(figures))
    assert.ok(figures.takeOvers > 100, 'take-overs')
  })
  test('without preemption', () => {
    live({ ...wholeDay, lastsSeconds: 7_200, calmSecondsMax: 20, instance: { preempt: false } })
  })
  test('without preemption, and with timer_expired_backup', () => {
    const instance = { preempt: false, lateBackupPriority: 254 } as const
    live({ ...wholeDay, lastsSeconds: 14_400, calmSecondsMax: 20, instance })
  })
  test('the same seed gives the same trace, another one another', () => {
    const hour: Day = { ...wholeDay, lastsSeconds: 3_600 }
    assert.equal(live(hour).hash, live(hour).hash)
    assert.notEqual(live(hour).hash, live({ ...hour, seed: seed + 1 }).hash)
  })
})

test('every promise has its words', () => {
  assert.deepEqual(Object.keys(invariants), [
    'two-masters',
    'no-master',
    'hand-over',
    'master-holds-all',
    'survivor-announces',
  ])
})
