/**
 * Addresses, routes and rules outside instances: keepalived.conf(5), STATIC. They are there as long as the
 * daemon runs. What somebody else takes away is put back: addresses always, routes and rules only when they
 * have a track_group, as keepalived does; `no_track` leaves it to the thief. With a program that takes it
 * away every time it is done with pauses. Decides nothing about instances: it tells what those of the
 * track_group have lost.
 */
import type { Address } from '../../base/address.ts'
import type { Result } from '../../base/result.ts'
import { ok } from '../../base/result.ts'
import type { Failure } from '../../io/failure.ts'
import type { FollowedKind } from '../../io/netlink.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import { addressLine } from '../../vrrp/address-line.ts'
import { type Holdings, holdingKeys, withoutHeld } from '../../vrrp/placement.ts'
import { routeLine } from '../../vrrp/route-line.ts'
import type { Placed } from '../../vrrp/router.ts'
import { ruleLine } from '../../vrrp/rule-line.ts'
import type { StaticAddress, StaticSettings } from '../../vrrp/static-settings.ts'
import { inSlices, type WorkQueue } from '../work-queue.ts'
import type { Addresses } from './addresses.ts'
import { openPutBacks, type PutBacks, type PutBacksOptions } from './put-backs.ts'
import { goesThrough, keyOf, type Routed, type Routing } from './routing.ts'

export interface StaticsOptions extends PutBacksOptions {
  readonly addresses: Pick<Addresses, 'claim' | 'release' | 'settle'>
  /** Of its own: what instances have is none of its business. */
  readonly routing: Pick<Routing, 'claim' | 'release' | 'forget' | 'take' | 'resynchronise'>
  readonly queue: Pick<WorkQueue, 'add'>
  /** The instances of a track_group have lost this. */
  onLost(lost: { readonly text: string; readonly members: readonly string[] }): void
  /** For the log. */
  onRestored(kind: 'address' | Routed['is'], text: string): void
  /** For the log: somebody takes it away again and again, and from now on it is missing in between. */
  onFought(kind: 'address' | Routed['is'], text: string): void
}

export interface Statics {
  /**
   * The first time everything is put there at once, before anything that it could delay; later what has
   * changed, through the queue. The list of addresses is known. What is static no more and of which an
   * instance may hold the same stays until `handOver`.
   */
  configure(settings: StaticSettings, wanted: Holdings): void
  /** What instances hold now is theirs; the rest of what was kept for them goes. */
  handOver(held: Holdings): void
  /** Keys of everything that is static now, as holdingKeys has them. */
  keys(): ReadonlySet<string>
  /** What changes of which it must be told. */
  followed(): ReadonlySet<FollowedKind>
  take(messages: readonly NetlinkMessage[], ownPort: number): void
  /** An address of ours is gone from the interface, perhaps a static one. */
  noteGone(interfaceName: string, address: Address): void
  resynchronise(): Result<undefined, Failure>
  /** The interface is (back) up. */
  restoreOn(interfaceName: string): void
  /** Takes everything away, in slices through the queue. */
  remove(): void
}

const nothing: StaticSettings = { groups: [], addresses: [], routes: [], rules: [] }
const noHoldings: Holdings = { addresses: [], routes: [], rules: [] }
/** In the work queue; no instance has it. */
const owner = 'static'

export function openStatics(options: StaticsOptions): Statics {
  const { addresses, routing } = options
  const putBacks = openPutBacks(options)
  let settings = nothing
  let isFirst = true
  /** Static no more, and perhaps an instance's from now on. */
  let kept = noHoldings
  const lose = (text: string, group: string | undefined) => {
    const members = settings.groups.find(({ name }) => name === group)?.members ?? []
    if (members.length > 0) options.onLost({ text, members })
  }
  const loseRouted = (gone: readonly Routed[]) => {
    for (const item of gone) {
      const { trackGroup, tracked } = item.is === 'route' ? item.route : item.rule
      if (trackGroup === undefined || !tracked) continue
      putBack(options, putBacks, item)
      lose(textOf(item), trackGroup)
    }
  }
  return {
    configure: (next, wanted) => {
      const before = settings
      settings = next
      forgetGone(putBacks, before, next)
      const keys = new Set(holdingKeys(wanted))
      kept = change(isFirst ? { ...options, queue: atOnce } : options, { before, after: next, keys })
      isFirst = false
    },
    handOver: (held) => {
      handOver(options, kept, held)
      kept = noHoldings
    },
    keys: () => new Set(holdingKeys(holdingsOf(settings))),
    followed: () => followedOf(settings),
    take: (messages, ownPort) => loseRouted(routing.take(messages, ownPort)),
    noteGone: (name, address) => {
      const found = addressOn(settings, name, address)
      if (found === undefined || found.untracked === true) return
      putBack(options, putBacks, { is: 'address', address: found })
      lose(addressLine(found), found.trackGroup)
    },
    resynchronise: () => {
      const gone = routing.resynchronise()
      if (gone.ok) loseRouted(gone.value)
      return gone.ok ? ok(undefined) : gone
    },
    restoreOn: (name) => {
      // Routes that could not be put there because the interface was missing, too.
      const on = settings.addresses.map(placedOf).filter((item) => item.interface === name)
      enqueue(options, 'claim', { items: on, work: addresses.claim })
      const through = routedOf(settings).filter((item) => goesThrough(item, name))
      enqueue(options, 'claim', { items: through, work: routing.claim })
    },
    remove: () => {
      forgetGone(putBacks, settings, nothing)
      change(options, { before: settings, after: nothing, keys: new Set() })
      settings = nothing
    },
  }
}

type Item = Routed | { readonly is: 'address'; readonly address: StaticAddress }

function putBack(options: StaticsOptions, putBacks: PutBacks, item: Item): void {
  const text = item.is === 'address' ? addressLine(item.address) : textOf(item)
  putBacks.lost({
    key: item.is === 'address' ? addressKey(item.address) : keyOf(item),
    putBack: () => {
      if (item.is === 'address') options.addresses.claim([placedOf(item.address)])
      else options.routing.claim([item])
      options.onRestored(item.is, text)
    },
    onFight: () => options.onFought(item.is, text),
  })
}

function forgetGone(putBacks: PutBacks, before: StaticSettings, after: StaticSettings): void {
  const stays = new Set(keysOf(after))
  putBacks.forget(keysOf(before).filter((key) => !stays.has(key)))
}

/** Of everything about them: what a reload has changed has another one. */
function keysOf(settings: StaticSettings): readonly string[] {
  return [...settings.addresses.map(addressKey), ...routedOf(settings).map(keyOf)]
}

function addressKey(address: StaticAddress): string {
  return `address ${addressLine(address)}`
}

/**
 * What goes leaves first: rules, routes, addresses; then comes what is new, the other way round. Returns what
 * goes and is among the keys: it is still there.
 */
function change(
  options: StaticsOptions,
  of: {
    readonly before: StaticSettings
    readonly after: StaticSettings
    readonly keys: ReadonlySet<string>
  },
): Holdings {
  const { addresses, routing } = options
  const [before, after] = [holdingsOf(of.before), holdingsOf(of.after)]
  const [had, has] = [new Set(holdingKeys(before)), new Set(holdingKeys(after))]
  const removed = withoutHeld(before, has)
  const added = withoutHeld(after, had)
  const going = withoutHeld(removed, of.keys)
  addresses.settle(after.addresses)
  release(options, going)
  enqueue(options, 'claim', { items: added.addresses, work: addresses.claim })
  enqueue(options, 'claim', { items: routedOf(added), work: routing.claim })
  return withoutHeld(removed, new Set(holdingKeys(going)))
}

function handOver(options: StaticsOptions, kept: Holdings, held: Holdings): void {
  const going = withoutHeld(kept, new Set(holdingKeys(held)))
  const gone = new Set(holdingKeys(going))
  // The book of routes of instances has them now.
  options.routing.forget(routedOf(kept).filter((item) => !gone.has(keyOf(item))))
  release(options, going)
}

function addressOn({ addresses }: StaticSettings, name: string, address: Address) {
  return addresses.find(({ interface: on, prefix }) => on === name && prefix.address === address)
}

function release(options: StaticsOptions, going: Holdings): void {
  const { addresses, routing } = options
  enqueue(options, 'release', { items: routedOf(going).toReversed(), work: routing.release })
  enqueue(options, 'release', { items: going.addresses, work: addresses.release })
}

/** As an instance would hold them. */
function holdingsOf({ addresses, routes, rules }: StaticSettings): Holdings {
  return { addresses: addresses.map(placedOf), routes, rules }
}

/** A queue that waits for nothing. */
const atOnce: Pick<WorkQueue, 'add'> = {
  add: ({ slice }) => {
    while (!slice());
  },
}

function enqueue<Item>(
  { queue }: Pick<StaticsOptions, 'queue'>,
  kind: 'claim' | 'release',
  of: { readonly items: readonly Item[]; readonly work: (items: readonly Item[]) => void },
): void {
  const { items, work } = of
  if (items.length > 0) queue.add({ owner, kind, slice: inSlices(items, work) })
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
