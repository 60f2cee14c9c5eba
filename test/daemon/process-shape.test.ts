/** How a worker runs, from what the configuration says: wishes, and steps up when it is woken too late. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Micros, micros, seconds } from '../../src/base/time.ts'
import { realTimeLimitLeast, wishesOf } from '../../src/daemon/process-shape.ts'
import { openAutoPriority } from '../../src/io/own-process.ts'
import type { ProcessSettings } from '../../src/settings/global/settings.ts'
import type { SettingsQuirkName } from '../../src/settings/quirks.ts'

const vrrp = { name: 'keepalived_vrrp', realTimePriority: 1 }
const plain: ProcessSettings = {
  name: undefined,
  nice: undefined,
  realTimePriority: undefined,
  noSwap: false,
  cpus: [],
  realTimeLimit: undefined,
}

function quirk(name: SettingsQuirkName, said: string, proof: () => void): void {
  test(`${name}: ${said}`, proof)
}

quirk('realTimeFromTheStart', 'priority 1 without a word, another one when asked', () => {
  assert.equal(wishesOf(undefined, vrrp).realTimePriority, 1)
  assert.equal(wishesOf(plain, vrrp).realTimePriority, 1)
  assert.equal(wishesOf({ ...plain, realTimePriority: 50 }, vrrp).realTimePriority, 50)
  assert.equal(wishesOf(plain, { name: 'x', realTimePriority: undefined }).realTimePriority, undefined)
})

quirk('realTimeLimitFloor', 'no limit unless one is given, and none that would end a healthy process', () => {
  assert.equal(wishesOf(plain, vrrp).realTimeLimit, undefined)
  assert.equal(wishesOf({ ...plain, realTimeLimit: micros(10_000) }, vrrp).realTimeLimit, realTimeLimitLeast)
  assert.equal(wishesOf({ ...plain, realTimeLimit: seconds(2) }, vrrp).realTimeLimit, seconds(2))
})

test('name, nice value and processors are taken as they are', () => {
  const wishes = wishesOf({ ...plain, name: 'foo', nice: -5, cpus: [1, 3] }, vrrp)
  assert.deepEqual([wishes.name, wishes.nice, wishes.processors], ['foo', -5, [1, 3]])
  assert.equal(wishesOf(plain, vrrp).name, 'keepalived_vrrp')
})

/** A kernel that allows priorities up to `allowed`. */
function stage(limits: { from: number; max: number }, allowed = 99) {
  const said: string[] = []
  const setScheduler = (_policy: number, priority: number) => {
    if (priority > allowed) throw Object.assign(new Error('no'), { code: 'EPERM', errno: -1 })
  }
  const raiser = openAutoPriority(
    { setScheduler },
    { ...limits, lateFrom: micros(1_000) },
    {
      onLate: (by) => void said.push(`late ${by}`),
      onRaised: (priority) => void said.push(`to ${priority}`),
      onRefused: ({ code }) => void said.push(code),
    },
  )
  return { late: (by: number) => raiser.late(by as Micros), said }
}

test('max_auto_priority: one step for each late moment, up to the limit', () => {
  const { late, said } = stage({ from: 1, max: 3 })
  late(999)
  for (let count = 0; count < 3; count++) late(1_000)
  assert.deepEqual(said, ['late 1000', 'to 2', 'late 1000', 'to 3', 'late 1000'])
})

test('max_auto_priority 0 and -1: lateness is told, and nothing else', () => {
  const { late, said } = stage({ from: 1, max: -1 })
  late(5_000)
  assert.deepEqual(said, ['late 5000'])
})

test('what the kernel refuses is not asked for again', () => {
  const { late, said } = stage({ from: 1, max: 9 }, 1)
  late(5_000)
  late(5_000)
  assert.deepEqual(said, ['late 5000', 'EPERM', 'late 5000'])
})
