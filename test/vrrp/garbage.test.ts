/**
 * Whatever comes off the wire, to an instance of every kind: decoding, examination and election never throw,
 * and what is sealed cannot be changed unnoticed. Ten thousand packets, the same ones each time.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { advertEffect, sealed } from '../../src/vrrp/adverts.ts'
import { inspect } from '../../src/vrrp/inspect.ts'
import type { HmacSettings } from '../../src/vrrp/link-settings.ts'
import { openSecurity } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { composePacket } from '../../src/wire/compose.ts'
import { decodePacket, decodePdu6 } from '../../src/wire/vrrp.ts'
import { digests, examiner } from './examiner.ts'
import { sixth, unicastWith, wall } from './fates.ts'
import { higherPeer, instance, settings, stage, us } from './stage.ts'

const hmac: HmacSettings = {
  keys: [{ id: 7, secret: { is: 'text', text: 'a secret of some length' } }],
  activeKey: 7,
  timeWindow: seconds(120),
  antiReplay: 'time',
  mode: 'enforce',
}
const peer6 = address('fe80::9')
const near6 = { ...sixth, source: address('fe80::5') }

const kinds: Readonly<Record<string, InstanceSettings>> = {
  'version 2': instance(),
  'version 2, PASS': instance({ authentication: { is: 'pass', password: 'secret12' } }),
  'version 2, AH': instance({ authentication: { is: 'ah', password: 'secret12' } }),
  'version 3': instance({ version: 3 }),
  'version 3, auth_hmac': instance({ version: 3, hmac }),
  'version 3, auth_hmac, permissive': instance({ version: 3, hmac: { ...hmac, mode: 'permissive' } }),
  'version 3, auth_hmac, monotonic': instance({ version: 3, hmac: { ...hmac, antiReplay: 'monotonic' } }),
  'version 3, unicast': instance({ version: 3, unicast: unicastWith([higherPeer], { checkSource: true }) }),
  'version 3, the old checksum': instance({ version: 3, version3ChecksumAsVersion2: true }),
  'strict owner': instance({ version: 3, strict: true, priority: 255 }),
  'owner that ignores': instance({ priority: 255, ownerIgnoreAdverts: true }),
  IPv6: instance(near6),
  'IPv6, auth_hmac': instance({ ...near6, hmac }),
  'IPv6, unicast': instance({ ...near6, unicast: unicastWith([peer6]) }),
}

/** A good advert of such a peer: an IPv4 packet, or what follows an IPv6 header. */
function goodBytes(of: InstanceSettings): Uint8Array {
  const from = of.family === 'ipv6' ? peer6 : higherPeer
  const effect = sealed(advertEffect(of, from, 150), { settings: of, security: openSecurity(), wall })
  const destination = destinationOf(of)
  const bytes = composePacket(effect.advert, { ...effect, destination, id: 1, ttl: 255 }, digests)
  return of.family === 'ipv6' ? bytes.subarray(40) : bytes
}

function destinationOf(of: InstanceSettings) {
  if (of.unicast === undefined) return of.destination
  return of.family === 'ipv6' ? address('fe80::5') : us
}

function decode(of: InstanceSettings, bytes: Uint8Array) {
  return of.family === 'ipv6'
    ? decodePdu6(bytes, { source: peer6, destination: destinationOf(of), ttl: 255 })
    : decodePacket(bytes)
}

const change = fc.oneof(
  fc.record({ is: fc.constant('bits' as const), bits: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) }),
  fc.record({ is: fc.constant('cut' as const), length: fc.nat(120) }),
  fc.record({ is: fc.constant('grown' as const), more: fc.uint8Array({ minLength: 1, maxLength: 1500 }) }),
  fc.record({ is: fc.constant('replaced' as const), bytes: fc.uint8Array({ maxLength: 1500 }) }),
  fc.record({
    is: fc.constant('field' as const),
    at: fc.nat(80),
    value: fc.constantFrom(0, 1, 0x21, 0x31, 127, 255),
  }),
)
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

function changed(good: Uint8Array, by: Change): Uint8Array {
  const copy = new Uint8Array(good)
  switch (by.is) {
    case 'bits':
      for (const bit of by.bits) {
        const at = (bit >> 3) % copy.length
        copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7))
      }
      return copy
    case 'cut':
      return copy.subarray(0, by.length % copy.length)
    case 'grown':
      return new Uint8Array([...copy, ...by.more])
    case 'replaced':
      return by.bytes
    case 'field':
      copy[by.at % copy.length] = by.value
      return copy
  }
}

const packetsOfEach = 750

describe(`${packetsOfEach} packets that nobody would send, to each kind of instance`, () => {
  for (const [name, of] of Object.entries(kinds)) {
    test(name, () => {
      const good = goodBytes(of)
      const original = decode(of, good)
      assert.ok(original.ok && inspect(original.value, examiner({ ...of, priority: 100 })).is === 'accepted')
      const link = { up: true, address: us, address6: address('fe80::5') }
      const node = stage(settings([of]))
      node.at(0, { is: 'link', interface: 'eth0', link }, { is: 'start' })
      let at = 1
      const hear = (by: Change) => {
        const decoded = decode(of, changed(good, by))
        if (!decoded.ok) return
        at += 0.01
        node.at(at, { is: 'packet', interface: 'eth0', packet: decoded.value })
        for (const state of ['backup', 'master'] as const) {
          const { is } = inspect(decoded.value, examiner(of, { state, senderChanged: true }))
          assert.ok(is === 'accepted' || is === 'dropped')
        }
      }
      fc.assert(fc.property(change, hear), { seed: 20261122, numRuns: packetsOfEach })
    })
  }
})

describe('one bit of what is sealed changed: never believed', () => {
  for (const name of ['version 2, AH', 'version 3, auth_hmac', 'IPv6, auth_hmac']) {
    test(name, () => {
      const of = kinds[name] ?? instance()
      const good = goodBytes(of)
      // The fields of the IP header that routers change are not covered.
      const start = of.family === 'ipv6' ? 0 : 20
      for (let bit = start * 8; bit < good.length * 8; bit++) {
        // The kernel verifies the checksum of IPv6 before the packet comes here.
        if (of.family === 'ipv6' && bit >> 4 === 3) continue
        const decoded = decode(of, changed(good, { is: 'bits', bits: [bit] }))
        if (decoded.ok) assert.equal(inspect(decoded.value, examiner(of)).is, 'dropped', `bit ${bit}`)
      }
    })
  }
})
