/**
 * The classic capture format, written by either byte order, in microseconds or nanoseconds:
 * https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/
 *
 *     file:    | magic 4 | major 2 | minor 2 | 0 4 | 0 4 | longest 4 | link type 4 | record ...
 *     record:  | seconds 4 | fraction 4 | captured bytes 4 | bytes on the wire 4 | frame ...
 */

import { longAt } from './bytes.ts'
import type { Capture, CapturedFrame } from './capture.ts'

const magics: ReadonlyMap<number, { readonly littleEndian: boolean; readonly nanoseconds: number }> = new Map(
  [
    [0xa1b2c3d4, { littleEndian: false, nanoseconds: 1_000 }],
    [0xd4c3b2a1, { littleEndian: true, nanoseconds: 1_000 }],
    [0xa1b23c4d, { littleEndian: false, nanoseconds: 1 }],
    [0x4d3cb2a1, { littleEndian: true, nanoseconds: 1 }],
  ],
)

const fileHeaderBytes = 24
const recordHeaderBytes = 16

/** What tcpdump allows: no link carries more. */
export const capturedBytesMax = 262_144

export function isPcap(file: Uint8Array): boolean {
  return file.length >= 4 && magics.has(longAt(file, 0))
}

/**
 * Reads a file that starts with one of the magics. Never throws; stops at the first record that cannot be
 * right.
 */
export function decodePcap(file: Uint8Array): Capture {
  const form = magics.get(longAt(file, 0))
  if (form === undefined) return { frames: [], fault: { is: 'not-a-capture', offset: 0 } }
  if (file.length < fileHeaderBytes) return { frames: [], fault: { is: 'cut-short', offset: file.length } }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const long = (offset: number) => view.getUint32(offset, form.littleEndian)
  if (view.getUint16(4, form.littleEndian) !== 2)
    return { frames: [], fault: { is: 'unknown-version', offset: 4 } }
  // The upper bits tell of a frame check sequence, which is then read as padding.
  const linkType = long(20) & 0xffff
  const frames: CapturedFrame[] = []
  let offset = fileHeaderBytes
  while (offset < file.length) {
    if (offset + recordHeaderBytes > file.length) return { frames, fault: { is: 'cut-short', offset } }
    const captured = long(offset + 8)
    if (captured > capturedBytesMax) return { frames, fault: { is: 'impossible-length', offset } }
    const start = offset + recordHeaderBytes
    if (start + captured > file.length) return { frames, fault: { is: 'cut-short', offset } }
    frames.push({
      offset,
      at: { seconds: long(offset), nanoseconds: long(offset + 4) * form.nanoseconds },
      linkType,
      originalLength: long(offset + 12),
      bytes: file.subarray(start, start + captured),
    })
    offset = start + captured
  }
  return { frames, fault: undefined }
}

/** A file of these frames, little-endian, in nanoseconds; `linkType` 1 is Ethernet, 101 bare IP packets. */
export function encodePcap(
  linkType: number,
  frames: readonly Pick<CapturedFrame, 'at' | 'bytes'>[],
): Uint8Array {
  const length = frames.reduce((sum, frame) => sum + recordHeaderBytes + frame.bytes.length, fileHeaderBytes)
  const file = new Uint8Array(length)
  const view = new DataView(file.buffer)
  const longs = (offset: number, values: readonly number[]) => {
    for (const [index, value] of values.entries()) view.setUint32(offset + 4 * index, value, true)
  }
  longs(0, [0xa1b23c4d, 0x0004_0002, 0, 0, capturedBytesMax, linkType])
  let offset = fileHeaderBytes
  for (const { at, bytes } of frames) {
    longs(offset, [at?.seconds ?? 0, at?.nanoseconds ?? 0, bytes.length, bytes.length])
    file.set(bytes, offset + recordHeaderBytes)
    offset += recordHeaderBytes + bytes.length
  }
  return file
}
