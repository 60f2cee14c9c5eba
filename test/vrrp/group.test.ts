/** Sync groups. F numbers: behaviour observed at keepalived 2.4.3. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { type InstanceSettings, noTrackers } from '../../src/vrrp/settings.ts'
import {
  bare,
  down,
  type Happening,
  instance,
  momentOf,
  type Stage,
  settings,
  stage,
  started,
  up,
  virtual,
} from './stage.ts'

const groups = [{ name: 'G', members: ['V', 'W'], ...noTrackers }]

/** V on eth0 and W on eth1, in the group G. */
function pair(more: Partial<InstanceSettings> = {}, others: Partial<InstanceSettings> = more) {
  const w = { name: 'W', interface: 'eth1', vrid: 52, addresses: [virtual('10.1.0.100')] }
  return settings([instance(more), instance({ ...w, ...others })], { groups })
}

function leading(): Stage {
  const open = started(pair())
  open.until(9)
  return open
}

describe('start', () => {
  test('N5: the group is notified before its members', () => {
    const node = stage(pair())
    const notified = bare(node.at(0, { is: 'start' })).filter((line) => line.startsWith('notify'))
    assert.deepEqual(notified, [
      'notify group G BACKUP 0',
      'notify instance V BACKUP 100',
      'notify instance W BACKUP 100',
    ])
  })
  test('owners start as MASTER together', () => {
    const node = stage(pair({ priority: 255, initial: 'master' }))
    const lines = bare(node.at(0, { is: 'start' }))
    assert.equal(lines[0], 'notify group G MASTER 0')
    assert.equal(
      lines.filter((line) => line.startsWith('entered')).join(),
      'entered V MASTER false [],entered W MASTER false []',
    )
  })
  test('F36, quirk ownerGroupAtOnce: a group of owners does not wait, whatever `state` says', () => {
    const node = stage(pair({ priority: 255, initial: 'master' }))
    assert.ok(bare(node.at(0, { is: 'start' })).includes('V sends 255'))
    assert.ok('ownerGroupAtOnce' in quirks)
  })
  test('F38: owners that the delay of the start holds back become MASTER together, and once', () => {
    const node = started({ ...pair({ priority: 255, initial: 'master' }), startupDelay: seconds(3) })
    node.until(9)
    const told = node.lines.filter((line) => line.includes('notify group'))
    assert.deepEqual(told, ['0 notify group G BACKUP 0', '4 notify group G MASTER 0'])
    assert.equal(momentOf(node.lines, 'V sends 255'), 4)
    assert.equal(momentOf(node.lines, 'W sends 255'), 4)
  })
  test('F37: a member that was at fault in the delay: all begin when it is over', () => {
    const node = stage({ ...pair({ priority: 255, initial: 'master' }), startupDelay: seconds(3) })
    node.at(0, down('eth1'), { is: 'start' })
    node.at(1, up('eth1'))
    node.until(9)
    const told = bare(node.lines.filter((line) => line.includes('notify group')))
    assert.deepEqual(told, ['notify group G FAULT 0', 'notify group G BACKUP 0', 'notify group G MASTER 0'])
  })
  test('F36: an owner that its group keeps back waits an interval and the shortest skew', () => {
    const node = started(pair({ priority: 255, initial: 'master' }, { priority: 254 }))
    assert.equal(momentOf(node.until(5), 'advert-timeout V'), 1.003906)
  })
  test('a member in FAULT at the start: the whole group', () => {
    const node = stage(pair())
    const lines = bare(node.at(0, down('eth1'), { is: 'start' })).filter((line) => line.startsWith('notify'))
    assert.deepEqual(lines, [
      'notify group G FAULT 0',
      'notify instance V FAULT 100',
      'notify instance W FAULT 100',
    ])
  })
  test('F34: a script without verdict in one member keeps the whole group silent', () => {
    const node = stage(pair({ trackScripts: [{ name: 'chk', weight: 0, reverse: false }] }, {}))
    assert.deepEqual(node.at(0, { is: 'start' }), [])
    assert.deepEqual(node.until(30), [])
    const good: Happening = { is: 'report', report: { of: 'script', name: 'chk', verdict: 'good' } }
    assert.deepEqual(bare(node.at(31, good)), [
      'notify group G BACKUP 0',
      'entered V BACKUP true []',
      'notify instance V BACKUP 100',
      'entered W BACKUP true []',
      'notify instance W BACKUP 100',
    ])
  })
  test('its first verdict is bad: FAULT for all', () => {
    const node = stage(pair({ trackScripts: [{ name: 'chk', weight: 0, reverse: false }] }, {}))
    node.at(0, { is: 'start' })
    const lines = bare(node.at(1, { is: 'report', report: { of: 'script', name: 'chk', verdict: 'bad' } }))
    assert.deepEqual(
      lines.filter((line) => line.startsWith('notify')),
      ['notify instance V FAULT 100', 'notify instance W FAULT 100', 'notify group G FAULT 0'],
    )
  })
})

describe('up', () => {
  test('F32: the first to time out waits again, the last one takes all along', () => {
    const node = started(pair({ priority: 120 }, { priority: 100 }))
    assert.equal(momentOf(node.until(3.6), 'advert-timeout V'), 3.53125)
    assert.ok(!node.lines.some((line) => line.includes('MASTER')))
    const lines = node.until(3.61)
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      lines.map(() => '3.609375'),
    )
    assert.deepEqual(bare(lines), [
      'advert-timeout W',
      'W sends 100',
      'entered W MASTER false []',
      'W claims 10.1.0.100',
      'W announces 10.1.0.100 x5',
      'notify instance W MASTER 100',
      'group-syncing G MASTER',
      'V sends 120',
      'entered V MASTER false []',
      'V claims 10.0.0.100',
      'V announces 10.0.0.100 x5',
      'notify instance V MASTER 120',
      'notify group G MASTER 0',
    ])
  })
  test('a member that hears a master again does not want any more', () => {
    const node = started(pair({ priority: 120 }, { priority: 100 }))
    node.until(3.55)
    node.hears(3.56)
    assert.ok(!bare(node.until(7.09)).some((line) => line.startsWith('entered')))
    // W has wanted since 3.609, so now V is the last one.
    assert.equal(momentOf(node.until(12), 'entered V MASTER'), 7.09125)
  })
})

describe('down', () => {
  test('a member that is outranked takes all along, without priority 0, with a hand-over', () => {
    const node = leading()
    const lines = bare(node.hears(9.1))
    assert.deepEqual(lines.slice(lines.indexOf('entered V BACKUP false []')), [
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
      'group-syncing G BACKUP',
      'entered W BACKUP false []',
      'notify instance W BACKUP 100',
      'notify group G BACKUP 0',
    ])
    assert.equal(momentOf(node.until(10), 'W releases'), 9.14)
  })
  test('F33: a fault of one is a fault of all; each master says good-bye', () => {
    const node = leading()
    const lines = bare(node.at(9.1, down('eth0')))
    assert.deepEqual(lines.slice(lines.indexOf('group-syncing G FAULT')), [
      'group-syncing G FAULT',
      'entered W FAULT false []',
      'W sends 0',
      'priority-zero-sent W',
      'W releases 10.1.0.100',
      'notify instance W FAULT 100',
      'notify group G FAULT 0',
    ])
  })
  test('F33: all come back together, when the last fault has gone', () => {
    const node = leading()
    node.at(9.1, down('eth0'), down('eth1'))
    assert.deepEqual(bare(node.at(10, up('eth1'))), ['link eth1 true'])
    assert.deepEqual(bare(node.at(11, up('eth0'))), [
      'link eth0 true',
      'group-syncing G BACKUP',
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
      'entered W BACKUP false []',
      'notify instance W BACKUP 100',
      'notify group G BACKUP 0',
    ])
  })
  test('a losing advert to one makes all announce again', () => {
    const node = leading()
    const lines = bare(node.hears(9.1, { priority: 50 }))
    assert.ok(lines.includes('V announces 10.0.0.100 x3') && lines.includes('W announces 10.1.0.100 x3'))
  })
})

test('stop: the group is notified when its last member has let go', () => {
  const node = leading()
  node.at(9.5, { is: 'stop' })
  node.hears(9.8, { priority: 90, source: address('10.0.0.2') })
  const lines = bare(node.until(12))
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('handed-over')),
    [
      'V releases 10.0.0.100',
      'notify instance V STOP 100',
      'W releases 10.1.0.100',
      'notify instance W STOP 100',
      'notify group G STOP 0',
      'stopped',
    ],
  )
})
