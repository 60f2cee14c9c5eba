/**
 * What an instance keeps in mind to prove its adverts and to judge those of others: the sequence of the IP
 * authentication header, the stamps of auth_hmac, and which checksum its unicast peers compute. One container
 * for each instance; it outlives states and, for an instance that stays, reloads. Refuses to know packets:
 * `inspect.ts` examines them, `adverts.ts` builds them.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { Digests, Seal } from '../wire/seal.ts'
import type { Trailer } from '../wire/trailer.ts'
import type { HmacSecret, HmacSettings } from './link-settings.ts'
import type { InstanceSettings } from './settings.ts'
import { utf8 } from './utf8.ts'

export type { Digests, Seal }

export interface Security {
  /** Of the last advert sent or accepted, whoever sent it; 0: none. Up to 0xfffffffd. */
  ahSequence: number
  /** The sequence has reached its end; it restarts with the next mastership. */
  ahEnded: boolean
  /** The highest stamp that was sent, or undefined before the first. */
  stamp: bigint | undefined
  /** The last stamp of each sender, the one longest unheard first. */
  readonly marks: Map<Address, bigint>
  /** The unicast peers have been found to sum with 224.0.0.18: keepalived.conf(5), old_unicast_checksum. */
  oldChecksum: boolean
}

export function openSecurity(): Security {
  return { ahSequence: 0, ahEnded: false, stamp: undefined, marks: new Map(), oldChecksum: false }
}

/** For instances without digests at hand: whoever asks for one has settings that need them. */
export const noDigests: Digests = {
  hmacMd5: () => new Uint8Array(16),
  hmacSha256: () => new Uint8Array(32),
}

/** As many senders of multicast adverts are remembered as keepalived does. */
export const multicastMarksMax = 4
/** keepalived's bound: from here on a sequence is not counted up. */
export const ahSequenceMax = 0xffff_fffd

const second = 1_000_000n

/** A moment of the wall clock as a stamp with counter 0: its seconds count modulo 2^32. */
export function stampAt(wall: Micros): bigint {
  const whole = BigInt(wall)
  const fraction = ((whole % second) << 16n) / second
  return ((((whole / second) & 0xffff_ffffn) << 16n) | fraction) << 16n
}

/** The stamp of a trailer. */
export function stampOf(trailer: Pick<Trailer, 'seconds' | 'fraction' | 'counter'>): bigint {
  return (BigInt(trailer.seconds) << 32n) | (BigInt(trailer.fraction) << 16n) | BigInt(trailer.counter)
}

/** Whether `a` comes after `b`: RFC 1982 serial numbers of 64 bits. */
export function isLater(a: bigint, b: bigint): boolean {
  const ahead = BigInt.asUintN(64, a - b)
  return ahead !== 0n && ahead < 1n << 63n
}

/** Whole seconds from `stamp` to the moment, negative when it lies ahead; both modulo 2^32. */
export function stampAge(stamp: bigint, wall: Micros): number {
  const now = BigInt(wall) / second
  return Number(BigInt.asIntN(32, now - (stamp >> 32n)))
}

/**
 * The stamp of the next advert: the clock's, or one more than the last when the clock stands or went back. In
 * mode `time` a last stamp further ahead of the clock than the window is forgotten, because peers would call
 * everything after it stale.
 */
export function nextStamp(security: Security, hmac: HmacSettings, wall: Micros): bigint {
  const clock = stampAt(wall)
  const { stamp: last } = security
  const forgotten =
    last === undefined || (hmac.antiReplay === 'time' && -stampAge(last, wall) > windowSeconds(hmac))
  const next = forgotten || isLater(clock, last) ? clock : BigInt.asUintN(64, last + 1n)
  security.stamp = next
  return next
}

export function windowSeconds({ timeWindow }: Pick<HmacSettings, 'timeWindow'>): number {
  return Math.round(timeWindow / 1_000_000)
}

/** The bytes of a key, 32 to 64; undefined: it stands in a file that was not read. */
export function keyBytes(secret: HmacSecret): Uint8Array | undefined {
  switch (secret.is) {
    case 'hex':
      return bytesOf(secret.digits)
    case 'text':
      return utf8(secret.text)
    case 'file':
      return secret.digits === undefined ? undefined : bytesOf(secret.digits)
  }
}

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  )
}

/** The next sequence: one more than the last sent or accepted; at its end it stands still. */
export function nextSequence(security: Security): number {
  if (security.ahSequence < ahSequenceMax) security.ahSequence += 1
  else security.ahEnded = true
  return security.ahSequence
}

/** Becoming master ends a sequence that had come to its end. */
export function beginMastership(security: Security): void {
  if (!security.ahEnded) return
  security.ahEnded = false
  security.ahSequence = 0
}

/** What protects the next advert; counts it. `wall`: microseconds since 1970. */
export function nextSeal(settings: InstanceSettings, security: Security, wall: Micros): Seal {
  const { authentication, hmac, version, vrid } = settings
  if (authentication.is === 'ah') {
    return { is: 'ah', password: authentication.password, sequence: nextSequence(security) }
  }
  if (hmac === undefined || hmac.mode === 'receive-only') return { is: 'none' }
  const active = hmac.keys.find((key) => key.id === hmac.activeKey)
  const key = active && keyBytes(active.secret)
  if (key === undefined) return { is: 'none' }
  return { is: 'hmac', keyId: hmac.activeKey, key, stamp: nextStamp(security, hmac, wall), version, vrid }
}
