/** Planned stop, failback and probing: ours, beyond keepalived. The names of the quirks are in quirks.ts. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { milliseconds } from '../../src/base/time.ts'
import { farewells, holdings } from '../../src/vrrp/router.ts'
import {
  bare,
  down,
  type Happening,
  higherPeer,
  instance,
  lowerPeer,
  mastering,
  momentOf,
  settings,
  someMac,
  started,
  us,
  virtual,
} from './stage.ts'

const claimed: Happening = {
  is: 'claimed',
  interface: 'eth0',
  address: address('10.0.0.100'),
  mac: someMac,
}
const answered: Happening = { ...claimed, is: 'answered' }
const stop: Happening = { is: 'stop' }
const released = ['V releases 10.0.0.100']

describe('gracefulStop', () => {
  test('priority 0 at once; the addresses stay', () => {
    const node = mastering()
    assert.deepEqual(bare(node.at(4.2, stop)), ['V sends 0', 'priority-zero-sent V'])
    assert.equal(holdings(node.router).addresses.length, 1)
    assert.equal(farewells(node.router).length, 1)
  })
  test('the successor’s advert, then its gratuitous ARP: released at once', () => {
    const node = mastering()
    node.at(4.2, stop)
    assert.deepEqual(node.hears(4.6, { priority: 90, source: lowerPeer }), [])
    assert.deepEqual(node.at(4.601, claimed), [
      '4.601 V releases 10.0.0.100',
      '4.601 handed-over V claimed',
      '4.601 notify instance V STOP 100',
      '4.601 stopped',
    ])
    assert.deepEqual(node.until(100), [])
  })
  test('the gratuitous ARP came before the advert: released by the advert', () => {
    const node = mastering()
    node.at(4.2, stop, claimed)
    assert.ok(bare(node.hears(4.6, { priority: 90 })).includes('handed-over V claimed'))
  })
  test('no gratuitous ARP: released 30 ms after the successor’s advert', () => {
    const node = mastering()
    node.at(4.2, stop)
    node.hears(4.6, { priority: 90 })
    assert.equal(momentOf(node.until(6), 'handed-over V heard'), 4.63)
  })
  test('later adverts do not prolong it', () => {
    const node = mastering()
    node.at(4.2, stop)
    for (const at of [4.6, 4.61, 4.62]) node.hears(at, { priority: 90 })
    assert.equal(momentOf(node.until(6), 'handed-over V heard'), 4.63)
  })
  test('nobody follows: released after the longest skew and 30 ms', () => {
    const node = mastering()
    node.at(4.2, stop)
    assert.equal(momentOf(node.until(6), 'handed-over V time'), 5.226093)
  })
  test('version 3: the longest skew is that of the interval', () => {
    const node = mastering({ version: 3, advertInterval: milliseconds(100) })
    node.at(4.2, stop)
    assert.equal(momentOf(node.until(6), 'handed-over V time'), 4.329609)
  })
  test('another one’s good-bye, or an echo of ours, is no successor', () => {
    const node = mastering()
    node.at(4.2, stop)
    node.hears(4.3, { priority: 0 })
    node.hears(4.4, { source: us })
    assert.equal(momentOf(node.until(6), 'handed-over'), 5.226093)
  })
  test('a rejected advert is no successor', () => {
    const node = mastering()
    node.at(4.2, stop)
    node.hears(4.3, { ttl: 1 })
    assert.equal(momentOf(node.until(6), 'handed-over V time'), 5.226093)
  })
  test('while stopping it sends and answers nothing', () => {
    const node = mastering()
    node.at(4.2, stop)
    node.hears(4.3, { priority: 1 })
    node.hears(4.31, { priority: 0 })
    assert.ok(!node.until(10).some((line) => line.includes('sends')))
  })
  test('the interface is down: nobody can follow, released at once', () => {
    const node = mastering()
    node.at(4.2, stop)
    assert.deepEqual(bare(node.at(4.3, down('eth0'))).slice(1), [
      ...released,
      'notify instance V STOP 100',
      'stopped',
    ])
  })
  test('a BACKUP, or one in FAULT, just stops', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(bare(node.at(1, stop)), ['notify instance V STOP 100', 'stopped'])
    const faulty = mastering()
    faulty.at(4.2, down('eth0'))
    assert.deepEqual(bare(faulty.at(5, stop)), ['notify instance V STOP 100', 'stopped'])
  })
  test('stopped comes when the last instance has let go', () => {
    const second = instance({ name: 'W', vrid: 52, addresses: [virtual('10.0.0.200')] })
    const node = started(settings([instance(), second]))
    node.at(4, stop)
    const first = bare(node.hears(4.1, { priority: 90 })).concat(bare(node.at(4.11, claimed)))
    assert.ok(first.includes('notify instance V STOP 100') && !first.includes('stopped'))
    assert.equal(momentOf(node.until(6), 'stopped'), 5.026093)
  })
  test('fast: keepalived’s order, all at once', () => {
    const node = mastering({}, { handover: 'fast' })
    assert.deepEqual(bare(node.at(4.2, stop)), [
      'V sends 0',
      'priority-zero-sent V',
      ...released,
      'handed-over V fast',
      'notify instance V STOP 100',
      'stopped',
    ])
  })
  test('a second stop, or anything after the end, does nothing', () => {
    const node = mastering()
    node.at(4.2, stop, stop)
    node.until(6)
    assert.deepEqual(node.at(7, stop, claimed, down('eth0'), { is: 'start' }), [])
  })
})

describe('gracefulFailback', () => {
  test('BACKUP at once, the addresses stay up to the other one’s gratuitous ARP', () => {
    const node = mastering()
    assert.deepEqual(bare(node.hears(4.2)), [
      `outranked V ${higherPeer} 150 100`,
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
    ])
    assert.equal(holdings(node.router).addresses.length, 1)
    assert.deepEqual(bare(node.at(4.203, claimed)), [...released, 'handed-over V claimed'])
    assert.deepEqual(holdings(node.router).addresses, [])
    assert.deepEqual(node.at(4.21, claimed), [])
  })
  test('no gratuitous ARP: 40 ms, and a last advert that makes an old master announce itself', () => {
    const node = mastering()
    node.hears(4.2)
    const lines = node.until(5)
    assert.equal(momentOf(lines, 'handed-over V time'), 4.24)
    assert.deepEqual(bare(lines).slice(-1), ['V sends 100'])
  })
  test('a claim of another address is none', () => {
    const node = mastering()
    node.hears(4.2)
    assert.deepEqual(node.at(4.21, { ...claimed, address: lowerPeer }), [])
  })
  test('master again in that time: nothing leaves the interface', () => {
    const node = mastering({ priority: 254 })
    node.hears(4.2, { priority: 255 })
    node.hears(4.21, { priority: 0 })
    const lines = bare(node.until(4.3))
    assert.ok(lines.includes('V claims 10.0.0.100'))
    assert.ok(!lines.some((line) => line.includes('releases')))
  })
  test('a fault, a removal or a stop in that time', () => {
    const failing = mastering()
    failing.hears(4.2)
    assert.ok(bare(failing.at(4.21, down('eth0'))).includes('V releases 10.0.0.100'))
    const removed = mastering()
    removed.hears(4.2)
    assert.ok(
      bare(removed.at(4.21, { is: 'settings', settings: settings([]) })).includes('V releases 10.0.0.100'),
    )
    const stopping = mastering()
    stopping.hears(4.2)
    assert.deepEqual(stopping.at(4.21, stop), [])
    assert.equal(momentOf(stopping.until(5), 'stopped'), 4.24)
  })
  test('fast: released at once', () => {
    const node = mastering({}, { handover: 'fast' })
    assert.ok(bare(node.hears(4.2)).includes('V releases 10.0.0.100'))
  })
})

describe('probing', () => {
  test('once in a wait, at its half', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(node.until(3.6), ['1.804688 V probes 10.0.0.100'])
  })
  test('not while adverts come, not after priority 0, not after those of a lower master', () => {
    const node = started(settings([instance()]))
    for (let at = 1; at < 20; at++) assert.ok(!bare(node.hears(at)).includes('V probes 10.0.0.100'))
    node.hears(20, { priority: 0 })
    assert.ok(!bare(node.until(21)).includes('V probes 10.0.0.100'))
    const replacing = started(settings([instance()]))
    replacing.hears(1, { priority: 50 })
    assert.ok(!bare(replacing.until(5)).includes('V probes 10.0.0.100'))
  })
  test('who answers is told once, before the address is taken', () => {
    const node = started(settings([instance()]))
    assert.deepEqual(bare(node.at(1.9, answered, answered)), ['V probes 10.0.0.100'])
    assert.deepEqual(bare(node.until(3.7)).slice(0, 3), [
      'advert-timeout V',
      `address-in-use V 10.0.0.100 ${someMac}`,
      'V sends 100',
    ])
    assert.equal(node.lines.filter((line) => line.includes('address-in-use')).length, 1)
  })
  test('an advert after the answer: it was the master, no alarm', () => {
    const node = started(settings([instance()]))
    node.at(1.9, answered)
    node.hears(2)
    assert.ok(!bare(node.until(10)).some((line) => line.startsWith('address-in-use')))
  })
  test('a claim while no master is heard counts as well, one of the heard master does not', () => {
    const node = started(settings([instance()]))
    node.at(1, claimed)
    assert.ok(bare(node.until(4)).includes(`address-in-use V 10.0.0.100 ${someMac}`))
    const led = started(settings([instance()]))
    led.hears(1)
    led.at(1.1, claimed)
    assert.ok(!bare(led.until(6)).some((line) => line.startsWith('address-in-use')))
  })
  test('the election does not depend on it', () => {
    const node = started(settings([instance()]))
    node.at(1.9, answered)
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.609375)
  })
})
