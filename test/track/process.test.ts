/** vrrp_track_process: which processes count, the quorum and its delays; T numbers as in the other files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Micros, seconds } from '../../src/base/time.ts'
import {
  beginProcess,
  isProcess,
  isSameProcess,
  needsCommandLine,
  type ProcessEvent,
  processWakeAt,
  stepProcess,
} from '../../src/track/process.ts'
import type { ProcessSettings } from '../../src/track/settings.ts'

const settings: ProcessSettings = {
  ...{ name: 'p', process: 'nginx', fullCommand: false, match: 'any', parameters: [] },
  ...{ quorum: 1, quorumMax: undefined, forkDelay: seconds(0), terminateDelay: seconds(0) },
}

type Happening =
  | { readonly is: 'scanned'; readonly pids: readonly number[] }
  | { readonly is: 'seen'; readonly pid: number; readonly matches: boolean }
  | { readonly is: 'forked'; readonly parent: number; readonly child: number }
  | { readonly is: 'ended'; readonly pid: number }
  | { readonly is: 'due' }
  | { readonly is: 'settings'; readonly changed: Partial<ProcessSettings> }

function drive(overrides: Partial<ProcessSettings> = {}) {
  let state = beginProcess({ ...settings, ...overrides })
  const eventOf = (happening: Happening, at: Micros): ProcessEvent => {
    if (happening.is === 'scanned') return { is: 'scanned', at, pids: new Set(happening.pids) }
    if (happening.is !== 'settings') return { ...happening, at }
    return { is: 'settings', at, settings: { ...settings, ...overrides, ...happening.changed } }
  }
  return {
    at: (second: number, happening: Happening) => {
      const [next, effects] = stepProcess(state, eventOf(happening, seconds(second)))
      state = next
      return effects.map((effect) => {
        if (effect.do === 'tell')
          return effect.event.is === 'process-quorum' && effect.event.gained ? 'gained' : 'lost'
        return 'verdict' in effect.report ? effect.report.verdict : 'file'
      })
    },
    get wakesAt() {
      const at = processWakeAt(state)
      return at === undefined ? undefined : at / 1e6
    },
  }
}

const seen = (name: string, ...commandLine: string[]) => ({ pid: 1, name, commandLine })

test('T30: a name is compared with the short name of the kernel, whole and without patterns', () => {
  assert.equal(isProcess(settings, seen('nginx', '/usr/sbin/nginx', '-g', 'x')), true)
  assert.equal(isProcess(settings, seen('nginx2')), false)
  assert.equal(isProcess({ ...settings, process: 'ngin.' }, seen('nginx')), false)
  assert.equal(needsCommandLine(settings), false)
})

test('T30: full_command compares the first word of the command line', () => {
  const full = { ...settings, fullCommand: true, process: '/usr/sbin/nginx' }
  assert.equal(isProcess(full, seen('nginx', '/usr/sbin/nginx')), true)
  assert.equal(isProcess(full, seen('/usr/sbin/nginx', 'nginx')), false)
  assert.equal(isProcess({ ...full, process: 'kthreadd' }, seen('kthreadd')), false)
  assert.equal(needsCommandLine(full), true)
})

test('T30: parameters all equal, the first ones equal, or the last one only begun', () => {
  const given = (match: ProcessSettings['match'], ...parameters: string[]) => ({
    ...settings,
    ...{ fullCommand: true, match, parameters },
  })
  const runs = seen('nginx', 'nginx', '-c', '/etc/nginx.conf', '-q')
  const table: readonly [ReturnType<typeof given>, boolean][] = [
    [given('exact', '-c', '/etc/nginx.conf', '-q'), true],
    [given('exact', '-c', '/etc/nginx.conf'), false],
    [given('exact'), false],
    [given('partial', '-c', '/etc/nginx.conf'), true],
    [given('partial', '-c', '/etc/nginx'), false],
    [given('initial', '-c', '/etc/nginx'), true],
    [given('initial', '-', '/etc/nginx.conf'), false],
    [given('initial', '-c', '/etc/nginx.conf', '-q', ''), false],
  ]
  for (const [one, expected] of table) assert.equal(isProcess(one, runs), expected, JSON.stringify(one))
  assert.equal(isProcess(given('exact'), seen('nginx', 'nginx')), true)
})

test('T30: the first scan is reported at once and untold, whatever the delays', () => {
  const delayed = { forkDelay: seconds(5), terminateDelay: seconds(5) }
  assert.deepEqual(drive(delayed).at(0, { is: 'scanned', pids: [7] }), ['good'])
  assert.deepEqual(drive(delayed).at(0, { is: 'scanned', pids: [] }), ['bad'])
})

test('T30: the quorum is lost with the last process that it needs, and gained with it', () => {
  const nginx = drive({ quorum: 2 })
  nginx.at(0, { is: 'scanned', pids: [7, 8, 9] })
  assert.deepEqual(nginx.at(1, { is: 'ended', pid: 7 }), [])
  assert.deepEqual(nginx.at(1, { is: 'ended', pid: 7 }), [])
  assert.deepEqual(nginx.at(2, { is: 'ended', pid: 8 }), ['lost', 'bad'])
  assert.deepEqual(nginx.at(3, { is: 'seen', pid: 10, matches: true }), ['gained', 'good'])
})

test('T30: a child counts like its parent until it takes another program', () => {
  const nginx = drive({ quorum: 2 })
  nginx.at(0, { is: 'scanned', pids: [7] })
  assert.deepEqual(nginx.at(1, { is: 'forked', parent: 7, child: 8 }), ['gained', 'good'])
  assert.deepEqual(nginx.at(2, { is: 'seen', pid: 8, matches: false }), ['lost', 'bad'])
  assert.deepEqual(nginx.at(3, { is: 'forked', parent: 99, child: 100 }), [])
})

test('T30: too many are as bad as too few; with quorum_max 0 none may run', () => {
  const one = drive({ quorumMax: 1 })
  assert.deepEqual(one.at(0, { is: 'scanned', pids: [7] }), ['good'])
  assert.deepEqual(one.at(1, { is: 'forked', parent: 7, child: 8 }), ['lost', 'bad'])
  const none = drive({ quorum: 0, quorumMax: 0 })
  assert.deepEqual(none.at(0, { is: 'scanned', pids: [] }), ['good'])
  assert.deepEqual(none.at(1, { is: 'seen', pid: 7, matches: true }), ['lost', 'bad'])
})

test('T30: a loss must hold for terminate_delay; a process that comes back in time ends the wait', () => {
  const nginx = drive({ terminateDelay: seconds(2) })
  nginx.at(0, { is: 'scanned', pids: [7] })
  assert.deepEqual(nginx.at(1, { is: 'ended', pid: 7 }), [])
  assert.equal(nginx.wakesAt, 3)
  assert.deepEqual(nginx.at(2.9, { is: 'seen', pid: 8, matches: true }), [])
  assert.equal(nginx.wakesAt, undefined)
  assert.deepEqual(nginx.at(3, { is: 'due' }), [])
  nginx.at(4, { is: 'ended', pid: 8 })
  assert.deepEqual(nginx.at(5.9, { is: 'due' }), [])
  assert.deepEqual(nginx.at(6, { is: 'due' }), ['lost', 'bad'])
})

test('T30: a gain must hold for fork_delay, counted from when it began', () => {
  const nginx = drive({ forkDelay: seconds(2) })
  nginx.at(0, { is: 'scanned', pids: [] })
  nginx.at(1, { is: 'seen', pid: 7, matches: true })
  nginx.at(2, { is: 'seen', pid: 8, matches: true })
  assert.deepEqual(nginx.at(3, { is: 'due' }), ['gained', 'good'])
})

test('after lost notifications the whole list counts, and delays hold for what it changes', () => {
  const nginx = drive({ terminateDelay: seconds(2) })
  nginx.at(0, { is: 'scanned', pids: [7, 8] })
  assert.deepEqual(nginx.at(1, { is: 'scanned', pids: [] }), [])
  assert.deepEqual(nginx.at(3, { is: 'due' }), ['lost', 'bad'])
})

test('a reload with another quorum counts at once, over the same processes', () => {
  const nginx = drive({ terminateDelay: seconds(9), forkDelay: seconds(9) })
  nginx.at(0, { is: 'scanned', pids: [7] })
  assert.deepEqual(nginx.at(1, { is: 'settings', changed: {} }), [])
  assert.deepEqual(nginx.at(1, { is: 'settings', changed: { quorum: 2 } }), ['lost', 'bad'])
  assert.equal(isSameProcess(settings, { ...settings, quorum: 4 }), true)
  assert.equal(isSameProcess(settings, { ...settings, parameters: ['-q'] }), false)
})

test('a reload while a loss is waiting for its delay does not make it count early', () => {
  const nginx = drive({ terminateDelay: seconds(5) })
  nginx.at(0, { is: 'scanned', pids: [7] })
  nginx.at(1, { is: 'ended', pid: 7 })
  assert.deepEqual(nginx.at(2, { is: 'settings', changed: {} }), [])
  assert.equal(nginx.wakesAt, 6)
})
