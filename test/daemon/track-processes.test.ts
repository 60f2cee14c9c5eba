/** Tracked processes over starts, reloads and a kernel that tells nothing, in a world of our own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Micros, micros, milliseconds, plus, seconds } from '../../src/base/time.ts'
import { openTrackProcesses, scanPeriod } from '../../src/daemon/tracks/track-processes.ts'
import type { ProcessSeen } from '../../src/track/process.ts'
import type { ProcessSettings } from '../../src/track/settings.ts'
import type { ProcessEventsListener, ProcessHappening } from '../../src/track/watching.ts'

const nginx: ProcessSettings = {
  ...{ name: 'p', process: 'nginx', fullCommand: false, match: 'any', parameters: [] },
  ...{ quorum: 1, quorumMax: undefined, forkDelay: seconds(0), terminateDelay: seconds(0) },
}
const buffer = { bytes: undefined, force: false } as const

function stage(options: { readonly connector: boolean }) {
  const said: string[] = []
  const running = new Map<number, ProcessSeen>()
  let [now, alarmAt, onDue]: [Micros, Micros | undefined, () => void] = [
    micros(0),
    undefined,
    () => undefined,
  ]
  let kernel: ProcessEventsListener | undefined
  let scans = 0
  const driver = openTrackProcesses(
    {
      now: () => now,
      openAlarm: (due) => {
        onDue = due
        const set = (at: Micros | undefined) => {
          alarmAt = at
        }
        return { set, close: () => set(undefined) }
      },
      processes: {
        table: {
          scan: () => {
            scans++
            return [...running.values()]
          },
          look: (pid) => running.get(pid),
        },
        open: (_, listener) => {
          if (!options.connector) return { ok: false, error: 'connection refused, ECONNREFUSED' }
          kernel = listener
          return { ok: true, value: { close: () => said.push('closed') } }
        },
      },
    },
    {
      onReport: (report) => said.push('verdict' in report ? `${report.name} ${report.verdict}` : report.name),
      onTrack: (event) => said.push(event.is === 'process-quorum' ? `gained ${event.gained}` : event.is),
    },
  )
  return {
    driver,
    said: () => said.splice(0),
    scans: () => scans,
    run: (pid: number, name: string) => running.set(pid, { pid, name, commandLine: [name] }),
    end: (pid: number) => running.delete(pid),
    happens: (...happenings: ProcessHappening[]) => kernel?.onHappenings(happenings),
    loses: () => kernel?.onLost(4096),
    alarmAt: () => alarmAt,
    passes: (duration: Micros) => {
      now = plus(now, duration)
      if (alarmAt !== undefined && alarmAt <= now) onDue()
    },
  }
}

test('every process has its report when the start is over', () => {
  const { driver, run, said } = stage({ connector: true })
  run(7, 'nginx')
  driver.reconfigure([nginx, { ...nginx, name: 'q', process: 'haproxy' }], buffer)
  assert.deepEqual(said(), ['p good', 'q bad'])
  assert.deepEqual(driver.reports(), [
    { of: 'process', name: 'p', verdict: 'good' },
    { of: 'process', name: 'q', verdict: 'bad' },
  ])
})

test('T30: news of the kernel are followed without looking at all processes again', () => {
  const { driver, run, end, happens, said, scans } = stage({ connector: true })
  driver.reconfigure([nginx], buffer)
  said()
  run(7, 'nginx')
  happens({ is: 'changed', pid: 7 })
  assert.deepEqual(said(), ['gained true', 'p good'])
  end(7)
  happens({ is: 'ended', pid: 7 })
  assert.deepEqual(said(), ['gained false', 'p bad'])
  happens({ is: 'changed', pid: 99 })
  assert.deepEqual(said(), [])
  assert.equal(scans(), 1)
})

test('lost news lead to a look at all processes', () => {
  const { driver, run, loses, said, passes } = stage({ connector: true })
  driver.reconfigure([nginx], buffer)
  said()
  passes(seconds(5))
  run(7, 'nginx')
  loses()
  assert.deepEqual(said(), ['process-events-lost', 'gained true', 'p good'])
})

test('news that are lost all the time lead to no more than ten looks a second, and to one line', () => {
  const { driver, run, loses, said, scans, passes } = stage({ connector: true })
  driver.reconfigure([nginx], buffer)
  said()
  for (let count = 0; count < 1000; count++) {
    passes(milliseconds(1))
    loses()
  }
  assert.deepEqual(said(), ['process-events-lost'])
  assert.ok(scans() >= 9 && scans() <= 11, String(scans()))
  run(7, 'nginx')
  passes(milliseconds(100))
  assert.deepEqual(said(), ['gained true', 'p good'])
})

test('T32, quirk processesWithoutConnector: a silent kernel is told once, processes are looked for', () => {
  const { driver, run, said, alarmAt, passes } = stage({ connector: false })
  driver.reconfigure([nginx], buffer)
  assert.deepEqual(said(), ['process-events-missing', 'p bad'])
  assert.equal(alarmAt(), scanPeriod)
  run(7, 'nginx')
  passes(scanPeriod)
  assert.deepEqual(said(), ['gained true', 'p good'])
  driver.reconfigure([nginx], buffer)
  assert.deepEqual(said(), [])
  assert.equal(alarmAt(), 2 * scanPeriod)
})

test('a delay is waited for with the alarm', () => {
  const { driver, run, happens, said, alarmAt, passes } = stage({ connector: true })
  driver.reconfigure([{ ...nginx, forkDelay: seconds(2) }], buffer)
  said()
  run(7, 'nginx')
  happens({ is: 'changed', pid: 7 })
  assert.equal(alarmAt(), seconds(2))
  passes(seconds(2))
  assert.deepEqual(said(), ['gained true', 'p good'])
})

test('a reload keeps what is the same, and closes the socket with the last process', () => {
  const { driver, run, said, scans, alarmAt } = stage({ connector: true })
  run(7, 'nginx')
  driver.reconfigure([nginx], buffer)
  said()
  driver.reconfigure([{ ...nginx, quorum: 2 }], buffer)
  assert.deepEqual(said(), ['gained false', 'p bad'])
  assert.equal(scans(), 1)
  driver.reconfigure([], buffer)
  assert.deepEqual(said(), ['closed'])
  assert.equal(alarmAt(), undefined)
  assert.deepEqual(driver.reports(), [])
})
