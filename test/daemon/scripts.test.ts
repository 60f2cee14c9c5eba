/** The parent's scripts as a whole: programs, time and verdicts by hand, nothing is really run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../src/base/time.ts'
import type { Command } from '../../src/conf/command.ts'
import { runningMax, waitingMax } from '../../src/daemon/notices/command-runs.ts'
import { type ScriptsSettings, stopMillisMax, withoutScripts } from '../../src/daemon/notices/scripts.ts'
import { type InstanceSettings, plainVrrp, type VrrpSettings } from '../../src/vrrp/settings.ts'
import { command, fails, openWorld, script, settingsOf, settle, succeeds } from './scripts-by-hand.ts'

test('a tracked script runs at once and every interval; its verdict is reported', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ scripts: [script('chk')] }))
  assert.deepEqual(world.programs(), ['/s/chk'])
  world.runs[0]?.end(succeeds)
  await settle()
  assert.deepEqual(world.verdicts, ['chk good'])
  assert.equal(world.alarmAt(), 1)
  world.pass(1)
  world.runs[1]?.end(fails)
  await settle()
  assert.deepEqual(world.verdicts, ['chk good', 'chk bad'])
  assert.deepEqual(world.scripts.verdicts(), { chk: 'bad' })
})

test('T33: a script that may not run is named, so that nobody tracks it', async () => {
  const world = openWorld()
  const scripts = [
    script('good'),
    script('gone', { command: command('/gone/x') }),
    script('unsafe', { command: command('/unsafe/x') }),
    script('stranger', { command: command('/s/y', 'stranger') }),
  ]
  const { refused } = await world.scripts.reconfigure(settingsOf({ scripts }))
  assert.deepEqual(refused, ['gone', 'unsafe', 'stranger'])
  assert.deepEqual(world.programs(), ['/s/good'])
  const disabled = world.told.flatMap((event) => (event.is === 'script-judged' ? event.text : []))
  assert.deepEqual(
    disabled.filter((text) => text.startsWith('Disabling')),
    [
      'Disabling track script gone since not found/accessible',
      'Disabling track script unsafe due to insecure',
      'Disabling track script stranger since not found/accessible',
    ],
  )
  assert.equal(disabled.length, 6)
})

test('T33: instances are given without the scripts that may not run', () => {
  const tracks = ['good', 'gone'].map((name) => ({ name, weight: 0, reverse: false }))
  const instance = { name: 'VI_1', trackScripts: tracks } as unknown as InstanceSettings
  const settings: VrrpSettings = { ...plainVrrp, instances: [instance] }
  const names = withoutScripts(settings, ['gone']).instances[0]?.trackScripts.map(({ name }) => name)
  assert.deepEqual(names, ['good'])
})

test('T34: a reload keeps the same script, ends the others and starts the new ones', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ scripts: [script('same'), script('leaving')] }))
  world.runs[0]?.end(succeeds)
  await settle()
  const changed = script('same', { interval: seconds(9) })
  await world.scripts.reconfigure(settingsOf({ scripts: [changed, script('new')] }))
  assert.deepEqual(world.programs(), ['/s/same', '/s/leaving', '/s/new'])
  assert.deepEqual(world.tracked.at(-1), { is: 'script-kept', script: 'same', verdict: 'good' })
  assert.deepEqual(world.runs[1]?.signals, ['SIGTERM'])
  assert.deepEqual(world.scripts.verdicts(), { same: 'good' })
  world.pass(2)
  assert.deepEqual(world.runs[1]?.signals, ['SIGTERM', 'SIGKILL'])
  world.runs[1]?.end({ is: 'signalled', signal: 'SIGKILL', number: 9 })
  await settle()
  assert.deepEqual(world.verdicts, ['same good'])
})

test('a script with a new command under its old name starts anew', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ scripts: [script('chk')] }))
  world.runs[0]?.end(succeeds)
  await settle()
  await world.scripts.reconfigure(settingsOf({ scripts: [script('chk', { command: command('/s/other') })] }))
  assert.deepEqual(world.programs(), ['/s/chk', '/s/other'])
  assert.deepEqual(world.scripts.verdicts(), {})
})

test('an owed script runs as its user: its own, else script_user, else root', async () => {
  const world = openWorld()
  const instances = {
    A: { master: command('/s/a', 'nobody', 'daemon'), backup: command('/s/b', 'nobody') },
    B: { master: command('/s/c') },
  }
  await world.scripts.reconfigure(settingsOf({ instances, scriptUser: 'nobody' }))
  for (const [name, state] of [
    ['A', 'MASTER'],
    ['A', 'BACKUP'],
    ['B', 'MASTER'],
  ] as const) {
    world.scripts.announce({ is: 'change', of: 'instance', name, state, priority: 100 })
  }
  await settle()
  assert.deepEqual(
    world.runs.map(({ program }) => program.identity),
    [
      { uid: 65534, gid: 1, groups: [] },
      { uid: 65534, gid: 65533, groups: [] },
      { uid: 65534, gid: 65533, groups: [] },
    ],
  )
  const plain = openWorld()
  await plain.scripts.reconfigure(settingsOf({ instances: { B: instances.B } }))
  plain.scripts.announce({ is: 'change', of: 'instance', name: 'B', state: 'MASTER', priority: 100 })
  await settle()
  assert.equal(plain.runs[0]?.program.identity, undefined)
  assert.ok(plain.told.some((event) => event.is === 'script-user'))
})

test('specific and generic script start in this order and run at the same time', async () => {
  const world = openWorld()
  const instances = { VI_1: { master: command('/s/master'), any: command('/s/any') } }
  await world.scripts.reconfigure(settingsOf({ instances }))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'MASTER', priority: 150 })
  await settle()
  assert.deepEqual(world.programs(), ['/s/master', '/s/any INSTANCE VI_1 MASTER 150'])
})

test('output and exit status of an owed script are told', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: { VI_1: { fault: command('/s/fault') } } }))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'FAULT', priority: 100 })
  await settle()
  world.runs[0]?.end({ is: 'exited', status: 3 }, 'cannot reach the switch')
  await settle()
  const about = { why: 'notify_fault of VI_1', program: '/s/fault' }
  assert.deepEqual(world.told.slice(-3), [
    { is: 'run-started', ...about, pid: 1001 },
    { is: 'run-output', ...about, line: 'cannot reach the switch' },
    { is: 'run-ended', ...about, pid: 1001, ended: { is: 'exited', status: 3 } },
  ])
})

test('N7: an instance that a reload took away owes its scripts until the reload after that', async () => {
  const world = openWorld()
  const departed = { of: 'instance', name: 'OLD', state: 'FAULT', priority: 100 } as const
  await world.scripts.reconfigure(settingsOf({ instances: { OLD: { fault: command('/s/fault') } } }))
  await world.scripts.reconfigure(settingsOf({}))
  world.scripts.announce({ is: 'change', ...departed })
  await settle()
  assert.deepEqual(world.programs(), ['/s/fault'])
  await world.scripts.reconfigure(settingsOf({}))
  world.scripts.announce({ is: 'change', ...departed })
  await settle()
  assert.equal(world.runs.length, 1)
})

test('a refused notify script is simply not run', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: { VI_1: { master: command('/gone/x') } } }))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'MASTER', priority: 100 })
  await settle()
  assert.equal(world.runs.length, 0)
})

test('without script security the daemon says so once, and whether a script is insecure', async () => {
  const world = openWorld()
  const scripts = [script('a'), script('b', { command: command('/unsafe/x') })]
  const { refused } = await world.scripts.reconfigure(settingsOf({ scripts, security: false }))
  assert.deepEqual(refused, [])
  const said = world.told.filter((event) => event.is === 'script-security-off')
  assert.deepEqual(said, [{ is: 'script-security-off', insecure: true }])
})

test('the same command is examined once', async () => {
  const world = openWorld()
  const scripts = [script('a', { command: command('/s/x') }), script('b', { command: command('/s/x') })]
  await world.scripts.reconfigure(settingsOf({ scripts }))
  assert.deepEqual(world.examined, ['/s/x'])
})

test('only so many run at once, the others wait in order, and beyond a bound they are refused', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: { VI_1: { any: command('/s/any') } } }))
  const asked = runningMax + waitingMax + 10
  for (let priority = 0; priority < asked; priority++) {
    world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'MASTER', priority })
  }
  await settle(runningMax + 10)
  assert.equal(world.runs.length, runningMax)
  assert.equal(world.told.filter((event) => event.is === 'run-dropped').length, runningMax + 10)
  world.runs[5]?.end(succeeds)
  await settle()
  assert.equal(world.runs.length, runningMax + 1)
  assert.equal(world.programs().at(-1), `/s/any INSTANCE VI_1 MASTER ${runningMax}`)
})

test('scripts of STOP do not wait for others that hang', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: { VI_1: { any: command('/s/any') } } }))
  for (let priority = 0; priority <= runningMax; priority++) {
    world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'MASTER', priority })
  }
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'STOP', priority: 100 })
  await settle(runningMax + 10)
  assert.equal(world.runs.length, runningMax + 1)
  assert.equal(world.programs().at(-1), '/s/any INSTANCE VI_1 STOP 100')
})

test('notifyScriptsOutlive: a stop waits for scripts of STOP only, and ends tracked ones', async () => {
  const world = openWorld()
  const instances = { VI_1: { master: command('/s/master'), stop: command('/s/stop') } }
  await world.scripts.reconfigure(settingsOf({ instances, scripts: [script('chk')] }))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'MASTER', priority: 100 })
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'STOP', priority: 100 })
  const stopped = world.scripts.stop()
  await settle()
  assert.deepEqual(world.programs(), ['/s/chk', '/s/master', '/s/stop'])
  assert.deepEqual(world.runs[0]?.signals, ['SIGTERM'])
  world.runs[2]?.end(succeeds)
  await stopped
  assert.deepEqual(world.runs[1]?.signals, [])
})

test('N23: a hanging notify_stop is left alone after a second', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: { VI_1: { stop: command('/s/stop') } } }))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'VI_1', state: 'STOP', priority: 100 })
  let over = false
  void world.scripts.stop().then(() => {
    over = true
  })
  await settle()
  t.mock.timers.tick(stopMillisMax - 1)
  await settle()
  assert.ok(!over)
  t.mock.timers.tick(1)
  await settle()
  assert.ok(over)
  assert.deepEqual(world.runs[0]?.signals, [])
})

test('with nothing owed stopping is over at once', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({}))
  await world.scripts.stop()
})

test("the checker's commands run exactly as configured", async () => {
  const world = openWorld()
  const notifyDown: Command = { argv: ['/s/down', 'a b'], user: undefined, group: undefined }
  const server = {
    address: '192.0.2.1',
    port: 80,
    weight: 1,
    forwarding: 'nat',
    inhibitOnFailure: false,
    notifyUp: undefined,
    notifyDown,
    checks: [],
  } as unknown as ScriptsSettings['lvs']['services'][number]['realServers'][number]
  const service = { quorumUp: undefined, quorumDown: undefined, realServers: [server] }
  const lvs = { services: [service as unknown as ScriptsSettings['lvs']['services'][number]] }
  await world.scripts.reconfigure({ ...settingsOf({}), lvs })
  world.scripts.run({ why: 'notify_down of [192.0.2.1]:tcp:80', command: notifyDown })
  await settle()
  assert.deepEqual(world.runs[0]?.program.argv, ['/s/down', 'a b'])
})
