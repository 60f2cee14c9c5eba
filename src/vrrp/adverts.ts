/**
 * The adverts of an instance as effects: what they say, where they go and how they are protected. Refuses to
 * decide when, and computes no digest.
 */
import type { Address } from '../base/address.ts'
import { type Micros, plus, times } from '../base/time.ts'
import type { Advert, ChecksumKind } from '../wire/vrrp.ts'
import type { HmacSettings } from './link-settings.ts'
import { ahSequenceMax, nextSeal, type Seal, type Security } from './security.ts'
import { advertInterfaceOf, type InstanceSettings, noInterface } from './settings.ts'
import { utf8 } from './utf8.ts'

export interface SendEffect {
  readonly do: 'send'
  readonly instance: string
  /** That it leaves through; empty: none, the routing table or the VRF decides. */
  readonly interface: string
  readonly source: Address
  /** A group, or each unicast peer in the order of the configuration. */
  readonly destinations: readonly Address[]
  /** TTL or hop limit, 0 to 255; undefined: the kernel's. */
  readonly ttl: number | undefined
  readonly advert: Advert
  /**
   * Of version 3 on IPv4. `standard`: RFC 9568 section 5.2.8; `plain`: no pseudo-header (v3_checksum_as_v2);
   * `group`: the pseudo-header has 224.0.0.18 for every unicast peer (old_unicast_checksum).
   */
  readonly checksum: ChecksumKind
  readonly seal: Seal
}

/** RFC 9568 section 5.1.1.3. */
export const multicastTtl = 255

/**
 * The interface whose sockets carry the adverts, in and out; of a unicast instance without an interface its
 * VRF, or `noInterface`.
 */
export function socketInterfaceOf(settings: InstanceSettings): string {
  return settings.interface === undefined ? (settings.vrf ?? noInterface) : advertInterfaceOf(settings)
}

/** An advert still without its seal, which `sealed` adds. */
export function advertEffect(settings: InstanceSettings, source: Address, priority: number): SendEffect {
  const { unicast } = settings
  return {
    do: 'send',
    instance: settings.name,
    interface: socketInterfaceOf(settings),
    source,
    destinations: unicast?.peers.map((peer) => peer.address) ?? [settings.destination],
    ttl: unicast === undefined ? multicastTtl : unicast.ttl,
    advert: advertOf(settings, priority),
    checksum: checksumKind(settings),
    seal: { is: 'none' },
  }
}

/** What leaves: counted by the sequence or stamped with the wall clock, in microseconds since 1970. */
export function sealed(
  effect: SendEffect,
  by: { readonly settings: InstanceSettings; readonly security: Security; readonly wall: Micros },
): SendEffect {
  const { settings, security, wall } = by
  const detected = sendsOldChecksum(settings, security) && effect.checksum === 'standard'
  if (!detected && settings.authentication.is !== 'ah' && settings.hmac === undefined) return effect
  return {
    ...effect,
    checksum: detected ? 'group' : effect.checksum,
    seal: nextSeal(settings, security, wall),
  }
}

/** A reload may have taken back that it is to be found out: then it is not known any more. */
export function sendsOldChecksum({ unicast }: InstanceSettings, { oldChecksum }: Security): boolean {
  return unicast?.oldChecksum === 'always' || (oldChecksum && unicast?.oldChecksum === 'detect')
}

/**
 * What proves a good-bye that somebody else may send at any later moment: numbers so far ahead that all
 * adverts in between come before it. Asked anew at least every `farewellAgesAfter`, it is never stale nor
 * replayed.
 */
export function farewellOf(
  effect: SendEffect,
  by: { readonly settings: InstanceSettings; readonly security: Security; readonly wall: Micros },
): SendEffect {
  const { settings, security, wall } = by
  // On a copy: what is only made ready has not been used up.
  const later = {
    ...security,
    ahSequence: Math.min(security.ahSequence + farewellSequences, ahSequenceMax - 1),
  }
  const ahead = settings.hmac === undefined ? wall : farewellWall(settings.hmac, wall)
  return sealed(effect, { settings, security: later, wall: ahead })
}

/** Adverts that may leave between the making of a good-bye and its sending: at one a second, half a year. */
const farewellSequences = 0x0100_0000

/**
 * The moment with which a good-bye is stamped that is made now: ahead of the clock within what peers accept,
 * and without their warning that begins at half the window.
 */
export function farewellWall({ timeWindow }: HmacSettings, wall: Micros): Micros {
  return plus(wall, times(timeWindow, 0.4))
}

/** After so long a good-bye must be made anew; undefined: it keeps. */
export function farewellAgesAfter({ hmac }: InstanceSettings): Micros | undefined {
  return hmac === undefined ? undefined : times(hmac.timeWindow, 0.2)
}

function checksumKind(settings: InstanceSettings): ChecksumKind {
  const { version, family, unicast, version3ChecksumAsVersion2 } = settings
  if (version === 2 || family === 'ipv6') return 'standard'
  if (version3ChecksumAsVersion2) return 'plain'
  return unicast?.oldChecksum === 'always' ? 'group' : 'standard'
}

/** The advert of an instance with the given priority; the length of the interval is that of the settings. */
export function advertOf(settings: InstanceSettings, priority: number): Advert {
  const addresses = settings.addresses.map((line) => line.prefix.address)
  if (settings.version === 3) {
    return {
      version: 3,
      vrid: settings.vrid,
      priority,
      intervalCentis: centiseconds(settings.advertInterval),
      addresses,
    }
  }
  return {
    version: 2,
    vrid: settings.vrid,
    priority,
    authType: authTypeOf(settings),
    authData: authDataOf(settings),
    intervalSeconds: wholeSeconds(settings.advertInterval),
    addresses,
  }
}

/** RFC 2338, 5.3.6. */
export function authTypeOf({ authentication }: InstanceSettings): 0 | 1 | 2 {
  if (authentication.is === 'ah') return 2
  return authentication.is === 'pass' ? 1 : 0
}

/** The 8 bytes of the authentication field: the password padded with zeros, RFC 2338 section 5.3.10. */
export function authDataOf(settings: InstanceSettings): Uint8Array {
  const { authentication } = settings
  return authentication.is === 'pass' ? passwordBytes(authentication.password) : new Uint8Array(8)
}

/** At most 8 bytes of a password, padded with zeros. */
export function passwordBytes(password: string): Uint8Array {
  const data = new Uint8Array(8)
  data.set(utf8(password).subarray(0, 8))
  return data
}

export function wholeSeconds(interval: Micros): number {
  return Math.round(interval / 1_000_000)
}

export function centiseconds(interval: Micros): number {
  return Math.round(interval / 10_000)
}
