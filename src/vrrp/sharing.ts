/**
 * What two instances of this host have alike: an address, route or rule that one of them lets go of stays
 * while another one holds it, so that what changes hands never leaves its place either (quirks: sharedStays).
 * Refuses to know states beyond who holds.
 */
import type { Address } from '../base/address.ts'
import { tell } from './effects.ts'
import { routeKey, ruleKey } from './holding-keys.ts'
import { holds } from './machine.ts'
import { holdingKeys, holdingsOf, isNothing, withoutHeld } from './placement.ts'
import { addressKey, type Entry, type Router } from './roster.ts'
import type { RouterEffect } from './router.ts'

type Release = RouterEffect & { readonly do: 'release' }

/**
 * The effects of one event with nothing taken off that somebody still holds after it. `told`: whose it is, is
 * said; a reload has said so by itself.
 */
export function keepShared(
  router: Router,
  effects: readonly RouterEffect[],
  told: boolean,
): readonly RouterEffect[] {
  if (!effects.some((effect) => effect.do === 'release')) return effects
  return effects.flatMap((effect) => (effect.do === 'release' ? releaseRest(router, effect, told) : [effect]))
}

function releaseRest(router: Router, release: Release, told: boolean): RouterEffect[] {
  const sharers = sharersOf(router, release)
  if (sharers.length === 0) return [release]
  const held = new Set(sharers.flatMap(({ settings }) => holdingKeys(holdingsOf(settings))))
  const holdings = withoutHeld(release.holdings, held)
  const other = sharers.find(({ settings }) => settings.name !== release.instance)?.settings.name
  const left = new Set(holdings.addresses)
  const kept = release.holdings.addresses.filter((placed) => !left.has(placed))
  if (other === undefined || kept.length === 0) return isNothing(holdings) ? [] : [{ ...release, holdings }]
  const rest: RouterEffect[] = [{ ...release, holdings, kept }]
  if (!told) return rest
  const addresses: readonly Address[] = kept.map(({ address }) => address.prefix.address)
  return [tell({ is: 'address-shared', instance: release.instance, other, addresses }), ...rest]
}

/** Who holds something with the address, route or rule of it; by the indices, for there may be thousands. */
function sharersOf({ roster }: Router, { holdings: { addresses, routes, rules } }: Release): Entry[] {
  const found = new Set<Entry>()
  const note = (entries: readonly Entry[] | undefined) => {
    for (const entry of entries ?? []) if (holds(entry.state)) found.add(entry)
  }
  for (const { interface: name, address } of addresses) {
    note(roster.byAddress.get(addressKey({ interface: name, address: address.prefix.address })))
  }
  for (const route of routes) note(roster.byRoute.get(routeKey(route)))
  for (const rule of rules) note(roster.byRule.get(ruleKey(rule)))
  return [...found]
}
