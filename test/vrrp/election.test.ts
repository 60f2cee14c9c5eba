/** Who wins. F numbers: behaviour observed at keepalived 2.4.3, kept so that nodes may be mixed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { milliseconds, seconds } from '../../src/base/time.ts'
import { longestSkew, masterDownTime, rank, skewTime } from '../../src/vrrp/election.ts'
import {
  bare,
  counted,
  higherPeer,
  instance,
  lowerPeer,
  mastering,
  momentOf,
  settings,
  started,
  us,
} from './stage.ts'

describe('a BACKUP that hears an advert', () => {
  test('F9, R20: priority 0: MASTER after the skew', () => {
    const node = started(settings([instance()]))
    node.hears(1, { priority: 150 })
    assert.deepEqual(bare(node.hears(2, { priority: 0 })), [`priority-zero-heard V backup ${higherPeer}`])
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 2.609375)
    assert.equal(counted(node).priorityZeroReceived, 1)
    assert.equal(counted(node).received, 2)
  })
  test('higher or equal priority: a whole wait from then on', () => {
    for (const priority of [100, 101, 255]) {
      const node = started(settings([instance()]))
      node.hears(3, { priority, source: lowerPeer })
      assert.equal(momentOf(node.until(10), 'entered V MASTER'), 6.609375)
    }
  })
  test('F10: lower priority each second: told each time, MASTER when the first wait ends', () => {
    const node = started(settings([instance()]))
    for (const second of [1, 2, 3]) {
      assert.deepEqual(bare(node.hears(second, { priority: 90 })), [
        `lower-heard V backup ${higherPeer} 90 100`,
      ])
    }
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.609375)
  })
  test('F11: without preemption a lower priority is accepted as well', () => {
    const node = started(settings([instance({ preempt: false })]))
    for (const second of [1, 2, 3, 4, 5]) node.hears(second, { priority: 90 })
    assert.equal(momentOf(node.until(20), 'entered V MASTER'), 8.609375)
  })
  test('a BACKUP never sends', () => {
    const node = started(settings([instance()]))
    for (let second = 1; second < 60; second++) node.hears(second, { priority: second % 2 ? 150 : 100 })
    assert.ok(!node.lines.some((line) => line.includes('sends')))
  })
})

describe('version 3 learns the interval of the master', () => {
  const v3 = { version: 3, advertInterval: seconds(1) } as const
  test('R29, F3: another interval is accepted, noted and used for the wait', () => {
    const node = started(settings([instance(v3)]))
    const lines = node.hears(1, { version: 3, intervalCentis: 20 })
    assert.deepEqual(bare(lines), [
      `complaint V ${higherPeer} false {"is":"interval-v3","received":20,"expected":100}`,
      'interval-learnt V 1000000 200000',
      `master-changed V  ${higherPeer}`,
    ])
    // 3 x 0.2 s + 156/256 x 0.2 s
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 1.721875)
  })
  test('F42: having become master it sends its own interval and forgets the other', () => {
    const node = started(settings([instance(v3)]))
    node.hears(1, { version: 3, intervalCentis: 20 })
    node.until(2)
    assert.equal(momentOf(node.until(3), 'V sends'), 2.721875)
    node.hears(3, { version: 3, priority: 150 })
    assert.equal(momentOf(node.until(10), 'entered V MASTER'), 6.609375)
  })
  test('a discarded lower advert teaches nothing', () => {
    const node = started(settings([instance(v3)]))
    node.hears(1, { version: 3, priority: 50, intervalCentis: 20 })
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.609375)
  })
  test('a master that steps down learns it too', () => {
    const node = mastering(v3)
    assert.ok(
      bare(node.hears(4.2, { version: 3, intervalCentis: 20 })).includes('interval-learnt V 1000000 200000'),
    )
    assert.equal(momentOf(node.until(8), 'entered V MASTER'), 4.921875)
  })
})

describe('a MASTER that hears an advert', () => {
  test('F18: priority 0: an advert at once, and the beat starts anew', () => {
    const node = mastering()
    assert.deepEqual(bare(node.hears(4.2, { priority: 0 })), [
      `priority-zero-heard V master ${higherPeer}`,
      'V sends 100',
    ])
    assert.equal(momentOf(node.until(6), 'V sends'), 5.2)
  })
  test('F13: lower priority: an advert at once, bursts now and after garp_lower_prio_delay', () => {
    const node = mastering()
    assert.deepEqual(bare(node.hears(4.2, { priority: 99 })), [
      `lower-heard V master ${higherPeer} 99 100`,
      'V sends 100',
      'V announces 10.0.0.100 x3',
      'notify instance V MASTER_RX_LOWER_PRI 100',
    ])
    assert.equal(momentOf(node.until(6.3), 'V announces'), 6.2)
  })
  test('a flood of losing adverts is answered sixteen times an interval, not once each', () => {
    const node = mastering()
    let sent = 0
    for (let packet = 0; packet < 1000; packet++) {
      const lines = bare(node.hears(4.2 + packet / 1000, { priority: packet % 2 === 0 ? 99 : 0 }))
      sent += lines.filter((line) => line === 'V sends 100').length
    }
    assert.ok(sent >= 15 && sent <= 17, `${sent} adverts`)
  })
  test('F16: equal priority, higher address: BACKUP without an advert', () => {
    const node = mastering({}, { handover: 'fast' })
    assert.deepEqual(bare(node.hears(4.2, { priority: 100, source: higherPeer })), [
      `outranked V ${higherPeer} 100 100`,
      'entered V BACKUP false []',
      'V releases 10.0.0.100',
      'handed-over V fast',
      'notify instance V BACKUP 100',
    ])
  })
  test('equal priority, lower address: answered', () => {
    const node = mastering()
    assert.ok(bare(node.hears(4.2, { priority: 100, source: lowerPeer })).includes('V sends 100'))
  })
  test('addresses are compared as numbers, not as text', () => {
    const node = mastering()
    const lines = bare(node.hears(4.2, { priority: 100, source: address('10.0.0.10') }))
    assert.ok(lines.includes('entered V BACKUP false []'))
  })
  test('equal priority from our own address: told once, counted always, nothing else', () => {
    const node = mastering()
    const heard = bare(node.hears(4.2, { priority: 100, source: us }))
    assert.deepEqual(heard, [`complaint V ${us} true {"is":"own-address"}`])
    assert.deepEqual(node.hears(4.3, { priority: 100, source: us }), [])
    assert.equal(counted(node).rejected['own-address'], 2)
  })
  test('no address of ours left is not assumed: the other one outranks', () => {
    assert.equal(rank({ priority: 1, from: us }, { priority: 1, source: undefined }), 'higher-address')
  })
})

describe('two owners', () => {
  const owner = { priority: 255, initial: 'master' } as const
  test('F20: the other address is higher: BACKUP at once', () => {
    const node = started(settings([instance(owner)]))
    const lines = bare(node.hears(0.5, { priority: 255, source: higherPeer }))
    assert.equal(lines[0], `owner-conflict V ${higherPeer} noticed`)
    assert.ok(lines.includes('entered V BACKUP false []'))
  })
  test('F19: the other address is lower and goes on: BACKUP after two intervals, then back', () => {
    const node = started(settings([instance(owner)]))
    for (const second of [0.5, 1.5, 2.4]) {
      const lines = bare(node.hears(second, { priority: 255, source: lowerPeer }))
      assert.ok(lines.includes('V sends 255'), lines.join())
    }
    const yielding = bare(node.hears(3.4, { priority: 255, source: lowerPeer }))
    assert.ok(yielding.includes(`owner-conflict V ${lowerPeer} yielding`))
    assert.ok(yielding.includes('entered V BACKUP false []'))
    assert.equal(momentOf(node.until(10), 'entered V MASTER'), 6.403906)
  })
  test('the other goes silent in time: we stay', () => {
    const node = started(settings([instance(owner)]))
    node.hears(0.5, { priority: 255, source: lowerPeer })
    const lines = bare(node.until(10))
    assert.ok(lines.includes(`owner-conflict V ${lowerPeer} stopped`))
    assert.ok(!lines.includes('entered V BACKUP false []'))
  })
})

describe('times', () => {
  test('the skew of version 2 does not depend on the interval, that of version 3 does', () => {
    assert.equal(skewTime({ version: 2, priority: 100, interval: seconds(10) }), 609_375)
    assert.equal(skewTime({ version: 3, priority: 100, interval: seconds(10) }), 6_093_750)
  })
  test('the longest skew is that of priority 1', () => {
    assert.equal(longestSkew(2, seconds(3)), 996_093)
    assert.equal(longestSkew(3, milliseconds(100)), 99_609)
  })
  test('an owner waits 1/256 more than its adverts', () => {
    const pace = { version: 2, priority: 255, interval: seconds(1), downTimerAdverts: 3 } as const
    assert.equal(masterDownTime(pace), 3_003_906)
  })
})
