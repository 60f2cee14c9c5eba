/** A simulated day of three nodes on a lossy LAN. KEEPALIVED_SEED repeats the one that a failure named. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds } from '../../src/base/time.ts'
import { type Day, live } from './day.ts'

const seed = Number(process.env['KEEPALIVED_SEED'] ?? 20_261_122)

const lossy = {
  lossProbability: 0.1,
  lostInARowMax: 2,
  delayLeast: 50,
  delayMost: 5_000,
  duplicateProbability: 0.02,
} as const

const wholeDay: Day = {
  seed,
  lastsSeconds: 86_400,
  calmSecondsMax: 60,
  conditions: lossy,
  instance: {},
}

describe(`three nodes on a lossy LAN, seed ${seed}`, () => {
  test('a day of version 2 at 1 s: no promise broken', (context) => {
    const { figures } = live(wholeDay)
    context.diagnostic(JSON.stringify(figures))
    // It was a day worth looking at.
    assert.ok(figures.disturbances > 2_000, 'disturbances')
    assert.ok(figures.takeOvers > 200, 'take-overs')
    assert.ok(figures.gracefulStops > 50, 'graceful stops')
    assert.ok(figures.gracefulFailbacks > 100, 'graceful failbacks')
  })
  test('version 3 at 100 ms, with hardly a pause', (context) => {
    const instance = { version: 3, advertInterval: milliseconds(100) } as const
    const { figures } = live({ ...wholeDay, lastsSeconds: 3_600, calmSecondsMax: 4, instance })
    context.diagnostic(JSON.stringify(figures))
    assert.ok(figures.takeOvers > 100, 'take-overs')
  })
  test('without preemption', () => {
    live({ ...wholeDay, lastsSeconds: 7_200, calmSecondsMax: 20, instance: { preempt: false } })
  })
  test('the same seed gives the same trace, another one another', () => {
    const hour: Day = { ...wholeDay, lastsSeconds: 3_600 }
    assert.equal(live(hour).hash, live(hour).hash)
    assert.notEqual(live(hour).hash, live({ ...hour, seed: seed + 1 }).hash)
  })
})
