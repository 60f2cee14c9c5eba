/** When a scheduled reload is due, and what a change of its file or of the clock does. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReloadSchedule, type ScheduleWorld } from '../../src/daemon/parent/reload-schedule.ts'
import { localTime, reloadTime } from '../../src/daemon/parent/reload-time.ts'

const now = new Date(2026, 10, 22, 10, 0, 0)

function at(text: string): string {
  const time = reloadTime(text, now)
  return time.ok ? localTime(time.value) : time.error
}

describe('O27: the forms of a time', () => {
  test('without a date: today, or tomorrow when it has passed', () => {
    assert.equal(at('10:00:01\n'), '2026-11-22 10:00:01')
    assert.equal(at('09:59:59'), '2026-11-23 09:59:59')
    assert.equal(at('10:00:00'), '2026-11-23 10:00:00')
  })

  test('with a date, the year in two or four digits', () => {
    assert.equal(at('2026-12-24 18:00:00'), '2026-12-24 18:00:00')
    assert.equal(at('26-12-24 18:00:00\nmore'), '2026-12-24 18:00:00')
    assert.equal(at('2028-02-29 00:00:00'), '2028-02-29 00:00:00')
  })

  test('Z: in UTC', () => {
    const time = reloadTime('2026-12-24 18:00:00Z', now)
    assert.ok(time.ok)
    assert.equal(time.value.toISOString(), '2026-12-24T18:00:00.000Z')
    const daily = reloadTime('00:00:00Z', now)
    assert.ok(daily.ok)
    assert.match(daily.value.toISOString(), /T00:00:00\.000Z$/)
    assert.ok(daily.value > now && daily.value.getTime() - now.getTime() <= 86_400_000)
  })

  test('what is none says why', () => {
    assert.match(at('soon'), /"soon" is no time of the form/)
    assert.match(at(''), /is no time of the form/)
    assert.match(at('24:00:00'), /is no time of a day/)
    assert.match(at('2026-02-29 10:00:00'), /is no day of the calendar/)
    assert.match(at('2026-11-22 09:00:00'), /has passed/)
  })
})

/** A file, a clock and one alarm, moved by hand. */
function stage() {
  const said: string[] = []
  let clock = now
  let onText: ((text: string | undefined) => void) | undefined
  let alarm: { at: number; run: () => void } | undefined
  const world: ScheduleWorld = {
    now: () => clock,
    watch: (path, listener) => {
      said.push(`watch ${path}`)
      onText = listener
      return { close: () => void said.push('unwatch') }
    },
    remove: (path) => void said.push(`remove ${path}`),
    after: (millis, run) => {
      const mine = { at: clock.getTime() + millis, run }
      alarm = mine
      return {
        cancel: () => {
          if (alarm === mine) alarm = undefined
        },
      }
    },
  }
  const schedule = openReloadSchedule(world, {
    onScheduled: (time) => void said.push(`for ${time}`),
    onCancelled: () => void said.push('cancelled'),
    onRefused: (text) => void said.push(text),
    onDue: () => void said.push('reload'),
  })
  return {
    schedule,
    write: (text: string | undefined) => onText?.(text),
    /** Seconds pass; `jump`: the clock is set, and no alarm knows. */
    pass: (seconds: number) => {
      const until = clock.getTime() + seconds * 1_000
      while (alarm !== undefined && alarm.at <= until) {
        const { run, at: due } = alarm
        alarm = undefined
        clock = new Date(due)
        run()
      }
      clock = new Date(until)
    },
    jump: (seconds: number) => {
      clock = new Date(clock.getTime() + seconds * 1_000)
    },
    takeSaid: () => said.splice(0),
  }
}

describe('O27: a scheduled reload', () => {
  test('comes at its second, and takes the file away', () => {
    const { schedule, write, pass, takeSaid } = stage()
    schedule.configure({ timeFile: '/t', repeat: false })
    write('10:00:30')
    assert.deepEqual(takeSaid(), ['watch /t', 'for 2026-11-22 10:00:30'])
    pass(29)
    assert.deepEqual(takeSaid(), [])
    pass(1)
    assert.deepEqual(takeSaid(), ['remove /t', 'reload'])
  })

  test('reload_repeat: the file stays, and the next day follows', () => {
    const { schedule, write, pass, takeSaid } = stage()
    schedule.configure({ timeFile: '/t', repeat: true })
    write('10:00:30')
    takeSaid()
    pass(30)
    assert.deepEqual(takeSaid(), ['reload', 'for 2026-11-23 10:00:30'])
  })

  test('another time replaces it, a file that goes cancels it, nonsense is said', () => {
    const { schedule, write, pass, takeSaid } = stage()
    schedule.configure({ timeFile: '/t', repeat: false })
    write('10:00:30')
    write('10:01:00')
    pass(45)
    write(undefined)
    write('soon')
    pass(100)
    const said = takeSaid()
    assert.ok(!said.includes('reload'))
    assert.deepEqual(said.slice(1, 4), ['for 2026-11-22 10:00:30', 'for 2026-11-22 10:01:00', 'cancelled'])
    assert.match(said[4] ?? '', /"soon" is no time/)
  })

  test('the clock of the day decides, also when somebody sets it', () => {
    const { schedule, write, pass, jump, takeSaid } = stage()
    schedule.configure({ timeFile: '/t', repeat: false })
    write('11:00:00')
    takeSaid()
    jump(3_600)
    pass(10)
    assert.deepEqual(takeSaid(), ['remove /t', 'reload'])
  })

  test('a reload that names another file leaves the first', () => {
    const { schedule, write, pass, takeSaid } = stage()
    schedule.configure({ timeFile: '/t', repeat: false })
    write('10:00:30')
    schedule.configure({ timeFile: '/t', repeat: true })
    schedule.configure({ timeFile: undefined, repeat: true })
    pass(60)
    assert.deepEqual(takeSaid(), ['watch /t', 'for 2026-11-22 10:00:30', 'unwatch'])
  })
})
