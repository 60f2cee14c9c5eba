/** vrrp_script as keepalived runs and judges it; the T numbers are rows of its observed behaviour. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Micros, micros, seconds } from '../../src/base/time.ts'
import type { TrackEvent } from '../../src/track/events.ts'
import type { Ended } from '../../src/track/ports.ts'
import {
  begin,
  isDone,
  isSameScript,
  type ScriptEffect,
  type ScriptEvent,
  type ScriptState,
  step,
  verdictOf,
  wakeAt,
} from '../../src/track/script.ts'
import type { ScriptSettings } from '../../src/track/settings.ts'

const standard: ScriptSettings = {
  name: 'chk',
  command: { argv: ['/usr/bin/check'], user: undefined, group: undefined },
  interval: seconds(1),
  timeout: seconds(1),
  rise: 1,
  fall: 1,
  initFail: false,
}
const succeeds: Ended = { is: 'exited', status: 0 }
const exits = (status: number): Ended => ({ is: 'exited', status })
const diesOf = (signal: string, number: number): Ended => ({ is: 'signalled', signal, number })

/** One script, driven by hand: what it does is written down in short words. */
function drive(overrides: Partial<ScriptSettings> = {}) {
  let state: ScriptState = begin({ ...standard, ...overrides })
  const tell = (event: ScriptEvent): string[] => {
    const [next, effects] = step(state, event)
    state = next
    return effects.map(inWords)
  }
  return {
    start: (at = 0) => tell({ is: 'start', at: seconds(at) }),
    due: (at: number) => tell({ is: 'due', at: seconds(at) }),
    started: (pid: number) => tell({ is: 'started', at: seconds(0), pid }),
    ended: (at: number, ended: Ended, lines: string[] = []) =>
      tell({ is: 'ended', at: seconds(at), ended, lines }),
    reload: (changed: Partial<ScriptSettings>) =>
      tell({ is: 'settings', at: seconds(0), settings: { ...standard, ...overrides, ...changed } }),
    stop: (at: number) => tell({ is: 'stop', at: seconds(at) }),
    get wakesAt() {
      const at = wakeAt(state)
      return at === undefined ? undefined : at / 1_000_000
    },
    get verdict() {
      return verdictOf(state)
    },
    get done() {
      return isDone(state)
    },
    /** Runs at every whole second with these results; returns the verdict after each. */
    results(...results: Ended[]) {
      return results.map((ended, index) => {
        if (index === 0) this.start()
        else this.due(index)
        this.ended(index + 0.5, ended)
        return this.verdict
      })
    },
  }
}

function inWords(effect: ScriptEffect): string {
  switch (effect.do) {
    case 'run':
      return 'run'
    case 'signal':
      return effect.signal
    case 'report':
      return `report ${effect.verdict}`
    case 'tell':
      return eventInWords(effect.event)
  }
}

function eventInWords(event: TrackEvent): string {
  switch (event.is) {
    case 'script-failed':
      return `failed ${Object.values(event.because).join(' ')}`
    case 'script-status':
      return `status ${event.status}`
    case 'script-skipped':
      return `skipped ${event.because}`
    case 'script-output':
      return `output ${event.line}`
    case 'script-kept':
      return `kept ${event.verdict}`
    case 'script-unkillable':
      return `unkillable ${event.pid}`
    case 'script-succeeded':
      return 'succeeded'
    default:
      return event.is
  }
}

test('the first run is at once, the next ones follow from start to start', () => {
  const script = drive({ interval: seconds(10), timeout: seconds(10) })
  assert.deepEqual(script.start(100), ['run'])
  assert.deepEqual(script.ended(104, succeeds), ['succeeded', 'report good'])
  assert.equal(script.wakesAt, 110)
  assert.deepEqual(script.due(109.999), [])
  assert.deepEqual(script.due(110), ['run'])
})

test('late wake-ups do not add up', () => {
  const script = drive()
  script.start(0)
  script.ended(0.1, succeeds)
  assert.deepEqual(script.due(1.4), ['run'])
  script.ended(1.5, succeeds)
  assert.equal(script.wakesAt, 2)
})

test('time that was slept through is not made up for by a burst of runs', () => {
  const script = drive()
  script.start(0)
  script.ended(0.1, succeeds)
  assert.deepEqual(script.due(500), ['run'])
  script.ended(500.1, succeeds)
  assert.deepEqual(script.due(500.2), [])
  assert.equal(script.wakesAt, 501)
})

test('T4: a script that fails is bad after fall failures', () => {
  assert.deepEqual(drive().results(succeeds, exits(1)), ['good', 'bad'])
})

test('T5: with rise 3 the first run alone makes it good', () => {
  assert.deepEqual(drive({ rise: 3 }).results(succeeds), ['good'])
})

test('T6: with fall 3 a good script needs three failures', () => {
  const verdicts = drive({ fall: 3 }).results(succeeds, exits(1), exits(1), exits(1))
  assert.deepEqual(verdicts, ['good', 'good', 'good', 'bad'])
})

test('a success between failures takes back one of them, not all, as keepalived counts', () => {
  const verdicts = drive({ fall: 3 }).results(succeeds, exits(1), exits(1), succeeds, exits(1), exits(1))
  assert.deepEqual(verdicts, ['good', 'good', 'good', 'good', 'good', 'bad'])
})

test('with rise 3 a bad script needs three successes, and then all of fall to be bad again', () => {
  const script = drive({ rise: 3, fall: 2 })
  assert.deepEqual(script.results(exits(1), succeeds, succeeds, succeeds, exits(1), exits(1)), [
    'bad',
    'bad',
    'bad',
    'good',
    'good',
    'bad',
  ])
})

test('T10: one failure decides the first result whatever fall is', () => {
  assert.deepEqual(drive({ fall: 5 }).results(exits(1)), ['bad'])
})

test('T9: nothing is reported before the first result', () => {
  const script = drive()
  assert.deepEqual(script.start(), ['run'])
  assert.equal(script.verdict, undefined)
})

test('quirk initFailCounts: a script is bad until its first result, which decides alone', () => {
  const script = drive({ initFail: true, rise: 3 })
  assert.equal(script.verdict, undefined)
  assert.deepEqual(script.start(), ['report bad', 'run'])
  assert.equal(script.verdict, 'bad')
  assert.deepEqual(script.ended(0.5, succeeds), ['succeeded', 'report good'])
})

test('quirk initFailCounts: a first failure is told although it changes nothing', () => {
  const script = drive({ initFail: true })
  script.start()
  assert.deepEqual(script.ended(0.5, exits(1)), ['status 1', 'failed exited 1', 'report bad'])
})

test('quirk initFailCounts: a reload before the first result keeps nothing that was not seen', () => {
  const script = drive({ initFail: true })
  script.start()
  assert.deepEqual(script.reload({}), [])
})

test('T11, T12: one success is enough at the start whatever init_fail and rise say', () => {
  const script = drive({ rise: 3 })
  script.start()
  assert.deepEqual(script.ended(0.1, succeeds), ['succeeded', 'report good'])
})

test('T7: a script that hangs gets SIGTERM at its timeout and SIGKILL 2 s later', () => {
  const script = drive({ interval: seconds(10), timeout: seconds(3) })
  script.start(0)
  script.started(4711)
  assert.equal(script.wakesAt, 3)
  assert.deepEqual(script.due(2.999), [])
  assert.deepEqual(script.due(3), ['SIGTERM'])
  assert.equal(script.wakesAt, 5)
  assert.deepEqual(script.due(5), ['SIGKILL'])
  assert.deepEqual(script.ended(5.01, diesOf('SIGKILL', 9)), ['SIGKILL', 'failed timed-out', 'report bad'])
})

test('a script that dies of our SIGTERM takes its whole group with it, and has timed out', () => {
  const script = drive({ interval: seconds(10), timeout: seconds(3) })
  script.start(0)
  script.due(3)
  assert.deepEqual(script.ended(3.01, diesOf('SIGTERM', 15)), ['SIGKILL', 'failed timed-out', 'report bad'])
})

test('a script that answers SIGTERM by exiting counts with its exit status', () => {
  const script = drive({ interval: seconds(10), timeout: seconds(3) })
  script.start(0)
  script.due(3)
  assert.deepEqual(script.ended(3.1, succeeds), ['succeeded', 'report good'])
})

test('a script that SIGKILL does not end is told once, counts as failing, and is never run twice', () => {
  const script = drive({ interval: seconds(60), timeout: seconds(3) })
  script.start(0)
  script.started(4711)
  script.due(3)
  script.due(5)
  assert.deepEqual(script.due(7), ['SIGKILL'])
  assert.equal(script.wakesAt, 17)
  assert.deepEqual(script.due(17), ['SIGKILL', 'unkillable 4711', 'failed unkillable', 'report bad'])
  assert.deepEqual(script.due(27), ['SIGKILL'])
  assert.deepEqual(script.due(60), ['SIGKILL', 'skipped timing-out'])
  assert.deepEqual(script.ended(61, diesOf('SIGKILL', 9)), ['SIGKILL'])
  assert.deepEqual(script.due(120), ['run'])
})

test('T8: a script that takes longer than its interval is skipped each time, not run twice', () => {
  const script = drive({ interval: seconds(1), timeout: seconds(60) })
  script.start(0)
  assert.deepEqual(script.due(1), ['skipped running'])
  assert.deepEqual(script.due(2), ['skipped running'])
  assert.deepEqual(script.ended(2.5, succeeds), ['succeeded', 'report good'])
  assert.deepEqual(script.due(3), ['run'])
})

test('an exit status that differs from the last one is told, with what was printed', () => {
  const script = drive({ fall: 3 })
  script.start(0)
  assert.deepEqual(script.ended(0.1, succeeds, ['all is well']), [
    'output all is well',
    'succeeded',
    'report good',
  ])
  script.due(1)
  assert.deepEqual(script.ended(1.1, exits(2), ['no answer']), ['status 2', 'output no answer'])
  script.due(2)
  assert.deepEqual(script.ended(2.1, exits(2), ['no answer']), [])
  script.due(3)
  assert.deepEqual(script.ended(3.1, exits(3)), ['status 3', 'failed exited 3', 'report bad'])
})

test('what is told of the output is bounded', () => {
  const script = drive()
  script.start(0)
  const told = script.ended(
    0.1,
    exits(1),
    Array.from({ length: 500 }, (_, index) => `line ${index}`),
  )
  const output = told.filter((words) => words.startsWith('output'))
  assert.equal(output.length, 20)
  assert.equal(output.at(-1), 'output line 499')
})

test('a signal, and a program that cannot be started, are failures', () => {
  const killed = drive()
  killed.start()
  assert.deepEqual(killed.ended(0.1, diesOf('SIGSEGV', 11)), ['failed signalled SIGSEGV 11', 'report bad'])
  const missing = drive()
  missing.start()
  const notStarted: Ended = { is: 'not-started', code: 'ENOENT', text: 'no such file or directory' }
  assert.deepEqual(missing.ended(0, notStarted), [
    'failed not-started ENOENT no such file or directory',
    'report bad',
  ])
  assert.deepEqual(missing.due(1), ['run'])
})

test('T34: a reload keeps the verdict of the same script and says so', () => {
  const script = drive({ rise: 2, fall: 2 })
  script.results(succeeds, exits(1))
  assert.deepEqual(script.reload({ interval: seconds(5) }), ['kept good'])
  assert.equal(script.wakesAt, 6)
  script.due(6)
  assert.deepEqual(script.ended(6.1, exits(1)), ['failed exited 1', 'report bad'])
})

test('a reload before the first result keeps waiting for it', () => {
  const script = drive()
  script.start()
  assert.deepEqual(script.reload({ timeout: seconds(9) }), [])
  assert.deepEqual(script.ended(0.5, succeeds), ['succeeded', 'report good'])
})

test('a reload that changes rise and fall keeps the verdict, at its full strength', () => {
  const script = drive({ fall: 2 })
  script.results(succeeds, exits(1))
  script.reload({ fall: 3 })
  const verdicts = [2, 3, 4].map((at) => {
    script.due(at)
    script.ended(at + 0.1, exits(1))
    return script.verdict
  })
  assert.deepEqual(verdicts, ['good', 'good', 'bad'])
})

test('only another command or user makes another script', () => {
  const { command } = standard
  assert.ok(isSameScript(standard, { ...standard, interval: seconds(7), rise: 9 }))
  assert.ok(!isSameScript(standard, { ...standard, command: { ...command, user: 'nobody' } }))
  assert.ok(!isSameScript(standard, { ...standard, command: { ...command, group: 'daemon' } }))
  assert.ok(!isSameScript(standard, { ...standard, command: { ...command, argv: ['/usr/bin/check', '-v'] } }))
})

test('stopping ends what runs, reports nothing more, and knows when it is over', () => {
  const script = drive()
  script.start(0)
  assert.deepEqual(script.stop(0.5), ['SIGTERM'])
  assert.ok(!script.done)
  assert.equal(script.wakesAt, 2.5)
  assert.deepEqual(script.due(2.5), ['SIGKILL'])
  assert.deepEqual(script.ended(2.6, diesOf('SIGKILL', 9)), ['SIGKILL'])
  assert.ok(script.done)
  assert.equal(script.wakesAt, undefined)
  assert.deepEqual(script.due(99), [])
})

test('stopping an idle script is over at once, and stop before start never runs', () => {
  const idle = drive()
  idle.start(0)
  idle.ended(0.1, succeeds)
  assert.deepEqual(idle.stop(0.2), [])
  assert.ok(idle.done)
  const unborn = drive()
  unborn.stop(0)
  assert.deepEqual(unborn.start(1), [])
})

test('every event is answered in every state, and waking early does nothing', () => {
  const at = micros(0)
  const events: ScriptEvent[] = [
    { is: 'start', at },
    { is: 'due', at },
    { is: 'started', at, pid: 1 },
    { is: 'ended', at, ended: succeeds, lines: [] },
    { is: 'settings', at, settings: standard },
    { is: 'stop', at },
  ]
  for (const first of events) {
    for (const second of events) {
      const [state] = step(begin(standard), first)
      const [after] = step(state, second)
      const wake: Micros | undefined = wakeAt(after)
      if (wake === undefined) continue
      assert.deepEqual(step(after, { is: 'due', at: micros(wake - 1) })[1], [])
    }
  }
})
