/**
 * What proves an advert: the IP authentication header and auth_hmac. R numbers: packets that were injected
 * into keepalived 2.4.3; the same packet has to meet the same fate here.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { plus, seconds } from '../../src/base/time.ts'
import { advertEffect, farewellOf, sealed } from '../../src/vrrp/adverts.ts'
import { inspect } from '../../src/vrrp/inspect.ts'
import type { HmacSettings } from '../../src/vrrp/link-settings.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { openRouter, type Router, surpassFarewells } from '../../src/vrrp/router.ts'
import { isLater, nextStamp, openSecurity, stampAge, stampAt } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { examiner } from './examiner.ts'
import { fate, heardFrom, sixth, unicastWith, wall } from './fates.ts'
import { higherPeer, instance, lowerPeer, settings, started, us } from './stage.ts'

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

  test('W28: the next mastership begins with its first advert at 1', () => {
    const node = started(settings([ah]))
    const [entry] = node.router.roster.entries.values()
    assert.ok(entry)
    Object.assign(entry.security, { ahSequence: 0xffff_fffd, ahEnded: true })
    node.until(4)
    assert.equal(entry.state.is, 'master')
    assert.deepEqual([entry.security.ahSequence, entry.security.ahEnded], [1, false])
  })

  test('a good-bye that is made ready counts although adverts follow before it is sent', () => {
    assert.ok('farewellsAhead' in quirks)
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
    // One that is known already takes nobody's place.
    for (const [count, last] of [11, 12, 13, 14, 12, 11, 15].entries()) {
      const at = plus(wall, seconds(count))
      assert.equal(
        fate(heardFrom(signed, { from: address(`10.0.0.${last}`), at }), by),
        'accepted',
        `${last}`,
      )
    }
    assert.deepEqual([...by.security.marks.keys()], ['10.0.0.14', '10.0.0.12', '10.0.0.11', '10.0.0.15'])
  })

  test('marks of unicast peers are not forgotten, and strangers are no peers', () => {
    const peers = [21, 22, 23, 24, 25].map((last) => address(`10.0.0.${last}`))
    const between = withHmac({}, { unicast: unicastWith(peers) })
    const by = examiner(between)
    for (const from of peers) assert.equal(fate(heardFrom(between, { from }), by), 'accepted')
    for (const from of peers) assert.equal(fate(heardFrom(between, { from }), by), 'hmac-replayed')
    assert.equal(fate(heardFrom(between, { from: higherPeer }), by), 'stranger')
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

  test('whoever starts after a good-bye that was sent for it is heard at once', () => {
    const listener = examiner(signed)
    const ready = farewellOf(advertEffect(signed, higherPeer, 0), {
      ...{ settings: signed, security: openSecurity(), wall },
    })
    assert.equal(fate(heardFrom(signed, { seal: ready.seal, priority: 0 }), listener), 'accepted')
    const at = plus(wall, seconds(1))
    const firstOf = (router: Router) => {
      const [entry] = router.roster.entries.values()
      assert.ok(entry)
      return fate(heardFrom(signed, { security: entry.security, at }), { ...listener, wall: at })
    }
    const router = openRouter(settings([signed]))
    assert.equal(firstOf(router), 'hmac-replayed')
    surpassFarewells(router, at)
    assert.equal(firstOf(router), 'accepted')
    assert.equal(firstOf(router), 'accepted')
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
