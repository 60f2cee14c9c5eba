import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address, addressFromBytes, familyOf } from '../../src/base/address.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { type Advert, decodePacket, encodeAdvert, encodePacket, passwordBytes } from '../../src/wire/vrrp.ts'
import { advertOf, bytesOf, envelopeOf, hexOf, inFrame, mac, vectors } from './frames.ts'

const ends = { source: address('10.0.0.1'), destination: address('224.0.0.18') }
const envelope = { ...ends, id: 1, ttl: 255 }
const plainAdvert: Advert = {
  version: 3,
  vrid: 51,
  priority: 100,
  intervalCentis: 100,
  addresses: [address('10.0.0.100')],
}

function decoded(packet: Uint8Array) {
  const result = decodePacket(packet)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

describe('an advert is written byte for byte as keepalived writes it', () => {
  for (const { name, frame, advert, envelope: written } of vectors.adverts) {
    test(name, () => {
      const around = envelopeOf(written)
      if (familyOf(around.source) === 'ipv4') {
        const macs = { source: mac(written.sourceMac), destination: mac(written.destinationMac) }
        const packet = encodePacket(advertOf(advert), around)
        assert.equal(hexOf(encodeEthernet({ ...macs, etherType: etherTypes.ipv4 }, packet)), frame)
      } else {
        // The kernel writes the IPv6 header: ours is the PDU after 14 and 40 bytes.
        assert.equal(hexOf(encodeAdvert(advertOf(advert), around)), frame.slice(2 * 54))
      }
    })
  }
})

describe('a packet of keepalived is read field by field', () => {
  for (const { name, frame, advert, envelope: written } of vectors.adverts) {
    if (written.source.includes(':')) continue
    test(name, () => {
      const packet = decoded(bytesOf(frame.slice(2 * 14)))
      const sent = advertOf(advert)
      assert.deepEqual(
        {
          ...{ source: packet.source, destination: packet.destination, ttl: packet.ttl },
          ...{ version: packet.version, type: packet.type, vrid: packet.vrid, priority: packet.priority },
          addresses: packet.addresses,
          interval: packet.version === 2 ? packet.intervalSeconds : packet.intervalCentis,
          lengths: [packet.length, packet.ipTotalLength, packet.ipHeaderLength, packet.count],
        },
        {
          ...{ source: written.source, destination: written.destination, ttl: written.ttl },
          ...{ version: advert.version, type: 1, vrid: advert.vrid, priority: advert.priority },
          addresses: advert.addresses,
          interval: advert.intervalSeconds ?? advert.intervalCentis,
          lengths: [frame.length / 2 - 14, frame.length / 2 - 14, 20, advert.addresses.length],
        },
      )
      const { plain, pseudo } = packet.checksum
      assert.deepEqual({ plain, pseudo }, { plain: packet.version === 2, pseudo: packet.version === 3 })
      if (sent.version === 2) assert.equal(hexOf(packet.authData), hexOf(sent.authData))
    })
  }
})

describe('what is written is read back', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const anAddress = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(addressFromBytes)
  const common = {
    vrid: fc.integer({ min: 1, max: 255 }),
    priority: byte,
    addresses: fc.array(anAddress, { maxLength: 255, size: 'max' }),
  }
  const advert: fc.Arbitrary<Advert> = fc.oneof(
    fc.record({
      ...common,
      version: fc.constant(2 as const),
      authType: fc.constantFrom(0 as const, 1 as const),
      authData: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      intervalSeconds: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({
      ...common,
      version: fc.constant(3 as const),
      intervalCentis: fc.integer({ min: 1, max: 4095 }),
    }),
  )
  const around = fc.record({
    source: anAddress,
    destination: anAddress,
    id: fc.integer({ min: 0, max: 65_535 }),
    ttl: byte,
  })

  test('every advert, with its checksum right in the form of its version', () => {
    fc.assert(
      fc.property(advert, around, (sent, where) => {
        const packet = decoded(encodePacket(sent, where))
        assert.equal(packet.source, where.source)
        assert.equal(packet.destination, where.destination)
        assert.equal(packet.ttl, where.ttl)
        assert.equal(packet.length, packet.ipTotalLength)
        assert.equal(packet.version === 2 ? packet.checksum.plain : packet.checksum.pseudo, true)
        const { version, vrid, priority, addresses } = packet
        const own =
          version === 2
            ? {
                authType: packet.authType,
                authData: packet.authData,
                intervalSeconds: packet.intervalSeconds,
              }
            : { intervalCentis: packet.intervalCentis }
        assert.deepEqual({ version, vrid, priority, addresses, ...own }, { ...sent })
      }),
      { seed: 20260722, numRuns: 300 },
    )
  })
})

describe('a packet comes back as it is, however wrong', () => {
  const good = encodePacket(plainAdvert, envelope)
  const changed = (offset: number, value: number) => {
    const packet = new Uint8Array(good)
    packet[offset] = value
    return packet
  }

  test('less than a header of 8 bytes is refused with the length of the whole packet', () => {
    assert.deepEqual(decodePacket(good.subarray(0, 24)), {
      ok: false,
      error: { is: 'too-short', length: 24 },
    })
    assert.equal(decodePacket(good.subarray(0, 27)).ok, false)
    assert.equal(decodePacket(good.subarray(0, 28)).ok, true)
  })

  test('an empty packet, one of another version, and an impossible header length are refused', () => {
    assert.deepEqual(decodePacket(new Uint8Array(0)), { ok: false, error: { is: 'too-short', length: 0 } })
    for (const firstByte of [0x65, 0x05, 0x40, 0x44]) {
      assert.deepEqual(decodePacket(changed(0, firstByte)), {
        ok: false,
        error: { is: 'not-ipv4', firstByte },
      })
    }
  })

  test('another protocol is refused by its number', () => {
    assert.deepEqual(decodePacket(changed(9, 50)), { ok: false, error: { is: 'not-vrrp', protocol: 50 } })
  })

  test('a count that promises more addresses than there are gives those that are there', () => {
    const packet = decoded(changed(23, 200))
    assert.deepEqual([packet.count, packet.addresses], [200, ['10.0.0.100']])
    assert.deepEqual(packet.checksum, { plain: false, pseudo: false })
  })

  test('IP options are stepped over', () => {
    const withOptions = new Uint8Array([...good.subarray(0, 20), 1, 1, 1, 1, ...good.subarray(20)])
    withOptions[0] = 0x46
    const packet = decoded(withOptions)
    assert.deepEqual([packet.ipHeaderLength, packet.vrid, packet.checksum.pseudo], [24, 51, true])
  })

  test('padding after the PDU counts in the length and not in the checksum', () => {
    const packet = decoded(new Uint8Array([...good, 0xaa, 0xbb, 0xcc, 0xdd]))
    assert.deepEqual([packet.length, packet.ipTotalLength, packet.checksum.pseudo], [36, 32, true])
  })

  test('the reserved bits of the interval of version 3 are left out', () => {
    assert.equal(decoded(changed(24, 0xf0)).intervalCentis, 100)
  })

  test('nothing that is returned changes when the buffer is used again, even when it is a Buffer', () => {
    const advert: Advert = {
      ...{ version: 2, vrid: 1, priority: 1, authType: 1, intervalSeconds: 1, addresses: [] },
      authData: passwordBytes('secret12'),
    }
    const buffer = Buffer.from(encodePacket(advert, envelope))
    const packet = decoded(buffer)
    buffer.fill(0xff)
    assert.equal(Buffer.from(packet.authData).toString(), 'secret12')
  })
})

describe('a password becomes 8 bytes', () => {
  const cases = [
    ['W3: short ones are filled up with zeros', 'abc', '6162630000000000'],
    ['long ones are cut', 'secret1234', '7365637265743132'],
    ['other scripts count in bytes of UTF-8', 'ä€😀x', 'c3a4e282acf09f98'],
    ['a lone surrogate does not throw', '\ud800', 'efbfbd0000000000'],
    ['percent signs are text', '%41', '2534310000000000'],
  ] as const
  for (const [name, password, expected] of cases) {
    test(name, () => assert.equal(hexOf(passwordBytes(password)), expected))
  }
})

describe('a broken promise of ours throws', () => {
  test('more than 255 addresses, or one of the other family', () => {
    const many = { ...plainAdvert, addresses: new Array(256).fill(address('10.0.0.1')) }
    assert.throws(() => encodeAdvert(many, ends), /bug: an advert of 256 addresses/)
    const mixed = { ...plainAdvert, addresses: [address('fe80::1')] }
    assert.throws(() => encodeAdvert(mixed, ends), /bug: fe80::1 in an advert of ipv4/)
  })
})

test('frames of the tests are framed as Ethernet wants them', () => {
  assert.equal(hexOf(inFrame(new Uint8Array(0))), '01005e0000120200000000010800')
})
