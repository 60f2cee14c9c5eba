import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Micros, micros } from '../../src/base/time.ts'
import { watchArrivals } from '../../src/io/arrivals.ts'
import { type Alarm, now, openAlarm } from '../../src/io/clock.ts'
import { loadNative, type Native, type Watch } from '../../src/io/native.ts'
import { until } from './namespace.ts'

const native = loadNative()

describe('the clock', () => {
  it('is the monotonic one of the kernel, in whole microseconds', () => {
    const before = process.hrtime.bigint() / 1000n
    const between = now(native)
    const after = process.hrtime.bigint() / 1000n
    assert.ok(Number(before) <= between && between <= Number(after) + 1)
    assert.ok(Number.isInteger(between))
  })
})

describe('the alarm', () => {
  /** An alarm that notes when it rang. */
  function ring(): { alarm: Alarm; rung: Micros[] } {
    const rung: Micros[] = []
    return { alarm: openAlarm(native, () => rung.push(now(native))), rung }
  }

  it('rings once, not before its time', async () => {
    const { alarm, rung } = ring()
    const at = micros(now(native) + 3_000)
    alarm.set(at)
    await until(() => rung.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
    alarm.close()
    assert.equal(rung.length, 1)
    assert.ok((rung[0] ?? 0) >= at)
  })

  it('rings at once for a moment that has passed, zero and before included', async () => {
    const { alarm, rung } = ring()
    for (const [count, at] of [micros(1), micros(0), micros(-5), micros(now(native) - 1)].entries()) {
      alarm.set(at)
      await until(() => rung.length > count)
    }
    alarm.close()
  })

  it('tells the kernel of an earlier time only, since a later one can wait for it', async () => {
    const told: number[] = []
    const counting = {
      ...native,
      setTimer: (fd: number, at: number) => {
        told.push(at)
        native.setTimer(fd, at)
      },
    }
    const rung: Micros[] = []
    const alarm = openAlarm(counting, () => rung.push(now(native)))
    const start = micros(now(native) + 2_000)
    let last = start
    for (let move = 0; move < 100; move++) {
      last = micros(start + move * 10)
      alarm.set(last)
    }
    assert.deepEqual(told, [start])
    await until(() => rung.length > 0)
    alarm.close()
    assert.ok((rung[0] ?? 0) >= last)
    assert.equal(rung.length, 1)
    assert.ok(told.length <= 3, `${told.length} calls`)
  })

  it('forgets the earlier time when set anew, and everything when told so', async () => {
    const { alarm, rung } = ring()
    const later = micros(now(native) + 10_000)
    alarm.set(micros(now(native) + 1_000))
    alarm.set(later)
    await until(() => rung.length > 0)
    assert.ok((rung[0] ?? 0) >= later)
    alarm.set(micros(now(native) + 1_000))
    alarm.set(undefined)
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(rung.length, 1)
    alarm.close()
  })

  it('is silent once closed, even if it had expired by then', async () => {
    const { alarm, rung } = ring()
    alarm.set(micros(1))
    const until = now(native) + 2_000
    while (now(native) < until);
    alarm.close()
    alarm.close()
    alarm.set(micros(1))
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.equal(rung.length, 0)
  })
})

describe('the time of arrival', () => {
  /** A kernel that says what time it is and when a message came. */
  function arrivalAt(moments: { monotonic: number; wall: number; taken: number }[]): number[] {
    const times: number[] = []
    let clocks = { monotonic: 1_000, wall: 1_700_000_000_001_000 }
    let deliver: (taken: number) => void = () => {}
    const fake: Pick<Native, 'clock' | 'setsockopt' | 'watch' | 'close'> = {
      clock: (id) => (id === 1 ? clocks.monotonic : clocks.wall),
      setsockopt: () => {},
      close: () => {},
      watch(_fd, _buffer, meta, _slots, _batches, onMessages) {
        deliver = (taken) => {
          meta.set([1, 0, 0, -1, 0, Math.floor(taken / 1_000_000), taken % 1_000_000])
          onMessages(1)
        }
        return {} as Watch
      },
    }
    watchArrivals(
      { ...native, ...fake },
      {
        fd: 0,
        messageBytesMax: 8,
        onMessage: (_bytes, at) => times.push(at),
        onError: () => {},
      },
    )
    for (const moment of moments) {
      clocks = moment
      deliver(moment.taken)
    }
    return times
  }
  const wall = 1_700_000_000_000_000

  it('is when the kernel took the message, on the monotonic clock', () => {
    assert.deepEqual(arrivalAt([{ monotonic: 50_000, wall: wall + 50_000, taken: wall + 20_000 }]), [20_000])
  })

  it('is neither in the future nor before the queue was last empty, however the wall clock is set', () => {
    assert.deepEqual(
      arrivalAt([
        { monotonic: 50_000, wall: wall - 3_600_000_000, taken: wall + 20_000 },
        { monotonic: 60_000, wall: wall + 3_600_000_000, taken: wall + 55_000 },
      ]),
      [50_000, 50_000],
    )
  })

  it('is now when the kernel does not say', () => {
    assert.deepEqual(arrivalAt([{ monotonic: 50_000, wall, taken: 0 }]), [50_000])
  })
})
