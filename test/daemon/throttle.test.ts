import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, micros, plus, seconds } from '../../src/base/time.ts'
import { burstMax, openThrottle, perSecond } from '../../src/daemon/throttle.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'

const changed: VrrpEvent = {
  is: 'master-changed',
  instance: 'V',
  from: address('10.0.0.2'),
  to: address('10.0.0.3'),
}

function open() {
  let at: Micros = seconds(1)
  const told: VrrpEvent[] = []
  const tell = openThrottle(
    () => at,
    (event) => told.push(event),
  )
  const hear = (count: number, everyMicros = 0) => {
    for (let left = count; left > 0; left--) {
      tell(changed)
      at = plus(at, micros(everyMicros))
    }
  }
  const pass = (by: Micros) => {
    at = plus(at, by)
  }
  return { told, tell, hear, pass }
}

test('a thousand instances that change hands at once are all told', () => {
  const { told, hear } = open()
  hear(burstMax)
  assert.equal(told.length, burstMax)
})

test('a flood is told in its burst, then a little a second, with the number of those left out', () => {
  const { told, hear, pass } = open()
  hear(50_000, 20)
  assert.ok(told.length < burstMax + 2 * perSecond + 2, `${told.length}`)
  told.length = 0
  pass(seconds(1))
  hear(1)
  const [first, second] = told
  assert.ok(first?.is === 'events-dropped' && first.count > 40_000)
  assert.equal(second?.is, 'master-changed')
})

test('what the daemon does itself is told in every flood', () => {
  const { told, tell, hear } = open()
  hear(50_000)
  told.length = 0
  tell({ is: 'entered', instance: 'V', state: 'MASTER', starting: false, faults: [] })
  assert.equal(told.length, 1)
})
