/**
 * Whether a received advert may speak to an instance: the checks of RFC 9568 section 7.1 and RFC 3768 section
 * 7.1 in keepalived's order, so that the same packet is refused for the same reason. Whom it comes from and
 * what proves it are examined in `inspect-*.ts`. Refuses to judge the election; packets for another VRID
 * never come here.
 */
import { isMulticast } from '../base/address.ts'
import { type Micros, micros, seconds } from '../base/time.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import { centiseconds, multicastTtl, wholeSeconds } from './adverts.ts'
import { ownerPriority } from './election.ts'
import type { Complaint } from './events.ts'
import { checkHeader, checkLegacy } from './inspect-authentication.ts'
import { checkChecksum } from './inspect-checksum.ts'
import { checkTrailer } from './inspect-trailer.ts'
import type { Digests, Security } from './security.ts'
import type { InstanceSettings } from './settings.ts'
import type { Heard } from './state.ts'

export type Inspection =
  /** Heard, with what is odd about it. */
  | { readonly is: 'accepted'; readonly heard: Heard; readonly notes: readonly Complaint[] }
  /** `received`: the packet itself was good, its sender is not. */
  | {
      readonly is: 'dropped'
      readonly complaint: Complaint
      readonly received: boolean
      readonly notes: readonly Complaint[]
    }

/** Who examines. */
export interface Examiner {
  readonly settings: InstanceSettings
  /** Marks and sequences are moved on by what is accepted. */
  readonly security: Security
  readonly digests: Digests
  /** Microseconds since 1970; only auth_hmac looks at it. */
  readonly wall: Micros
  /** Effective. */
  readonly priority: number
  readonly state: 'backup' | 'master'
  /** The last accepted advert came from somebody else. */
  readonly senderChanged: boolean
}

/** Of one check: a reason to drop it, or what is odd about it. */
export type Verdict = undefined | { readonly drop: Complaint } | { readonly note: Complaint }

export type Check = (packet: ReceivedPacket, by: Examiner) => Verdict

/** An Ethernet frame carries at least so much, padded with bytes that are not the sender's. */
const ethernetPayloadMin = 46
const ahBytes = 24
const trailerBytes = 28

/** The order is the specification: the first reason wins. Numbers are those of keepalived's own checks. */
const packetChecks: readonly Check[] = [
  checkHeader, // 1
  checkLength, // 2
  checkTtl, // 3
  checkVersion, // 4
  checkTrailer, // 5
  checkLegacy, // 6 to 10
  checkIntervalV2, // 11
  checkType, // 12
  checkIpLength, // 13
  noteIntervalV3, // 14
  checkChecksum, // 15
  checkCast, // 16
  checkOwner, // 17
]

/** Of packets that count as received. */
const senderChecks: readonly Check[] = [
  noteAddresses, // 18 and 19
  checkSource, // 20
  checkDistance, // 21
]

/** The first reason to drop the packet, or what it says. Never throws, whatever the bytes were. */
export function inspect(packet: ReceivedPacket, by: Examiner): Inspection {
  const notes: Complaint[] = []
  for (const checks of [packetChecks, senderChecks]) {
    for (const check of checks) {
      const verdict = check(packet, by)
      if (verdict === undefined) continue
      if ('note' in verdict) notes.push(verdict.note)
      else return { is: 'dropped', complaint: verdict.drop, received: checks === senderChecks, notes }
    }
  }
  const heard = { from: packet.source, priority: packet.priority, interval: intervalOf(packet, by.settings) }
  return { is: 'accepted', heard, notes }
}

/** The length follows from the packet's own version, so a wrong version may first be a wrong length. */
function checkLength(packet: ReceivedPacket, { settings }: Examiner): Verdict {
  const each = packet.family === 'ipv4' ? 4 : 16
  const authentication = packet.version === 2 && packet.family === 'ipv4' ? 8 : 0
  const header = packet.ipHeaderLength + (packet.ah === undefined ? 0 : ahBytes)
  const expected = header + 8 + packet.count * each + authentication
  if (packet.length === expected || isPadding(expected, packet.length)) return undefined
  if (settings.hmac !== undefined && packet.length === expected + trailerBytes) return undefined
  return { drop: { is: 'length', received: packet.length, expected } }
}

/** Interfaces may hand up the padding of a short frame: only then is a surplus no error. */
function isPadding(expected: number, received: number): boolean {
  return expected < ethernetPayloadMin && received > expected && (received - expected) % 4 === 2
}

/** RFC 9568 section 5.1.1.3: a packet that crossed a router must not count. */
function checkTtl({ ttl }: ReceivedPacket, { settings }: Examiner): Verdict {
  if (settings.unicast !== undefined || ttl === unknownTtl || ttl === multicastTtl) return undefined
  return { drop: { is: 'ttl', received: ttl } }
}

const unknownTtl = -1

function checkVersion(packet: ReceivedPacket, { settings }: Examiner): Verdict {
  if (packet.version === settings.version) return undefined
  return { drop: { is: 'version', received: packet.version, expected: settings.version } }
}

/** RFC 3768 section 7.1: the interval must be ours. */
function checkIntervalV2(packet: ReceivedPacket, { settings }: Examiner): Verdict {
  if (settings.version !== 2) return undefined
  const expected = wholeSeconds(settings.advertInterval)
  if (packet.intervalSeconds === expected) return undefined
  return { drop: { is: 'interval-v2', received: packet.intervalSeconds, expected } }
}

function checkType(packet: ReceivedPacket): Verdict {
  return packet.type === 1 ? undefined : { drop: { is: 'type', received: packet.type } }
}

function checkIpLength(packet: ReceivedPacket): Verdict {
  if (packet.family !== 'ipv4') return undefined
  const { ipTotalLength: header, length: received } = packet
  if (header === received || isPadding(header, received)) return undefined
  return { drop: { is: 'ip-length', header, received } }
}

/** RFC 9568 section 6.1: another interval is the master's right, and is learnt. */
function noteIntervalV3(packet: ReceivedPacket, { settings }: Examiner): Verdict {
  if (settings.version !== 3) return undefined
  const expected = centiseconds(settings.advertInterval)
  if (packet.intervalCentis === expected) return undefined
  return { note: { is: 'interval-v3', received: packet.intervalCentis, expected } }
}

function checkCast({ destination }: ReceivedPacket, { settings }: Examiner): Verdict {
  const expected = settings.unicast === undefined ? 'multicast' : 'unicast'
  const received = isMulticast(destination) ? 'multicast' : 'unicast'
  return received === expected ? undefined : { drop: { is: 'cast', expected } }
}

/** keepalived.conf(5), owner_ignore_adverts. */
function checkOwner(_packet: ReceivedPacket, { settings, priority }: Examiner): Verdict {
  if (!settings.ownerIgnoreAdverts || priority !== ownerPriority) return undefined
  return { drop: { is: 'owner-ignores' } }
}

/** RFC 9568 section 7.1: the list MAY be checked; a difference never drops the advert. */
function noteAddresses(packet: ReceivedPacket, by: Examiner): Verdict {
  const { settings } = by
  const { vrid } = settings
  if (packet.count !== settings.addresses.length) {
    return { note: { is: 'address-count', received: packet.count, expected: settings.addresses.length } }
  }
  // keepalived.conf(5), skip_check_adv_addr.
  if (settings.skipAddressCheck && by.state === 'backup' && !by.senderChanged) return undefined
  // Peers of one configuration have them in one order: a set for each advert would be dear.
  if (settings.addresses.every((line, at) => line.prefix.address === packet.addresses[at])) return undefined
  const present = new Set(packet.addresses)
  const missing = settings.addresses.find((line) => !present.has(line.prefix.address))
  if (missing === undefined) return undefined
  return { note: { is: 'address-missing', address: missing.prefix.address, vrid } }
}

/** keepalived.conf(5), check_unicast_src. */
function checkSource({ source }: ReceivedPacket, { settings: { unicast } }: Examiner): Verdict {
  if (unicast === undefined || !unicast.checkSource) return undefined
  return unicast.peers.some((peer) => peer.address === source) ? undefined : { drop: { is: 'stranger' } }
}

/** keepalived.conf(5), unicast_peer: min_ttl, max_ttl. */
function checkDistance({ source, ttl }: ReceivedPacket, { settings: { unicast } }: Examiner): Verdict {
  const peer = unicast?.peers.find(({ address }) => address === source)
  if (peer === undefined || ttl === unknownTtl) return undefined
  if (ttl >= peer.ttlMin && ttl <= peer.ttlMax) return undefined
  return { drop: { is: 'ttl-range', received: ttl, min: peer.ttlMin, max: peer.ttlMax } }
}

/** Interval 0 of a broken version 3 master would make us take over at once: the smallest one instead. */
function intervalOf(packet: ReceivedPacket, settings: InstanceSettings): Micros {
  if (settings.version === 2) return seconds(packet.intervalSeconds)
  return micros(Math.max(packet.intervalCentis, 1) * 10_000)
}
