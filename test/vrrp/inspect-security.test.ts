/**
 * Who may speak: the IP authentication header, auth_hmac, unicast peers, and the forms of the checksum. R
 * numbers: packets that were injected into keepalived 2.4.3; the same packet has to meet the same fate here,
 * but for what quirks name.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, plus, seconds } from '../../src/base/time.ts'
import { advertEffect, farewellOf, sealed } from '../../src/vrrp/adverts.ts'
import { type Examiner, inspect } from '../../src/vrrp/inspect.ts'
import type { HmacSettings, UnicastSettings } from '../../src/vrrp/link-settings.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import {
  isLater,
  nextStamp,
  openSecurity,
  type Security,
  stampAge,
  stampAt,
} from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { composePacket } from '../../src/wire/compose.ts'
import type { Seal } from '../../src/wire/seal.ts'
import { decodePacket, decodePdu6, type ReceivedPacket } from '../../src/wire/vrrp.ts'
import { digests, examiner } from './examiner.ts'
import { higherPeer, instance, lowerPeer, packet, us, virtual } from './stage.ts'

const wall = seconds(1_000_000)

/** What the examination says in one word. */
function fate(received: ReceivedPacket, by: Examiner): string {
  const inspection = inspect(received, by)
  if (inspection.is === 'dropped') return inspection.complaint.is
  const [note] = inspection.notes
  return note === undefined ? 'accepted' : `accepted, ${note.is}`
}

/** An advert of a peer with these settings, as it comes off the wire. */
function heardFrom(
  settings: InstanceSettings,
  by: {
    readonly from?: typeof us
    readonly security?: Security
    readonly at?: Micros
    readonly seal?: Seal
    readonly change?: (packet: Uint8Array) => void
    readonly priority?: number
  } = {},
): ReceivedPacket {
  const { from = higherPeer, security = openSecurity(), at = wall } = by
  const unsealed = advertEffect(settings, from, by.priority ?? 150)
  const effect = sealed(unsealed, { settings, security, wall: at })
  const destination = settings.unicast === undefined ? settings.destination : us
  const envelope = { ...effect, destination, id: 1, ttl: 255, seal: by.seal ?? effect.seal }
  const bytes = composePacket(effect.advert, envelope, digests)
  by.change?.(bytes)
  const isIpv6 = settings.family === 'ipv6'
  const decoded = isIpv6
    ? decodePdu6(bytes.subarray(40), { source: from, destination, ttl: 255 })
    : decodePacket(bytes)
  assert.ok(decoded.ok)
  return decoded.value
}

describe('the IP authentication header', () => {
  const ah = instance({ authentication: { is: 'ah', password: 'secret12' } })

  test('R27: right, with a wrong value, a wrong index, and with something else inside', () => {
    assert.equal(fate(heardFrom(ah), examiner(ah)), 'accepted')
    const changes: readonly (readonly [number, string])[] = [
      [20 + 12, 'ah-value'],
      [20 + 4, 'ah-index'],
      [20, 'ah-inside'],
      // The PDU is covered as well.
      [44 + 2, 'ah-value'],
    ]
    for (const [at, expected] of changes) {
      const change = (bytes: Uint8Array) => {
        bytes[at] = (bytes[at] ?? 0) ^ 1
      }
      assert.equal(fate(heardFrom(ah, { change }), examiner(ah)), expected)
    }
  })

  test('another password', () => {
    const other = instance({ authentication: { is: 'ah', password: 'secret13' } })
    assert.equal(fate(heardFrom(other), examiner(ah)), 'ah-value')
  })

  test('R13: to an instance without it, and the reverse: should the sockets ever let it in', () => {
    assert.equal(fate(heardFrom(ah), examiner(instance())), 'ah')
    assert.equal(fate(heardFrom(instance()), examiner(ah)), 'ah')
  })

  test('a sequence counts once, and is that of the virtual router', () => {
    const security = openSecurity()
    const [sender, listener] = [openSecurity(), examiner(ah, { security })]
    const first = heardFrom(ah, { security: sender })
    assert.equal(fate(first, listener), 'accepted')
    assert.equal(fate(first, listener), 'ah-sequence')
    assert.equal(fate(heardFrom(ah, { security: sender }), listener), 'accepted')
    // Whoever takes over goes on counting where the last master stood.
    const effect = sealed(advertEffect(ah, us, 100), { settings: ah, security, wall })
    assert.deepEqual(effect.seal, { is: 'ah', password: 'secret12', sequence: 3 })
  })

  test('a master that hears a lower priority surpasses it, so that its answer is heard', () => {
    const security = openSecurity()
    security.ahSequence = 5
    const sender = openSecurity()
    sender.ahSequence = 499
    const by = examiner(ah, { security, state: 'master', priority: 200 })
    assert.equal(fate(heardFrom(ah, { security: sender }), by), 'accepted')
    const answer = sealed(advertEffect(ah, us, 200), { settings: ah, security, wall })
    assert.equal(answer.seal.is === 'ah' && answer.seal.sequence, 502)
  })

  test('W28: at the end of the numbers it stands still', () => {
    const security = openSecurity()
    security.ahSequence = 0xffff_fffc
    const sequences = [1, 2, 3].map(() => {
      const { seal } = sealed(advertEffect(ah, us, 100), { settings: ah, security, wall })
      return seal.is === 'ah' && seal.sequence
    })
    assert.deepEqual(sequences, [0xffff_fffd, 0xffff_fffd, 0xffff_fffd])
    assert.ok(security.ahEnded)
  })

  test('a good-bye that is made ready counts although adverts follow before it is sent', () => {
    const security = openSecurity()
    const listener = examiner(ah)
    const ready = farewellOf(advertEffect(ah, higherPeer, 0), { settings: ah, security, wall })
    for (let count = 0; count < 100; count++) {
      assert.equal(fate(heardFrom(ah, { security }), listener), 'accepted')
    }
    assert.equal(fate(heardFrom(ah, { seal: ready.seal, priority: 0 }), listener), 'accepted')
  })
})

const key1 = '00'.repeat(31).concat('01')
const hmac: HmacSettings = {
  keys: [{ id: 1, secret: { is: 'hex', digits: key1 } }],
  activeKey: 1,
  timeWindow: seconds(120),
  antiReplay: 'time',
  mode: 'enforce',
}
const withHmac = (more: Partial<HmacSettings> = {}, rest: Partial<InstanceSettings> = {}) =>
  instance({ version: 3, ...rest, hmac: { ...hmac, ...more } })

describe('auth_hmac', () => {
  const signed = withHmac()

  test('R40: missing, wrong digest, unknown key, scheme 2, reserved not 0', () => {
    assert.equal(fate(heardFrom(signed), examiner(signed)), 'accepted')
    assert.equal(fate(heardFrom(instance({ version: 3 })), examiner(signed)), 'hmac-missing')
    const pduEnd = 20 + 12
    const changes: readonly (readonly [number, string])[] = [
      [pduEnd + 12, 'hmac-invalid'],
      [pduEnd + 1, 'hmac-unknown-key'],
      [pduEnd, 'hmac-malformed'],
      [pduEnd + 2, 'hmac-malformed'],
      // The PDU is covered.
      [22, 'hmac-invalid'],
    ]
    for (const [at, expected] of changes) {
      const change = (bytes: Uint8Array) => {
        bytes[at] = (bytes[at] ?? 0) ^ 2
      }
      assert.equal(fate(heardFrom(signed, { change }), examiner(signed)), expected)
    }
  })

  test('R41: 200 s old or ahead with a window of 120 s', () => {
    for (const skew of [-200, 200]) {
      const old = heardFrom(signed, { at: plus(wall, seconds(skew)) })
      const inspection = inspect(old, examiner(signed))
      assert.ok(inspection.is === 'dropped')
      assert.deepEqual(inspection.complaint, { is: 'hmac-stale', skew: -skew, window: 120 })
    }
  })

  test('R42: 80 s ahead is accepted with a warning, and a normal one after it is a replay', () => {
    const security = openSecurity()
    const by = examiner(signed, { security })
    assert.equal(fate(heardFrom(signed, { at: plus(wall, seconds(80)) }), by), 'accepted, hmac-skewed')
    assert.equal(fate(heardFrom(signed), by), 'hmac-replayed')
  })

  test('R43: a trailer to an instance without auth_hmac is a wrong length', () => {
    assert.equal(fate(heardFrom(signed), examiner(instance({ version: 3 }))), 'length')
  })

  test('the same advert twice is a replay, another sender is not', () => {
    const by = examiner(signed)
    assert.equal(fate(heardFrom(signed), by), 'accepted')
    assert.equal(fate(heardFrom(signed), by), 'hmac-replayed')
    assert.equal(fate(heardFrom(signed, { from: lowerPeer }), by), 'accepted')
  })

  test('four multicast senders are remembered, the one longest unheard is forgotten', () => {
    const by = examiner(signed)
    for (const last of [11, 12, 13, 14, 11, 15]) {
      const at = plus(wall, seconds(last === 11 ? by.security.marks.size : 0))
      assert.equal(
        fate(heardFrom(signed, { from: address(`10.0.0.${last}`), at }), by),
        'accepted',
        `${last}`,
      )
    }
    assert.deepEqual([...by.security.marks.keys()], ['10.0.0.13', '10.0.0.14', '10.0.0.11', '10.0.0.15'])
  })

  test('marks of unicast peers are not forgotten, and strangers are no peers', () => {
    const peers = [21, 22, 23, 24, 25].map((last) => address(`10.0.0.${last}`))
    const settings = withHmac({}, { unicast: unicastWith(peers) })
    const by = examiner(settings)
    for (const from of peers) assert.equal(fate(heardFrom(settings, { from }), by), 'accepted')
    for (const from of peers) assert.equal(fate(heardFrom(settings, { from }), by), 'hmac-replayed')
    assert.equal(fate(heardFrom(settings, { from: higherPeer }), by), 'stranger')
  })

  test('modes: permissive and receive-only take unsigned adverts, and verify what is signed', () => {
    for (const mode of ['permissive', 'receive-only'] as const) {
      const lenient = withHmac({ mode })
      assert.equal(fate(heardFrom(instance({ version: 3 })), examiner(lenient)), 'accepted')
      const change = (bytes: Uint8Array) => bytes.fill(0, bytes.length - 4)
      assert.equal(fate(heardFrom(signed, { change }), examiner(lenient)), 'hmac-invalid')
    }
    const receiving = withHmac({ mode: 'receive-only' })
    const effect = sealed(advertEffect(receiving, us, 100), {
      settings: receiving,
      security: openSecurity(),
      wall,
    })
    assert.deepEqual(effect.seal, { is: 'none' })
  })

  test('rotation: a key that is known verifies before it signs, and after', () => {
    const second = { id: 2, secret: { is: 'text', text: '0123456789abcdef0123456789abcdef' } } as const
    const both = { keys: [...hmac.keys, second] }
    const steps: readonly (readonly [Partial<HmacSettings>, Partial<HmacSettings>])[] = [
      [{}, both],
      [both, both],
      [{ ...both, activeKey: 2 }, both],
      [
        { ...both, activeKey: 2 },
        { ...both, activeKey: 2 },
      ],
      [
        { keys: [second], activeKey: 2 },
        { ...both, activeKey: 2 },
      ],
    ]
    const [sender, security] = [openSecurity(), openSecurity()]
    for (const [sends, hears] of steps) {
      const heard = heardFrom(withHmac(sends), { security: sender })
      assert.equal(fate(heard, examiner(withHmac(hears), { security })), 'accepted')
    }
  })

  test('anti_replay monotonic looks at no clock', () => {
    const monotonic = withHmac({ antiReplay: 'monotonic' })
    const by = examiner(monotonic)
    assert.equal(fate(heardFrom(monotonic, { at: seconds(5) }), by), 'accepted')
    assert.equal(fate(heardFrom(monotonic, { at: seconds(4) }), by), 'hmac-replayed')
    assert.equal(fate(heardFrom(monotonic, { at: seconds(6) }), by), 'accepted')
  })

  test('in mode time a mark outside the window is forgotten: a clock that was set shuts nobody out', () => {
    const by = examiner(signed)
    by.security.marks.set(higherPeer, stampAt(plus(wall, seconds(500))))
    assert.equal(fate(heardFrom(signed), by), 'accepted')
  })

  test('version 2 and IPv6 are signed alike', () => {
    const old = withHmac({}, { version: 2 })
    assert.equal(fate(heardFrom(old), examiner(old)), 'accepted')
    const six = withHmac({}, sixth)
    assert.equal(fate(heardFrom(six, { from: address('fe80::9') }), examiner(six)), 'accepted')
  })

  test('a good-bye that is made ready is later than what was sent, and not stale for its life', () => {
    const security = openSecurity()
    const listener = examiner(signed)
    const ready = farewellOf(advertEffect(signed, higherPeer, 0), { settings: signed, security, wall })
    const age = seconds(24)
    assert.equal(
      fate(heardFrom(signed, { security, at: plus(wall, age) }), { ...listener, wall }),
      'accepted',
    )
    const goodbye = heardFrom(signed, { seal: ready.seal, priority: 0 })
    assert.equal(fate(goodbye, { ...listener, wall: plus(wall, age) }), 'accepted')
  })
})

describe('stamps', () => {
  test('are seconds, fractions of 65536 and a counter', () => {
    assert.equal(stampAt(seconds(1.5)), (1n << 32n) | (0x8000n << 16n))
  })
  test('rise when the clock stands or goes back', () => {
    const security = openSecurity()
    const first = nextStamp(security, hmac, wall)
    assert.equal(nextStamp(security, hmac, wall), first + 1n)
    assert.equal(nextStamp(security, hmac, plus(wall, seconds(-5))), first + 2n)
    assert.equal(nextStamp(security, hmac, plus(wall, seconds(5))), stampAt(plus(wall, seconds(5))))
  })
  test('restart from the clock when the last one is further ahead than the window', () => {
    const security = openSecurity()
    nextStamp(security, hmac, plus(wall, seconds(121)))
    assert.equal(nextStamp(security, hmac, wall), stampAt(wall))
    const steady = openSecurity()
    const far = nextStamp(steady, { ...hmac, antiReplay: 'monotonic' }, plus(wall, seconds(121)))
    assert.equal(nextStamp(steady, { ...hmac, antiReplay: 'monotonic' }, wall), far + 1n)
  })
  test('compare as serial numbers, over the end of 32 bits of seconds', () => {
    const end = seconds(4294967295)
    const after = seconds(4294967297)
    assert.ok(isLater(stampAt(after), stampAt(end)))
    assert.equal(stampAge(stampAt(end), after), 2)
  })
})

function unicastWith(
  peers: readonly (typeof us)[],
  more: Partial<UnicastSettings> & { readonly ttlMin?: number; readonly ttlMax?: number } = {},
): UnicastSettings {
  const { ttlMin = 0, ttlMax = 255, ...rest } = more
  return {
    peers: peers.map((one) => ({ address: one, ttlMin, ttlMax })),
    ttl: 255,
    checkSource: false,
    oldChecksum: 'detect',
    ...rest,
  }
}

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

const sixth = {
  family: 'ipv6',
  version: 3,
  destination: address('ff02::12'),
  addresses: [virtual('fe80::100')],
} as const

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
