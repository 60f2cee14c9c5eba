/**
 * The duties of RFC 9568 (version 3) and RFC 3768 (version 2) that fall to the virtual routers, one test
 * each. Those of the wire format are proven with the codec, those of ARP by the lab. Deliberate differences:
 * quirks.ts.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { advertOf } from '../../src/vrrp/adverts.ts'
import { farewells, holdings } from '../../src/vrrp/router.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import type { ReceivedPacket } from '../../src/wire/vrrp.ts'
import {
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

const v3: Partial<InstanceSettings> = { version: 3 }
const good: Partial<ReceivedPacket> = { version: 3 }

/** Whether a BACKUP of that kind takes the packet for an advert. */
function isHeard(more: Partial<ReceivedPacket>, of: Partial<InstanceSettings> = v3): boolean {
  const node = started(settings([instance(of)]))
  node.hears(1, more)
  return counted(node).received === 1
}

describe('RFC 9568 section 7.1, receiving: MUST', () => {
  test('(the packet of these tests is otherwise right)', () => assert.ok(isHeard(good)))
  test('verify that the TTL is 255', () => assert.ok(!isHeard({ ...good, ttl: 254 })))
  test('verify that the version is its own', () => {
    assert.ok(!isHeard({ version: 2 }))
    assert.ok(!isHeard({ version: 3 }, { version: 2 }))
  })
  test('verify that the type is ADVERTISEMENT', () => assert.ok(!isHeard({ ...good, type: 2 })))
  test('verify that the packet is complete', () => assert.ok(!isHeard({ ...good, length: 28 })))
  test('verify the checksum', () => {
    assert.ok(!isHeard({ ...good, checksum: { plain: false, pseudo: false } }))
  })
  test('verify that the VRID is configured on the receiving interface', () => {
    const node = started(settings([instance(v3)], { logUnknownVrids: true }))
    assert.deepEqual(bare(node.hears(1, { ...good, vrid: 9 })), [`unknown-vrid eth0 9 ${higherPeer}`])
    node.at(1, up('eth1'))
    assert.equal(counted(node).received, 0)
  })
  test('MAY verify the address list; if it does, a difference is told and the advert still counts', () => {
    assert.ok(isHeard({ ...good, addresses: [] }))
  })
})

describe('RFC 9568 section 6.4.1, Initialize: on Startup', () => {
  test('the owner sends an advert, announces its addresses, sets the timer, becomes Active', () => {
    const node = stage(settings([instance({ ...v3, priority: 255, initial: 'master' })]))
    const lines = bare(node.at(0, { is: 'start' }))
    assert.ok(lines.includes('V sends 255') && lines.includes('V announces 10.0.0.100 x5'))
    assert.equal(momentOf(node.until(2), 'V sends 255'), 1)
  })
  test('any other becomes Backup with its own interval and Active_Down_Interval', () => {
    const node = started(settings([instance(v3)]))
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.609375)
  })
})

describe('RFC 9568 section 6.4.2, Backup', () => {
  test('MUST NOT respond for, or accept packets to, the addresses: it holds none', () => {
    const node = started(settings([instance(v3)]))
    assert.deepEqual(holdings(node.router).addresses, [])
  })
  test('on Shutdown: Initialize, no advert', () => {
    const node = started(settings([instance(v3)]))
    assert.ok(!bare(node.at(1, { is: 'stop' })).some((line) => line.includes('sends')))
  })
  test('Active_Down_Timer fires: advert, gratuitous ARP for each address, Adver_Timer, Active', () => {
    const all = [virtual('10.0.0.100'), virtual('10.0.0.101')]
    const node = started(settings([instance({ ...v3, addresses: all })]))
    const lines = bare(node.until(4))
    assert.ok(lines.includes('V announces 10.0.0.100,10.0.0.101 x5'))
    assert.equal(momentOf(node.until(5), 'V sends'), 4.609375)
  })
  test('priority 0: Active_Down_Timer becomes Skew_Time', () => {
    const node = started(settings([instance(v3)]))
    node.hears(1, { ...good, priority: 0 })
    assert.equal(momentOf(node.until(3), 'entered V MASTER'), 1.609375)
  })
  test('Preempt_Mode false, or priority at least its own: learn the interval, start the timer anew', () => {
    const node = started(settings([instance({ ...v3, preempt: false })]))
    node.hears(1, { ...good, priority: 1, intervalCentis: 200 })
    // 3 x 2 s + 156/256 x 2 s
    assert.equal(momentOf(node.until(10), 'entered V MASTER'), 8.21875)
  })
  test('otherwise discard the advert', () => {
    const node = started(settings([instance(v3)]))
    node.hears(3, { ...good, priority: 99 })
    assert.equal(momentOf(node.until(5), 'entered V MASTER'), 3.609375)
  })
})

describe('RFC 9568 section 6.4.3, Active', () => {
  test('MUST respond for and accept packets to the addresses: it holds them', () => {
    assert.equal(holdings(mastering(v3).router).addresses.length, 1)
  })
  test('on Shutdown: an advert with priority 0', () => {
    assert.ok(bare(mastering(v3).at(4.2, { is: 'stop' })).includes('V sends 0'))
  })
  test('Adver_Timer fires: an advert, the timer anew', () => {
    const lines = mastering(v3).until(6)
    assert.deepEqual(lines, ['4.609375 V sends 100', '5.609375 V sends 100'])
  })
  test('priority 0 received: an advert at once, the timer anew', () => {
    const node = mastering(v3)
    assert.ok(bare(node.hears(4.2, { ...good, priority: 0 })).includes('V sends 100'))
    assert.equal(momentOf(node.until(6), 'V sends'), 5.2)
  })
  test('higher priority, or equal with a higher address: Backup, learn the interval, wait for it', () => {
    for (const heard of [{ priority: 101, source: lowerPeer }, { priority: 100 }]) {
      const node = mastering(v3)
      assert.ok(
        bare(node.hears(4.2, { ...good, ...heard, intervalCentis: 200 })).includes(
          'entered V BACKUP false []',
        ),
      )
      assert.equal(momentOf(node.until(20), 'entered V MASTER'), 11.41875)
    }
  })
  test('otherwise discard the advert and assert the Active state with one of its own', () => {
    for (const heard of [{ priority: 99 }, { priority: 100, source: lowerPeer }]) {
      const node = mastering(v3)
      assert.ok(bare(node.hears(4.2, { ...good, ...heard })).includes('V sends 100'))
    }
  })
})

describe('RFC 9568 section 5.2, RFC 3768 section 5.3: the fields of an advert', () => {
  const two = [virtual('10.0.0.101'), virtual('10.0.0.100')]
  test('version 3: the interval in centiseconds, all addresses', () => {
    const advert = advertOf(instance({ ...v3, addresses: two, advertInterval: seconds(40.95) }), 100)
    assert.deepEqual(advert, {
      version: 3,
      vrid: 51,
      priority: 100,
      intervalCentis: 4095,
      addresses: two.map((line) => line.prefix.address),
    })
  })
  test('version 2: the interval in seconds, no authentication: MUST be 0', () => {
    const advert = advertOf(instance({ advertInterval: seconds(255) }), 0)
    assert.ok(advert.version === 2)
    assert.deepEqual(
      [advert.intervalSeconds, advert.authType, [...advert.authData]],
      [255, 0, Array(8).fill(0)],
    )
  })
  test('RFC 2338 section 5.3.10: the password left-justified, padded with 0, in UTF-8', () => {
    const authentication = { is: 'pass', password: 'añ€' } as const
    const advert = advertOf(instance({ authentication }), 100)
    assert.ok(advert.version === 2)
    assert.deepEqual([...advert.authData], [0x61, 0xc3, 0xb1, 0xe2, 0x82, 0xac, 0, 0])
    assert.equal(advert.authType, 1)
  })
})

describe('RFC 3768 section 7.1, receiving in version 2: MUST', () => {
  test('verify that the interval is its own', () => assert.ok(!isHeard({ intervalSeconds: 2 }, {})))
  test('verify the authentication type', () => assert.ok(!isHeard({ authType: 1 }, {})))
  test('the skew does not depend on the interval (section 6.1)', () => {
    const node = started(settings([instance({ advertInterval: seconds(10) })]))
    assert.equal(momentOf(node.until(40), 'entered V MASTER'), 30.609375)
  })
})

describe('RFC 9568, IPv6 and the owner', () => {
  const v6 = {
    version: 3,
    family: 'ipv6',
    destination: address('ff02::12'),
    addresses: [{ ...virtual('10.0.0.100'), prefix: { address: address('fe80::100'), length: 64 } }],
  } as const
  const local = address('fe80::5')
  const link = { up: true, address: undefined, address6: local }
  test('section 5.1.2.1: the source MUST be the link-local address of the interface', () => {
    const node = stage(settings([instance(v6)]))
    node.at(0, { is: 'link', interface: 'eth0', link }, { is: 'start' })
    node.until(5)
    assert.equal(farewells(node.router)[0]?.goodbye.source, local)
  })
  test('section 5.1.2.3: the hop limit MUST be 255', () => {
    const node = stage(settings([instance(v6)]))
    node.at(0, { is: 'link', interface: 'eth0', link }, { is: 'start' })
    node.until(5)
    assert.equal(farewells(node.router)[0]?.goodbye.ttl, 255)
  })
  test('section 6.4.3: without Accept_Mode only an owner MUST accept packets to the addresses', () => {
    const claims = (priority: number) =>
      mastering({ accept: false, priority }).lines.filter((line) => line.includes('claims'))
    assert.ok(claims(100)[0]?.endsWith('(hidden)'))
    assert.ok(claims(255)[0]?.endsWith('10.0.0.100'))
  })
  test('section 5.2.4: the priority of the owner MUST be 255, whatever is tracked', () => {
    const node = mastering({ priority: 255, trackInterfaces: [{ name: 'eth1', weight: -9, reverse: false }] })
    node.at(4.2, down('eth1'))
    assert.ok(bare(node.until(6)).includes('V sends 255'))
  })
  test('section 6.4.2: an equal priority from a lower address keeps a Backup waiting all the same', () => {
    const node = started(settings([instance(v3)]))
    node.hears(3, { ...good, source: address('10.0.0.1'), priority: 100 })
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 6.609375)
  })
})
