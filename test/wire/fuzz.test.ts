/**
 * Whatever arrives: decoding and inspection never throw, and accept exactly what a naive reading of the
 * specification accepts. The naive reading below is written from the RFCs and shares nothing with src.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { inspect } from '../../src/vrrp/inspect.ts'
import { plainOptions } from '../../src/vrrp/instance-options.ts'
import { type InstanceSettings, noTrackers } from '../../src/vrrp/settings.ts'
import type { Defect } from '../../src/wire/defects.ts'
import { dissectFrame } from '../../src/wire/dissect.ts'
import { type Advert, decodePacket, encodePacket, passwordBytes } from '../../src/wire/vrrp.ts'
import { examiner } from '../vrrp/examiner.ts'
import { inFrame } from './frames.ts'

type Receiver = Pick<InstanceSettings, 'version' | 'authentication'>

const receivers: readonly Receiver[] = [
  { version: 2, authentication: { is: 'none' } },
  { version: 2, authentication: { is: 'pass', password: 'secret12' } },
  { version: 3, authentication: { is: 'none' } },
]

function settingsOf(receiver: Receiver): InstanceSettings {
  return {
    ...plainOptions,
    ...{ name: 'VI_1', interface: 'eth0', vrid: 51, family: 'ipv4', initial: 'backup', priority: 100 },
    ...{ advertInterval: seconds(1), preempt: true, downTimerAdverts: 3, source: undefined },
    ...{
      destination: address('224.0.0.18'),
      addresses: [],
      excluded: [],
      routes: [],
      rules: [],
      ...noTrackers,
    },
    announce: { repeat: 5, delay: seconds(5), lowerPriorityRepeat: 5, lowerPriorityDelay: seconds(5) },
    ...receiver,
  }
}

/** One's complement addition, one word after the other, as RFC 1071 tells it first. */
function naiveChecksum(words: readonly number[]): number {
  let sum = 0
  for (const word of words) {
    sum += word
    if (sum > 0xffff) sum -= 0xffff
  }
  return 0xffff - sum
}

function wordsOf(bytes: readonly number[]): readonly number[] {
  const even = bytes.length % 2 === 0 ? bytes : [...bytes, 0]
  return even.flatMap((byte, index) => (index % 2 === 0 ? [byte * 256 + (even[index + 1] ?? 0)] : []))
}

/** RFC 3768 and RFC 9568 section 7.1, RFC 2338 for the password; `bytes` is what the raw socket gave. */
function naivelyAccepts(bytes: readonly number[], receiver: Receiver): boolean {
  const at = (offset: number) => bytes[offset] ?? 0
  const headerLength = (at(0) % 16) * 4
  if (Math.floor(at(0) / 16) !== 4 || headerLength < 20 || at(9) !== 112) return false
  if (Math.floor(at(16) / 16) !== 14) return false
  if (bytes.length < headerLength + 8) return false
  const fits = (expected: number, received: number) =>
    expected === received || (expected < 46 && received > expected && (received - expected) % 4 === 2)
  const pdu = bytes.slice(headerLength)
  const version = Math.floor((pdu[0] ?? 0) / 16)
  const pduLength = 8 + 4 * (pdu[3] ?? 0) + (version === 2 ? 8 : 0)
  if (!fits(headerLength + pduLength, bytes.length) || !fits(at(2) * 256 + at(3), bytes.length)) return false
  if (at(8) !== 255 || version !== receiver.version || (pdu[0] ?? 0) % 16 !== 1) return false
  if (version === 2) {
    const password = receiver.authentication.is === 'pass' ? receiver.authentication.password : undefined
    if (pdu[4] !== (password === undefined ? 0 : 1) || pdu[5] !== 1) return false
    const data = pdu.slice(pduLength - 8, pduLength)
    if (password !== undefined && String.fromCharCode(...data).replace(/\0+$/, '') !== password) return false
  }
  const found = (pdu[6] ?? 0) * 256 + (pdu[7] ?? 0)
  const covered = pdu.slice(0, pduLength).map((byte, index) => (index === 6 || index === 7 ? 0 : byte))
  const pseudo = [...wordsOf(bytes.slice(12, 20)), 112, pduLength]
  const expected = naiveChecksum([...(version === 2 ? [] : pseudo), ...wordsOf(covered)])
  // In one's complement 0 and 65535 are the same number.
  const isRight = (one: number) => found % 0xffff === one % 0xffff
  // Version 3 is understood without the pseudo-header, too (quirks: checksumFormsUnderstood).
  return isRight(expected) || (version === 3 && isRight(naiveChecksum(wordsOf(covered))))
}

function weAccept(packet: Uint8Array, receiver: Receiver): boolean {
  const decoded = decodePacket(packet)
  return decoded.ok && inspect(decoded.value, examiner(settingsOf(receiver))).is === 'accepted'
}

const byte = fc.integer({ min: 0, max: 255 })
const addresses = fc
  .array(byte, { maxLength: 20 })
  .map((list) => list.map((last) => address(`10.0.0.${last}`)))

const goodPacket: fc.Arbitrary<Uint8Array> = fc
  .record({
    receiver: fc.constantFrom(...receivers),
    priority: byte,
    addresses,
    centis: fc.integer({ min: 1, max: 4095 }),
  })
  .map(({ receiver, priority, addresses: list, centis }) => {
    const common = { vrid: 51, priority, addresses: list }
    const password = receiver.authentication.is === 'pass' ? receiver.authentication.password : ''
    const advert: Advert =
      receiver.version === 3
        ? { version: 3, intervalCentis: centis, ...common }
        : {
            ...{ version: 2, intervalSeconds: 1, ...common },
            authType: password === '' ? 0 : 1,
            authData: passwordBytes(password),
          }
    const ends = { source: address('10.0.0.1'), destination: address('224.0.0.18') }
    return encodePacket(advert, { ...ends, id: 1, ttl: 255 })
  })

/** Writes the checksum that belongs there, so that the fields behind it are examined too. */
function sealed(packet: Uint8Array): Uint8Array {
  const version = (packet[20] ?? 0) >> 4
  const length = Math.min(8 + 4 * (packet[23] ?? 0) + (version === 2 ? 8 : 0), packet.length - 20)
  const covered = [...packet.subarray(20, 20 + length)].map((value, index) =>
    index === 6 || index === 7 ? 0 : value,
  )
  const pseudo = version === 2 ? [] : [...wordsOf([...packet.subarray(12, 20)]), 112, length]
  const checksum = naiveChecksum([...pseudo, ...wordsOf(covered)])
  const copy = new Uint8Array(packet)
  copy.set([checksum >> 8, checksum & 0xff], 26)
  return copy
}

const flipped = fc
  .tuple(goodPacket, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([packet, bits, seal]) => {
    const copy = new Uint8Array(packet)
    for (const bit of bits) {
      const index = (bit >> 3) % copy.length
      copy[index] = (copy[index] ?? 0) ^ (1 << (bit & 7))
    }
    return seal ? sealed(copy) : copy
  })

/** One field of the PDU or header set to any value, and the checksum right again. */
const setField = fc
  .tuple(goodPacket, fc.constantFrom(0, 2, 3, 8, 9, 20, 22, 23, 24, 25), byte)
  .map(([packet, at, value]) => {
    const copy = new Uint8Array(packet)
    copy[at] = value
    return sealed(copy)
  })

const cut = fc
  .tuple(goodPacket, fc.nat())
  .map(([packet, length]) => packet.subarray(0, length % (packet.length + 1)))

const grown = fc
  .tuple(goodPacket, fc.uint8Array({ maxLength: 30 }))
  .map(([packet, more]) => new Uint8Array([...packet, ...more]))

const anything = fc.uint8Array({ maxLength: 120 })
const anyPdu = fc
  .tuple(goodPacket, fc.uint8Array({ minLength: 8, maxLength: 60 }))
  .map(([packet, pdu]) => sealed(new Uint8Array([...packet.subarray(0, 20), ...pdu])))

const inputs = { anything, anyPdu, goodPacket, flipped, setField, cut, grown }

describe('the daemon accepts exactly what the specification accepts', () => {
  for (const [name, input] of Object.entries(inputs)) {
    test(name, () => {
      fc.assert(
        fc.property(input, (packet) => {
          for (const receiver of receivers) {
            assert.equal(
              weAccept(packet, receiver),
              naivelyAccepts([...packet], receiver),
              JSON.stringify(receiver),
            )
          }
        }),
        { seed: 20260723, numRuns: 2000 },
      )
    })
  }

  test('the generators reach both verdicts, so that the comparison means something', () => {
    const verdicts = new Map<string, Set<boolean>>()
    for (const [name, input] of Object.entries(inputs)) {
      const seen = fc
        .sample(input, { seed: 7, numRuns: 500 })
        .map((packet) => receivers.some((receiver) => weAccept(packet, receiver)))
      verdicts.set(name, new Set(seen))
    }
    for (const name of ['flipped', 'setField', 'cut', 'grown']) {
      assert.deepEqual(verdicts.get(name)?.size, 2, `${name} gives only one verdict`)
    }
    assert.deepEqual([...(verdicts.get('goodPacket') ?? [])], [true])
    assert.deepEqual([...(verdicts.get('anything') ?? [])], [false])
  })
})

describe('decode and the daemon agree', () => {
  /** The kernel cuts off what is behind the length in the IP header before a socket sees the packet. */
  const asDelivered = (packet: Uint8Array) => {
    const totalLength = (packet[2] ?? 0) * 256 + (packet[3] ?? 0)
    return totalLength >= 20 ? packet.subarray(0, totalLength) : packet
  }

  /** What RFC 9568 or the kernel refuses and inspection does not see. */
  const beyondInspection: readonly Defect['is'][] = [
    'source',
    'vrid',
    'ip-checksum',
    'fragment',
    'address-count',
    'interval',
  ]

  /** Quirks, checksumFormsUnderstood. */
  const isOtherForm = (defect: Defect) => defect.is === 'checksum' && defect.reading.rightAs.length > 0

  for (const [name, input] of Object.entries(inputs)) {
    test(`${name}: what decode refuses no receiver accepts`, () => {
      fc.assert(
        fc.property(input, (packet) => {
          const frame = inFrame(packet)
          const { content } = dissectFrame('ethernet', frame, {
            captured: frame.length,
            original: frame.length,
          })
          const accepted = receivers.some((receiver) => weAccept(asDelivered(packet), receiver))
          if (content.is !== 'advert') {
            assert.equal(accepted, false)
            return
          }
          const hard = content.defects.filter(
            (defect) => !beyondInspection.includes(defect.is) && !isOtherForm(defect),
          )
          if (accepted) assert.deepEqual(hard, [])
        }),
        { seed: 20260724, numRuns: 500 },
      )
    })
  }

  test('any bytes behind any link header are taken apart without an exception', () => {
    const etherTypes = fc.constantFrom('0800', '0806', '86dd', '8100', '1234')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), etherTypes, (bytes, type) => {
        const frame = new Uint8Array([...new Array(12).fill(2), ...Buffer.from(type, 'hex'), ...bytes])
        const cutAt = { captured: frame.length, original: frame.length + 10 }
        for (const kind of ['ethernet', 'cooked', 'cooked-2', 'none'] as const) {
          dissectFrame(kind, frame, cutAt)
          dissectFrame(kind, bytes, cutAt)
        }
      }),
      { seed: 20260725, numRuns: 2000 },
    )
  })
})
