/** Adverts as they come off the wire, and what an examination says of them in one word. */
import assert from 'node:assert/strict'
import { address } from '../../src/base/address.ts'
import { type Micros, seconds } from '../../src/base/time.ts'
import { advertEffect, sealed } from '../../src/vrrp/adverts.ts'
import { type Examiner, inspect } from '../../src/vrrp/inspect.ts'
import type { UnicastSettings } from '../../src/vrrp/link-settings.ts'
import { openSecurity, type Security } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { composePacket } from '../../src/wire/compose.ts'
import type { Seal } from '../../src/wire/seal.ts'
import { decodePacket, decodePdu6, type ReceivedPacket } from '../../src/wire/vrrp.ts'
import { digests } from './examiner.ts'
import { higherPeer, us, virtual } from './stage.ts'

/** The wall clock of every examiner. */
export const wall = seconds(1_000_000)

/** What the examination says in one word. */
export function fate(received: ReceivedPacket, by: Examiner): string {
  const inspection = inspect(received, by)
  if (inspection.is === 'dropped') return inspection.complaint.is
  const [note] = inspection.notes
  return note === undefined ? 'accepted' : `accepted, ${note.is}`
}

/** An advert of a peer with these settings, as it comes off the wire. */
export function heardFrom(
  settings: InstanceSettings,
  by: {
    readonly from?: typeof us
    readonly security?: Security
    readonly at?: Micros
    readonly seal?: Seal
    readonly change?: (packet: Uint8Array) => void
    readonly priority?: number
  } = {},
): ReceivedPacket {
  const { from = higherPeer, security = openSecurity(), at = wall } = by
  const unsealed = advertEffect(settings, from, by.priority ?? 150)
  const effect = sealed(unsealed, { settings, security, wall: at })
  const destination = settings.unicast === undefined ? settings.destination : us
  const envelope = { ...effect, destination, id: 1, ttl: 255, seal: by.seal ?? effect.seal }
  const bytes = composePacket(effect.advert, envelope, digests)
  by.change?.(bytes)
  const isIpv6 = settings.family === 'ipv6'
  const decoded = isIpv6
    ? decodePdu6(bytes.subarray(40), { source: from, destination, ttl: 255 })
    : decodePacket(bytes)
  assert.ok(decoded.ok)
  return decoded.value
}

export function unicastWith(
  peers: readonly (typeof us)[],
  more: Partial<UnicastSettings> & { readonly ttlMin?: number; readonly ttlMax?: number } = {},
): UnicastSettings {
  const { ttlMin = 0, ttlMax = 255, ...rest } = more
  return {
    peers: peers.map((one) => ({ address: one, ttlMin, ttlMax })),
    ttl: 255,
    checkSource: false,
    oldChecksum: 'detect',
    ...rest,
  }
}

/** What makes an instance one of IPv6. */
export const sixth = {
  family: 'ipv6',
  version: 3,
  destination: address('ff02::12'),
  addresses: [virtual('fe80::100')],
} as const
