/**
 * What waits before it acts: preemption, the start, links that come and go, a process that was not scheduled.
 * F numbers: behaviour observed at keepalived 2.4.3.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds, seconds } from '../../src/base/time.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { wakeAt } from '../../src/vrrp/router.ts'
import {
  bare,
  counted,
  down,
  higherPeer,
  instance,
  lowerPeer,
  mastering,
  momentOf,
  packet,
  settings,
  stage,
  started,
  up,
} from './stage.ts'

describe('preempt_delay', () => {
  const delayed = (more = {}) => started(settings([instance({ preemptDelay: seconds(2), ...more })]))

  test('F12: a lower master is left alone for the delay, then until the last wait ends', () => {
    const node = delayed()
    const first = bare(node.hears(1, { priority: 50 }))
    assert.deepEqual(first, ['preempt-delay V 2000000', `master-changed V  ${higherPeer}`])
    for (const second of [2, 2.9]) assert.deepEqual(bare(node.hears(second, { priority: 50 })), [])
    // The delay ended at 3: this one is as if nobody had spoken.
    assert.deepEqual(bare(node.hears(3.9, { priority: 50 })), [`lower-heard V backup ${higherPeer} 50 100`])
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 2.9 + 3.609375)
  })
  test('F12: a better master stops the delay, and the next lower one starts it anew', () => {
    const node = delayed()
    node.hears(1, { priority: 50 })
    assert.ok(bare(node.hears(2, { priority: 150 })).includes('preempt-delay V '))
    assert.ok(bare(node.hears(3.5, { priority: 50 })).includes('preempt-delay V 2000000'))
    assert.deepEqual(bare(node.hears(4.5, { priority: 50 })), [])
  })
  test('without a master there is nothing to wait for', () => {
    assert.equal(momentOf(delayed().until(6), 'entered V MASTER'), 3.609375)
  })
  test('one that has ended stays so for the same lower master', () => {
    const node = delayed({ preemptDelay: milliseconds(500) })
    node.hears(1, { priority: 50 })
    node.hears(2, { priority: 50 })
    node.hears(3, { priority: 50 })
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 4.609375)
  })
})

describe('the delay of the start', () => {
  const late = { startupDelay: seconds(3) }
  test('F37: every wait counts from its end', () => {
    const node = started(settings([instance()], late))
    assert.equal(
      node.lines.find((line) => line.includes('startup-delayed')),
      '0 startup-delayed 3000000 false',
    )
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 6.609375)
    assert.equal(momentOf(node.lines, 'startup-delayed  false'), 3)
  })
  test('F38, quirk delayedOwnerWaits: an owner sends its first advert an interval after its end', () => {
    const owner = instance({ priority: 255, initial: 'master' })
    const node = started(settings([owner], late))
    const lines = node.until(9)
    assert.equal(momentOf(lines, 'V sends 255'), 4)
    assert.equal(momentOf(lines, 'V claims'), 4)
    assert.ok('delayedOwnerWaits' in quirks)
  })
  test('adverts mean nothing as long as it runs, and are not counted', () => {
    const node = started(settings([instance()], late))
    assert.deepEqual(node.hears(1, { priority: 0 }), [])
    assert.equal(counted(node).received, 0)
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 6.609375)
  })
  test('faults are followed all the same', () => {
    const node = started(settings([instance()], late))
    assert.ok(bare(node.at(1, down('eth0'))).includes('notify instance V FAULT 100'))
    assert.ok(bare(node.at(2, up('eth0'))).includes('notify instance V BACKUP 100'))
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 6.609375)
  })
  test('vrrp_delay_after_boot counts from the boot of the host; the later end counts', () => {
    const boot = { delayAfterBoot: seconds(60) }
    const fresh = stage(settings([instance()], boot))
    fresh.at(0, { is: 'start', sinceBoot: seconds(50) })
    assert.equal(momentOf(fresh.until(20), 'entered V MASTER'), 13.609375)
    const both = stage(settings([instance()], { ...boot, startupDelay: seconds(12) }))
    both.at(0, { is: 'start', sinceBoot: seconds(50) })
    assert.equal(momentOf(both.until(20), 'entered V MASTER'), 15.609375)
    const old = stage(settings([instance()], boot))
    old.at(0, { is: 'start', sinceBoot: seconds(600) })
    assert.equal(momentOf(old.until(20), 'entered V MASTER'), 3.609375)
  })
  test('a reload makes it longer, shorter, or ends it', () => {
    const to = (delay: number) =>
      ({ is: 'settings', settings: settings([instance()], { startupDelay: seconds(delay) }) }) as const
    const longer = started(settings([instance()], late))
    assert.deepEqual(bare(longer.at(1, to(5))), ['startup-delayed 4000000 true'])
    assert.equal(momentOf(longer.until(20), 'entered V MASTER'), 8.609375)
    const shorter = started(settings([instance()], late))
    assert.deepEqual(bare(shorter.at(1, to(2))), ['startup-delayed 1000000 true'])
    assert.equal(momentOf(shorter.until(20), 'entered V MASTER'), 5.609375)
    const over = started(settings([instance()], late))
    assert.deepEqual(bare(over.at(1, to(0))), ['startup-delayed  false'])
    assert.equal(momentOf(over.until(20), 'entered V MASTER'), 4.609375)
    const passed = started(settings([instance()], late))
    passed.until(3.5)
    assert.deepEqual(passed.at(4, to(9)), [])
  })
})

describe('interface_up_down_delays', () => {
  const delays = [{ interface: 'eth0', down: seconds(1), up: seconds(1) }]
  test('F30: a bounce within the delay is nobody’s business', () => {
    const node = mastering({}, { delays })
    const until = wakeAt(node.router)
    assert.deepEqual(node.at(4.2, down('eth0')), [])
    assert.deepEqual(node.at(4.5, up('eth0')), [])
    assert.ok(until !== undefined)
    assert.ok(!bare(node.until(8)).some((line) => line.startsWith('entered')))
  })
  test('a change that holds counts at the end of the delay', () => {
    const node = mastering({}, { delays })
    node.at(4.2, down('eth0'))
    const lines = node.until(8)
    assert.equal(momentOf(lines, 'link eth0 false'), 5.2)
    assert.equal(momentOf(lines, 'entered V FAULT'), 5.2)
    assert.deepEqual(bare(node.at(9, up('eth0'))), [])
    assert.equal(momentOf(node.until(12), 'entered V BACKUP'), 10)
  })
  test('the first coming up is not delayed', () => {
    const slow = [{ interface: 'eth2', down: seconds(1), up: seconds(1) }]
    const node = stage(settings([instance({ interface: 'eth2' })], { delays: slow }))
    node.at(0, down('eth2'), { is: 'start' })
    assert.ok(bare(node.at(1, up('eth2'))).includes('link eth2 true'))
  })
  test('it never lasts longer than the peers wait, less one advert and a little', () => {
    const long = [{ interface: 'eth0', down: seconds(60), up: seconds(60) }]
    const node = mastering({}, { delays: long })
    assert.ok(node.lines.includes('0 delay-shortened eth0 1996094'))
    node.at(4.2, down('eth0'))
    assert.equal(momentOf(node.until(9), 'entered V FAULT'), 4.2 + 1.996094)
    const none = mastering({ downTimerAdverts: 1 }, { delays: long })
    assert.equal(momentOf(none.at(4.2, down('eth0')), 'entered V FAULT'), 4.2)
  })
  test('the shorter interval of the master that is heard counts', () => {
    const long = [{ interface: 'eth0', down: seconds(60), up: seconds(60) }]
    const node = started(settings([instance({ version: 3 })], { delays: long }))
    node.hears(1, { version: 3, intervalCentis: 10 })
    node.at(1.05, down('eth0'))
    assert.equal(momentOf(node.until(9), 'entered V FAULT'), 1.05 + 0.19961)
  })
  test('an interface that is deleted is gone at once', () => {
    const node = mastering({}, { delays })
    assert.ok(
      bare(node.at(4.2, { is: 'link', interface: 'eth0', link: undefined })).includes('interface-gone eth0'),
    )
  })
})

describe('a process that was not scheduled', () => {
  const patient = { preempt: false, lateBackupPriority: 254 } as const
  test('F39: with timer_expired_backup: BACKUP without priority 0', () => {
    const node = mastering(patient)
    assert.deepEqual(bare(node.late(10.2, { is: 'due' })), [
      'timer-expired V 5590625 backup',
      'entered V BACKUP false []',
      'V releases 10.0.0.100',
      'notify instance V BACKUP 100',
    ])
    assert.equal(momentOf(node.until(20), 'entered V MASTER'), 10.2 + 3.609375)
  })
  test('F39: what came meanwhile is judged by a BACKUP', () => {
    const node = mastering(patient)
    const lines = bare(node.late(10.2, { is: 'packet', interface: 'eth0', packet: lowerAdvert() }))
    assert.equal(lines[0], 'timer-expired V 5590625 backup')
    assert.ok(!lines.some((line) => line.includes('sends')))
    assert.ok(lines.includes(`master-changed V  ${lowerPeer}`))
  })
  test('F39: late by less than the peers’ patience: it stays', () => {
    const node = mastering(patient)
    assert.deepEqual(bare(node.late(6.5, { is: 'due' })), ['V sends 100'])
  })
  test('F40: without the option it stays MASTER and sends at once', () => {
    const node = mastering()
    const lines = bare(node.late(10.2, { is: 'due' }))
    assert.deepEqual(lines.slice(0, 2), ['timer-expired V 5590625 stays', 'V sends 100'])
  })
  test('quirk lateByOwnDownTimer: with more patient peers it stays for longer', () => {
    const node = started(settings([instance({ ...patient, downTimerAdverts: 9 })]))
    node.until(10)
    assert.ok(bare(node.late(16, { is: 'due' })).includes('V sends 100'))
    assert.ok('lateByOwnDownTimer' in quirks)
  })
})

function lowerAdvert() {
  return packet({ source: lowerPeer, priority: 90 })
}
