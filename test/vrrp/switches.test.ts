/**
 * The switches of an instance, and how it travels: without answers, with a last advert, IPv6, unicast, with a
 * VMAC, without an interface. F numbers: behaviour observed at keepalived 2.4.3.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Address, address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { farewells } from '../../src/vrrp/router.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import {
  bare,
  counted,
  down,
  type Happening,
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
  us,
  virtual,
} from './stage.ts'
import { plainVmac } from './virtual.ts'

const group6 = address('ff02::12')
const local = address('fe80::5')
const v6: Partial<InstanceSettings> = {
  version: 3,
  family: 'ipv6',
  destination: group6,
  addresses: [{ ...virtual('10.0.0.100'), prefix: { address: address('fe80::100'), length: 64 } }],
}
const link6 = (own: Address | undefined, isUp = true): Happening => ({
  is: 'link',
  interface: 'eth0',
  link: { up: isUp, address: us, address6: own },
})
const advert6 = (source: Address, priority: number): Happening => ({
  is: 'packet',
  interface: 'eth0',
  packet: packet({
    family: 'ipv6',
    version: 3,
    source,
    destination: group6,
    priority,
    ipHeaderLength: 0,
    length: 24,
    addresses: [address('fe80::100')],
  }),
})
function mastering6() {
  const node = stage(settings([instance(v6)]))
  node.at(0, link6(local), { is: 'start' })
  node.until(4)
  return node
}

describe('answers to others', () => {
  test('F14: lower_prio_no_advert: no advert, announcements, the beat as it was', () => {
    const node = mastering({ lowerPriorityNoAdvert: true })
    assert.deepEqual(bare(node.hears(4.2, { priority: 99 })), [
      `lower-heard V master ${higherPeer} 99 100 true`,
      'V announces 10.0.0.100 x3',
      'notify instance V MASTER_RX_LOWER_PRI 100',
    ])
    assert.equal(momentOf(node.until(6), 'V sends'), 4.609375)
  })
  test('F17: higher_prio_send_advert: one advert, then BACKUP', () => {
    const node = mastering({ higherPrioritySendAdvert: true })
    const lines = bare(node.hears(4.2, { priority: 150 }))
    assert.equal(lines[0], 'V sends 100')
    assert.equal(lines.filter((line) => line.includes('sends')).length, 1)
    assert.ok(lines.includes('entered V BACKUP false []'))
  })
  test('owner_ignore_adverts: an owner drops every advert, uncounted', () => {
    const node = mastering({ priority: 255, initial: 'master', ownerIgnoreAdverts: true })
    const lines = bare(node.hears(4.2, { priority: 255 }))
    assert.ok(!lines.some((line) => line.startsWith('entered')))
    assert.equal(counted(node).received, 0)
  })
  test('log_unknown_vrids, quirk strangersToldOnce', () => {
    const quiet = mastering()
    assert.deepEqual(quiet.hears(4.2, { vrid: 9 }), [])
    const told = mastering({}, { logUnknownVrids: true })
    assert.deepEqual(bare(told.hears(4.2, { vrid: 9 })), [`unknown-vrid eth0 9 ${higherPeer}`])
    assert.deepEqual(told.hears(4.3, { vrid: 9 }), [])
    assert.ok('strangersToldOnce' in quirks)
  })
})

describe('the own interface', () => {
  test('F28: dont_track_primary: MASTER while it is down', () => {
    const node = mastering({ trackPrimary: false })
    assert.deepEqual(bare(node.at(4.2, down('eth0'))), ['link eth0 false'])
    assert.ok(!bare(node.until(9)).some((line) => line.startsWith('entered')))
    assert.ok(bare(node.at(9.2, up('eth0'))).includes('link eth0 true'))
    assert.ok(bare(node.until(10.7)).includes('V sends 100'))
  })
  test('F28: an address that names the own interface does not track it after all', () => {
    const named = { ...virtual('10.0.0.100'), interface: 'eth0' }
    const node = mastering({ trackPrimary: false, addresses: [named], excluded: [named] })
    assert.deepEqual(bare(node.at(4.2, down('eth0'))), ['link eth0 false'])
    const elsewhere = mastering({ trackPrimary: false, addresses: [{ ...named, interface: 'eth1' }] })
    assert.ok(bare(elsewhere.at(4.2, down('eth1'))).includes('notify instance V FAULT 100'))
  })
  test('F28: in IPv6 the addresses that go with the link do not matter either', () => {
    const node = stage(settings([instance({ ...v6, trackPrimary: false })]))
    node.at(0, link6(local), { is: 'start' })
    node.until(4)
    assert.deepEqual(bare(node.at(4.2, link6(undefined, false))), ['link eth0 false'])
  })
  test('quirk sourceTracked: track_src_ip: FAULT when the configured source is on no interface', () => {
    const source = address('10.0.0.77')
    const node = started(settings([instance({ source, trackSource: true })]))
    const here = (addresses: readonly Address[]): Happening => ({
      is: 'link',
      interface: 'eth0',
      link: { up: true, address: us, address6: undefined, addresses },
    })
    node.at(1, here([us, source]))
    assert.ok(bare(node.at(2, here([us]))).includes('notify instance V FAULT 100'))
    assert.ok(bare(node.at(3, here([us, source]))).includes('notify instance V BACKUP 100'))
    const indifferent = started(settings([instance({ source })]))
    assert.deepEqual(indifferent.at(1, here([us])), [])
    assert.ok('sourceTracked' in quirks)
  })
  test('what the configuration forbids for ever holds it in FAULT', () => {
    const node = started(settings([instance({ faults: ['no-unicast-peer'] })]))
    assert.ok(node.lines[0]?.includes('{"is":"configuration","fault":"no-unicast-peer"}'))
    assert.deepEqual(bare(node.at(9, down('eth0'), up('eth0'))), ['link eth0 false', 'link eth0 true'])
  })
  test('F47: an instance whose number another one has is held in FAULT beside it', () => {
    const taken = instance({ name: 'W', faults: ['vrid-taken'] })
    const node = started(settings([taken, instance()]))
    node.hears(1, { priority: 150 })
    assert.equal(counted(node).received, 1)
    node.until(5)
    assert.ok(bare(node.lines).includes('notify instance W FAULT 100'))
    assert.ok(bare(node.lines).includes('notify instance V MASTER 100'))
  })
})

describe('IPv6', () => {
  test('adverts come from the link-local address', () => {
    const node = mastering6()
    assert.equal(farewells(node.router)[0]?.goodbye.source, local)
    assert.equal(farewells(node.router)[0]?.goodbye.advert.version, 3)
  })
  test('equal priorities are decided by all 128 bits, unsigned', () => {
    for (const [peer, wins] of [
      ['fe80::4', true],
      ['fe80::6', false],
      ['fe80::8000:0:0:0', false],
      ['fe80:0:0:0:ffff::1', false],
      ['fe80::', true],
    ] as const) {
      const node = mastering6()
      const lines = bare(node.at(4.2, advert6(address(peer), 100)))
      assert.equal(!lines.includes('entered V BACKUP false []'), wins, peer)
    }
  })
  test('F44: losing the link-local address: FAULT, priority 0 from the virtual one', () => {
    const node = mastering6()
    const lines = bare(node.at(4.2, link6(undefined)))
    assert.ok(
      lines.includes('entered V FAULT false [{"is":"no-address","interface":"eth0","family":"ipv6"}]'),
    )
    assert.equal(lines.filter((line) => line === 'V sends 0').length, 2)
    assert.ok(bare(node.at(5, link6(local))).includes('notify instance V BACKUP 100'))
  })
})

describe('unicast', () => {
  const peers = [{ address: lowerPeer, ttlMin: 0, ttlMax: 255 }]
  const unicast = { peers, ttl: 255, checkSource: false, oldChecksum: 'never' } as const
  test('F43: coming out of FAULT it announces its own address once', () => {
    const node = started(settings([instance({ unicast })]))
    node.at(1, down('eth0'))
    assert.deepEqual(bare(node.at(2, up('eth0'))), [
      'link eth0 true',
      'entered V BACKUP false []',
      'notify instance V BACKUP 100',
      `V announces ${us} x1 (source)`,
    ])
  })
  test('without an interface nothing of an interface holds it back, and it hears on none', () => {
    const loose = instance({ interface: undefined, source: us, unicast, addresses: [] })
    const node = started(settings([loose]))
    node.until(5)
    assert.ok(bare(node.lines).includes('V sends 100'))
    assert.ok(bare(node.at(5.2, down('eth0'))).length === 0)
    const heard = packet({ source: lowerPeer, destination: us, priority: 150, addresses: [] })
    const lines = bare(node.at(5.3, { is: 'packet', interface: '', packet: heard }))
    assert.ok(lines.includes('entered V BACKUP false []'))
  })
  test('O13: a new name, and new peers, change nothing', () => {
    const node = mastering({ unicast, source: us })
    const more = [...peers, { address: higherPeer, ttlMin: 0, ttlMax: 255 }]
    const renamed = instance({ name: 'W', unicast: { ...unicast, peers: more }, source: us })
    assert.deepEqual(node.at(4.2, { is: 'settings', settings: settings([renamed]) }), [])
    assert.equal(counted(node, 'W').becameMaster, 1)
    assert.equal(momentOf(node.until(6), 'W sends'), 4.609375)
  })
  test('another source is another instance', () => {
    const node = mastering({ unicast, source: us })
    const moved = instance({ name: 'W', unicast, source: address('10.0.0.6') })
    const lines = bare(node.at(4.2, { is: 'settings', settings: settings([moved]) }))
    assert.ok(lines.includes('notify instance V DELETED 100'))
    assert.ok(lines.includes('notify instance W BACKUP 100'))
  })
})

describe('a VMAC', () => {
  const vmac = plainVmac('vrrp.51')
  const own = (isUp: boolean, address6?: Address): Happening => ({
    is: 'link',
    interface: 'vrrp.51',
    link: { up: isUp, address: undefined, address6 },
  })
  test('gets the addresses; adverts have the address of the interface below', () => {
    const node = stage(settings([instance({ virtualInterface: vmac })]))
    node.at(0, own(true), { is: 'start' })
    node.until(4)
    const [ready] = farewells(node.router)
    assert.equal(ready?.goodbye.source, us)
    assert.equal(ready?.goodbye.interface, 'vrrp.51')
    assert.equal(ready?.holdings.addresses[0]?.interface, 'vrrp.51')
  })
  test('both interfaces count', () => {
    const node = stage(settings([instance({ virtualInterface: vmac })]))
    node.at(0, { is: 'start' })
    assert.ok(node.lines[0]?.includes('{"is":"interface-missing","interface":"vrrp.51"}'))
    assert.ok(bare(node.at(1, own(true))).includes('notify instance V BACKUP 100'))
    assert.ok(bare(node.at(2, own(false))).includes('notify instance V FAULT 100'))
    node.at(3, own(true))
    assert.ok(bare(node.at(4, down('eth0'))).includes('notify instance V FAULT 100'))
  })
  test('with vmac_xmit_base adverts leave through the interface below', () => {
    const node = stage(settings([instance({ virtualInterface: { ...vmac, sendFromBase: true } })]))
    node.at(0, own(true), { is: 'start' })
    node.until(4)
    assert.equal(farewells(node.router)[0]?.goodbye.interface, 'eth0')
  })
  test('with and without it are two instances: one leaves, the other begins', () => {
    const node = mastering()
    const lines = bare(
      node.at(4.2, own(true), { is: 'settings', settings: settings([instance({ virtualInterface: vmac })]) }),
    )
    assert.ok(lines.includes('V sends 0'))
    assert.ok(lines.includes('notify instance V DELETED 100'))
    assert.ok(lines.includes('notify instance V BACKUP 100'))
  })
  test('it has the delays of the interface below', () => {
    const delays = [{ interface: 'eth0', down: seconds(1), up: seconds(1) }]
    const node = stage(settings([instance({ virtualInterface: vmac })], { delays }))
    node.at(0, own(true), { is: 'start' })
    node.until(4)
    assert.deepEqual(node.at(4.2, own(false)), [])
    assert.equal(momentOf(node.until(6), 'entered V FAULT'), 5.2)
  })
})
