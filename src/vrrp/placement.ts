/**
 * What a master holds and where it belongs: addresses, routes and rules; which of them a reload adds and
 * which it drops. Refuses to know states.
 */
import { formatPrefix } from '../base/address.ts'
import { difference } from '../base/difference.ts'
import { ownerPriority } from './election.ts'
import { routeKey, ruleKey } from './holding-keys.ts'
import type { RouteSettings } from './route-settings.ts'
import type { Placed } from './router.ts'
import type { RuleSettings } from './rule-settings.ts'
import { type InstanceSettings, type VirtualAddress, workingInterfaceOf } from './settings.ts'

/** Put there by a master and taken off by whoever is none any more. */
export interface Holdings {
  /** In the order of the configuration, excluded ones last. */
  readonly addresses: readonly Placed[]
  readonly routes: readonly RouteSettings[]
  readonly rules: readonly RuleSettings[]
}

export interface HoldingsChange {
  readonly added: Holdings
  readonly removed: Holdings
}

/** All addresses and where they belong, in the order of the configuration, excluded ones last. */
export function placedOf(settings: InstanceSettings): readonly Placed[] {
  const own = workingInterfaceOf(settings)
  const owned = settings.priority === ownerPriority ? ({ owned: true } as const) : {}
  const place = (address: VirtualAddress): Placed => ({
    ...{ interface: address.interface ?? own, address },
    ...owned,
  })
  return [
    ...settings.addresses.map(place),
    ...settings.excluded.map((address): Placed => ({ ...place(address), excluded: true })),
  ]
}

export function holdingsOf(settings: InstanceSettings): Holdings {
  return { addresses: placedOf(settings), routes: settings.routes, rules: settings.rules }
}

/** Two placements are the same to the kernel when everything it stores is the same. */
export function placedKey(placed: Placed): string {
  const { prefix, broadcast, label, scope, peer, flags, detectsDuplicates, preferredLifetime } =
    placed.address
  const plain = [placed.interface, formatPrefix(prefix), scope, broadcast ?? '', label ?? '']
  const special = [peer ?? '', flags?.join(',') ?? '', detectsDuplicates ?? '', preferredLifetime ?? '']
  return [...plain, ...special].join(' ')
}

/** What of `after` is missing in `before`, and the reverse. */
export function changedHoldings(before: InstanceSettings, after: InstanceSettings): HoldingsChange {
  const addresses = differing(placedOf(before), placedOf(after), placedKey)
  const routes = differing(before.routes, after.routes, routeKey)
  const rules = differing(before.rules, after.rules, ruleKey)
  return {
    added: { addresses: addresses.added, routes: routes.added, rules: rules.added },
    removed: { addresses: addresses.removed, routes: routes.removed, rules: rules.removed },
  }
}

export function isNothing({ addresses, routes, rules }: Holdings): boolean {
  return addresses.length + routes.length + rules.length === 0
}

/** Without what is in `held`. */
export function withoutHeld({ addresses, routes, rules }: Holdings, held: ReadonlySet<string>): Holdings {
  return {
    addresses: addresses.filter((placed) => !held.has(`address ${placedKey(placed)}`)),
    routes: routes.filter((route) => !held.has(`route ${routeKey(route)}`)),
    rules: rules.filter((rule) => !held.has(`rule ${ruleKey(rule)}`)),
  }
}

/** Every single thing as a text, those of different kinds never alike. */
export function holdingKeys({ addresses, routes, rules }: Holdings): readonly string[] {
  return [
    ...addresses.map((placed) => `address ${placedKey(placed)}`),
    ...routes.map((route) => `route ${routeKey(route)}`),
    ...rules.map((rule) => `rule ${ruleKey(rule)}`),
  ]
}

function differing<Item>(before: readonly Item[], after: readonly Item[], key: (item: Item) => string) {
  return difference(before, after, { ofPresent: key, ofWanted: key })
}
