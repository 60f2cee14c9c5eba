import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds, toSeconds } from '../../src/base/time.ts'
import { restartDelay } from '../../src/daemon/backoff.ts'

test('O19: a worker that dies at once is restarted after 0, 1, 2, 4 ... 60 seconds', () => {
  const delays: number[] = []
  let delay: ReturnType<typeof micros> | undefined
  for (let death = 0; death < 9; death++) {
    delay = restartDelay(delay, micros(5))
    delays.push(toSeconds(delay))
  }
  assert.deepEqual(delays, [0, 1, 2, 4, 8, 16, 32, 60, 60])
})

test('a minute of life forgives all earlier deaths', () => {
  assert.equal(restartDelay(seconds(32), seconds(60)), 0)
  assert.equal(toSeconds(restartDelay(seconds(32), seconds(59))), 60)
})
