/** What is told, to whom, and what is not told; the N numbers are rows of keepalived's observed behaviour. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../src/conf/command.ts'
import {
  type DuesSettings,
  duesOf,
  forgetAnnounced,
  forgetDeparted,
  type Notice,
  nothingAnnounced,
  statesAfterReload,
} from '../../src/notify/dues.ts'
import type { AnnouncedState } from '../../src/notify/owed.ts'
import type { NotifyScripts, ReportSettings } from '../../src/notify/settings.ts'

const command = (path: string): Command => ({ argv: [path], user: undefined, group: undefined })
const scripts: NotifyScripts = {
  master: command('/s/master'),
  backup: command('/s/backup'),
  fault: command('/s/fault'),
  stop: command('/s/stop'),
  any: command('/s/any'),
}
const silent: ReportSettings = {
  mail: false,
  priorityChanges: false,
  lowerPriority: undefined,
  deleted: undefined,
}

function settingsWith(report: Partial<ReportSettings> = {}, noFaultMails = false): DuesSettings {
  const told = { ...silent, ...report }
  return {
    notify: { instances: { V1: scripts, V2: scripts }, groups: { G: scripts } },
    reports: { instances: { V1: told, V2: told }, groups: { G: told } },
    groupOf: new Map([['V2', 'G']]),
    noFaultMails,
  }
}

const change = (state: AnnouncedState, name = 'V1', priority = 100): Notice => ({
  ...{ is: 'change', of: name === 'G' ? 'group' : 'instance', name, state },
  priority: name === 'G' ? 0 : priority,
})

/** Everything that one notice after the other owes. */
function tell(settings: DuesSettings, ...notices: readonly Notice[]) {
  const announced = nothingAnnounced()
  return notices.map((notice) => duesOf(settings, announced, notice))
}
const lines = (settings: DuesSettings, ...notices: readonly Notice[]) =>
  tell(settings, ...notices).flatMap((dues) => dues.lines)
const mails = (settings: DuesSettings, ...notices: readonly Notice[]) =>
  tell(settings, ...notices).flatMap(({ mail }) => (mail === undefined ? [] : [mail.state]))

test('N1, N2, N6: each state is a line with the effective priority of its moment', () => {
  const notices = [change('BACKUP'), change('MASTER', 'V1', 90), change('FAULT'), change('STOP', 'V1', 80)]
  assert.deepEqual(lines(settingsWith(), ...notices), [
    'INSTANCE "V1" BACKUP 100\n',
    'INSTANCE "V1" MASTER 90\n',
    'INSTANCE "V1" FAULT 100\n',
    'INSTANCE "V1" STOP 80\n',
  ])
})

test('N5: lines of groups say GROUP and 0', () => {
  const states = ['BACKUP', 'MASTER', 'FAULT', 'STOP'] as const
  assert.deepEqual(
    lines(settingsWith(), ...states.map((state) => change(state, 'G'))),
    states.map((state) => `GROUP "G" ${state} 0\n`),
  )
})

test('N7: without notify_deleted an instance that a reload takes away is told as FAULT, once', () => {
  const [, removed] = tell(settingsWith(), change('MASTER'), change('DELETED'))
  assert.deepEqual(removed?.lines, ['INSTANCE "V1" FAULT 100\n'])
  assert.deepEqual(
    removed?.scripts.map(({ keyword }) => keyword),
    ['notify_fault', 'notify'],
  )
  assert.deepEqual(lines(settingsWith(), change('FAULT'), change('DELETED')), ['INSTANCE "V1" FAULT 100\n'])
})

test('N7: with notify_deleted it is told as DELETED, also out of FAULT', () => {
  const deleted = settingsWith({ deleted: { command: command('/s/deleted') } })
  const [, removed] = tell(deleted, change('FAULT'), change('DELETED'))
  assert.deepEqual(removed?.lines, ['INSTANCE "V1" DELETED 100\n'])
  assert.deepEqual(
    removed?.scripts.map(({ command: { argv } }) => argv.join(' ')),
    ['/s/deleted', '/s/any INSTANCE V1 DELETED 100'],
  )
})

test('N8: an advert of lower priority is a line, with or without a script, and no change of state', () => {
  const notice = { is: 'lower-priority', name: 'V1', priority: 100 } as const
  const [without] = tell(settingsWith(), notice)
  assert.deepEqual(without, {
    scripts: [],
    lines: ['INSTANCE "V1" MASTER_RX_LOWER_PRI 100\n'],
    mail: undefined,
    change: undefined,
  })
  const [withScript] = tell(settingsWith({ lowerPriority: command('/s/lower'), mail: true }), notice)
  assert.deepEqual(
    withScript?.scripts.map(({ keyword }) => keyword),
    ['notify_master_rx_lower_pri'],
  )
  assert.equal(withScript?.mail, undefined)
})

test('N9: changes of priority are lines where they are asked for, and nothing else', () => {
  const notices = [
    { is: 'priority', name: 'V1', state: 'BACKUP', priority: 110 },
    { is: 'priority', name: 'V1', state: 'MASTER', priority: 90 },
  ] as const
  const asked = settingsWith({ priorityChanges: true, mail: true })
  assert.deepEqual(lines(asked, ...notices), [
    'INSTANCE "V1" BACKUP_PRIORITY 110\n',
    'INSTANCE "V1" MASTER_PRIORITY 90\n',
  ])
  assert.ok(tell(asked, ...notices).every((dues) => dues.scripts.length === 0 && dues.mail === undefined))
  assert.deepEqual(lines(settingsWith(), ...notices), [])
})

test('a member that repeats the state that its group is recorded in is not announced', () => {
  const told = lines(settingsWith(), change('BACKUP', 'G'), change('BACKUP', 'V2'), change('BACKUP', 'V2'))
  assert.deepEqual(told, ['GROUP "G" BACKUP 0\n', 'INSTANCE "V2" BACKUP 100\n'])
})

test('a member that changes is announced, whether its group was announced before or after it', () => {
  const start = [change('BACKUP', 'G'), change('BACKUP', 'V2')]
  for (const both of [
    [change('MASTER', 'V2'), change('MASTER', 'G')],
    [change('MASTER', 'G'), change('MASTER', 'V2')],
  ]) {
    assert.equal(lines(settingsWith(), ...start, ...both).length, 4)
  }
})

test('STOP is always announced, and an instance without a group every time', () => {
  assert.equal(
    lines(settingsWith(), change('STOP', 'G'), change('STOP', 'V2'), change('STOP', 'V2')).length,
    3,
  )
  assert.equal(lines(settingsWith(), change('BACKUP'), change('BACKUP')).length, 2)
})

test('a new worker announces everything once more', () => {
  const announced = nothingAnnounced()
  const settings = settingsWith()
  for (const name of ['G', 'V2']) duesOf(settings, announced, change('BACKUP', name))
  forgetAnnounced(announced)
  duesOf(settings, announced, change('BACKUP', 'G'))
  assert.equal(duesOf(settings, announced, change('BACKUP', 'V2')).lines.length, 1)
})

test('mails are for those that ask for them, and the same state is not mailed twice running', () => {
  const states = [change('BACKUP'), change('MASTER'), change('MASTER'), change('BACKUP'), change('STOP')]
  assert.deepEqual(mails(settingsWith({ mail: true }), ...states), ['BACKUP', 'MASTER', 'BACKUP', 'STOP'])
  assert.deepEqual(mails(settingsWith(), ...states), [])
})

test('what was mailed about names that reloads have taken away is forgotten, and the rest is not', () => {
  const announced = nothingAnnounced()
  const settings = settingsWith({ mail: true })
  for (const name of ['V1', 'V2', 'G']) duesOf(settings, announced, change('BACKUP', name))
  const { V1 } = settings.reports.instances
  assert.ok(V1 !== undefined)
  forgetDeparted(announced, { reports: { instances: { V1 }, groups: {} } })
  assert.deepEqual([...announced.mailed.keys()], ['instance V1'])
})

test('N20: no_email_faults leaves out the mails of faults', () => {
  const states = [change('MASTER'), change('FAULT'), change('BACKUP')]
  assert.deepEqual(mails(settingsWith({ mail: true }, true), ...states), ['MASTER', 'BACKUP'])
})

test('mastersOnReload: after a reload the unchanged states are written, groups first, masters too', () => {
  const announced = nothingAnnounced()
  const settings = settingsWith()
  for (const notice of [change('MASTER'), change('BACKUP', 'V2'), change('BACKUP', 'G')]) {
    duesOf(settings, announced, notice)
  }
  duesOf(settings, announced, { is: 'priority', name: 'V2', state: 'BACKUP', priority: 70 })
  announced.reloads++
  assert.deepEqual(statesAfterReload(settings, announced), [
    'GROUP "G" BACKUP 0\n',
    'INSTANCE "V1" MASTER 100\n',
    'INSTANCE "V2" BACKUP 70\n',
  ])
  duesOf(settings, announced, change('BACKUP'))
  assert.deepEqual(statesAfterReload(settings, announced), [
    'GROUP "G" BACKUP 0\n',
    'INSTANCE "V2" BACKUP 70\n',
  ])
  const without = { ...settings, reports: { instances: { V2: silent }, groups: {} } }
  assert.deepEqual(statesAfterReload(without, announced), ['INSTANCE "V2" BACKUP 70\n'])
})
