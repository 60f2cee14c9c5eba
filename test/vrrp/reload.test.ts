/** A reload touches what changed and nothing else. O numbers: situations observed at keepalived 2.4.3. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { clearCounters, holdings, wakeAt } from '../../src/vrrp/router.ts'
import { type InstanceSettings, noTrackers, type VrrpSettings } from '../../src/vrrp/settings.ts'
import {
  bare,
  counted,
  down,
  type Happening,
  instance,
  mastering,
  momentOf,
  settings,
  started,
  virtual,
} from './stage.ts'

const to = (all: VrrpSettings): Happening => ({ is: 'settings', settings: all })
const only = (more: Partial<InstanceSettings>) => to(settings([instance(more)]))

describe('nothing changed', () => {
  test('O10: no effect and the same deadlines, as MASTER and as BACKUP', () => {
    for (const open of [mastering(), started(settings([instance()]))]) {
      open.until(4.2)
      const next = wakeAt(open.router)
      assert.deepEqual(open.at(4.2, only({})), [])
      assert.equal(wakeAt(open.router), next)
    }
  })
  test('O13: a new name: no flap, counters kept', () => {
    const node = mastering()
    assert.deepEqual(node.at(4.2, only({ name: 'N' })), [])
    assert.equal(counted(node, 'N').becameMaster, 1)
    assert.deepEqual(bare(node.until(5)), ['N sends 100'])
  })
  test('two instances may exchange their names', () => {
    const other = { vrid: 52, addresses: [virtual('10.0.0.200')] }
    const node = started(settings([instance(), instance({ name: 'W', ...other })]))
    node.until(4)
    const swapped = settings([instance({ name: 'W' }), instance({ name: 'V', ...other })])
    assert.deepEqual(node.at(4.2, to(swapped)), [])
    clearCounters(node.router)
    node.hears(4.3, { priority: 50 })
    assert.equal(counted(node, 'W').received, 1)
  })
  test('an instance beside one that changes is not touched', () => {
    const other = instance({ name: 'W', vrid: 52, addresses: [virtual('10.0.0.200')] })
    const node = started(settings([instance(), other]))
    node.until(4)
    const lines = bare(node.at(4.2, to(settings([instance({ priority: 90 }), other]))))
    assert.deepEqual(lines, ['priority-changed V 100 90', 'notify-priority V MASTER 90'])
  })
})

describe('priority and interval', () => {
  test('a master tells a new priority in its next advert, on the same beat', () => {
    const node = mastering()
    assert.deepEqual(bare(node.at(4.2, only({ priority: 120 }))), [
      'priority-changed V 100 120',
      'notify-priority V MASTER 120',
    ])
    assert.deepEqual(node.until(5), ['4.609375 V sends 120'])
  })
  test('the wait of a BACKUP moves by the difference', () => {
    const node = started(settings([instance()]))
    node.at(3, only({ priority: 228 }))
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.109375)
  })
  test('priority and interval at once', () => {
    const node = started(settings([instance({ version: 3 })]))
    node.at(1, only({ version: 3, priority: 128, advertInterval: seconds(2) }))
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 7)
  })
  test('the advert timer moves with the interval, and never into the past', () => {
    const node = mastering()
    node.at(4.2, only({ advertInterval: seconds(3) }))
    assert.equal(momentOf(node.until(9), 'V sends'), 6.609375)
    const shorter = mastering({ advertInterval: seconds(10), downTimerAdverts: 1 })
    shorter.until(12)
    shorter.at(12, only({ advertInterval: seconds(1), downTimerAdverts: 1 }))
    assert.equal(momentOf(shorter.until(13), 'V sends'), 12)
  })
  test('version 2 to 3: no flap', () => {
    const node = mastering()
    assert.deepEqual(node.at(4.2, only({ version: 3 })), [])
  })
})

describe('addresses', () => {
  const two = [virtual('10.0.0.100'), virtual('10.0.0.101')]
  test('O11: an added one is claimed and announced, the other stays untouched', () => {
    const node = mastering()
    assert.deepEqual(bare(node.at(4.2, only({ addresses: two }))), [
      'V claims 10.0.0.101',
      'V announces 10.0.0.101 x5',
    ])
    assert.equal(momentOf(node.until(20), 'V announces 10.0.0.100,10.0.0.101'), 9.2)
  })
  test('O11: a removed one is released, nothing else', () => {
    const node = mastering({ addresses: two })
    assert.deepEqual(bare(node.at(4.2, only({}))), ['V releases 10.0.0.101'])
  })
  test('a BACKUP touches no interface', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(node.at(1, only({ addresses: two })), [])
  })
  test('in a hand-over the old ones leave, and added ones are not held', () => {
    const node = mastering()
    node.hears(4.2)
    const lines = bare(node.at(4.21, only({ addresses: two })))
    assert.deepEqual(lines, ['V releases 10.0.0.100', 'handed-over V heard'])
    assert.deepEqual(holdings(node.router).addresses, [])
  })
  test('another label: released before it is claimed again', () => {
    const node = mastering()
    const labelled = only({ addresses: [virtual('10.0.0.100', { label: 'eth0:1' })] })
    assert.deepEqual(bare(node.at(4.2, labelled)).slice(0, 2), [
      'V releases 10.0.0.100',
      'V claims 10.0.0.100',
    ])
  })
  test('an address that moves from one master to another never leaves the interface', () => {
    const w = (addresses: InstanceSettings['addresses']) => instance({ name: 'W', vrid: 52, addresses })
    const node = started(settings([instance({ addresses: two }), w([virtual('10.0.0.200')])]))
    node.until(4)
    const moved = settings([instance(), w([virtual('10.0.0.200'), virtual('10.0.0.101')])])
    assert.deepEqual(bare(node.at(4.2, to(moved))), [
      'V releases  (not 10.0.0.101)',
      'W claims 10.0.0.101',
      'W announces 10.0.0.101 x5',
    ])
    assert.equal(holdings(node.router).addresses.length, 3)
  })
  test('it moves with another label: released before the other one claims it, whoever comes first', () => {
    const w = (addresses: InstanceSettings['addresses']) => instance({ name: 'W', vrid: 52, addresses })
    const node = started(settings([w([virtual('10.0.0.200')]), instance({ addresses: two })]))
    node.until(4)
    const labelled = virtual('10.0.0.101', { label: 'eth0:1' })
    const moved = settings([w([virtual('10.0.0.200'), labelled]), instance()])
    assert.deepEqual(bare(node.at(4.2, to(moved))).slice(0, 2), [
      'V releases 10.0.0.101',
      'W claims 10.0.0.101',
    ])
  })
  test('it moves to an instance that is not master: it leaves', () => {
    const w = (addresses: InstanceSettings['addresses']) =>
      instance({ name: 'W', vrid: 52, downTimerAdverts: 100, addresses })
    const node = started(settings([instance({ addresses: two }), w([])]))
    node.until(4)
    const moved = settings([instance(), w([virtual('10.0.0.101')])])
    assert.deepEqual(bare(node.at(4.2, to(moved))), ['V releases 10.0.0.101'])
  })
  test('it stays with the instance that is deleted: it leaves with its good-bye', () => {
    const node = started(
      settings([instance(), instance({ name: 'W', vrid: 52, addresses: [virtual('10.0.0.101')] })]),
    )
    node.until(4)
    assert.deepEqual(bare(node.at(4.2, only({ addresses: two }))), [
      'W sends 0',
      'priority-zero-sent W',
      'W releases  (not 10.0.0.101)',
      'notify instance W DELETED 100',
      'V claims 10.0.0.101',
      'V announces 10.0.0.101 x5',
    ])
  })
})

describe('instances come and go', () => {
  test('N7: a removed master: priority 0, release, notified as DELETED', () => {
    const node = mastering()
    assert.deepEqual(bare(node.at(4.2, to(settings([])))), [
      'V sends 0',
      'priority-zero-sent V',
      'V releases 10.0.0.100',
      'notify instance V DELETED 100',
    ])
    assert.equal(wakeAt(node.router), undefined)
  })
  test('O14: another VRID: the old one leaves, the new one starts as BACKUP', () => {
    const node = mastering()
    const lines = bare(node.at(4.2, only({ vrid: 77 })))
    assert.equal(lines.indexOf('V sends 0'), 0)
    assert.deepEqual(lines.slice(-2), ['entered V BACKUP true []', 'notify instance V BACKUP 100'])
    assert.equal(momentOf(node.until(10), 'entered V MASTER'), 7.809375)
  })
  test('another multicast group: likewise', () => {
    const node = mastering()
    const lines = bare(node.at(4.2, only({ destination: address('224.0.0.199') })))
    assert.ok(lines.includes('V sends 0') && lines.includes('entered V BACKUP true []'))
  })
  test('a new instance learns of links that were told before', () => {
    const node = mastering()
    const both = settings([instance(), instance({ name: 'W', interface: 'eth1' })])
    assert.ok(bare(node.at(4.2, to(both))).includes('entered W BACKUP true []'))
  })
  test('on an interface that does not exist: FAULT', () => {
    const node = mastering()
    const both = settings([instance(), instance({ name: 'W', interface: 'eth8' })])
    assert.ok(bare(node.at(4.2, to(both))).includes('notify instance W FAULT 100'))
  })
})

describe('scripts and groups', () => {
  const track = { name: 'chk', weight: 0, reverse: false }
  test('undecidedHoldsOnlyStart: a new script takes no running master down', () => {
    const node = mastering()
    assert.deepEqual(node.at(4.2, only({ trackScripts: [track] })), [])
    const bad = node.at(5.8, { is: 'report', report: { of: 'script', name: 'chk', verdict: 'bad' } })
    assert.ok(bare(bad).includes('notify instance V FAULT 100'))
  })
  test('a bad script that is no longer tracked: back from FAULT', () => {
    const node = mastering({ trackScripts: [track] })
    node.at(4.2, { is: 'report', report: { of: 'script', name: 'chk', verdict: 'bad' } })
    assert.deepEqual(bare(node.at(5, only({}))), [
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
    ])
  })
  test('an unchanged group keeps its state, and its members theirs', () => {
    const all = settings([instance(), instance({ name: 'W', interface: 'eth1' })], {
      groups: [{ name: 'G', members: ['V', 'W'], ...noTrackers }],
    })
    const node = started(all)
    node.until(9.1)
    assert.deepEqual(node.at(9.2, to(all)), [])
    assert.ok(bare(node.hears(9.3)).includes('notify group G BACKUP 0'))
  })
  test('a group formed of a master and a backup: the backup follows', () => {
    const w = instance({ name: 'W', interface: 'eth1', downTimerAdverts: 100 })
    const node = started(settings([instance(), w]))
    node.until(4)
    const grouped = settings([instance(), w], { groups: [{ name: 'G', members: ['V', 'W'], ...noTrackers }] })
    const lines = bare(node.at(4.2, to(grouped)))
    assert.ok(lines.includes('entered W MASTER false []') && lines.includes('notify group G MASTER 0'))
  })
})

describe('members join and leave a sync group', () => {
  const w = instance({ name: 'W', interface: 'eth1' })
  const x = instance({ name: 'X', vrid: 60, addresses: [virtual('10.0.0.160')] })
  const grouped = (members: readonly InstanceSettings[], all = members) =>
    settings(all, { groups: [{ name: 'G', members: members.map(({ name }) => name), ...noTrackers }] })
  test('a new member follows a group that is MASTER; the others stay untouched', () => {
    const node = started(grouped([instance(), w]))
    node.until(9.1)
    const lines = bare(node.at(9.2, to(grouped([instance(), w, x]))))
    assert.ok(lines.includes('entered X MASTER false []'), lines.join('\n'))
    assert.ok(!lines.some((line) => /^[VW] |entered [VW] /.test(line)), lines.join('\n'))
  })
  test('a running BACKUP that joins a group in FAULT goes to FAULT', () => {
    const node = started(grouped([instance(), w], [instance(), w, x]))
    node.at(1, down('eth1'))
    const lines = bare(node.at(2, to(grouped([instance(), w, x]))))
    assert.ok(lines.includes('notify instance X FAULT 100'), lines.join('\n'))
  })
  test('the faulty member leaves the group: the rest recovers', () => {
    const node = started(grouped([instance(), w]))
    node.at(1, down('eth1'))
    const lines = bare(node.at(2, to(grouped([instance()], [instance(), w]))))
    assert.ok(lines.includes('notify instance V BACKUP 100'), lines.join('\n'))
    assert.ok(!lines.includes('notify instance W BACKUP 100'))
  })
  test('the group itself goes: who was in FAULT for another one only recovers', () => {
    const node = started(grouped([instance(), w]))
    node.at(1, down('eth1'))
    const lines = bare(node.at(2, to(settings([instance(), w]))))
    assert.ok(lines.includes('notify instance V BACKUP 100'), lines.join('\n'))
    assert.ok(!lines.includes('notify instance W BACKUP 100'))
  })
  test('from a group in FAULT to one that is MASTER: it follows, and nobody falls', () => {
    const groups = (first: readonly string[], second: readonly string[]) => ({
      groups: [
        { name: 'G', members: first, ...noTrackers },
        { name: 'H', members: second, ...noTrackers },
      ],
    })
    const y = instance({ name: 'Y', vrid: 61, addresses: [virtual('10.0.0.161')] })
    const all = [instance(), w, x, y]
    const node = started(settings(all, groups(['V', 'W'], ['X', 'Y'])))
    node.at(1, down('eth1'))
    node.until(9.1)
    const lines = bare(node.at(9.2, to(settings(all, groups(['W'], ['X', 'Y', 'V'])))))
    assert.ok(lines.includes('entered V MASTER false []'), lines.join('\n'))
    assert.ok(!lines.some((line) => /entered [XY] |notify instance [XY] /.test(line)), lines.join('\n'))
  })
})

test('an event from the past counts as happening now', () => {
  const node = mastering()
  node.until(8)
  assert.deepEqual(node.late(1, { is: 'due' }), [])
  assert.equal(momentOf(node.until(9), 'V sends'), 8.609375)
})

test('a reload while stopping comes too late', () => {
  const node = mastering()
  node.at(4.2, { is: 'stop' })
  assert.deepEqual(node.at(4.3, only({ priority: 1 })), [])
})
