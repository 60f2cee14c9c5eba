/**
 * One frame for every reason of refusal, made from a good one; the checksum is right unless it is the point.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { encodeArp } from '../../src/wire/arp.ts'
import { checksumOf, wordSum } from '../../src/wire/checksum.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { sealIcmp6 } from '../../src/wire/icmp6.ts'
import { encodeIpv4 } from '../../src/wire/ipv4.ts'
import { encodeIpv6 } from '../../src/wire/ipv6.ts'
import { type Advert, addressSum, encodeAdvert } from '../../src/wire/vrrp.ts'
import { bytesOf, hexOf, inFrame, mac, vectors } from '../wire/frames.ts'
import { type DecodedFrame, decode, objects, reasons } from './decode-world.ts'

const common = { vrid: 51, priority: 100, addresses: [address('10.0.0.100')] }
const version3: Advert = { version: 3, intervalCentis: 100, ...common }
const version2: Advert = {
  ...{ version: 2, authType: 0, authData: new Uint8Array(8), intervalSeconds: 1 },
  ...common,
}
const group = { source: address('10.0.0.1'), destination: address('224.0.0.18') }
const envelope = { ...group, id: 1, ttl: 255, protocol: 112 }

function first(frame: Uint8Array): DecodedFrame | undefined {
  return objects(decode([hexOf(frame)], { json: true }))[0]
}

/** A PDU after `change`, its checksum right again. */
function pdu(advert: Advert, change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = encodeAdvert(advert, group)
  change(bytes)
  bytes[6] = 0
  bytes[7] = 0
  const pseudo = advert.version === 3 ? addressSum(group) + 112 + bytes.length : 0
  const checksum = checksumOf(wordSum(bytes, 0, bytes.length) + pseudo)
  bytes.set([checksum >> 8, checksum & 0xff], 6)
  return bytes
}

function changed(advert: Advert, offset: number, value: number): Uint8Array {
  return inFrame(
    encodeIpv4(
      envelope,
      pdu(advert, (bytes) => {
        bytes[offset] = value
      }),
    ),
  )
}

function sent(advert: Advert, around: Partial<typeof envelope> = {}): Uint8Array {
  const where = { ...envelope, ...around }
  return inFrame(encodeIpv4(where, encodeAdvert(advert, where)))
}

/** The same frame after a change of bytes that nobody seals again. */
function broken(frame: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = new Uint8Array(frame)
  copy[offset] = value
  return copy
}

const good2 = sent(version2)
const good3 = sent(version3)
const v06 = bytesOf(vectors.readOnly.find(({ name }) => name.includes('AH'))?.frame ?? '')
const v27 = bytesOf(vectors.readOnly.find(({ name }) => name === 'version 3 with auth_hmac')?.frame ?? '')

/** IP header bytes start at 14, PDU bytes at 34. */
function resealIp(frame: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = broken(frame, offset, value)
  copy.set([0, 0], 24)
  const checksum = checksumOf(wordSum(copy, 14, 34))
  copy.set([checksum >> 8, checksum & 0xff], 24)
  return copy
}

const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ['version 2, good', good2, []],
  ['version 3, good', good3, []],
  ['padded to 60 bytes', new Uint8Array([...good2, ...new Array(60 - good2.length).fill(0)]), []],
  ['another VRID to the same group', changed(version3, 1, 7), []],
  ['priority 0', changed(version3, 2, 0), []],
  ['reserved bits in the interval of version 3', changed(version3, 4, 0xf0), []],
  ['TTL 254', sent(version3, { ttl: 254 }), ['ttl']],
  ['TTL 64 to one peer', sent(version3, { ttl: 64, destination: address('10.0.0.2') }), []],
  ['VRID 0', changed(version3, 1, 0), ['vrid']],
  ['version 4', changed(version3, 0, 0x41), ['version']],
  ['version 1 sent as version 2', changed(version2, 0, 0x11), ['length', 'version', 'checksum']],
  ['type 2', changed(version2, 0, 0x22), ['type']],
  ['one address, two promised', changed(version2, 3, 2), ['length']],
  ['authentication type 3', changed(version2, 4, 3), ['auth-type-invalid']],
  ['authentication type 2 without AH', changed(version2, 4, 2), ['auth-type-mismatch']],
  ['interval 0 in version 2', changed(version2, 5, 0), ['interval']],
  ['interval 0 in version 3', changed(version3, 5, 0), ['interval']],
  ['no address in version 2', sent({ ...version2, addresses: [] }), []],
  ['no address in version 3', sent({ ...version3, addresses: [] }), ['address-count']],
  ['a damaged checksum', broken(good3, 40, 0x12), ['checksum']],
  ['a damaged address', broken(good2, 45, 0x12), ['checksum']],
  ['a PDU of 4 bytes', inFrame(encodeIpv4(envelope, bytesOf('31336401'))), ['too-short']],
  [
    '4 bytes too many',
    inFrame(encodeIpv4(envelope, new Uint8Array([...encodeAdvert(version3, group), 0, 0, 0, 0]))),
    ['length'],
  ],
  ['IP total length 4 short', resealIp(good3, 17, 28), ['length', 'checksum']],
  ['IP total length 4 too long', resealIp(good3, 17, 36), ['ip-length']],
  ['a frame that lost its end', good2.subarray(0, -4), ['length', 'ip-length']],
  ['a damaged IP header', broken(good3, 15, 0), ['ip-checksum']],
  ['a fragment', resealIp(good3, 20, 0x20), ['fragment']],
  ['a multicast source', sent(version3, { source: address('224.0.0.1') }), ['source']],
  ['a loopback source', sent(version3, { source: address('127.0.0.1') }), ['source']],
  ['AH, good', v06, []],
  ['AH with another index', broken(v06, 38, 0xff), ['ah-spi']],
  ['AH of another length', broken(v06, 35, 5), ['ah-length']],
  [
    'AH before authentication type 0',
    broken(broken(v06, 62, 0), 65, 0xd3 + 2),
    ['auth-type-mismatch', 'checksum'],
  ],
  ['auth_hmac, good', v27, []],
  ['auth_hmac of another scheme', broken(v27, 46, 2), ['trailer']],
  [
    'everything at once',
    broken(sent(version3, { ttl: 1 }), 34, 0x52),
    ['ttl', 'version', 'type', 'checksum'],
  ],
]

describe('the verdict on an advert', () => {
  for (const [name, frame, expected] of cases) {
    test(name, () => assert.deepEqual(reasons(first(frame)), expected))
  }

  test('the status tells whether any frame would be refused', () => {
    assert.equal(decode([hexOf(good3)]).status, 0)
    assert.equal(decode([hexOf(sent(version3, { ttl: 254 }))]).status, 2)
  })

  test('it is the same for people: REFUSED with the reason, or ok', () => {
    assert.match(decode([hexOf(good3)]).text, /^ {2}ok$/m)
    const refused = decode([hexOf(sent(version3, { ttl: 254 }))]).text
    assert.match(refused, /^ {2}REFUSED: TTL or hop limit 254, 255 expected$/m)
    assert.doesNotMatch(refused, /^ {2}ok$/m)
  })
})

describe('frames of keepalived that not every receiver hears', () => {
  for (const { name, frame, verdict, vrrp } of vectors.readOnly) {
    test(name, () => {
      const shown = first(bytesOf(frame))
      assert.deepEqual(reasons(shown), verdict === 'ok' ? [] : verdict.map(({ is }) => is))
      assert.deepEqual({ ...shown?.vrrp, ...vrrp }, shown?.vrrp)
    })
  }

  test('a checksum that is right in another form says in which, and what was expected', () => {
    const { frame } = vectors.readOnly.find(({ name }) => name.includes('v3_checksum_as_v2')) ?? { frame: '' }
    const { text } = decode([frame])
    assert.match(
      text,
      /REFUSED: checksum 0xbace is wrong, 0xd03a expected; it would be right over the PDU alone/,
    )
  })

  test('AH and auth_hmac are named with their fields', () => {
    const ah = first(v06)
    assert.deepEqual(
      [ah?.ah?.spi, ah?.ah?.sequence, ah?.ah?.value],
      [0x0a000001, 1, 'd3c7a1dcab4ed846729748a9'],
    )
    assert.match(ah?.remarks?.[0] ?? '', /^AH: only a receiver with auth_type AH/)
    const trailer = first(v27)
    assert.deepEqual([trailer?.trailer?.scheme, trailer?.trailer?.keyId], [1, 1])
    assert.match(trailer?.remarks?.[0] ?? '', /^auth_hmac: a receiver without it refuses/)
  })

  test('a password is shown as the text it is', () => {
    const { frame } = vectors.adverts.find(({ name }) => name.includes('password')) ?? { frame: '' }
    assert.equal(first(bytesOf(frame))?.vrrp?.password, 'secret12')
    assert.match(decode([frame]).text, /authentication: password "secret12", in the clear/)
  })
})

describe('the verdict on ARP', () => {
  const good = {
    operation: 1,
    senderMac: mac('02:00:00:00:00:01'),
    senderAddress: address('10.0.0.1'),
    targetMac: mac('00:00:00:00:00:00'),
    targetAddress: address('10.0.0.2'),
  }
  const ends = { source: good.senderMac, destination: mac('ff:ff:ff:ff:ff:ff'), etherType: etherTypes.arp }
  const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ['a request', encodeArp(good), []],
    ['an operation that is none', encodeArp({ ...good, operation: 9 }), ['arp-operation']],
    ['a group as sender', encodeArp({ ...good, senderMac: mac('01:00:5e:00:00:12') }), ['sender-mac']],
    ['a multicast target', encodeArp({ ...good, targetAddress: address('224.0.0.18') }), ['target']],
    ['a loopback sender', encodeArp({ ...good, senderAddress: address('127.0.0.1') }), ['source']],
    ['a message that is cut', encodeArp(good).subarray(0, 20), ['too-short']],
    ['other hardware', broken(encodeArp(good), 4, 8), ['arp-hardware']],
  ]
  for (const [name, message, expected] of cases) {
    test(name, () => assert.deepEqual(reasons(first(encodeEthernet(ends, message))), expected))
  }
})

describe('the verdict on neighbour discovery (RFC 4861 section 7.1)', () => {
  const { frame } = vectors.announcements.find(({ router }) => router === false) ?? { frame: '' }
  const na = bytesOf(frame)
  const ip = { source: address('fe80::100'), destination: address('ff02::1') }

  /** The advertisement after `change`, its checksum right again. */
  function resent(
    change: (message: Uint8Array) => void,
    around: { hopLimit?: number; source?: string } = {},
  ): Uint8Array {
    const message = new Uint8Array(na.subarray(54))
    change(message)
    message.set([0, 0], 2)
    const ends = { ...ip, source: address(around.source ?? ip.source) }
    sealIcmp6(message, ends)
    const packet = encodeIpv6(
      { ...ends, nextHeader: 58, hopLimit: around.hopLimit ?? 255, trafficClass: 0 },
      message,
    )
    const macs = { source: mac('02:00:00:00:00:01'), destination: mac('33:33:00:00:00:01') }
    return encodeEthernet({ ...macs, etherType: etherTypes.ipv6 }, packet)
  }

  const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ['as keepalived sends it', na, []],
    ['hop limit 64', resent(() => {}, { hopLimit: 64 }), ['ttl']],
    ['a damaged checksum', broken(na, 56, 1), ['checksum']],
    ['code 1', resent((message) => message.set([1], 1)), ['icmp-code']],
    ['a multicast target', resent((message) => message.set([0xff], 8)), ['target']],
    ['an option of length 0', resent((message) => message.set([0], 25)), ['options']],
    ['an answer to everybody', resent((message) => message.set([0x60], 4)), ['solicited-to-many']],
    [
      'a solicitation from nobody with an address',
      resent((message) => message.set([135, 0], 0), { source: '::' }),
      [],
    ],
    ['cut short', na.subarray(0, -8), ['ip-length']],
  ]
  for (const [name, message, expected] of cases) {
    test(name, () => assert.deepEqual(reasons(first(message)), expected))
  }

  test('a solicitation from the unspecified address must not name a source hardware address', () => {
    const solicitation = resent(
      (message) => {
        message[0] = 135
        message[24] = 1
      },
      { source: '::' },
    )
    assert.deepEqual(reasons(first(solicitation)), ['unspecified-source'])
  })
})
