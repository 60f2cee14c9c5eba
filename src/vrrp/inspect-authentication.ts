/**
 * The authentication of version 2 as RFC 2338 section 5.3.6 had it: none, a password in clear text, or an IP
 * authentication header whose sequence all nodes of a virtual router count together. Refuses version 3.
 */
import { addressBytes } from '../base/address.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import { authDataOf, authTypeOf, passwordBytes } from './adverts.ts'
import type { Examiner, Verdict } from './inspect.ts'

const vrrpProtocol = 112
/** 96 bits of HMAC-MD5. */
const valueBytes = 12

/** The sockets already tell protocols 51 and 112 apart: this is for what came in all the same. */
export function checkHeader({ ah }: ReceivedPacket, { settings }: Examiner): Verdict {
  const received = ah !== undefined
  return received === (settings.authentication.is === 'ah') ? undefined : { drop: { is: 'ah', received } }
}

export function checkLegacy(packet: ReceivedPacket, by: Examiner): Verdict {
  const { settings } = by
  if (settings.version !== 2) return undefined
  const received = packet.authType
  if (received > 2) return { drop: { is: 'auth-type-invalid', received } }
  const expected = authTypeOf(settings)
  if (received !== expected) return { drop: { is: 'auth-type-mismatch', received, expected } }
  if (expected === 2) return checkAh(packet, by)
  // Version 2 on IPv6 has no room for a password.
  if (expected === 0 || packet.family === 'ipv6') return undefined
  return isSame(packet.authData, authDataOf(settings)) ? undefined : { drop: { is: 'auth-failure' } }
}

/**
 * RFC 2402 section 3.4. The sequence is that of the virtual router, not of a sender: whoever becomes master
 * goes on counting where the last one stood.
 */
function checkAh(
  packet: ReceivedPacket,
  { settings, security, digests, state, priority }: Examiner,
): Verdict {
  const { ah } = packet
  const { authentication } = settings
  if (ah === undefined || authentication.is !== 'ah') return undefined
  if (ah.nextHeader !== vrrpProtocol) return { drop: { is: 'ah-inside' } }
  const expected = addressBytes(packet.source).reduce((index, octet) => index * 256 + octet, 0)
  if (ah.spi !== expected) return { drop: { is: 'ah-index', received: ah.spi, expected } }
  const value = digests.hmacMd5(passwordBytes(authentication.password), ah.covered).subarray(0, valueBytes)
  if (!isSame(value, ah.value)) return { drop: { is: 'ah-value' } }
  const last = security.ahSequence
  if (ah.sequence <= last) return { drop: { is: 'ah-sequence', received: ah.sequence, last } }
  // A master that goes on must be heard by those that have just counted the loser's advert.
  const surpass = state === 'master' && packet.priority < priority ? 1 : 0
  security.ahSequence = ah.sequence + surpass
  return undefined
}

/** In a time that does not tell where they differ. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0)
  return difference === 0
}
