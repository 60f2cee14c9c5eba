/**
 * Where an advert comes from and how it is summed: unicast peers, IPv6, the forms of the checksum, and what
 * an instance does not want to know. R numbers: packets that were injected into keepalived 2.4.3; the same
 * packet has to meet the same fate here, but for what quirks name.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { advertEffect, sealed } from '../../src/vrrp/adverts.ts'
import { inspect } from '../../src/vrrp/inspect.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { openSecurity } from '../../src/vrrp/security.ts'
import type { ReceivedPacket } from '../../src/wire/vrrp.ts'
import { examiner } from './examiner.ts'
import { fate, heardFrom, sixth, unicastWith, wall } from './fates.ts'
import { higherPeer, instance, lowerPeer, packet, us } from './stage.ts'

describe('unicast', () => {
  const toUs = { destination: us } as const
  const two = (more: Parameters<typeof unicastWith>[1] = {}) =>
    instance({ unicast: unicastWith([higherPeer], more) })

  test('R35: a peer without a range may be any distance away', () => {
    assert.equal(fate(packet({ ...toUs, ttl: 1 }), examiner(two())), 'accepted')
  })
  test('R36: a stranger is dropped with check_unicast_src only, and has been received', () => {
    const stranger = packet({ ...toUs, source: lowerPeer })
    assert.equal(fate(stranger, examiner(two())), 'accepted')
    const inspection = inspect(stranger, examiner(two({ checkSource: true })))
    assert.ok(inspection.is === 'dropped')
    assert.deepEqual([inspection.complaint.is, inspection.received], ['stranger', true])
  })
  test('min_ttl and max_ttl', () => {
    const near = two({ ttlMin: 253, ttlMax: 254 })
    const fates = [252, 253, 254, 255].map((ttl) => fate(packet({ ...toUs, ttl }), examiner(near)))
    assert.deepEqual(fates, ['ttl-range', 'accepted', 'accepted', 'ttl-range'])
  })
  test('a group is not for it, and an address of ours is not for a multicast instance', () => {
    assert.equal(fate(packet(), examiner(two())), 'cast')
    assert.equal(fate(packet(toUs), examiner(instance())), 'cast')
  })
})

describe('IPv6', () => {
  const six = instance(sixth)
  const from = address('fe80::9')
  test('R44: hop limit 64', () => {
    assert.equal(fate({ ...heardFrom(six, { from }), ttl: 64 }, examiner(six)), 'ttl')
    assert.equal(fate(heardFrom(six, { from }), examiner(six)), 'accepted')
  })
  test('a hop limit that is not known is not held against anybody', () => {
    assert.equal(fate({ ...heardFrom(six, { from }), ttl: -1 }, examiner(six)), 'accepted')
  })
  test('version 2 has no password there', () => {
    const old = instance({ ...sixth, version: 2, authentication: { is: 'pass', password: 'x' } })
    assert.equal(fate(heardFrom(old, { from }), examiner(old)), 'accepted')
  })
})

describe('the forms of the checksum', () => {
  const three = instance({ version: 3 })
  const plainly = instance({ version: 3, version3ChecksumAsVersion2: true })
  const only = (form: 'plain' | 'pseudo' | 'group' | 'none', more: Partial<ReceivedPacket> = {}) =>
    packet({
      version: 3,
      checksum: { plain: form === 'plain', pseudo: form === 'pseudo', group: form === 'group' },
      ...more,
    })

  test('R32: with v3_checksum_as_v2 both forms are accepted, and by our quirk no garbage', () => {
    assert.ok('checksumFormsUnderstood' in quirks)
    assert.equal(fate(only('plain'), examiner(plainly)), 'accepted')
    assert.equal(fate(only('pseudo'), examiner(plainly)), 'accepted, checksum-form')
    assert.equal(fate(only('none'), examiner(plainly)), 'checksum')
  })
  test('without it, too', () => {
    assert.equal(fate(only('plain'), examiner(three)), 'accepted, checksum-form')
    assert.equal(fate(only('none'), examiner(three)), 'checksum')
  })
  test('strict mode has that of the RFC only, and names the other', () => {
    const inspection = inspect(only('plain'), examiner(instance({ version: 3, strict: true })))
    assert.ok(inspection.is === 'dropped')
    assert.deepEqual(inspection.complaint, { is: 'checksum', version: 3, peer: 'plain' })
  })
  test('version 2 names a sum with the pseudo-header', () => {
    const inspection = inspect(packet({ checksum: { plain: false, pseudo: true } }), examiner(instance()))
    assert.ok(inspection.is === 'dropped')
    assert.deepEqual(inspection.complaint, { is: 'checksum', version: 2, peer: 'pseudo' })
  })
  test('old_unicast_checksum is detected once, and then sent', () => {
    const settings = instance({ version: 3, unicast: unicastWith([higherPeer]) })
    const security = openSecurity()
    const by = examiner(settings, { security })
    const send = () => sealed(advertEffect(settings, us, 100), { settings, security, wall }).checksum
    assert.equal(send(), 'standard')
    assert.equal(fate(only('group', { destination: us }), by), 'accepted, old-checksum')
    assert.equal(send(), 'group')
    assert.equal(fate(only('group', { destination: us }), by), 'accepted')
    const never = { ...settings, unicast: unicastWith([higherPeer], { oldChecksum: 'never' }) }
    const after = sealed(advertEffect(never, us, 100), { settings: never, security, wall })
    assert.equal(after.checksum, 'standard', 'a reload to never')
    // keepalived refuses it from then on; we understand both.
    assert.equal(fate(only('pseudo', { destination: us }), by), 'accepted, checksum-form')
  })
  test('never: not even if the peer seems to use it', () => {
    const settings = instance({ version: 3, unicast: unicastWith([higherPeer], { oldChecksum: 'never' }) })
    const inspection = inspect(only('group', { destination: us }), examiner(settings))
    assert.ok(inspection.is === 'dropped')
    assert.deepEqual(inspection.complaint, { is: 'checksum', version: 3, peer: 'group' })
  })
  test('always: sent and expected', () => {
    const settings = instance({ version: 3, unicast: unicastWith([higherPeer], { oldChecksum: 'always' }) })
    assert.equal(advertEffect(settings, us, 100).checksum, 'group')
    assert.equal(fate(only('group', { destination: us }), examiner(settings)), 'accepted')
  })
})

describe('what an instance does not want to know', () => {
  test('owner_ignore_adverts: an owner drops what it hears', () => {
    const owner = instance({ priority: 255, ownerIgnoreAdverts: true })
    assert.equal(fate(packet(), examiner(owner)), 'owner-ignores')
    assert.equal(fate(packet(), examiner(owner, { priority: 254 })), 'accepted')
  })
  test('skip_check_adv_addr: a backup compares addresses when the sender is a new one', () => {
    const lazy = instance({ skipAddressCheck: true })
    const other = packet({ addresses: [address('10.0.0.101')] })
    assert.equal(fate(other, examiner(lazy)), 'accepted')
    assert.equal(fate(other, examiner(lazy, { senderChanged: true })), 'accepted, address-missing')
    assert.equal(fate(other, examiner(lazy, { state: 'master' })), 'accepted, address-missing')
    // The number of addresses is always compared.
    assert.equal(fate(packet({ addresses: [] }), examiner(lazy)), 'accepted, address-count')
  })
  test('R30: reserved bits of the interval of version 3', () => {
    const three = instance({ version: 3 })
    const change = (bytes: Uint8Array) => {
      bytes[24] = (bytes[24] ?? 0) | 0xf0
    }
    const received = heardFrom(three, { change })
    assert.equal(received.intervalCentis, 100)
    assert.equal(fate({ ...received, checksum: { plain: false, pseudo: true } }, examiner(three)), 'accepted')
  })
})
