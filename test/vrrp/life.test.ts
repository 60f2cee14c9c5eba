/**
 * The life of one instance. F numbers: behaviour observed at keepalived 2.4.3, kept so that nodes may be
 * mixed.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Address } from '../../src/base/address.ts'
import { milliseconds, seconds } from '../../src/base/time.ts'
import { farewells, holdings } from '../../src/vrrp/router.ts'
import {
  addressless,
  bare,
  counted,
  down,
  higherPeer,
  instance,
  lowerPeer,
  mastering,
  momentOf,
  settings,
  stage,
  started,
  up,
  virtual,
} from './stage.ts'

function masterAt(more: Parameters<typeof instance>[0]): number | undefined {
  const node = started(settings([instance(more)]))
  return momentOf(node.until(10), 'entered V MASTER')
}

describe('how long a lonely node waits', () => {
  test('F1: version 2, 1 s, priority 100: 3.609 s', () => {
    assert.equal(masterAt({}), 3.609375)
  })
  test('F2: version 2, priority 254: 3.008 s', () => {
    assert.equal(masterAt({ priority: 254 }), 3.007812)
  })
  test('F3: version 3, 0.5 s, priority 100: 1.805 s', () => {
    assert.equal(masterAt({ version: 3, advertInterval: milliseconds(500) }), 1.804687)
  })
  test('F4: down_timer_adverts 5 in version 3 and 1 in version 2: 2.805 s and 1.609 s', () => {
    const v3 = { version: 3, advertInterval: milliseconds(500), downTimerAdverts: 5 } as const
    assert.equal(masterAt(v3), 2.804687)
    assert.equal(masterAt({ downTimerAdverts: 1 }), 1.609375)
  })
  test('F8: an owner that is told to start as BACKUP: 3.004 s', () => {
    assert.equal(masterAt({ priority: 255 }), 3.003906)
  })
  test('an owner starts as MASTER', () => {
    const node = stage(settings([instance({ priority: 255, initial: 'master' })]))
    const lines = node.at(0, { is: 'start' })
    assert.deepEqual(bare(lines), [
      'V sends 255',
      'entered V MASTER false []',
      'V claims 10.0.0.100',
      'V announces 10.0.0.100 x5',
      'notify instance V MASTER 255',
    ])
  })
  test('state MASTER below 255 waits like any other', () => {
    assert.equal(masterAt({ initial: 'master' }), 3.609375)
  })
})

describe('the order of effects', () => {
  test('K1: on becoming master the advert leaves before the addresses come, notifications last', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(node.until(3.7).slice(1), [
      '3.609375 advert-timeout V',
      '3.609375 V sends 100',
      '3.609375 entered V MASTER false []',
      '3.609375 V claims 10.0.0.100',
      '3.609375 V announces 10.0.0.100 x5',
      '3.609375 notify instance V MASTER 100',
    ])
  })
  test('the first state is told as such and notified', () => {
    const node = stage(settings([instance()]))
    assert.deepEqual(bare(node.at(0, { is: 'start' })), [
      'entered V BACKUP true []',
      'notify instance V BACKUP 100',
    ])
  })
  test('F21: link down as MASTER: FAULT, nothing sent, addresses gone', () => {
    const node = mastering()
    assert.deepEqual(bare(node.at(4.2, down('eth0'))), [
      'link eth0 false',
      'entered V FAULT false [{"is":"interface-down","interface":"eth0"}]',
      'V releases 10.0.0.100',
      'notify instance V FAULT 100',
    ])
    assert.deepEqual(holdings(node.router).addresses, [])
    assert.deepEqual(node.until(60), [])
  })
  test('F23: a script fault as MASTER: priority 0 twice, counted once', () => {
    const script = { name: 'chk', weight: 0, reverse: false }
    const node = stage(settings([instance({ trackScripts: [script] })]))
    node.at(0, { is: 'report', report: { of: 'script', name: 'chk', verdict: 'good' } }, { is: 'start' })
    assert.deepEqual(
      bare(node.at(4, { is: 'report', report: { of: 'script', name: 'chk', verdict: 'bad' } })).slice(-6),
      [
        'entered V FAULT false [{"is":"script-bad","script":"chk"}]',
        'V sends 0',
        'V sends 0',
        'priority-zero-sent V',
        'V releases 10.0.0.100',
        'notify instance V FAULT 100',
      ],
    )
    assert.equal(counted(node).priorityZeroSent, 1)
  })
})

describe('faults', () => {
  test('F22: link up: BACKUP, MASTER after the whole wait', () => {
    const node = mastering()
    node.at(4.2, down('eth0'))
    const lines = node.at(10, up('eth0'))
    assert.deepEqual(bare(lines), [
      'link eth0 true',
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
    ])
    assert.equal(momentOf(node.until(20), 'entered V MASTER'), 13.609375)
  })
  test('F27: losing the only address: FAULT; regaining one: BACKUP', () => {
    const node = mastering()
    const lost = bare(node.at(4.2, addressless('eth0')))
    assert.ok(lost.includes('entered V FAULT false [{"is":"no-address","interface":"eth0","family":"ipv4"}]'))
    // The peers take over after a skew: the good-bye still comes from the address that went.
    assert.equal(lost.filter((line) => line === 'V sends 0').length, 2)
    assert.ok(bare(node.at(5, up('eth0'))).includes('entered V BACKUP false []'))
  })
  test('another address of the interface takes over as source without FAULT', () => {
    const node = mastering()
    assert.deepEqual(node.at(4.2, up('eth0', lowerPeer)), [])
    assert.equal(farewells(node.router)[0]?.goodbye.source, lowerPeer)
  })
  test('a configured source needs no address of the interface', () => {
    const node = started(settings([instance({ source: higherPeer })]))
    assert.deepEqual(node.at(1, addressless('eth0')), [])
  })
  test('an interface that does not exist is a fault, its coming the end of it', () => {
    const node = stage(settings([instance({ interface: 'eth7' })]))
    assert.deepEqual(bare(node.at(0, { is: 'start' })), [
      'entered V FAULT true [{"is":"interface-missing","interface":"eth7"}]',
      'notify instance V FAULT 100',
    ])
    assert.ok(bare(node.at(1, up('eth7'))).includes('entered V BACKUP false []'))
  })
  test('F31, done right: two causes, one goes: still FAULT', () => {
    const node = mastering({ addresses: [virtual('10.0.0.100', { interface: 'eth1' })] })
    node.at(5, down('eth0'))
    node.at(6, down('eth1'))
    assert.deepEqual(bare(node.at(7, up('eth0'))), ['link eth0 true'])
    assert.ok(bare(node.at(8, up('eth1'))).includes('entered V BACKUP false []'))
  })
})

describe('somebody else removes an address', () => {
  const lost = (gone: Address) =>
    ({ is: 'lost', what: { is: 'address', interface: 'eth0', address: gone } }) as const
  test('F24, K8: priority 0, BACKUP, MASTER again after the skew', () => {
    const node = mastering({ addresses: [virtual('10.0.0.100'), virtual('10.0.0.101')] })
    const gone = node.at(4.2, lost(virtual('10.0.0.101').prefix.address))
    assert.deepEqual(bare(gone), [
      'address-lost V 10.0.0.101 eth0',
      'V sends 0',
      'priority-zero-sent V',
      'entered V BACKUP false []',
      'V releases 10.0.0.100,10.0.0.101',
      'notify instance V BACKUP 100',
    ])
    assert.equal(momentOf(node.until(6), 'entered V MASTER'), 4.809375)
  })
  test('an address of nobody, or of a BACKUP, means nothing', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(node.at(1, lost(virtual('10.0.0.100').prefix.address)), [])
    const master = mastering()
    assert.deepEqual(master.at(4.2, lost(lowerPeer)), [])
  })
})

test('excluded addresses are held and announced, but not advertised', () => {
  const node = mastering({ excluded: [virtual('10.0.0.180')] })
  assert.ok(bare(node.lines).includes('V claims 10.0.0.100,10.0.0.180'))
  assert.ok(bare(node.lines).includes('V announces 10.0.0.100,10.0.0.180 x5'))
  const [farewell] = farewells(node.router)
  assert.deepEqual(farewell?.goodbye.advert.addresses, ['10.0.0.100'])
  assert.equal(farewell?.holdings.addresses.length, 2)
})

describe('adverts keep their beat', () => {
  test('on multiples of the interval from the first one', () => {
    const node = mastering()
    const sent = node.until(8).filter((line) => line.endsWith('V sends 100'))
    assert.deepEqual(
      sent,
      ['4.609375', '5.609375', '6.609375', '7.609375'].map((at) => `${at} V sends 100`),
    )
  })
  test('a late wake-up sends one advert and keeps the multiples', () => {
    const node = mastering()
    assert.deepEqual(node.late(5.2, { is: 'due' }), ['5.2 V sends 100'])
    assert.equal(momentOf(node.until(6), 'V sends'), 5.609375)
  })
  test('F40: not scheduled for more than an interval: one advert, a new beat, still MASTER', () => {
    const node = mastering()
    assert.deepEqual(bare(node.late(11, { is: 'due' })), [
      'timer-expired V 6390625 stays',
      'V sends 100',
      'V announces 10.0.0.100 x5',
    ])
    assert.equal(momentOf(node.until(13), 'V sends'), 12)
  })
  test('early wake-ups do nothing', () => {
    const node = mastering()
    assert.deepEqual(node.at(4.3, { is: 'due' }, { is: 'due' }), [])
  })
})

describe('gratuitous ARP', () => {
  test('a second burst after the delay, no third', () => {
    const node = mastering()
    const bursts = node.until(60).filter((line) => line.includes('announces'))
    assert.deepEqual(bursts, ['8.609375 V announces 10.0.0.100 x5'])
  })
  test('delay 0: no second burst', () => {
    const node = mastering({ announce: { ...instance().announce, delay: seconds(0) } })
    assert.deepEqual(
      node.until(60).filter((line) => line.includes('announces')),
      [],
    )
  })
  test('leaving MASTER forgets the burst, a later mastership has only its own', () => {
    const node = mastering()
    node.hears(5, { priority: 150 })
    node.hears(5.5, { priority: 0 })
    const bursts = node.until(30).filter((line) => line.includes('announces'))
    assert.deepEqual(bursts, ['6.109375 V announces 10.0.0.100 x5', '11.109375 V announces 10.0.0.100 x5'])
  })
})
