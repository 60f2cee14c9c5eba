/**
 * The blocks that define what can be tracked: track_file, vrrp_track_process, vrrp_script. The statuses were
 * measured with keepalived 2.2.7 in a network namespace like the example host.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import type { Trackers } from '../../src/vrrp/settings.ts'
import { instance, load, programs } from './example-host.ts'

const second = 1_000_000
const file = 'track_file f {\nfile /run/load\n}\n'

/** What counts for the status, without the lines that say that nothing happens yet. */
function said(text: string): string[] {
  const loaded = load(text)
  const codes = loaded.diagnostics.map(({ code, severity }) => (severity === 'note' ? `(${code})` : code))
  return codes.filter((code) => code !== '(no-effect-yet)')
}

/** The entries that are left, in short: `f*5`, `f*5r` with reverse. */
function left(text: string, list: keyof Trackers): string[] {
  const found = load(text).settings?.vrrp.instances[0]
  return shown(found, list)
}

function shown(of: Trackers | undefined, list: keyof Trackers): string[] {
  return (of?.[list] ?? []).map((one) => `${one.name}*${one.weight}${one.reverse ? 'r' : ''}`)
}

function status(text: string): number {
  return testStatus(load(text).diagnostics)
}

describe('track_file', () => {
  const settings = (rows: string) =>
    load(`track_file f {\n${rows}\n}\n${instance()}`).settings?.tracks.files[0]
  test('path, weight 1 and nothing written are the defaults', () => {
    const plain = { name: 'f', path: '/run/load', weight: 1, reverse: false, initial: undefined }
    assert.deepEqual(settings('file /run/load'), plain)
    assert.deepEqual(settings('file /run/load\nweight -254 reverse'), {
      ...plain,
      weight: -254,
      reverse: true,
    })
  })
  const initials: readonly (readonly [string, { value: number; overwrite: boolean }, number])[] = [
    ['init_file', { value: 0, overwrite: false }, 0],
    ['init_file 5', { value: 5, overwrite: false }, 0],
    ['init_file overwrite', { value: 0, overwrite: true }, 0],
    ['init_file 5 overwrite', { value: 5, overwrite: true }, 0],
    ['init_file -254', { value: -254, overwrite: false }, 0],
    ['init_file 255', { value: 255, overwrite: false }, 5],
    ['init_file 5 foo', { value: 5, overwrite: false }, 5],
    ['init_file 99999999999', { value: 0, overwrite: false }, 5],
  ]
  for (const [row, initial, wanted] of initials) {
    test(row, () => {
      assert.deepEqual(settings(`file /run/load\n${row}`)?.initial, initial)
      assert.equal(status(`track_file f {\nfile /run/load\n${row}\n}\n`), wanted)
    })
  }
  const weights: readonly (readonly [string, number, readonly string[]])[] = [
    ['weight 300', 1, ['bad-weight']],
    ['weight x', 1, ['bad-weight']],
    ['weight', 1, ['value-missing']],
    ['weight 5 foo', 5, ['bad-weight']],
    ['weight 5 noreverse', 5, ['bad-weight']],
    ['weight 5\nweight 6', 5, ['repeated-keyword']],
    ['weight 1 reverse\nweight 6', 6, []],
    ['weight 300\nweight 6', 6, ['bad-weight']],
    ['weight 0\nweight 6', 0, ['repeated-keyword']],
  ]
  for (const [rows, weight, codes] of weights) {
    test(rows.replace('\n', ', '), () => {
      assert.equal(settings(`file /run/load\n${rows}`)?.weight, weight)
      assert.deepEqual(said(`track_file f {\nfile /run/load\n${rows}\n}\n`), codes)
    })
  }
  test('trackFileDirectoryMayCome: a file in a directory that is not there is good', () => {
    assert.ok('trackFileDirectoryMayCome' in settingsQuirks)
    const text = 'track_file f {\nfile /not/there/yet\n}\n'
    assert.equal(load(text, { scripts: programs({}) }).settings?.tracks.files.length, 1)
    assert.deepEqual(said(text), [])
  })
  test('without a file it is left out, and nothing can track it', () => {
    const text = `track_file f {\n}\n${instance('track_file { f }')}`
    assert.deepEqual(said(text), ['track-file-without-file', 'unknown-track-file'])
    assert.deepEqual(load(text).settings?.tracks.files, [])
  })
  test('vrrp_track_file is the same block, of which keepalived says nothing in a test', () => {
    const old = file.replace('track_file', 'vrrp_track_file') + instance('track_file { f }')
    assert.deepEqual(said(old), ['(deprecated-keyword)'])
    assert.deepEqual(left(old, 'trackFiles'), ['f*1'])
  })
  test('the second file of one block is refused', () => {
    assert.deepEqual(said('track_file f {\nfile /a\nfile /b\n}\n'), ['repeated-keyword'])
    assert.deepEqual(said('track_file f {\nfile\n}\n'), ['value-missing', 'track-file-without-file'])
  })
})

describe('vrrp_track_process', () => {
  const settings = (rows: string) =>
    load(`vrrp_track_process p {\n${rows}\n}\n${instance()}`).settings?.tracks.processes[0]
  test('one process of that name, whatever its parameters, at once', () => {
    assert.deepEqual(settings('process foo'), {
      ...{ name: 'p', process: 'foo', fullCommand: false, match: 'any', parameters: [] },
      ...{ quorum: 1, quorumMax: undefined, forkDelay: 0, terminateDelay: 0 },
    })
  })
  test('parameters, long names and full_command ask for the command line', () => {
    assert.equal(settings('process foo a')?.fullCommand, true)
    assert.equal(settings('process sixteen-letters-')?.fullCommand, true)
    assert.equal(settings('process fifteen-letters')?.fullCommand, false)
    assert.equal(settings('process foo\nfull_command')?.fullCommand, true)
    assert.deepEqual(settings('process "/tmp/a b" c "d e"')?.parameters, ['c', 'd e'])
  })
  test('param_match', () => {
    const match = (rows: string) => settings(rows)?.match
    assert.equal(match('process foo a'), 'exact')
    assert.equal(match('process foo a\nparam_match initial'), 'initial')
    assert.equal(match('process foo a\nparam_match partial'), 'partial')
    assert.equal(match('process foo\nparam_match'), 'exact')
    assert.equal(match('process foo\nparam_match partial'), 'exact')
    assert.deepEqual(said('vrrp_track_process p {\nprocess foo\nparam_match foo\n}\n'), ['not-a-value'])
  })
  const quorums: readonly (readonly [string, readonly [number, number | undefined], readonly string[]])[] = [
    ['quorum 0', [1, undefined], ['out-of-range']],
    ['quorum 65535', [65535, undefined], []],
    ['quorum 65536', [1, undefined], ['out-of-range']],
    ['quorum_max 0', [0, 0], []],
    ['quorum_max 0\nquorum 1', [0, 0], ['quorum-beyond-max']],
    ['quorum 5\nquorum_max 3', [5, undefined], ['quorum-beyond-max']],
    ['quorum_max 1\nquorum 2', [1, 1], ['quorum-beyond-max']],
    ['quorum 2\nquorum_max 2', [2, 2], []],
  ]
  for (const [rows, wanted, codes] of quorums) {
    test(rows.replace('\n', ', '), () => {
      const found = settings(`process foo\n${rows}`)
      assert.deepEqual([found?.quorum, found?.quorumMax], wanted)
      assert.deepEqual(said(`vrrp_track_process p {\nprocess foo\n${rows}\n}\n`), codes)
    })
  }
  const delays: readonly (readonly [string, readonly [number, number], readonly string[]])[] = [
    ['delay 2', [2 * second, 2 * second], []],
    ['delay 2\nfork_delay 1', [second, 2 * second], []],
    ['terminate_delay 3\ndelay 2', [2 * second, 2 * second], []],
    ['delay 0', [0, 0], ['out-of-range']],
    ['delay 3601', [0, 0], ['out-of-range']],
    ['delay 0.000001', [1, 1], []],
  ]
  for (const [rows, wanted, codes] of delays) {
    test(rows.replace('\n', ', '), () => {
      const found = settings(`process foo\n${rows}`)
      assert.deepEqual([found?.forkDelay, found?.terminateDelay], wanted)
      assert.deepEqual(said(`vrrp_track_process p {\nprocess foo\n${rows}\n}\n`), codes)
    })
  }
  test('the first weight but 0 counts', () => {
    const weighed = (rows: string) =>
      left(
        `vrrp_track_process p {\nprocess foo\n${rows}\n}\n${instance('track_process { p }')}`,
        'trackProcesses',
      )
    assert.deepEqual(weighed('weight 0\nweight 5 reverse'), ['p*5r'])
    assert.deepEqual(weighed('weight 5\nweight 6'), ['p*5'])
    assert.deepEqual(weighed('weight 255'), ['p*0'])
    assert.deepEqual(weighed('weight 254'), ['p*254'])
  })
})

describe('vrrp_script', () => {
  const block = (rows: string) =>
    `vrrp_script s {\nscript </run/ok\n${rows}\n}\n${instance('track_script { s }')}`
  test('a weight beyond the limit does what the limit does', () => {
    assert.deepEqual(left(block('weight 300'), 'trackScripts'), ['s*253'])
    assert.deepEqual(left(block('weight -300 reverse'), 'trackScripts'), ['s*-253r'])
    assert.deepEqual(said(block('weight 254')), ['bad-weight'])
  })
  test('a wrong rise is 1, also after a right one', () => {
    assert.equal(load(block('rise 3\nrise 0')).settings?.scripts[0]?.rise, 1)
  })
  test('init_fail', () => assert.equal(load(block('init_fail')).settings?.scripts[0]?.initFail, true))
  test('every user is looked for, the last one counts', () => {
    const host = programs({})
    const loaded = load(block('user nobodyx\nuser root'), { scripts: host })
    assert.equal(loaded.settings?.scripts[0]?.command.user, 'root')
    assert.ok(loaded.diagnostics.some(({ code }) => code === 'unknown-script-user'))
    assert.equal(testStatus(load(block('user nobody\nuser root'), { scripts: host }).diagnostics), 0)
  })
  test('without a weight where one is needed the test ends', () => assert.equal(status(block('weight')), 2))
})
