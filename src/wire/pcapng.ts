/**
 * The newer capture format, wireshark's own: sections of blocks, of which only those with frames and those
 * that say how to read them matter here. https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
 *
 *     block:       | type 4 | whole length 4 | body ... | whole length 4 |
 *     section:     type 0a0d0d0a; body: | byte order 1a2b3c4d | ...
 *     interface:   type 1;        body: | link type 2 | 0 2 | longest 4 | options ...
 *     packet:      type 6;        body: | interface 4 | time 8 | captured 4 | on the wire 4 | frame ...
 *     simple:      type 3;        body: | on the wire 4 | frame ...
 */

import { longAt } from './bytes.ts'
import type { Capture, CapturedFrame, CaptureFault } from './capture.ts'
import { capturedBytesMax } from './pcap.ts'

const sectionType = 0x0a0d_0d0a
const byteOrderMagic = 0x1a2b_3c4d
const resolutionOption = 9

interface Interface {
  readonly linkType: number
  /** Longest captured frame; 0: no limit. */
  readonly longest: number
  /** Ticks of the time stamps in a second. */
  readonly ticks: bigint
}

interface Block {
  readonly view: DataView
  readonly littleEndian: boolean
  readonly offset: number
  readonly bodyAt: number
  readonly bodyEnd: number
}

export function isPcapng(file: Uint8Array): boolean {
  return file.length >= 4 && longAt(file, 0) === sectionType
}

/** Reads a file that starts with a section. Never throws; stops at the first block that cannot be right. */
export function decodePcapng(file: Uint8Array): Capture {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const frames: CapturedFrame[] = []
  let interfaces: Interface[] = []
  let littleEndian = false
  let offset = 0
  while (offset < file.length) {
    const stop = (is: CaptureFault['is']): Capture => ({ frames, fault: { is, offset } })
    if (offset + 12 > file.length) return stop('cut-short')
    const isSection = longAt(file, offset) === sectionType
    if (isSection) {
      littleEndian = view.getUint32(offset + 8, true) === byteOrderMagic
      if (!littleEndian && view.getUint32(offset + 8) !== byteOrderMagic) return stop('not-a-capture')
      interfaces = []
    }
    const length = view.getUint32(offset + 4, littleEndian)
    if (length < 12 || length % 4 !== 0) return stop('impossible-length')
    if (offset + length > file.length) return stop('cut-short')
    const block = { view, littleEndian, offset, bodyAt: offset + 8, bodyEnd: offset + length - 4 }
    const type = view.getUint32(offset, littleEndian)
    if (type === 1) interfaces.push(readInterface(block))
    if (type === 6 || type === 3) {
      const frame = type === 6 ? readPacket(block, interfaces) : readSimple(block, interfaces)
      if (typeof frame === 'string') return stop(frame)
      frames.push(frame)
    }
    offset += length
  }
  return { frames, fault: undefined }
}

function readInterface(block: Block): Interface {
  const { view, littleEndian, bodyAt, bodyEnd } = block
  let ticks = 1_000_000n
  let at = bodyAt + 8
  while (at + 4 <= bodyEnd) {
    const code = view.getUint16(at, littleEndian)
    const length = view.getUint16(at + 2, littleEndian)
    if (code === 0) break
    if (code === resolutionOption && length >= 1 && at + 4 < bodyEnd) {
      const exponent = view.getUint8(at + 4)
      ticks = exponent >= 0x80 ? 2n ** BigInt(exponent & 0x7f) : 10n ** BigInt(exponent)
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  if (bodyAt + 8 > bodyEnd) return { linkType: -1, longest: 0, ticks }
  return {
    linkType: view.getUint16(bodyAt, littleEndian),
    longest: view.getUint32(bodyAt + 4, littleEndian),
    ticks,
  }
}

function readPacket(block: Block, interfaces: readonly Interface[]): CapturedFrame | CaptureFault['is'] {
  const { view, littleEndian, offset, bodyAt, bodyEnd } = block
  if (bodyAt + 20 > bodyEnd) return 'impossible-length'
  const long = (at: number) => view.getUint32(bodyAt + at, littleEndian)
  const from = interfaces[long(0)]
  if (from === undefined) return 'unknown-interface'
  const captured = long(12)
  if (captured > capturedBytesMax || bodyAt + 20 + captured > bodyEnd) return 'impossible-length'
  const stamp = (BigInt(long(4)) << 32n) | BigInt(long(8))
  return {
    offset,
    at: {
      seconds: Number(stamp / from.ticks),
      nanoseconds: Number(((stamp % from.ticks) * 1_000_000_000n) / from.ticks),
    },
    linkType: from.linkType,
    originalLength: long(16),
    bytes: bytesOf(view, bodyAt + 20, captured),
  }
}

function readSimple(block: Block, interfaces: readonly Interface[]): CapturedFrame | CaptureFault['is'] {
  const { view, littleEndian, offset, bodyAt, bodyEnd } = block
  const from = interfaces[0]
  if (from === undefined) return 'unknown-interface'
  if (bodyAt + 4 > bodyEnd) return 'impossible-length'
  const originalLength = view.getUint32(bodyAt, littleEndian)
  const captured = from.longest === 0 ? originalLength : Math.min(originalLength, from.longest)
  if (bodyAt + 4 + captured > bodyEnd) return 'impossible-length'
  return {
    offset,
    at: undefined,
    linkType: from.linkType,
    originalLength,
    bytes: bytesOf(view, bodyAt + 4, captured),
  }
}

function bytesOf(view: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, length)
}
