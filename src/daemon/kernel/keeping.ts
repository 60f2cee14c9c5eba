/**
 * What this host keeps for the daemon: addresses, routes and rules of masters and the static ones. Notices
 * through the notifications what others take away, tells the virtual routers, and puts back what went with an
 * interface. Decides nothing about who is master.
 */
import type { Result } from '../../base/result.ts'
import type { Micros } from '../../base/time.ts'
import type { Failure } from '../../io/failure.ts'
import type { FollowedKind, NetlinkSocket, RouteMonitor } from '../../io/netlink.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import { addressLine } from '../../vrrp/address-line.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import { routeKey, ruleKey } from '../../vrrp/holding-keys.ts'
import { type Holdings, holdingsOf, withoutHeld } from '../../vrrp/placement.ts'
import type { Lost, Placed } from '../../vrrp/router.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { StaticSettings } from '../../vrrp/static-settings.ts'
import { inSlices, sliceMax, type WorkQueue } from '../work-queue.ts'
import { type Addresses, openAddresses } from './addresses.ts'
import { type Holders, openHolders } from './holders.ts'
import type { Links } from './links.ts'
import { keyOf, openRouting, type Routed, type Routing, type RoutingOptions } from './routing.ts'
import { openStatics, placedOf, routedOf, type Statics, type StaticsOptions, textOf } from './statics.ts'

export interface KeepingOptions {
  readonly socket: NetlinkSocket
  readonly links: Links
  readonly queue: WorkQueue
  /** What instances hold now, in the kernel or on its way there. */
  held(): Holdings
  lose(what: Lost): void
  tell(event: VrrpEvent): void
  clock(): Micros
  /** Runs it a moment later. */
  later(run: () => void): void
}

export interface Keeping {
  readonly addresses: Addresses
  /** Of instances. */
  readonly routing: Routing
  /** Static things, and what must be watched from now on. */
  configure(
    wanted: { readonly statics: StaticSettings; readonly instances: readonly InstanceSettings[] },
    monitor: Pick<RouteMonitor, 'follow'>,
  ): void
  /** Once the instances have taken the same settings: what was static and is theirs stays. */
  handOver(): void
  /** What of it may go: static things stay. */
  releasable(holdings: Holdings): Holdings
  /** Behind the links and addresses of the same messages. */
  take(messages: readonly NetlinkMessage[]): void
  onAddressLost(interfaceName: string, address: Placed['address']['prefix']['address']): void
  /** Links and addresses were read anew; routes and rules are to be. */
  resynchronise(): void
  /** What a killed daemon left and nobody holds; tells of it. */
  removeLeftovers(configured: Holdings): void
  /** Ready-made requests that take these away. */
  removalsOf(holdings: Holdings): readonly Uint8Array[]
  /** At the end: everything static goes, through the queue. */
  removeStatics(): void
}

export function openKeeping(options: KeepingOptions): Keeping {
  const { socket, links, lose, tell } = options
  const holders = openHolders()
  const addresses = openHostAddresses(options, holders)
  const forRouting = routingOptions(options, holders)
  const routing = openRouting(forRouting)
  const statics = openStatics({
    addresses,
    routing: openRouting(forRouting),
    ...{ queue: options.queue, clock: options.clock, later: options.later },
    onLost: (lost) => lose({ is: 'static', ...lost }),
    ...tellingOfStatics(tell),
  })
  const loseAll = (gone: readonly Routed[]) => {
    for (const item of gone) lose(lostOf(item))
  }
  const able6 = freshOf(() => linkLocalOn(links, addresses))
  const restoreOn = (name: string) => {
    restore(options.queue, addresses.missingOn(name), addresses)
    restore(options.queue, routing.heldThrough(name), routing)
    statics.restoreOn(name)
  }
  const read = () => {
    const known = routing.resynchronise()
    if (known.ok) loseAll(known.value)
    for (const result of [known, statics.resynchronise()] satisfies readonly Result<unknown, Failure>[]) {
      if (!result.ok) return options.later(read)
    }
  }
  return {
    addresses,
    routing,
    configure: ({ statics: next, instances }, monitor) => {
      holders.configure(instances, { ...next, addresses: next.addresses.map(placedOf) })
      statics.configure(next, holdingsOfAll(instances))
      monitor.follow(new Set([...followedOf(instances), ...statics.followed()]))
    },
    handOver: () => statics.handOver(options.held()),
    releasable: (holdings) => withoutStatics(holdings, statics, routing),
    take: (messages) => {
      loseAll(routing.take(messages, socket.port))
      statics.take(messages, socket.port)
      for (const name of links.raised()) restoreOn(name)
      // IPv6 was switched on again there: what was refused without it is tried once more.
      if (!addresses.isAnyRefused()) return
      for (const name of able6()) restore(options.queue, addresses.missingOn(name), addresses)
    },
    onAddressLost: statics.noteGone,
    resynchronise: () => {
      read()
      for (const name of links.raised()) restoreOn(name)
    },
    removeLeftovers: (all) => {
      const configured = withoutHeld(all, statics.keys())
      removeLeftovers(options, { addresses, routing, configured })
    },
    removalsOf: (holdings) => removalsOf(holdings, addresses, routing),
    removeStatics: statics.remove,
  }
}

function tellingOfStatics(tell: KeepingOptions['tell']): Pick<StaticsOptions, 'onRestored' | 'onFought'> {
  return {
    onRestored: (kind, text) => tell({ is: 'static-restored', kind, text }),
    onFought: (kind, text) => tell({ is: 'static-fought', kind, text }),
  }
}

function removalsOf(holdings: Holdings, addresses: Addresses, routing: Routing): readonly Uint8Array[] {
  const routed = routedOf(holdings).toReversed()
  return [
    ...routed.flatMap((item) => routing.removal(item) ?? []),
    ...holdings.addresses.flatMap((item) => addresses.removal(item) ?? []),
  ]
}

function routingOptions({ socket, links, tell }: KeepingOptions, holders: Holders): RoutingOptions {
  return {
    socket,
    indexOf: (name) => links.byName(name)?.index,
    isUp: (name) => links.byName(name)?.up === true,
    onRefused: (doing, item, { code, text }) => {
      const holder = holders.of(item.is === 'route' ? { routes: [item.route] } : { rules: [item.rule] })
      const what = textOf(item)
      tell({ is: 'kernel-refused', doing: `${doing}-${item.is}`, what, code, text, ...holder })
    },
  }
}

/** Through the queue; what is released meanwhile stays away. */
function restore<Item>(queue: WorkQueue, items: readonly Item[], by: Restorer<Item>): void {
  const slice = inSlices(items, (some) => by.claim(some.filter(by.holds)))
  if (items.length > 0) queue.add({ owner: 'restored', kind: 'claim', slice })
}

interface Restorer<Item> {
  claim(items: readonly Item[]): void
  holds(item: Item): boolean
}

function openHostAddresses({ socket, links, tell }: KeepingOptions, holders: Holders): Addresses {
  return openAddresses({
    socket,
    indexOf: (name) => links.byName(name)?.index,
    isUp: (index) => links.byIndex(index)?.up === true,
    onRefused: (doing, placed, { code, text }) => {
      const what = addressLine({ ...placed.address, interface: placed.interface })
      tell({ is: 'kernel-refused', doing, what, code, text, ...holders.of({ addresses: [placed] }) })
    },
  })
}

function lostOf(item: Routed): Lost {
  return item.is === 'route'
    ? { is: 'route', key: routeKey(item.route) }
    : { is: 'rule', key: ruleKey(item.rule) }
}

/** Whether they are masters or not. */
function holdingsOfAll(instances: readonly InstanceSettings[]): Holdings {
  const all = instances.map(holdingsOf)
  return {
    addresses: all.flatMap(({ addresses }) => addresses),
    routes: all.flatMap(({ routes }) => routes),
    rules: all.flatMap(({ rules }) => rules),
  }
}

/** Only of these a loss matters; no others are asked for. */
function followedOf(instances: readonly InstanceSettings[]): ReadonlySet<FollowedKind> {
  const followed = new Set<FollowedKind>()
  for (const { routes, rules } of instances) {
    if (routes.some(({ tracked }) => tracked)) followed.add('route')
    if (rules.some(({ tracked }) => tracked)) followed.add('rule')
  }
  return followed
}

/** The interfaces with a link-local address: IPv6 works there (RFC 4291 section 2.1). */
function linkLocalOn(links: Links, addresses: Addresses): readonly string[] {
  return links.upNames().filter((name) => {
    const index = links.byName(name)?.index
    return index !== undefined && addresses.sourceOf(index, 'ipv6') !== undefined
  })
}

/** The names that were not there when it was asked last. */
function freshOf(names: () => readonly string[]): () => readonly string[] {
  let before: ReadonlySet<string> = new Set()
  return () => {
    const now = new Set(names())
    const fresh = [...now].filter((name) => !before.has(name))
    before = now
    return fresh
  }
}

/** What is static besides is the statics' alone from now on. */
function withoutStatics(holdings: Holdings, statics: Statics, routing: Routing): Holdings {
  const going = withoutHeld(holdings, statics.keys())
  const keys = new Set(routedOf(going).map(keyOf))
  routing.forget(routedOf(holdings).filter((item) => !keys.has(keyOf(item))))
  return going
}

/** Unless it is wanted right now: then it is adopted. */
function removeLeftovers(
  { held, tell }: Pick<KeepingOptions, 'held' | 'tell'>,
  of: { readonly addresses: Addresses; readonly routing: Routing; readonly configured: Holdings },
): void {
  const { addresses, routing, configured } = of
  const placeKey = (placed: Placed) => `${placed.interface} ${placed.address.prefix.address}`
  const now = held()
  const taken = new Set(now.addresses.map(placeKey))
  const takenRouted = new Set(routedOf(now).map(routedKey))
  const routed = routedOf(configured).filter((item) => !takenRouted.has(routedKey(item)))
  for (const item of routing.removeLeftovers(routed.toReversed())) {
    tell({ is: 'leftover-routing-removed', kind: item.is, text: textOf(item) })
  }
  const left = configured.addresses.filter((placed) => !taken.has(placeKey(placed)))
  for (let at = 0; at < left.length; at += sliceMax) {
    for (const placed of addresses.removeLeftovers(left.slice(at, at + sliceMax))) {
      tell({
        is: 'leftover-removed',
        address: placed.address.prefix.address,
        interface: placed.interface,
      })
    }
  }
}

function routedKey(item: Routed): string {
  const lost = lostOf(item)
  return lost.is === 'route' || lost.is === 'rule' ? `${lost.is} ${lost.key}` : ''
}
