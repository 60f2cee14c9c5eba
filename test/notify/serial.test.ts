/** notify_serial: one change after the other, the last one counts, and nobody waits for ever. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds } from '../../src/base/time.ts'
import {
  emptyLane,
  type Lane,
  type LaneEvent,
  laneWakeAt,
  stepLane,
  type Turn,
} from '../../src/notify/serial.ts'

const patience = seconds(60)
const script = {
  keyword: 'notify',
  name: 'V1',
  command: { argv: ['/s/x'], user: undefined, group: undefined },
} as const

/** A lane that says what it does in short: `start 1`, `drop 2`, `overtake 1`. */
function openLane() {
  let lane: Lane = emptyLane
  const did: string[] = []
  const feed = (event: LaneEvent) => {
    const [next, effects] = stepLane(lane, event)
    lane = next
    for (const effect of effects) did.push(`${effect.do} ${effect.turn.id}`)
  }
  return {
    did,
    wakeAt: () => laneWakeAt(lane),
    owe: (id: number, at = 0, scripts = 1) => {
      const turn: Turn = { id, state: 'MASTER', scripts: Array.from({ length: scripts }, () => script) }
      feed({ is: 'owed', at: micros(at), turn, patience })
    },
    end: (turn: number, at = 0) => feed({ is: 'ended', at: micros(at), turn, patience }),
    due: (at: number) => feed({ is: 'due', at: micros(at), patience }),
    hurry: (until: number) => feed({ is: 'hurry', until: micros(until) }),
  }
}

test('a change whose predecessor has ended starts at once', () => {
  const lane = openLane()
  lane.owe(1)
  lane.end(1)
  lane.owe(2)
  assert.deepEqual(lane.did, ['start 1', 'start 2'])
})

test('a later change waits until all scripts of the earlier one have ended', () => {
  const lane = openLane()
  lane.owe(1, 0, 2)
  lane.owe(2)
  lane.end(1)
  assert.deepEqual(lane.did, ['start 1'])
  lane.end(1)
  assert.deepEqual(lane.did, ['start 1', 'start 2'])
  assert.equal(lane.wakeAt(), undefined)
})

test('of those that wait only the last one is left', () => {
  const lane = openLane()
  for (const id of [1, 2, 3, 4]) lane.owe(id)
  lane.end(1)
  assert.deepEqual(lane.did, ['start 1', 'drop 2', 'drop 3', 'start 4'])
})

test('after the time limit nobody is waited for, and the end of the late one means nothing any more', () => {
  const lane = openLane()
  lane.owe(1, 0)
  assert.equal(lane.wakeAt(), undefined)
  lane.owe(2, 1_000_000)
  assert.equal(lane.wakeAt(), patience)
  lane.due(patience - 1)
  assert.deepEqual(lane.did, ['start 1'])
  lane.due(patience)
  assert.deepEqual(lane.did, ['start 1', 'overtake 1', 'start 2'])
  lane.owe(3, patience)
  lane.end(1, patience)
  assert.deepEqual(lane.did.slice(3), [])
  lane.end(2, patience)
  assert.deepEqual(lane.did.slice(3), ['start 3'])
})

test('at the end of the daemon the limit is nearer', () => {
  const lane = openLane()
  lane.owe(1)
  lane.owe(2)
  lane.hurry(500_000)
  assert.equal(lane.wakeAt(), 500_000)
  lane.hurry(900_000)
  assert.equal(lane.wakeAt(), 500_000)
})
