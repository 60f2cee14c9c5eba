/** Scripts, FIFOs and mails of changes, in their order; programs, readers and mail servers by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { seconds } from '../../src/base/time.ts'
import { backlogMax } from '../../src/notify/backlog.ts'
import type { Notice } from '../../src/notify/dues.ts'
import type { AnnouncedState } from '../../src/notify/owed.ts'
import type { ReportSettings } from '../../src/notify/settings.ts'
import { command, fails, openWorld, script, settingsOf, settle, succeeds } from './scripts-by-hand.ts'

const change = (state: AnnouncedState, priority = 100): Notice => ({
  ...{ is: 'change', of: 'instance', name: 'V1', state, priority },
})
const report: ReportSettings = {
  mail: true,
  priorityChanges: false,
  lowerPriority: command('/s/lower'),
  deleted: undefined,
}
const fifo = (path: string, script?: string) => ({
  ...{ path, user: undefined, group: undefined },
  script: script === undefined ? undefined : command(script),
})
const any = { V1: { any: command('/s/any') } }

test('notify_serial: scripts wait for those before them, superseded changes are left out', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: any, global: { notifySerial: seconds(60) } }))
  for (const state of ['BACKUP', 'MASTER', 'FAULT', 'BACKUP'] as const) world.scripts.announce(change(state))
  await settle()
  assert.deepEqual(world.programs(), ['/s/any INSTANCE V1 BACKUP 100'])
  world.runs[0]?.end(succeeds)
  await settle(8)
  assert.deepEqual(world.programs().slice(1), ['/s/any INSTANCE V1 BACKUP 100'])
  assert.deepEqual(
    world.noticed.map((event) => ('by' in event ? `${event.is} ${event.state} ${event.by}` : event.is)),
    ['notice-superseded MASTER FAULT', 'notice-superseded FAULT BACKUP'],
  )
})

test('notify_serial: after its limit a change waits no longer', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ instances: any, global: { notifySerial: seconds(60) } }))
  world.scripts.announce(change('BACKUP'))
  world.scripts.announce(change('MASTER'))
  await settle()
  world.pass(59)
  await settle()
  assert.equal(world.runs.length, 1)
  world.pass(1)
  await settle()
  assert.equal(world.programs().at(-1), '/s/any INSTANCE V1 MASTER 100')
  assert.ok(world.noticed.some((event) => event.is === 'notice-overtaken'))
})

test('notify_serial: FIFOs and other instances do not wait', async () => {
  const world = openWorld()
  const fifos = { vrrp: fifo('/run/v') }
  const instances = { ...any, V2: { any: command('/s/any') } }
  await world.scripts.reconfigure(settingsOf({ instances, global: { notifySerial: seconds(60), fifos } }))
  world.scripts.announce(change('BACKUP'))
  world.scripts.announce(change('MASTER'))
  world.scripts.announce({ is: 'change', of: 'instance', name: 'V2', state: 'BACKUP', priority: 50 })
  await settle()
  assert.equal(world.runs.length, 2)
  assert.equal(world.fifos[0]?.lines.length, 3)
})

test('a script that may not run lets the next change go on', async () => {
  const world = openWorld()
  const instances = { V1: { master: command('/gone/x'), backup: command('/s/backup') } }
  await world.scripts.reconfigure(settingsOf({ instances, global: { notifySerial: seconds(60) } }))
  world.scripts.announce(change('MASTER'))
  world.scripts.announce(change('BACKUP'))
  await settle()
  assert.deepEqual(world.programs(), ['/s/backup'])
})

test('N8: the script of an advert of lower priority is not piled up while one waits', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report } }))
  const notice = { is: 'lower-priority', name: 'V1', priority: 100 } as const
  for (let count = 0; count < 5; count++) world.scripts.announce(notice)
  await settle()
  assert.deepEqual(world.programs(), ['/s/lower'])
  world.scripts.announce(notice)
  await settle()
  assert.equal(world.runs.length, 2)
})

test('both FIFOs get the lines; they stay open over a reload that leaves them alone', async () => {
  const world = openWorld()
  const settings = settingsOf({ global: { fifos: { all: fifo('/run/a'), vrrp: fifo('/run/v') } } })
  await world.scripts.reconfigure(settings)
  world.scripts.announce(change('BACKUP'))
  await world.scripts.reconfigure(settings)
  world.scripts.announce(change('MASTER'))
  const lines = ['INSTANCE "V1" BACKUP 100', 'INSTANCE "V1" MASTER 100']
  assert.deepEqual(
    world.fifos.map((one) => [one.path, one.lines]),
    [
      ['/run/a', lines],
      ['/run/v', lines],
    ],
  )
  await world.scripts.reconfigure(settingsOf({ global: { fifos: { vrrp: fifo('/run/v') } } }))
  assert.deepEqual(
    world.fifos.map(({ closed }) => closed),
    [true, false],
  )
})

test('N16: the script of a FIFO gets its path last, and is started once, also over reloads', async () => {
  const world = openWorld()
  const settings = settingsOf({ global: { fifos: { vrrp: fifo('/run/v', '/s/read') } } })
  await world.scripts.reconfigure(settings)
  await world.scripts.reconfigure(settings)
  assert.deepEqual(world.programs(), ['/s/read /run/v'])
  assert.equal(world.runs[0]?.program.diesWithUs, true)
  world.runs[0]?.end(fails)
  await settle()
  assert.deepEqual(world.noticed, [{ is: 'fifo-unread', path: '/run/v', script: '/s/read' }])
  await world.scripts.reconfigure(settings)
  assert.equal(world.runs.length, 2)
  await world.scripts.reconfigure(settingsOf({ global: { fifos: { vrrp: fifo('/run/v', '/s/other') } } }))
  assert.deepEqual(world.runs[1]?.signals, ['SIGTERM'])
  assert.equal(world.programs().at(-1), '/s/other /run/v')
})

test('N16, stopReachesFifo: the end comes after the STOP lines, TERM to who stays', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ global: { fifos: { vrrp: fifo('/run/v', '/s/read') } } }))
  world.scripts.announce(change('STOP'))
  const stopped = world.scripts.stop()
  await settle()
  assert.deepEqual(world.fifos[0]?.lines, ['INSTANCE "V1" STOP 100'])
  assert.equal(world.fifos[0]?.closed, true)
  assert.deepEqual(world.runs[0]?.signals, [])
  t.mock.timers.tick(1_000)
  await stopped
  assert.deepEqual(world.runs[0]?.signals, ['SIGTERM'])
})

test('lines for a full FIFO wait in their order; what is lost is counted and said', async () => {
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ global: { fifos: { vrrp: fifo('/run/v') } } }))
  const [opened] = world.fifos
  assert.ok(opened)
  opened.room = 1
  for (let priority = 0; priority <= backlogMax + 2; priority++) {
    world.scripts.announce(change('MASTER', priority))
  }
  assert.deepEqual(
    world.noticed.map(({ is }) => is),
    ['fifo-full', 'fifo-losing'],
  )
  opened.room = 3
  opened.read()
  world.scripts.announce(change('BACKUP'))
  opened.room = Number.POSITIVE_INFINITY
  opened.read()
  assert.equal(opened.lines.length, 2 + backlogMax)
  assert.deepEqual(opened.lines.slice(0, 3), [
    'INSTANCE "V1" MASTER 0',
    'INSTANCE "V1" MASTER 3',
    'INSTANCE "V1" MASTER 4',
  ])
  assert.equal(opened.lines.at(-1), 'INSTANCE "V1" BACKUP 100')
  assert.deepEqual(world.noticed.at(-1), { is: 'fifo-flows', path: '/run/v', lost: 2 })
  world.scripts.announce(change('FAULT'))
  assert.equal(opened.lines.at(-1), 'INSTANCE "V1" FAULT 100')
  // The next time it is full counts for itself.
  opened.room = 0
  const before = world.noticed.length
  for (let priority = 0; priority <= backlogMax; priority++) {
    world.scripts.announce(change('MASTER', priority))
  }
  opened.room = Number.POSITIVE_INFINITY
  opened.read()
  assert.deepEqual(
    world.noticed.slice(before).map((event) => ('lost' in event ? [event.is, event.lost] : event.is)),
    ['fifo-full', 'fifo-losing', ['fifo-flows', 1]],
  )
})

test('N14: a FIFO that cannot be used is said with the reason, and everything else goes on', async () => {
  const world = openWorld()
  const ghost = { ...fifo('/run/g'), user: 'ghost' }
  await world.scripts.reconfigure(
    settingsOf({ instances: any, global: { fifos: { all: fifo('/foreign/f'), vrrp: ghost } } }),
  )
  assert.deepEqual(
    world.noticed.map((event) => 'text' in event && event.text),
    [
      'notify fifo /foreign/f is not a fifo we own - not using: it belongs to uid 1000. ' +
        'Remove it, or name its owner behind the path',
      'Invalid user/group for vrrp_notify_fifo fifo /run/g - ignoring: there is no user ghost',
    ],
  )
  world.scripts.announce(change('BACKUP'))
  await settle()
  assert.equal(world.runs.length, 1)
})

test('a FIFO belongs to the user and group that its line names', async () => {
  const world = openWorld()
  const owned = { ...fifo('/run/v'), user: 'nobody', group: 'daemon' }
  await world.scripts.reconfigure(settingsOf({ global: { fifos: { vrrp: owned } } }))
  assert.deepEqual(world.fifos[0]?.owner, { uid: 65534, gid: 1 })
})

test('N17: without fifo_write_vrrp_states_on_reload what did not change is no line', async () => {
  for (const statesOnReload of [true, false]) {
    const world = openWorld()
    const fifos = { vrrp: fifo('/run/v'), statesOnReload }
    const settings = settingsOf({ reports: { V1: { ...report, mail: false } }, global: { fifos } })
    await world.scripts.reconfigure(settings)
    world.scripts.announce(change('MASTER'))
    world.scripts.reloaded()
    assert.equal(world.fifos[0]?.lines.length, 1)
    await world.scripts.reconfigure(settings)
    world.scripts.reloaded()
    const more = statesOnReload ? ['INSTANCE "V1" MASTER 100'] : []
    assert.deepEqual(world.fifos[0]?.lines.slice(1), more)
  }
})

const mail = { to: ['ops@example.com'], server: { host: '10.0.0.9', port: 25 } }
const subjects = (world: ReturnType<typeof openWorld>) =>
  world.mails.map(({ letter }) => /Entering (\w+)|Stopping/.exec(letter.message)?.[0])

test('mails about one instance go in their order, and again when the server is down', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report }, global: { mail } }))
  world.scripts.announce(change('BACKUP'))
  world.scripts.announce(change('MASTER'))
  assert.deepEqual(subjects(world), ['Entering BACKUP'])
  world.mails[0]?.answer(err({ text: 'connection refused', temporary: true }))
  await settle()
  assert.deepEqual(world.noticed.at(-2), {
    is: 'mail-failed',
    server: '[10.0.0.9]:25',
    subject: '[node] VRRP Instance V1 - Entering BACKUP state',
    text: 'connection refused',
    againSeconds: 10,
  })
  t.mock.timers.tick(10_000)
  world.mails[1]?.answer(ok(undefined))
  await settle()
  assert.deepEqual(subjects(world), ['Entering BACKUP', 'Entering BACKUP', 'Entering MASTER'])
  world.mails[2]?.answer(err({ text: 'no such user', temporary: false }))
  await settle()
  const last = world.noticed.at(-1)
  assert.equal(last?.is === 'mail-failed' && last.againSeconds, undefined)
  assert.equal(world.mails.length, 3)
})

test('a mail is given up after three attempts', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report }, global: { mail } }))
  world.scripts.announce(change('BACKUP'))
  for (let attempt = 0; attempt < 3; attempt++) {
    world.mails[attempt]?.answer(err({ text: 'down', temporary: true }))
    await settle()
    t.mock.timers.tick(60_000)
  }
  assert.equal(world.mails.length, 3)
})

test('N21, stopMailIsSent: the mail of a stop gets a second to be delivered', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report }, global: { mail } }))
  world.scripts.announce(change('STOP'))
  let over = false
  const stopped = world.scripts.stop().then(() => {
    over = true
  })
  await settle()
  assert.deepEqual(subjects(world), ['Stopping'])
  assert.equal(over, false)
  t.mock.timers.tick(1_000)
  await stopped
})

test('mails behind one that failed are told, and at the end all that were never sent', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report }, global: { mail } }))
  const about = '[node] VRRP Instance V1 -'
  const behind = `${about} Entering BACKUP state`
  world.scripts.announce(change('BACKUP'))
  world.scripts.announce(change('MASTER'))
  world.mails[0]?.answer(err({ text: 'connection timed out', temporary: true }))
  await settle()
  world.scripts.announce(change('FAULT'))
  const waits = (state: string) => ({ is: 'mail-waits', subject: `${about} Entering ${state} state`, behind })
  assert.deepEqual(world.noticed.slice(-2), [waits('MASTER'), waits('FAULT')])
  world.scripts.announce(change('STOP'))
  const stopped = world.scripts.stop()
  await settle()
  t.mock.timers.tick(1_000)
  await stopped
  const subjects = ['Entering BACKUP state', 'Entering MASTER state', 'Entering FAULT state', 'Stopping']
  assert.deepEqual(world.noticed.at(-1), {
    is: 'mails-left',
    subjects: subjects.map((title) => `${about} ${title}`),
    because: 'ends',
  })
})

test('mails that wait when a reload takes the mail server away are told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report }, global: { mail } }))
  world.scripts.announce(change('BACKUP'))
  world.mails[0]?.answer(err({ text: 'connection refused', temporary: true }))
  await settle()
  await world.scripts.reconfigure(settingsOf({ reports: { V1: report } }))
  assert.deepEqual(world.noticed.at(-1), {
    is: 'mails-left',
    subjects: ['[node] VRRP Instance V1 - Entering BACKUP state'],
    because: 'no-server',
  })
})

test('N22: startup_script is waited for, at most its time; then it gets TERM', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const world = openWorld()
  const startup = { command: command('/s/start'), timeout: seconds(1) }
  let over = false
  const settings = settingsOf({ scripts: [script('chk')], global: { scripts: { startup } } })
  const waited = world.scripts.reconfigure(settings).then(() => {
    over = true
  })
  await settle()
  assert.deepEqual(world.programs(), ['/s/start'])
  t.mock.timers.tick(999)
  await settle()
  assert.equal(over, false)
  t.mock.timers.tick(1)
  await waited
  assert.deepEqual(world.runs[0]?.signals, ['SIGTERM'])
  assert.deepEqual(world.programs(), ['/s/start', '/s/chk'])
  assert.deepEqual(
    world.noticed.map(({ is }) => is),
    ['once-started', 'once-timed-out'],
  )
})

test('the status of startup_script and shutdown_script is told', async () => {
  const world = openWorld()
  const startup = { command: command('/s/start'), timeout: seconds(10) }
  const shutdown = { command: command('/s/end'), timeout: seconds(10) }
  const started = world.scripts.reconfigure(settingsOf({ global: { scripts: { startup, shutdown } } }))
  await settle()
  world.runs[0]?.end(succeeds)
  await started
  await world.scripts.reconfigure(settingsOf({ global: { scripts: { startup, shutdown } } }))
  const ended = world.scripts.shutdown()
  world.runs[1]?.end({ is: 'exited', status: 3 })
  await ended
  assert.deepEqual(world.noticed, [
    { is: 'once-started', when: 'startup', program: '/s/start' },
    { is: 'once-ended', when: 'startup', failure: undefined },
    { is: 'once-started', when: 'shutdown', program: '/s/end' },
    { is: 'once-ended', when: 'shutdown', failure: 'status 3' },
  ])
})

test('a stop ends startup_script, and then nothing begins', async () => {
  const world = openWorld()
  const startup = { command: command('/s/start'), timeout: seconds(10) }
  const fifos = { vrrp: fifo('/run/v') }
  const settings = settingsOf({ scripts: [script('chk')], global: { scripts: { startup }, fifos } })
  const started = world.scripts.reconfigure(settings)
  await settle()
  world.scripts.cancel()
  await started
  assert.deepEqual(world.runs[0]?.signals, ['SIGTERM'])
  assert.deepEqual([world.runs.length, world.fifos.length], [1, 0])
})
