/** Which scripts a change owes; the N numbers are rows of keepalived's observed behaviour. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../src/conf/command.ts'
import { type AnnouncedState, type Change, owed, owedForLowerPriority } from '../../src/notify/owed.ts'
import type { NotifyScripts, ReportSettings, ReportsSettings } from '../../src/notify/settings.ts'

const command = (...argv: [string, ...string[]]): Command => ({ argv, user: undefined, group: undefined })
const scripts: NotifyScripts = {
  master: command('/s/master', 'a b'),
  backup: command('/s/backup'),
  fault: command('/s/fault'),
  stop: command('/s/stop'),
  any: command('/s/any', 'first'),
}
const report: ReportSettings = {
  mail: false,
  priorityChanges: false,
  lowerPriority: command('/s/lower', 'x'),
  deleted: { command: command('/s/deleted') },
}
const reports: ReportsSettings = { instances: { VI_1: report }, groups: {} }
const settings = { notify: { instances: { VI_1: scripts }, groups: { VG1: scripts } }, reports }
const change = (state: AnnouncedState, of: 'instance' | 'group' = 'instance'): Change => ({
  of,
  name: of === 'instance' ? 'VI_1' : 'VG1',
  state,
  priority: of === 'instance' ? 100 : 0,
})
const words = (changed: Change) => owed(settings, changed).map((script) => script.command.argv)

test('N1: BACKUP owes the specific script with its own words, then the generic one with four more', () => {
  assert.deepEqual(words(change('BACKUP')), [
    ['/s/backup'],
    ['/s/any', 'first', 'INSTANCE', 'VI_1', 'BACKUP', '100'],
  ])
})

test('N2: MASTER owes MASTER only', () => {
  assert.deepEqual(words(change('MASTER')), [
    ['/s/master', 'a b'],
    ['/s/any', 'first', 'INSTANCE', 'VI_1', 'MASTER', '100'],
  ])
})

test('N5: a group says GROUP and priority 0', () => {
  assert.deepEqual(words(change('MASTER', 'group')), [
    ['/s/master', 'a b'],
    ['/s/any', 'first', 'GROUP', 'VG1', 'MASTER', '0'],
  ])
})

test('N6: a stop owes notify_stop and the generic script with STOP and the effective priority', () => {
  assert.deepEqual(words({ ...change('STOP'), priority: 80 }), [
    ['/s/stop'],
    ['/s/any', 'first', 'INSTANCE', 'VI_1', 'STOP', '80'],
  ])
})

test('each script says under which keyword it was configured', () => {
  const keywords = (['MASTER', 'BACKUP', 'FAULT', 'STOP'] as const).map(
    (state) => owed(settings, change(state))[0]?.keyword,
  )
  assert.deepEqual(keywords, ['notify_master', 'notify_backup', 'notify_fault', 'notify_stop'])
})

test('what is not configured is not owed', () => {
  const none = { master: undefined, backup: undefined, fault: undefined, stop: undefined, any: undefined }
  assert.deepEqual(owed({ notify: { instances: { VI_1: none }, groups: {} }, reports }, change('FAULT')), [])
  assert.deepEqual(owed({ notify: { instances: {}, groups: {} }, reports }, change('FAULT')), [])
})

test('an instance and a group of the same name do not share scripts', () => {
  const ofInstances = { notify: { instances: { VG1: scripts }, groups: {} }, reports }
  assert.deepEqual(owed(ofInstances, change('MASTER', 'group')), [])
})

test('N7: DELETED owes the command of notify_deleted, if it has one, and the generic script', () => {
  assert.deepEqual(words(change('DELETED')), [
    ['/s/deleted'],
    ['/s/any', 'first', 'INSTANCE', 'VI_1', 'DELETED', '100'],
  ])
  const wordOnly = { instances: { VI_1: { ...report, deleted: { command: undefined } } }, groups: {} }
  assert.deepEqual(
    owed({ ...settings, reports: wordOnly }, change('DELETED')).map(({ keyword }) => keyword),
    ['notify'],
  )
})

test('N8: an advert of lower priority owes its own script with its own words, and no generic one', () => {
  const list = owedForLowerPriority(settings, 'VI_1')
  assert.deepEqual(
    list.map(({ keyword, command: { argv } }) => [keyword, ...argv]),
    [['notify_master_rx_lower_pri', '/s/lower', 'x']],
  )
  assert.deepEqual(owedForLowerPriority(settings, 'VI_2'), [])
})
