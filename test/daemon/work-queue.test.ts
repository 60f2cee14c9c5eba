import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openWorkQueue } from '../../src/daemon/work-queue.ts'

/** A loop that turns only when told to. */
function steppedLoop() {
  const turns: (() => void)[] = []
  return {
    later: (run: () => void) => void turns.push(run),
    turn: () => turns.shift()?.(),
    get waiting() {
      return turns.length
    },
  }
}

function job(log: string[], name: string, slices: number) {
  let left = slices
  return {
    owner: name,
    kind: 'claim' as const,
    slice: () => {
      log.push(name)
      left--
      return left === 0
    },
  }
}

test('a job of one slice that finds the queue empty is done at once', () => {
  const loop = steppedLoop()
  const log: string[] = []
  openWorkQueue(loop.later).add(job(log, 'a', 1))
  assert.deepEqual(log, ['a'])
  assert.equal(loop.waiting, 0)
})

test('slices are a turn apart, and jobs keep their order', () => {
  const loop = steppedLoop()
  const log: string[] = []
  const queue = openWorkQueue(loop.later)
  queue.add(job(log, 'a', 2))
  queue.add(job(log, 'b', 1))
  assert.deepEqual(log, ['a'])
  loop.turn()
  assert.deepEqual(log, ['a', 'a'])
  loop.turn()
  assert.deepEqual(log, ['a', 'a', 'b'])
  assert.equal(loop.waiting, 0)
})

test('a dropped job does no further slice; whoever waits for idleness is called once', () => {
  const loop = steppedLoop()
  const log: string[] = []
  const queue = openWorkQueue(loop.later)
  queue.add(job(log, 'a', 3))
  queue.add(job(log, 'b', 2))
  queue.whenIdle(() => log.push('idle'))
  queue.drop(({ owner }) => owner === 'a')
  for (let turns = 0; turns < 5; turns++) loop.turn()
  assert.deepEqual(log, ['a', 'b', 'b', 'idle'])
})
