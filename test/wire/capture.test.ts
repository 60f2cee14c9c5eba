import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeCapture, isCapture } from '../../src/wire/capture.ts'
import { encodePcap } from '../../src/wire/pcap.ts'
import { hexOf, recording, recordings } from './frames.ts'

const frames = [
  { at: { seconds: 1_700_000_000, nanoseconds: 123_456_789 }, bytes: Uint8Array.of(1, 2, 3) },
  { at: { seconds: 1_700_000_001, nanoseconds: 0 }, bytes: Uint8Array.of() },
]
const file = encodePcap(1, frames)

/** The same file as a machine of the other byte order, or one that counts microseconds, has it. */
function bigEndian(): Uint8Array {
  const copy = new Uint8Array(file)
  const view = new DataView(copy.buffer)
  const swap = (offset: number) => view.setUint32(offset, view.getUint32(offset, true))
  for (const offset of [0, 8, 12, 16, 20, 24, 28, 32, 36, 43, 47, 51, 55]) swap(offset)
  view.setUint16(4, 2)
  view.setUint16(6, 4)
  return copy
}

function block(type: number, body: readonly number[]): number[] {
  const length = 12 + body.length
  return [...long(type), ...long(length), ...body, ...long(length)]
}

function long(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]
}

const section = block(0x0a0d_0d0a, [...long(0x1a2b_3c4d), 1, 0, 0, 0, ...new Array(8).fill(0xff)])
const interfaceOf = (options: readonly number[]) => block(1, [1, 0, 0, 0, ...long(0), ...options])
const nanoseconds = [9, 0, 1, 0, 9, 0, 0, 0]
const packet = (stamp: bigint) =>
  block(6, [
    ...long(0),
    ...long(Number(stamp >> 32n)),
    ...long(Number(stamp & 0xffff_ffffn)),
    ...[...long(3), ...long(60), 1, 2, 3, 0],
  ])

describe('the classic format', () => {
  test('what is written is read back, in nanoseconds', () => {
    const capture = decodeCapture(file)
    assert.equal(capture.fault, undefined)
    assert.deepEqual(
      capture.frames.map(({ at, bytes, linkType }) => ({ at, bytes, linkType })),
      frames.map((frame) => ({ ...frame, linkType: 1 })),
    )
  })

  test('the other byte order says the same', () => {
    assert.notDeepEqual(bigEndian(), file)
    assert.deepEqual(decodeCapture(bigEndian()), decodeCapture(file))
  })

  test('microseconds are told as nanoseconds', () => {
    const micro = new Uint8Array(file)
    new DataView(micro.buffer).setUint32(0, 0xa1b2_c3d4, true)
    new DataView(micro.buffer).setUint32(28, 999_999, true)
    assert.equal(decodeCapture(micro).frames[0]?.at?.nanoseconds, 999_999_000)
  })

  test('recordings are read to their end', () => {
    assert.ok(recordings.length >= 11)
    for (const name of recordings) {
      const { frames: read, fault } = decodeCapture(recording(name))
      assert.equal(fault, undefined, name)
      assert.ok(read.length > 10, name)
    }
  })

  test('a file that ends in a record gives the frames before it and where it broke', () => {
    const { frames: read, fault } = decodeCapture(file.subarray(0, 42))
    assert.deepEqual([read.length, fault], [0, { is: 'cut-short', offset: 24 }])
    const later = decodeCapture(file.subarray(0, 50))
    assert.deepEqual([later.frames.length, later.fault], [1, { is: 'cut-short', offset: 43 }])
    assert.deepEqual(decodeCapture(file.subarray(0, 10)).fault, { is: 'cut-short', offset: 10 })
  })

  test('a record longer than any frame is refused before it is read', () => {
    const huge = new Uint8Array(file)
    new DataView(huge.buffer).setUint32(32, 300_000, true)
    assert.deepEqual(decodeCapture(huge).fault, { is: 'impossible-length', offset: 24 })
  })

  test('other files are no captures', () => {
    assert.equal(isCapture(Uint8Array.of(1, 2, 3, 4)), false)
    assert.equal(isCapture(new Uint8Array(0)), false)
    assert.deepEqual(decodeCapture(Uint8Array.of(1, 2, 3, 4)).fault, { is: 'not-a-capture', offset: 0 })
  })
})

describe('pcapng', () => {
  test('a frame with its time, in microseconds unless the interface says otherwise', () => {
    const capture = decodeCapture(
      Uint8Array.from([...section, ...interfaceOf([]), ...packet(1_700_000_000_000_001n)]),
    )
    assert.equal(capture.fault, undefined)
    const [frame] = capture.frames
    assert.deepEqual(frame?.at, { seconds: 1_700_000_000, nanoseconds: 1_000 })
    assert.deepEqual([hexOf(frame?.bytes ?? file), frame?.originalLength, frame?.linkType], ['010203', 60, 1])
    const nano = decodeCapture(
      Uint8Array.from([...section, ...interfaceOf(nanoseconds), ...packet(1_700_000_000_000_000_001n)]),
    )
    assert.deepEqual(nano.frames[0]?.at, { seconds: 1_700_000_000, nanoseconds: 1 })
  })

  test('a frame without time, and blocks that do not matter', () => {
    const simple = block(3, [...long(3), 7, 8, 9, 0])
    const other = block(0x0bad, [1, 2, 3, 4])
    const capture = decodeCapture(Uint8Array.from([...section, ...other, ...interfaceOf([]), ...simple]))
    assert.equal(capture.fault, undefined)
    assert.deepEqual([hexOf(capture.frames[0]?.bytes ?? file), capture.frames[0]?.at], ['070809', undefined])
  })

  test('a frame of an interface that nobody described', () => {
    assert.deepEqual(decodeCapture(Uint8Array.from([...section, ...packet(0n)])).fault, {
      is: 'unknown-interface',
      offset: section.length,
    })
  })

  test('a new section forgets the interfaces of the one before', () => {
    const before = [...section, ...interfaceOf([]), ...packet(1n), ...section]
    const capture = decodeCapture(Uint8Array.from([...before, ...packet(2n)]))
    assert.deepEqual(
      [capture.frames.length, capture.fault],
      [1, { is: 'unknown-interface', offset: before.length }],
    )
  })

  test('powers of two as resolution', () => {
    const binary = [9, 0, 1, 0, 0x8a, 0, 0, 0]
    const capture = decodeCapture(Uint8Array.from([...section, ...interfaceOf(binary), ...packet(1536n)]))
    assert.deepEqual(capture.frames[0]?.at, { seconds: 1, nanoseconds: 500_000_000 })
  })

  test('a frame that claims more than its block has', () => {
    const greedy = packet(0n)
    greedy[20] = 200
    assert.deepEqual(decodeCapture(Uint8Array.from([...section, ...interfaceOf([]), ...greedy])).fault, {
      is: 'impossible-length',
      offset: section.length + interfaceOf([]).length,
    })
  })

  test('lengths that cannot be', () => {
    const stuck = Uint8Array.from([...section, ...long(1), ...long(0), ...long(0)])
    assert.deepEqual(decodeCapture(stuck).fault, { is: 'impossible-length', offset: section.length })
    const open = Uint8Array.from([...section, ...interfaceOf([])].slice(0, -4))
    assert.deepEqual(decodeCapture(open).fault, { is: 'cut-short', offset: section.length })
  })
})

test('damaged captures of either format never throw and never loop', () => {
  const pcapng = Uint8Array.from([...section, ...interfaceOf(nanoseconds), ...packet(5n), ...packet(6n)])
  const damage = fc.record({
    original: fc.constantFrom(file, bigEndian(), pcapng),
    places: fc.array(fc.tuple(fc.nat({ max: 200 }), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    length: fc.nat({ max: 200 }),
  })
  fc.assert(
    fc.property(damage, ({ original, places, length }) => {
      const copy = new Uint8Array(original.subarray(0, length))
      for (const [at, value] of places) if (at < copy.length) copy[at] = value
      const { frames: read } = decodeCapture(copy)
      assert.ok(read.every((frame) => frame.offset < copy.length))
    }),
    { seed: 20260726, numRuns: 3000 },
  )
})
