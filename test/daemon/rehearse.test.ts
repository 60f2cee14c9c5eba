import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '../../src/daemon/host/rehearse.ts'
import { instance, settings } from '../vrrp/stage.ts'

function turnsOf(configured: Parameters<typeof rehearse>[0]): { turns: number; ticks: number } {
  const waiting: (() => void)[] = []
  let ticks = 0
  let turns = 0
  rehearse(
    configured,
    () => ticks++,
    (run) => waiting.push(run),
  )
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
    run()
    turns++
    assert.ok(turns < 1000, 'it has no end')
  }
  return { turns, ticks }
}

test('a rehearsal ends, a few plays a turn, for every kind of instance', () => {
  for (const one of [{}, { version: 3 as const }, { priority: 255, initial: 'master' as const }]) {
    const { turns, ticks } = turnsOf(settings([instance(one)]))
    assert.ok(turns > 1 && ticks > turns, `${turns} turns, ${ticks} ticks`)
  }
})

test('without an instance nothing is rehearsed', () => {
  assert.deepEqual(turnsOf(settings([])), { turns: 0, ticks: 0 })
})
