/**
 * What a host sent during a step, as lines: every field of an advert that a peer could see but for the
 * identification of IPv4, sequence numbers and digests; how often each gratuitous ARP and neighbour advert
 * came.
 */
import type { Sighting } from '../capture.ts'

/** What the capture must let through. */
export const swapFilter = '(proto 112) or (proto 51) or (ip6 proto 112) or arp or (icmp6 and ip6[40] == 136)'

const etherBytes = 14
const broadcast = 'ffffffffffff'

/** One line for each different advert, without their number; one for each announcement, with its number. */
export function framesOf(sightings: readonly Sighting[]): readonly string[] {
  const adverts = new Set<string>()
  const announcements = new Map<string, number>()
  for (const sighting of sightings) {
    const { frame } = sighting
    const type = (frame[12] ?? 0) * 256 + (frame[13] ?? 0)
    const ends = `${hex(frame, 6, 12)}>${hex(frame, 0, 6)}`
    if (sighting.is === 'arp') {
      // The kernel of a former master may still answer what its successor announces: that is to one only.
      if (sighting.gratuitous && hex(frame, 0, 6) === broadcast)
        count(announcements, `arp ${ends} ${hex(frame, etherBytes, 42)}`)
    } else if (type === 0x0800) {
      adverts.add(`advert ${ends} ${ipv4(frame)}`)
    } else if (type === 0x86dd && frame[20] === 112) {
      adverts.add(`advert6 ${ends} ${ipv6(frame)}`)
    } else if (type === 0x86dd) {
      count(announcements, `icmp6 ${ends} ${ipv6(frame)}`)
    }
  }
  return [...[...adverts], ...[...announcements].map(([line, times]) => `${line} x${times}`)].toSorted()
}

function ipv4(frame: Uint8Array): string {
  const header = ((frame[etherBytes] ?? 0) & 0x0f) * 4
  const total = (frame[16] ?? 0) * 256 + (frame[17] ?? 0)
  const at = etherBytes + header
  const start = `${hex(frame, 14, 18)} flags=${hex(frame, 20, 22)} ttl=${frame[22]} proto=${frame[23]}`
  const ends = `${dotted(frame, 26)}>${dotted(frame, 30)}`
  // An authentication header has a sequence number and a digest, which no two senders share.
  const ah = frame[23] === 51
  const body = ah
    ? `${hex(frame, at, at + 8)} ${hex(frame, at + 24, etherBytes + total)}`
    : hex(frame, at, etherBytes + total)
  return `${start} options=${hex(frame, 34, at)} ${ends} ${body}`
}

/** Without the flow label: the kernel makes one up for whoever leaves it to it. */
function ipv6(frame: Uint8Array): string {
  const class_ = hex(frame, 14, 16).slice(0, 3)
  const ends = `${hex(frame, 22, 38)}>${hex(frame, 38, 54)}`
  return `class=${class_} hops=${frame[21]} ${ends} ${hex(frame, 54, frame.length)}`
}

function hex(frame: Uint8Array, from: number, to: number): string {
  return Buffer.from(frame.subarray(from, to)).toString('hex')
}

function dotted(frame: Uint8Array, at: number): string {
  return [...frame.subarray(at, at + 4)].join('.')
}

function count(counts: Map<string, number>, line: string): void {
  counts.set(line, (counts.get(line) ?? 0) + 1)
}
