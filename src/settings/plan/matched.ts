/**
 * Which instance goes on as which: first as the router finds its own again, by what they are on the wire;
 * what is left goes by name, and begins anew. Linear in the number of instances.
 */
import { difference } from '../../base/difference.ts'
import { keyOf } from '../../vrrp/roster.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { Understood } from '../not-yet.ts'
import type { Settings } from '../settings.ts'
import { type Sides, withOrdinals } from './step.ts'

/** What of a loaded configuration the plan reads. */
export interface Side {
  /** All that it says. */
  readonly understood: Understood
  /** What of it runs; undefined: nothing. */
  readonly settings: Settings | undefined
}

export interface Matched {
  readonly from: InstanceSettings | undefined
  readonly to: InstanceSettings | undefined
  /** The old one stops, a new one of that name begins. */
  readonly anew: boolean
  /** Whether it runs before and after. */
  readonly ran: boolean
  readonly runs: boolean
}

/** In the order of the new configuration, those that go first. */
export function matchInstances({ old, now }: Sides<Side>): readonly Matched[] {
  const ran = namesOf(old)
  const running = namesOf(now)
  const all = (side: Side) => withOrdinals(side.understood.vrrp.instances, keyOf)
  const byKey = { ofPresent: keyed, ofWanted: keyed }
  const onWire = difference(all(old), all(now), byKey)
  const name = (entry: Keyed) => entry.item.name
  const byName = difference(onWire.removed, onWire.added, { ofPresent: name, ofWanted: name })
  const before = new Map<InstanceSettings, { readonly from: InstanceSettings; readonly anew: boolean }>()
  for (const { present, wanted } of onWire.kept) before.set(wanted.item, { from: present.item, anew: false })
  for (const { present, wanted } of byName.kept) before.set(wanted.item, { from: present.item, anew: true })
  const match = (from: InstanceSettings | undefined, to: InstanceSettings | undefined, anew: boolean) => ({
    ...{ from, to, anew },
    ran: from !== undefined && ran.has(from.name),
    runs: to !== undefined && running.has(to.name),
  })
  return [
    ...byName.removed.map(({ item }) => match(item, undefined, false)),
    ...now.understood.vrrp.instances.map((to) => {
      const found = before.get(to)
      return match(found?.from, to, found?.anew ?? false)
    }),
  ]
}

interface Keyed {
  readonly key: string
  readonly item: InstanceSettings
}

function keyed({ key }: Keyed): string {
  return key
}

function namesOf({ settings }: Side): ReadonlySet<string> {
  return new Set(settings?.vrrp.instances.map(({ name }) => name))
}
