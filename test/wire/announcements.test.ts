import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import {
  decodeArp,
  decodeArpFrame,
  encodeArp,
  gratuitous,
  isGratuitous,
  isProbe,
  probe,
} from '../../src/wire/arp.ts'
import { isIcmp6Right, sealIcmp6 } from '../../src/wire/icmp6.ts'
import { ipv6At } from '../../src/wire/ipv6.ts'
import {
  decodeNeighbour,
  decodeNeighbourClaim,
  neighbourProbe,
  unsolicitedAdvertisement,
} from '../../src/wire/neighbour.ts'
import { bytesOf, hexOf, mac, vectors } from './frames.ts'

describe('W21, W22: an address is announced byte for byte as keepalived announces it', () => {
  for (const { name, frame, router, ...announced } of vectors.announcements) {
    const whose = { mac: mac(announced.mac), address: address(announced.address) }
    test(name, () => {
      const written =
        router === undefined
          ? gratuitous(whose.mac, whose.address)
          : unsolicitedAdvertisement({ ...whose, router })
      assert.equal(hexOf(written), frame)
    })
    test(`${name}, read`, () => {
      if (router === undefined) {
        const arp = decodeArpFrame(bytesOf(frame))
        assert.ok(arp.ok && isGratuitous(arp.value))
        assert.deepEqual(arp.value, {
          operation: 1,
          senderMac: whose.mac,
          senderAddress: whose.address,
          targetMac: 'ff:ff:ff:ff:ff:ff',
          targetAddress: whose.address,
        })
      } else {
        const message = decodeNeighbour(bytesOf(frame).subarray(54))
        assert.ok(message.ok)
        assert.equal(message.value.target, whose.address)
        assert.equal(message.value.targetMac, whose.mac)
        assert.deepEqual(message.value.flags, { router, solicited: false, override: true })
        assert.equal(message.value.optionsWhole, true)
      }
    })
  }
})

describe('a probe asks without claiming (RFC 5227 section 2.1.1)', () => {
  const frame = probe(mac('02:00:00:00:00:01'), address('10.0.0.100'))

  test('its bytes', () => {
    const header = 'ffffffffffff' + '020000000001' + '0806' + '0001080006040001'
    const sender = '020000000001' + '00000000'
    const target = '000000000000' + '0a000064'
    assert.equal(hexOf(frame), header + sender + target)
  })

  test('it is a probe and not gratuitous; an announcement is the reverse', () => {
    const asked = decodeArpFrame(frame)
    const told = decodeArpFrame(gratuitous(mac('02:00:00:00:00:01'), address('10.0.0.100')))
    assert.ok(asked.ok && told.ok)
    assert.deepEqual([isProbe(asked.value), isGratuitous(asked.value)], [true, false])
    assert.deepEqual([isProbe(told.value), isGratuitous(told.value)], [false, true])
    // Neither a reply from nobody nor one about nobody asks or claims anything.
    assert.equal(isProbe({ ...asked.value, operation: 2 }), false)
    const nobody = address('0.0.0.0')
    assert.equal(isGratuitous({ ...told.value, senderAddress: nobody, targetAddress: nobody }), false)
  })
})

describe('ARP is read strictly', () => {
  const message = gratuitous(mac('02:00:00:00:00:01'), address('10.0.0.100')).subarray(14)

  test('what was read is written back, padding aside', () => {
    const arp = decodeArp(new Uint8Array([...message, ...new Array(18).fill(0)]))
    assert.ok(arp.ok)
    assert.equal(hexOf(encodeArp(arp.value)), hexOf(message))
  })

  test('every truncation is too short', () => {
    for (let length = 0; length < 28; length++) {
      assert.deepEqual(decodeArp(message.subarray(0, length)), {
        ok: false,
        error: { is: 'too-short', length },
      })
    }
  })

  test('other hardware, other protocols and other address lengths are refused', () => {
    for (const [offset, value] of [
      [1, 6],
      [2, 0x86],
      [4, 8],
      [5, 16],
    ] as const) {
      const other = new Uint8Array(message)
      other[offset] = value
      assert.deepEqual(decodeArp(other), { ok: false, error: { is: 'not-ipv4-over-ethernet' } })
    }
  })

  test('a frame of another type is not ARP', () => {
    const frame = bytesOf(vectors.others[0]?.frame ?? '')
    assert.deepEqual(decodeArpFrame(frame), { ok: false, error: { is: 'not-arp', etherType: 0x0800 } })
  })
})

test('RFC 4862 section 5.4.2: who has an address is asked from nobody, in its own group', () => {
  const frame = neighbourProbe({ mac: mac('02:00:00:00:00:01'), address: address('2001:db8::12:3456') })
  assert.equal(
    hexOf(frame),
    '3333ff123456' +
      '020000000001' +
      '86dd' +
      '6000000000183aff' +
      '00000000000000000000000000000000' +
      'ff0200000000000000000001ff123456' +
      '8700' +
      hexOf(frame.subarray(56, 58)) +
      '00000000' +
      '20010db8000000000000000000123456',
  )
  const ends = { source: address('::'), destination: address('ff02::1:ff12:3456') }
  assert.ok(isIcmp6Right(frame.subarray(54), ends))
})

describe('RFC 4861 section 7.1.2: a neighbour advertisement claims an address', () => {
  const whose = { mac: mac('02:00:00:00:00:01'), address: address('2001:db8::100'), router: true }
  const frame = unsolicitedAdvertisement(whose)
  /** With one byte changed, and the checksum right all the same. */
  function changed(position: number, value: number): Uint8Array {
    const copy = frame.slice()
    copy[position] = value
    copy.fill(0, 56, 58)
    sealIcmp6(copy.subarray(54), { source: ipv6At(copy, 22), destination: ipv6At(copy, 38) })
    return copy
  }

  test('that of a peer, also with padding of the link behind it', () => {
    const claim = { address: whose.address, mac: whose.mac, senderMac: whose.mac, solicited: false }
    assert.deepEqual(decodeNeighbourClaim(frame), claim)
    assert.deepEqual(decodeNeighbourClaim(Uint8Array.from([...frame, 0, 0, 0, 0])), claim)
  })

  test('an answer is told from a claim; sent to everybody it is neither', () => {
    const answer = changed(38, 0x20)
    answer[58] = 0x60
    answer.fill(0, 56, 58)
    sealIcmp6(answer.subarray(54), { source: ipv6At(answer, 22), destination: ipv6At(answer, 38) })
    assert.equal(decodeNeighbourClaim(answer)?.solicited, true)
    assert.equal(decodeNeighbourClaim(changed(58, 0x60)), undefined)
  })

  test('without the option for the MAC address it is that of the sender', () => {
    const other = changed(78, 14)
    assert.equal(decodeNeighbourClaim(other)?.mac, whose.mac)
  })

  test('routed, of another code or type, weak, of a group, or with broken options it is none', () => {
    for (const [position, value] of [
      [21, 254],
      [55, 1],
      [54, 135],
      [58, 0x80],
      [62, 0xff],
      [79, 0],
      [79, 2],
      [20, 17],
    ] as const) {
      assert.equal(decodeNeighbourClaim(changed(position, value)), undefined, `byte ${position}`)
    }
  })

  test('with a wrong checksum, or cut anywhere, it is none', () => {
    const wrong = frame.slice()
    wrong[85] = 2
    assert.equal(decodeNeighbourClaim(wrong), undefined)
    for (let length = 0; length < frame.length; length++) {
      assert.equal(decodeNeighbourClaim(frame.subarray(0, length)), undefined, `${length} bytes`)
    }
  })
})

describe('neighbour discovery is read strictly', () => {
  const whose = { mac: mac('02:00:00:00:00:01'), address: address('fe80::100'), router: false }
  const message = unsolicitedAdvertisement(whose).subarray(54)

  test('other ICMPv6 is refused by its type', () => {
    assert.deepEqual(decodeNeighbour(bytesOf('8f00000000000000')), {
      ok: false,
      error: { is: 'not-neighbour-discovery', type: 143 },
    })
  })

  test('a message without its target is too short, one without options is whole', () => {
    assert.deepEqual(decodeNeighbour(message.subarray(0, 23)), {
      ok: false,
      error: { is: 'too-short', kind: 'neighbour-advertisement', expected: 24 },
    })
    const bare = decodeNeighbour(message.subarray(0, 24))
    assert.ok(bare.ok && bare.value.optionsWhole && bare.value.targetMac === undefined)
  })

  test('an option of length 0 ends the reading, and the message is not whole', () => {
    const stuck = new Uint8Array(message)
    stuck[25] = 0
    const decoded = decodeNeighbour(stuck)
    assert.ok(decoded.ok)
    assert.deepEqual([decoded.value.optionsWhole, decoded.value.targetMac], [false, undefined])
  })
})
