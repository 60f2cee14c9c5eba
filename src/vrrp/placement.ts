/**
 * Addresses and where they belong: which of them a reload adds and which it drops. Refuses to know states.
 */
import { formatPrefix } from '../base/address.ts'
import { difference } from '../base/difference.ts'
import { placedOf } from './effects.ts'
import type { Placed } from './router.ts'
import type { InstanceSettings } from './settings.ts'

/** Two placements are the same to the kernel when everything it stores is the same. */
export function placedKey(placed: Placed): string {
  const { prefix, broadcast, label, scope } = placed.address
  return [placed.interface, formatPrefix(prefix), scope, broadcast ?? '', label ?? ''].join(' ')
}

/** The addresses of `after` that `before` lacks, and the reverse. */
export function changedAddresses(
  before: InstanceSettings,
  after: InstanceSettings,
): { readonly added: readonly Placed[]; readonly removed: readonly Placed[] } {
  const keys = { ofPresent: placedKey, ofWanted: placedKey }
  return difference(placedOf(before), placedOf(after), keys)
}
