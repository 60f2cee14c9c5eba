/** Which scripts a change owes; the N numbers are rows of keepalived's observed behaviour. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '../../src/conf/command.ts'
import {
  type AnnouncedState,
  type Change,
  isAnnounced,
  nothingAnnounced,
  owed,
} from '../../src/notify/owed.ts'
import type { NotifyScripts, NotifySettings } from '../../src/notify/settings.ts'

const command = (...argv: [string, ...string[]]): Command => ({ argv, user: undefined, group: undefined })
const scripts: NotifyScripts = {
  master: command('/s/master', 'a b'),
  backup: command('/s/backup'),
  fault: command('/s/fault'),
  stop: command('/s/stop'),
  any: command('/s/any', 'first'),
}
const settings: NotifySettings = { instances: { VI_1: scripts }, groups: { VG1: scripts } }
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
  assert.deepEqual(owed({ instances: { VI_1: none }, groups: {} }, change('FAULT')), [])
  assert.deepEqual(owed({ instances: {}, groups: {} }, change('FAULT')), [])
})

test('an instance and a group of the same name do not share scripts', () => {
  assert.deepEqual(owed({ instances: { VG1: scripts }, groups: {} }, change('MASTER', 'group')), [])
})

/** Announces one after the other; returns which of them were. */
function announce(...changes: Change[]): boolean[] {
  let announced = nothingAnnounced
  const groups = [{ name: 'VG1', members: ['VI_1'] }]
  return changes.map((next) => {
    const decided = isAnnounced(announced, next, groups)
    announced = decided.announced
    return decided.announce
  })
}

test('the first announcement of an instance is made although its group was announced before it', () => {
  assert.deepEqual(announce(change('BACKUP', 'group'), change('BACKUP')), [true, true])
})

test('a member that repeats the state that its group is recorded in is not announced', () => {
  const told = announce(change('BACKUP', 'group'), change('BACKUP'), change('BACKUP'))
  assert.deepEqual(told, [true, true, false])
})

test('a member that changes is announced, whether its group was announced before or after it', () => {
  const start = [change('BACKUP', 'group'), change('BACKUP')]
  assert.deepEqual(announce(...start, change('MASTER'), change('MASTER', 'group')).slice(2), [true, true])
  assert.deepEqual(announce(...start, change('MASTER', 'group'), change('MASTER')).slice(2), [true, true])
})

test('STOP is always announced', () => {
  assert.deepEqual(announce(change('STOP', 'group'), change('STOP'), change('STOP')), [true, true, true])
})

test('an instance without a group is announced every time', () => {
  const lonely = { ...change('BACKUP'), name: 'VI_9' }
  assert.deepEqual(announce(lonely, lonely), [true, true])
})
