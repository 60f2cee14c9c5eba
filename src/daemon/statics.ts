/**
 * Addresses, routes and rules outside instances: keepalived.conf(5), STATIC. They are there as long as the
 * daemon runs. What somebody else takes away is put back: addresses always, routes and rules only when they
 * have a track_group, as keepalived does; `no_track` leaves it to the thief. Decides nothing about instances:
 * it tells what those of the track_group have lost.
 */
import { difference } from '../base/difference.ts'
import type { Result } from '../base/result.ts'
import { ok } from '../base/result.ts'
import type { Failure } from '../io/failure.ts'
import type { FollowedKind } from '../io/netlink.ts'
import type { InterfaceAddress } from '../netlink/address.ts'
import type { NetlinkMessage } from '../netlink/message.ts'
import { addressLine } from '../vrrp/address-line.ts'
import { placedKey } from '../vrrp/placement.ts'
import { routeLine } from '../vrrp/route-line.ts'
import type { Placed } from '../vrrp/router.ts'
import { ruleLine } from '../vrrp/rule-line.ts'
import type { StaticAddress, StaticSettings } from '../vrrp/static-settings.ts'
import type { Addresses } from './addresses.ts'
import { sliceMax } from './addresses.ts'
import { keyOf, type Routed, type Routing } from './routing.ts'
import type { WorkQueue } from './work-queue.ts'

export interface StaticsOptions {
  readonly addresses: Addresses
  /** Of its own: what instances have is none of its business. */
  readonly routing: Routing
  readonly queue: WorkQueue
  /** The instances of a track_group have lost this. */
  onLost(lost: { readonly text: string; readonly members: readonly string[] }): void
  /** For the log. */
  onRestored(text: string, interfaceName: string | undefined): void
}

export interface Statics {
  /** The first time everything is put there, later what has changed. The list of addresses is known. */
  configure(settings: StaticSettings): void
  /** What changes of which it must be told. */
  followed(): ReadonlySet<FollowedKind>
  take(messages: readonly NetlinkMessage[], ownPort: number): void
  /** An address is gone that was ours; true when it is a static one. */
  noteGone(address: Pick<InterfaceAddress, 'prefix'>, interfaceName: string): boolean
  resynchronise(): Result<undefined, Failure>
  /** The interface is (back) up. */
  restoreOn(interfaceName: string): void
  /** Takes everything away, in slices through the queue. */
  remove(): void
  /** What must go should the process die. */
  removals(): readonly Uint8Array[]
}

const nothing: StaticSettings = { groups: [], addresses: [], routes: [], rules: [] }
/** In the work queue; no instance has it. */
const owner = 'static'

export function openStatics(options: StaticsOptions): Statics {
  const { addresses, routing } = options
  let settings = nothing
  const lose = (text: string, group: string | undefined) => {
    const members = settings.groups.find(({ name }) => name === group)?.members ?? []
    if (members.length > 0) options.onLost({ text, members })
  }
  const loseRouted = (gone: readonly Routed[]) => {
    for (const item of gone) {
      const { trackGroup, tracked } = item.is === 'route' ? item.route : item.rule
      if (trackGroup === undefined || !tracked) continue
      routing.claim([item])
      options.onRestored(textOf(item), undefined)
      lose(textOf(item), trackGroup)
    }
  }
  const placed = () => settings.addresses.map(placedOf)
  return {
    configure: (next) => {
      const before = settings
      settings = next
      change(options, before, next)
    },
    followed: () => followedOf(settings),
    take: (messages, ownPort) => loseRouted(routing.take(messages, ownPort)),
    noteGone: ({ prefix }, name) => {
      const found = settings.addresses.find(
        ({ interface: on, prefix: own }) =>
          on === name && own.address === prefix.address && own.length === prefix.length,
      )
      if (found === undefined) return false
      if (found.untracked === true) return true
      addresses.claim([placedOf(found)])
      options.onRestored(addressLine(found), name)
      lose(addressLine(found), found.trackGroup)
      return true
    },
    resynchronise: () => {
      const gone = routing.resynchronise()
      if (!gone.ok) return gone
      loseRouted(gone.value)
      return ok(undefined)
    },
    restoreOn: (name) => {
      const on = placed().filter((item) => item.interface === name)
      inSlices(options, 'claim', { items: on, work: addresses.claim })
      routing.restoreOn(name)
    },
    remove: () => {
      const before = settings
      settings = nothing
      change(options, before, nothing)
    },
    removals: () => [
      ...routedOf(settings)
        .toReversed()
        .flatMap((item) => routing.removal(item) ?? []),
      ...placed().flatMap((item) => addresses.removal(item) ?? []),
    ],
  }
}

/** What goes leaves first: rules, routes, addresses; then comes what is new, the other way round. */
function change(options: StaticsOptions, before: StaticSettings, after: StaticSettings): void {
  const { addresses, routing } = options
  const keys = { ofPresent: placedKey, ofWanted: placedKey }
  const places = difference(before.addresses.map(placedOf), after.addresses.map(placedOf), keys)
  const routedKeys = { ofPresent: keyOf, ofWanted: keyOf }
  const routed = difference(routedOf(before), routedOf(after), routedKeys)
  addresses.settle(after.addresses.map(placedOf))
  inSlices(options, 'release', { items: routed.removed.toReversed(), work: routing.release })
  inSlices(options, 'release', { items: places.removed, work: addresses.release })
  inSlices(options, 'claim', { items: places.added, work: addresses.claim })
  inSlices(options, 'claim', { items: routed.added, work: routing.claim })
}

function inSlices<Item>(
  { queue }: StaticsOptions,
  kind: 'claim' | 'release',
  of: { readonly items: readonly Item[]; readonly work: (items: readonly Item[]) => void },
): void {
  const { items, work } = of
  if (items.length === 0) return
  let at = 0
  queue.add({
    owner,
    kind,
    slice: () => {
      work(items.slice(at, at + sliceMax))
      at += sliceMax
      return at >= items.length
    },
  })
}

/** All static addresses and where they belong. */
export function placedOf(address: StaticAddress): Placed {
  return { interface: address.interface, address }
}

/** Routes, then rules. */
export function routedOf({ routes, rules }: Pick<StaticSettings, 'routes' | 'rules'>): readonly Routed[] {
  return [
    ...routes.map((route): Routed => ({ is: 'route', route })),
    ...rules.map((rule): Routed => ({ is: 'rule', rule })),
  ]
}

/** As ip(8) would take it. */
export function textOf(item: Routed): string {
  return item.is === 'route' ? routeLine(item.route) : ruleLine(item.rule)
}

function followedOf({ routes, rules }: StaticSettings): ReadonlySet<FollowedKind> {
  const followed = new Set<FollowedKind>()
  if (routes.some(({ trackGroup, tracked }) => trackGroup !== undefined && tracked)) followed.add('route')
  if (rules.some(({ trackGroup, tracked }) => trackGroup !== undefined && tracked)) followed.add('rule')
  return followed
}
