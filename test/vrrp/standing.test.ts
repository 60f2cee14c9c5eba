/** Scripts and what they make of an instance. T numbers: behaviour observed at keepalived 2.4.3. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { contribution } from '../../src/vrrp/standing.ts'
import { bare, instance, mastering, momentOf, settings, stage, started } from './stage.ts'

const verdict = (name: string, is: 'good' | 'bad') =>
  ({ is: 'report', report: { of: 'script', name, verdict: is } }) as const
const track = (weight: number, reverse = false) => ({ name: 'chk', weight, reverse })

describe('what a script adds', () => {
  const table: readonly [number, boolean, number, number][] = [
    // weight, reverse, good, bad
    [20, false, 20, 0],
    [-20, false, 0, -20],
    [20, true, -20, 0],
    [-20, true, 0, 20],
    [0, false, 0, 0],
  ]
  for (const [weight, reverse, good, bad] of table) {
    test(`weight ${weight}${reverse ? ' reverse' : ''}: good ${good}, bad ${bad}, undecided 0`, () => {
      assert.equal(contribution({ weight, reverse }, 'good'), good)
      assert.equal(contribution({ weight, reverse }, 'bad'), bad)
      assert.equal(contribution({ weight, reverse }, undefined), 0)
    })
  }
})

describe('weighted scripts', () => {
  test('change the priority of the next advert, without a transition', () => {
    const node = mastering({ trackScripts: [track(20)] })
    assert.deepEqual(bare(node.at(4.2, verdict('chk', 'good'))), [
      'priority-changed V 100 120',
      'notify-priority V MASTER 120',
    ])
    assert.deepEqual(bare(node.until(5)), ['V sends 120'])
    assert.deepEqual(node.at(5.1, verdict('chk', 'good')), [])
  })
  test('move the wait of a BACKUP by the difference', () => {
    const node = started(settings([instance({ trackScripts: [track(50)] })]))
    node.at(1, verdict('chk', 'good'))
    // 50/256 s sooner
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.414062)
  })
  test('a wait that would have been over ends now', () => {
    const node = started(settings([instance({ priority: 1, trackScripts: [track(253)] })]))
    node.at(3.9, verdict('chk', 'good'))
    assert.equal(momentOf(node.until(4), 'entered V MASTER'), 3.9)
  })
  test('the sum stays within 1 and 254', () => {
    const node = mastering({ trackScripts: [track(-253), { ...track(253), name: 'two' }] })
    assert.deepEqual(bare(node.at(4.1, verdict('chk', 'bad'))), [
      'priority-changed V 100 1',
      'notify-priority V MASTER 1',
    ])
    assert.deepEqual(bare(node.at(4.2, verdict('chk', 'good'))), [
      'priority-changed V 1 100',
      'notify-priority V MASTER 100',
    ])
    assert.deepEqual(bare(node.at(4.3, verdict('two', 'good'))), [
      'priority-changed V 100 254',
      'notify-priority V MASTER 254',
    ])
  })
  test('an owner stays 255', () => {
    const node = mastering({ priority: 255, trackScripts: [track(-20)] })
    assert.deepEqual(bare(node.at(4.2, verdict('chk', 'bad'))), ['V sends 255'])
  })
})

describe('scripts of weight 0', () => {
  const open = (reverse = false) => stage(settings([instance({ trackScripts: [track(0, reverse)] })]))
  test('T9: undecided: silent for ever', () => {
    const node = open()
    assert.deepEqual(node.at(0, { is: 'start' }), [])
    assert.deepEqual(node.until(60), [])
    assert.deepEqual(node.hears(61), [])
  })
  test('T5: the first good verdict: BACKUP, with the whole wait', () => {
    const node = open()
    node.at(0, { is: 'start' })
    assert.deepEqual(bare(node.at(2, verdict('chk', 'good'))), [
      'entered V BACKUP true []',
      'notify instance V BACKUP 100',
    ])
    assert.equal(momentOf(node.until(10), 'entered V MASTER'), 5.609375)
  })
  test('T10, N30: the first verdict is bad: FAULT is notified', () => {
    const node = open()
    node.at(0, { is: 'start' })
    assert.ok(bare(node.at(2, verdict('chk', 'bad'))).includes('notify instance V FAULT 100'))
  })
  test('T19: reverse turns good and bad round', () => {
    const node = open(true)
    node.at(0, { is: 'start' })
    assert.ok(bare(node.at(2, verdict('chk', 'good'))).includes('notify instance V FAULT 100'))
    assert.ok(bare(node.at(3, verdict('chk', 'bad'))).includes('notify instance V BACKUP 100'))
  })
  test('they fault an owner as well', () => {
    const node = stage(settings([instance({ priority: 255, initial: 'master', trackScripts: [track(0)] })]))
    node.at(0, verdict('chk', 'good'), { is: 'start' })
    assert.ok(bare(node.at(1, verdict('chk', 'bad'))).includes('notify instance V FAULT 255'))
    assert.ok(bare(node.at(2, verdict('chk', 'good'))).includes('entered V MASTER false []'))
  })
})
