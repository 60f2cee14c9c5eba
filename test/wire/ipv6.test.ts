import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { decodeIpv6, encodeIpv6 } from '../../src/wire/ipv6.ts'
import { hexOf } from './frames.ts'

const ends = { source: address('fe80::1'), destination: address('ff02::12') }
const envelope = { ...ends, nextHeader: 112, hopLimit: 255, trafficClass: 0xc0 }

describe('the IPv6 header', () => {
  test('what is written is read back', () => {
    const packet = encodeIpv6(envelope, Uint8Array.of(1, 2, 3))
    assert.equal(hexOf(packet.subarray(0, 8)), '6c000000000370ff')
    assert.deepEqual(decodeIpv6(packet), {
      ok: true,
      value: { ...envelope, flowLabel: 0, payloadLength: 3, payloadAt: 40 },
    })
  })

  test('the flow label is read', () => {
    const packet = encodeIpv6(envelope, new Uint8Array(0))
    packet.set([0x6c, 0x0f, 0xde, 0xe8])
    const decoded = decodeIpv6(packet)
    assert.ok(decoded.ok)
    assert.deepEqual([decoded.value.trafficClass, decoded.value.flowLabel], [0xc0, 0xfdee8])
  })

  test('extension headers are stepped over: hop-by-hop options before a listener report', () => {
    const options = Uint8Array.of(58, 0, 5, 2, 0, 0, 1, 0, 143)
    const decoded = decodeIpv6(encodeIpv6({ ...envelope, nextHeader: 0 }, options))
    assert.ok(decoded.ok)
    assert.deepEqual([decoded.value.nextHeader, decoded.value.payloadAt], [58, 48])
  })

  test('an extension header that is not all there is too short', () => {
    const packet = encodeIpv6({ ...envelope, nextHeader: 0 }, Uint8Array.of(58, 3, 0, 0, 0, 0, 0, 0))
    assert.deepEqual(decodeIpv6(packet), { ok: false, error: { is: 'too-short', length: 48 } })
  })

  test('less than 40 bytes are too short, and another version is none', () => {
    const packet = encodeIpv6(envelope, new Uint8Array(0))
    assert.deepEqual(decodeIpv6(packet.subarray(0, 39)), {
      ok: false,
      error: { is: 'too-short', length: 39 },
    })
    assert.deepEqual(decodeIpv6(Uint8Array.of(0x45)), {
      ok: false,
      error: { is: 'not-ipv6', firstByte: 0x45 },
    })
  })
})
