/**
 * Whether a received advert may speak to an instance: the checks of RFC 9568 section 7.1 and RFC 3768 section
 * 7.1 in keepalived's order, so that the same packet is refused for the same reason.
 * Refuses to judge the election; packets for another destination or VRID never come here.
 */
import { type Micros, micros, seconds } from '../base/time.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import { authDataOf, authTypeOf, centiseconds, wholeSeconds } from './effects.ts'
import type { Complaint } from './events.ts'
import type { InstanceSettings } from './settings.ts'
import type { Heard } from './state.ts'

export type Inspection =
  /** Heard, with what is odd about it. */
  | { readonly is: 'accepted'; readonly heard: Heard; readonly notes: readonly Complaint[] }
  | { readonly is: 'dropped'; readonly complaint: Complaint }

type Check = (packet: ReceivedPacket, settings: InstanceSettings) => Complaint | undefined

/** An Ethernet frame carries at least so much, padded with bytes that are not the sender's. */
const ethernetPayloadMin = 46

/** The order is the specification: the first reason wins. Numbers are those of keepalived's own checks. */
const checks: readonly Check[] = [
  checkLength, // 2
  checkTtl, // 3
  checkVersion, // 4
  checkAuthentication, // 6 to 8
  checkIntervalV2, // 11
  checkType, // 12
  checkIpLength, // 13
  checkChecksum, // 15
]

/** The first reason to drop the packet, or what it says. Never throws, whatever the bytes were. */
export function inspect(packet: ReceivedPacket, settings: InstanceSettings): Inspection {
  for (const check of checks) {
    const complaint = check(packet, settings)
    if (complaint !== undefined) return { is: 'dropped', complaint }
  }
  const heard = { from: packet.source, priority: packet.priority, interval: intervalOf(packet, settings) }
  return {
    is: 'accepted',
    heard,
    notes: [...noteIntervalV3(packet, settings), ...noteAddresses(packet, settings)],
  }
}

/** The length follows from the packet's own version, so a wrong version may first be a wrong length. */
function checkLength(packet: ReceivedPacket): Complaint | undefined {
  const each = packet.family === 'ipv4' ? 4 : 16
  const authentication = packet.version === 2 && packet.family === 'ipv4' ? 8 : 0
  const expected = packet.ipHeaderLength + 8 + packet.count * each + authentication
  if (packet.length === expected || isPadding(expected, packet.length)) return undefined
  return { is: 'length', received: packet.length, expected }
}

/** Interfaces may hand up the padding of a short frame: only then is a surplus no error. */
function isPadding(expected: number, received: number): boolean {
  return expected < ethernetPayloadMin && received > expected && (received - expected) % 4 === 2
}

/** RFC 9568 section 5.1.1.3: a packet that crossed a router must not count. */
function checkTtl(packet: ReceivedPacket): Complaint | undefined {
  return packet.ttl === 255 ? undefined : { is: 'ttl', received: packet.ttl }
}

function checkVersion(packet: ReceivedPacket, settings: InstanceSettings): Complaint | undefined {
  if (packet.version === settings.version) return undefined
  return { is: 'version', received: packet.version, expected: settings.version }
}

/** RFC 2338 section 5.3.6, kept for version 2 peers that still authenticate. */
function checkAuthentication(packet: ReceivedPacket, settings: InstanceSettings): Complaint | undefined {
  if (settings.version !== 2) return undefined
  const received = packet.authType
  if (received > 2) return { is: 'auth-type-invalid', received }
  const expected = authTypeOf(settings)
  if (received !== expected) return { is: 'auth-type-mismatch', received, expected }
  if (expected === 0) return undefined
  const ours = authDataOf(settings)
  const same = packet.authData.length === 8 && ours.every((byte, index) => byte === packet.authData[index])
  return same ? undefined : { is: 'auth-failure' }
}

/** RFC 3768 section 7.1: the interval must be ours. */
function checkIntervalV2(packet: ReceivedPacket, settings: InstanceSettings): Complaint | undefined {
  if (settings.version !== 2) return undefined
  const expected = wholeSeconds(settings.advertInterval)
  if (packet.intervalSeconds === expected) return undefined
  return { is: 'interval-v2', received: packet.intervalSeconds, expected }
}

function checkType(packet: ReceivedPacket): Complaint | undefined {
  return packet.type === 1 ? undefined : { is: 'type', received: packet.type }
}

function checkIpLength(packet: ReceivedPacket): Complaint | undefined {
  if (packet.family !== 'ipv4') return undefined
  const { ipTotalLength: header, length: received } = packet
  return header === received || isPadding(header, received)
    ? undefined
    : { is: 'ip-length', header, received }
}

/** RFC 3768 section 5.3.8 sums the PDU alone; RFC 9568 section 5.2.8 includes the pseudo-header. */
function checkChecksum(packet: ReceivedPacket, settings: InstanceSettings): Complaint | undefined {
  const right = settings.version === 2 ? packet.checksum.plain : packet.checksum.pseudo
  return right ? undefined : { is: 'checksum', version: settings.version }
}

/** RFC 9568 section 6.1: another interval is the master's right, and is learnt. */
function noteIntervalV3(packet: ReceivedPacket, settings: InstanceSettings): Complaint[] {
  if (settings.version !== 3) return []
  const expected = centiseconds(settings.advertInterval)
  if (packet.intervalCentis === expected) return []
  return [{ is: 'interval-v3', received: packet.intervalCentis, expected }]
}

/** RFC 9568 section 7.1: the list MAY be checked; a difference never drops the advert. */
function noteAddresses(packet: ReceivedPacket, settings: InstanceSettings): Complaint[] {
  if (packet.count !== settings.addresses.length) {
    return [{ is: 'address-count', received: packet.count, expected: settings.addresses.length }]
  }
  const present = new Set(packet.addresses)
  const missing = settings.addresses.find((line) => !present.has(line.prefix.address))
  return missing === undefined ? [] : [{ is: 'address-missing', address: missing.prefix.address }]
}

/** Interval 0 of a broken version 3 master would make us take over at once: the smallest one instead. */
function intervalOf(packet: ReceivedPacket, settings: InstanceSettings): Micros {
  if (settings.version === 2) return seconds(packet.intervalSeconds)
  return micros(Math.max(packet.intervalCentis, 1) * 10_000)
}
