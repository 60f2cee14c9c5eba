/**
 * RFC 9568, sections 5 and 7: what an advert must look like when it leaves, what must be made of one that
 * arrives, and the MAC addresses. The duties of the states are in `rfc.test.ts`; those that only a kernel
 * can fulfil are proven by the lab, which is said here.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { advertEffect, sealed } from '../../src/vrrp/adverts.ts'
import { inspect } from '../../src/vrrp/inspect.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { openSecurity } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { composePacket } from '../../src/wire/compose.ts'
import { decodePacket, decodePdu6, type ReceivedPacket } from '../../src/wire/vrrp.ts'
import { codes, load } from '../settings/example-host.ts'
import { digests, examiner } from './examiner.ts'
import { fate, sixth, wall } from './fates.ts'
import { bare, instance, mastering, packet, us } from './stage.ts'

const own6 = address('fe80::5')
const v3 = instance({ version: 3 })
const v6 = instance({ ...sixth })
const good: Partial<ReceivedPacket> = { version: 3 }

/** The packet as it leaves, IP header included. */
function sent(of: InstanceSettings, priority = 100): Uint8Array {
  const from = of.family === 'ipv6' ? own6 : us
  const effect = sealed(advertEffect(of, from, priority), { settings: of, security: openSecurity(), wall })
  const [destination = of.destination] = effect.destinations
  return composePacket(effect.advert, { ...effect, destination, id: 1, ttl: effect.ttl ?? 255 }, digests)
}

function read4(bytes: Uint8Array): ReceivedPacket {
  const decoded = decodePacket(bytes)
  assert.ok(decoded.ok)
  return decoded.value
}

function codesOf(text: string): readonly string[] {
  return codes(load(text)).map((code) => code.split(':')[0] ?? '')
}

describe('RFC 9568 section 5.1: the IP header of an advert', () => {
  test('5.1.1: from the address of the interface, to 224.0.0.18, TTL 255, protocol 112', () => {
    const { source, destination, ttl } = read4(sent(v3))
    assert.deepEqual([source, destination, ttl, sent(v3)[9]], [us, '224.0.0.18', 255, 112])
  })
  test('5.1.2: from the link-local address, to ff02::12, hop limit 255, next header 112', () => {
    const bytes = sent(v6)
    assert.deepEqual([bytes[6], bytes[7]], [112, 255])
    assert.equal(Buffer.from(bytes.subarray(8, 24)).toString('hex'), `fe80${'0'.repeat(27)}5`)
    assert.equal(Buffer.from(bytes.subarray(24, 40)).toString('hex'), `ff02${'0'.repeat(26)}12`)
  })
  test('5.1.2.3: an advert with another hop limit MUST be discarded', () => {
    const pdu = sent(v6).subarray(40)
    const heard = (ttl: number) => {
      const decoded = decodePdu6(pdu, { source: address('fe80::9'), destination: v6.destination, ttl })
      assert.ok(decoded.ok)
      return fate(decoded.value, examiner(v6))
    }
    assert.deepEqual([heard(255), heard(254), heard(1)], ['accepted', 'ttl', 'ttl'])
  })
})

describe('RFC 9568 section 5.2: the fields of an advert', () => {
  test('5.2.1 and 5.2.2: version 3, type 1', () => assert.equal(sent(v3)[20], 0x31))
  test('5.2.2: an unknown type MUST be discarded', () => {
    for (const type of [0, 2, 15]) assert.equal(fate(packet({ ...good, type }), examiner(v3)), 'type')
  })
  test('5.2.4: a backup MUST use 1 to 254, whatever is added or taken away', () => {
    for (const [weight, sends] of [
      [250, 'V sends 254'],
      [-250, 'V sends 1'],
    ] as const) {
      const node = mastering({ version: 3, trackInterfaces: [{ name: 'eth1', weight, reverse: false }] })
      const change = weight > 0 ? [] : [{ is: 'link', interface: 'eth1', link: undefined } as const]
      node.at(4.2, ...change)
      assert.ok(bare(node.until(8)).includes(sends), sends)
    }
  })
  test('5.2.5: an empty advert is not ignored: emptyAdvertCounts', () => {
    assert.equal(quirks.emptyAdvertCounts.differsFrom, 'RFC')
    const empty = packet({ ...good, count: 0, addresses: [], length: 28, ipTotalLength: 28 })
    assert.equal(fate(empty, examiner(v3)), 'accepted, address-count')
    const none = instance({ version: 3, addresses: [] })
    assert.equal(fate(empty, examiner(none)), 'accepted')
    assert.equal(read4(sent(none)).count, 0)
  })
  test('5.2.6: the reserved bits MUST be zero when sent and ignored when received', () => {
    const bytes = sent(instance({ version: 3, advertInterval: v3.advertInterval }))
    assert.equal((bytes[24] ?? 0) >> 4, 0)
    const other = new Uint8Array(bytes)
    other[24] = (other[24] ?? 0) | 0xa0
    // The checksum covers them: put right, as a sender that uses them would.
    const sum = ((other[26] ?? 0) << 8) + (other[27] ?? 0) - 0xa000
    const folded = sum < 0 ? sum + 0xffff : sum
    other.set([folded >> 8, folded & 0xff], 26)
    const heard = read4(other)
    assert.equal(heard.intervalCentis, 100)
    assert.equal(fate(heard, examiner(v3)), 'accepted')
  })
  test('5.2.9: the link-local address of a virtual router of IPv6 comes first; otherwise it is told', () => {
    const head = 'vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n'
    const text = (first: string, second: string) => `${head}${first}\n${second}\n}\n}\n`
    const wrong = codesOf(text('2001:db8::1/64', 'fe80::1/64'))
    assert.ok(wrong.includes('first-address-not-link-local'))
    const right = codesOf(text('fe80::1/64', '2001:db8::1/64'))
    assert.ok(!right.includes('first-address-not-link-local'))
  })
})

describe('RFC 9568 section 7', () => {
  test('7.1: another interval than ours MUST be taken over, and is told', () => {
    const inspection = inspect(packet({ ...good, intervalCentis: 250 }), examiner(v3))
    assert.ok(inspection.is === 'accepted')
    assert.equal(inspection.heard.interval, 2_500_000)
    assert.deepEqual(inspection.notes, [{ is: 'interval-v3', received: 250, expected: 100 }])
  })
  test('7.1: an owner examines adverts all the same: ownerListens', () => {
    assert.equal(quirks.ownerListens.differsFrom, 'RFC')
    assert.equal(fate(packet(good), examiner(instance({ version: 3, priority: 255 }))), 'accepted')
  })
  test('7.2 and 7.3: 00-00-5E-00-01-{VRID} of IPv4, 00-00-5E-00-02-{VRID} of IPv6', () => {
    const head = 'vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\nuse_vmac\n'
    const text = (vip: string) => `${head}virtual_ipaddress {\n${vip}\n}\n}\n`
    const macs = ['10.0.0.100', 'fe80::100'].map((vip) => {
      const own = load(text(vip)).understood.vrrp.instances[0]?.virtualInterface
      return own?.is === 'vmac' ? own.mac : undefined
    })
    assert.deepEqual(macs, ['00:00:5e:00:01:33', '00:00:5e:00:02:33'])
  })
})
