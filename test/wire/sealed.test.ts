/**
 * Adverts in every form that keepalived 2.4.3 was seen to send, written byte for byte and read back: both
 * families, all checksums, the IP authentication header and the trailer of auth_hmac.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { familyOf } from '../../src/base/address.ts'
import { composePacket, encodedLength } from '../../src/wire/compose.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import type { Digests, Seal } from '../../src/wire/seal.ts'
import {
  type Advert,
  type ChecksumKind,
  decodePacket,
  decodePdu6,
  passwordBytes,
} from '../../src/wire/vrrp.ts'
import { advertOf, bytesOf, envelopeOf, hexOf, mac, vectors, type WrittenSealed } from './frames.ts'

const digests: Digests = {
  hmacMd5: (key, bytes) => createHmac('md5', key).update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

const frames: readonly { readonly name: string; readonly frame: string; readonly sent: WrittenSealed }[] = [
  ...vectors.adverts.map(({ name, frame, advert, envelope }) => ({
    name,
    frame,
    sent: { advert, envelope },
  })),
  ...vectors.readOnly,
]

function sealOf({ advert, seal }: WrittenSealed): Seal {
  if (seal === undefined) return { is: 'none' }
  if (seal.is === 'ah') return seal
  const { keyId, key, stamp } = seal
  const { version, vrid } = advert
  return { is: 'hmac', keyId, key: bytesOf(key), stamp: BigInt(`0x${stamp}`), version, vrid }
}

function advertSent(sent: WrittenSealed): Advert {
  const advert = advertOf(sent.advert)
  return advert.version === 2 && sent.seal?.is === 'ah' ? { ...advert, authType: 2 } : advert
}

function composed(sent: WrittenSealed): Uint8Array {
  const checksum: ChecksumKind = sent.checksum ?? 'standard'
  const envelope = { ...envelopeOf(sent.envelope), checksum, seal: sealOf(sent) }
  return composePacket(advertSent(sent), envelope, digests)
}

/** The flow label is the kernel's choice; ours is 0. */
function withoutFlowLabel(packet: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(packet)
  if ((bytes[0] ?? 0) >> 4 !== 6) return bytes
  bytes[1] = (bytes[1] ?? 0) & 0xf0
  bytes.fill(0, 2, 4)
  return bytes
}

function read(packet: Uint8Array, { source, destination, ttl }: ReturnType<typeof envelopeOf>) {
  const isIpv4 = familyOf(source) === 'ipv4'
  const decoded = isIpv4
    ? decodePacket(packet)
    : decodePdu6(packet.subarray(40), { source, destination, ttl })
  assert.ok(decoded.ok, JSON.stringify(decoded))
  return decoded.value
}

/** Rows of the conformance table of the wire that a frame stands for. */
const rowOf: Readonly<Record<string, string>> = {
  'version 2, no authentication': 'W1',
  'version 2, two addresses, leaving with priority 0': 'W2',
  'version 3, half a second, two addresses': 'W8',
  'version 3 to another group': 'W15',
  'version 3 from a virtual MAC': 'W16',
  'version 3 to one peer with old_unicast_checksum': 'W11',
  'version 3 on IPv6 to one peer, hop limit 64': 'W13',
  'version 3 with auth_hmac': 'W18',
  'version 3 on IPv6 with auth_hmac': 'W18, W20',
}
const titled = (name: string) => (rowOf[name] === undefined ? name : `${rowOf[name]}: ${name}`)

describe('a whole packet is written byte for byte as keepalived and its kernel write it', () => {
  for (const { name, frame, sent } of frames) {
    test(titled(name), () => {
      const packet = composed(sent)
      const ends = { source: mac(sent.envelope.sourceMac), destination: mac(sent.envelope.destinationMac) }
      const expected = withoutFlowLabel(bytesOf(frame.slice(2 * 14)))
      assert.equal(hexOf(packet), hexOf(expected))
      const etherType =
        familyOf(envelopeOf(sent.envelope).source) === 'ipv4' ? etherTypes.ipv4 : etherTypes.ipv6
      assert.equal(hexOf(encodeEthernet({ ...ends, etherType }, packet)).slice(0, 28), frame.slice(0, 28))
    })
  }
})

describe('what is written is read back, with what proves it', () => {
  for (const { name, frame, sent } of frames) {
    test(name, () => {
      const packet = read(bytesOf(frame.slice(2 * 14)), envelopeOf(sent.envelope))
      const { version, vrid, priority, addresses } = packet
      const { advert, seal } = sent
      assert.deepEqual(
        { version, vrid, priority, addresses },
        {
          ...{ version: advert.version, vrid: advert.vrid },
          ...{ priority: advert.priority, addresses: advert.addresses },
        },
      )
      assert.equal(packet.ah !== undefined, seal?.is === 'ah')
      assert.equal(packet.trailer !== undefined, seal?.is === 'hmac')
      if (packet.ah !== undefined && seal?.is === 'ah') {
        const value = digests.hmacMd5(passwordBytes(seal.password), packet.ah.covered)
        assert.equal(hexOf(value.subarray(0, 12)), hexOf(packet.ah.value))
        assert.deepEqual([packet.ah.sequence, packet.ah.nextHeader, packet.ah.spi], [1, 112, 0x0a00_0001])
      }
      if (packet.trailer !== undefined && seal?.is === 'hmac') {
        const digest = digests.hmacSha256(bytesOf(seal.key), packet.trailer.covered)
        assert.equal(hexOf(digest.subarray(0, 16)), hexOf(packet.trailer.digest))
        assert.equal(packet.trailer.keyId, seal.keyId)
      }
    })
  }
})

describe('W5, W6: an authentication header to a peer', () => {
  const sent = vectors.readOnly.find(({ name }) => name.includes('AH'))?.sent
  assert.ok(sent)

  test('W5: its value does not depend on the TTL, and one sequence serves all peers', () => {
    const to = (destination: string, ttl: number) =>
      composed({ ...sent, envelope: { ...sent.envelope, destination, ttl } })
    const valueIn = (packet: Uint8Array) => hexOf(packet.subarray(32, 44))
    assert.equal(valueIn(to('10.0.0.2', 255)), valueIn(to('10.0.0.2', 7)))
    assert.notEqual(valueIn(to('10.0.0.2', 255)), valueIn(to('10.0.0.3', 255)))
    assert.equal(hexOf(to('10.0.0.2', 255).subarray(28, 32)), hexOf(to('10.0.0.3', 255).subarray(28, 32)))
  })

  test('multicast keeps its TTL in what is proved', () => {
    const with1 = composed({ ...sent, envelope: { ...sent.envelope, ttl: 1 } })
    assert.notEqual(hexOf(with1.subarray(32, 44)), hexOf(composed(sent).subarray(32, 44)))
  })
})

test('W11: with old_unicast_checksum all peers get one checksum; W10: without, each its own', () => {
  const sent = vectors.readOnly.find(({ name }) => name.includes('old_unicast'))?.sent
  assert.ok(sent)
  const sumTo = (destination: string, checksum: 'plain' | 'group' | undefined) => {
    const envelope = { ...sent.envelope, destination }
    const { advert } = sent
    const packet = composed(checksum === undefined ? { advert, envelope } : { advert, envelope, checksum })
    return hexOf(packet.subarray(26, 28))
  }
  assert.equal(sumTo('10.0.0.2', 'group'), sumTo('10.0.0.3', 'group'))
  assert.notEqual(sumTo('10.0.0.2', undefined), sumTo('10.0.0.3', undefined))
})

test('W18: one trailer serves all peers', () => {
  const sent = vectors.readOnly.find(({ name }) => name.includes('to one peer with auth_hmac'))?.sent
  assert.ok(sent)
  const trailerTo = (destination: string) =>
    hexOf(composed({ ...sent, envelope: { ...sent.envelope, destination } }).subarray(-28))
  assert.equal(trailerTo('10.0.0.2'), trailerTo('10.0.0.3'))
})

test('the length of a packet is known before it is made', () => {
  for (const { sent } of frames) {
    const { seal } = sent
    const sealed = seal?.is === 'hmac' ? 'hmac' : seal?.is === 'ah'
    const family = familyOf(envelopeOf(sent.envelope).source)
    assert.equal(encodedLength(advertSent(sent), family, sealed), composed(sent).length)
  }
})

test('a packet of two bytes more or less is not taken for one with a trailer', () => {
  const { frame } = vectors.readOnly.find(({ name }) => name === 'version 3 with auth_hmac') ?? { frame: '' }
  const packet = bytesOf(frame.slice(2 * 14))
  for (const length of [packet.length - 2, packet.length + 2]) {
    const bytes = new Uint8Array(length)
    bytes.set(packet.subarray(0, length))
    const decoded = decodePacket(bytes)
    assert.ok(decoded.ok)
    assert.equal(decoded.value.trailer, undefined)
  }
})
