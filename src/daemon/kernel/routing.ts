/**
 * Routes and rules of this host that are ours: puts them into the kernel and takes them out in bounded
 * slices, and notices when somebody else does. Decides nothing about who is master. Knows of routes of others
 * only what a request of ours runs into.
 */
import { ok, type Result } from '../../base/result.ts'
import type { Failure } from '../../io/failure.ts'
import type { NetlinkAnswer, NetlinkSocket } from '../../io/netlink.ts'
import { listRoutes, listRules, listVrfs } from '../../io/routing-lists.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import { encodeAddRoute, encodeRemoveRoute, type RouteWish } from '../../netlink/route.ts'
import { isRoute, placeOfRoute, placeOfWish, type SeenRoute } from '../../netlink/route-report.ts'
import { encodeAddRule, encodeRemoveRule, ruleIdentity } from '../../netlink/rule.ts'
import { routeKey, ruleKey } from '../../vrrp/holding-keys.ts'
import type { RouteSettings } from '../../vrrp/route-settings.ts'
import type { RuleSettings } from '../../vrrp/rule-settings.ts'
import { interfacesOf, routeWish, ruleWish } from './route-wishes.ts'
import { readRoutingChanges } from './routing-changes.ts'

export type Routed =
  | { readonly is: 'route'; readonly route: RouteSettings }
  | { readonly is: 'rule'; readonly rule: RuleSettings }

export interface RoutingOptions {
  readonly socket: NetlinkSocket
  /** Index of an interface, undefined when it does not exist now. */
  indexOf(name: string): number | undefined
  /** Whether what goes through it can be there at all. */
  isUp(name: string): boolean
  onRefused(doing: 'add' | 'remove', item: Routed, failure: Failure): void
}

export interface Routing {
  /** At most a slice; what is there already, with our mark, counts as ours from now on. */
  claim(items: readonly Routed[]): void
  /** At most a slice; what is not ours stays. */
  release(items: readonly Routed[]): void
  /** What is somebody else's from now on, of this daemon: it stays. */
  forget(items: readonly Routed[]): void
  /** As `release`, but also of what a killed daemon left; returns those that were there. */
  removeLeftovers(items: readonly Routed[]): readonly Routed[]
  /** The request for a farewell; undefined for what is not ours. */
  removal(item: Routed): Uint8Array | undefined
  /**
   * Notifications of routes and rules; returns what somebody else has taken away. What went with its
   * interface is not lost: that is the interface's fault.
   */
  take(messages: readonly NetlinkMessage[], ownPort: number): readonly Routed[]
  /** Compares with the kernel's lists; returns what is gone. */
  resynchronise(): Result<readonly Routed[], Failure>
  /** What is ours and may have gone with the interface. */
  heldThrough(interfaceName: string): readonly Routed[]
  holds(item: Routed): boolean
}

interface Held {
  readonly item: Routed
  readonly key: string
  /** Where the kernel keeps it: see placeOfWish, ruleIdentity. */
  readonly place: string
  /** Undefined: a rule. */
  readonly wish: RouteWish | undefined
  readonly add: Uint8Array
  readonly remove: Uint8Array
}

interface State {
  readonly options: RoutingOptions
  readonly ours: Map<string, Held>
  readonly byPlace: Map<string, Set<Held>>
}

/** What the kernel says when there is nothing (any more) to take away. */
const absentCodes = ['ESRCH', 'ENOENT', 'ENODEV', 'ENETDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL']

export function openRouting(options: RoutingOptions): Routing {
  const state: State = { options, ours: new Map(), byPlace: new Map() }
  return {
    claim: (items) => claim(state, items),
    release: (items) =>
      void removeHeld(
        state,
        items.flatMap((item) => state.ours.get(keyOf(item)) ?? []),
      ),
    forget: (items) => {
      for (const item of items) forget(state, keyOf(item))
    },
    removeLeftovers: (items) => removeLeftovers(state, items),
    removal: (item) => state.ours.get(keyOf(item))?.remove,
    take: (messages, ownPort) => take(state, messages, ownPort),
    resynchronise: () => {
      const seen = readLists(state, [...state.ours.values()])
      if (!seen.ok) return seen
      const gone = [...state.ours.values()].filter((held) => !seen.value.has(held) && isPossible(state, held))
      return ok(lose(state, gone))
    },
    heldThrough: (name) =>
      [...state.ours.values()].filter(({ item }) => goesThrough(item, name)).map(({ item }) => item),
    holds: (item) => state.ours.has(keyOf(item)),
  }
}

export function keyOf(item: Routed): string {
  return item.is === 'route' ? `route ${routeKey(item.route)}` : `rule ${ruleKey(item.rule)}`
}

/** Or may do so: without `dev` the kernel goes by the gateway. */
export function goesThrough(item: Routed, name: string): boolean {
  if (item.is === 'rule') return false
  const names = interfacesOf(item.route)
  return names.length === 0 || names.includes(name)
}

/** A route through an interface that is down cannot be there, and nobody took it away. */
function isPossible({ options }: State, { item }: Held): boolean {
  return item.is === 'rule' || interfacesOf(item.route).every((name) => options.isUp(name))
}

/** Undefined when an interface or a VRF is missing. */
function prepare(state: State, item: Routed, vrfs: ReadonlyMap<string, number>): Held | undefined {
  const key = keyOf(item)
  if (item.is === 'rule') {
    const wish = ruleWish(item.rule)
    const place = `rule ${ruleIdentity(wish)}`
    return { item, key, place, wish: undefined, add: encodeAddRule(wish), remove: encodeRemoveRule(wish) }
  }
  const wish = routeWish(item.route, {
    indexOf: state.options.indexOf,
    tableOf: (vrf) => vrfs.get(vrf),
  })
  if (wish === undefined) return undefined
  const place = `route ${placeOfWish(wish)}`
  return { item, key, place, wish, add: encodeAddRoute(wish), remove: encodeRemoveRoute(wish) }
}

function prepareAll(state: State, items: readonly Routed[]): readonly Held[] {
  const needsVrfs = items.some((item) => item.is === 'route' && item.route.vrf !== undefined)
  const vrfs = needsVrfs ? listVrfs(state.options.socket) : undefined
  const tables = vrfs?.ok === true ? vrfs.value : new Map<string, number>()
  return items.flatMap((item) => {
    const held = prepare(state, item, tables)
    if (held === undefined) state.options.onRefused('add', item, nowhere)
    return held ?? []
  })
}

const nowhere: Failure = {
  code: 'ENODEV',
  text: 'its interface or VRF does not exist',
  doing: 'a netlink request',
}

function claim(state: State, items: readonly Routed[]): void {
  if (items.length === 0) return
  const { options } = state
  const wanted = prepareAll(state, items)
  const answers = options.socket.exchange(wanted.map(({ add }) => add))
  const met = wanted.filter((_, at) => refusedWith(answers[at], ['EEXIST']))
  // Only then is it worth a look at what is there: it may be ours, of an earlier life.
  const there = met.length === 0 ? undefined : readLists(state, met)
  for (const [at, held] of wanted.entries()) {
    const answer = answers[at]
    if (answer?.is === 'done' || (there?.ok === true && there.value.has(held))) hold(state, held)
    else if (answer?.is === 'refused') {
      // With its interface down it waits: restoreOn brings it.
      if (!isPossible(state, held)) hold(state, held)
      else options.onRefused('add', held.item, answer.failure)
    }
  }
}

function hold(state: State, held: Held): void {
  forget(state, held.key)
  state.ours.set(held.key, held)
  const others = state.byPlace.get(held.place)
  if (others === undefined) state.byPlace.set(held.place, new Set([held]))
  else others.add(held)
}

function forget(state: State, key: string): void {
  const held = state.ours.get(key)
  if (held === undefined) return
  state.ours.delete(key)
  const others = state.byPlace.get(held.place)
  others?.delete(held)
  if (others?.size === 0) state.byPlace.delete(held.place)
}

/**
 * Forgotten first: whatever the kernel tells about them from now on is no loss. Returns those that were
 * there.
 */
function removeHeld(state: State, targets: readonly Held[]): readonly Routed[] {
  if (targets.length === 0) return []
  for (const { key } of targets) forget(state, key)
  const answers = state.options.socket.exchange(targets.map(({ remove }) => remove))
  return targets.flatMap(({ item }, at) => {
    const answer = answers[at]
    if (answer?.is === 'done') return item
    if (answer?.is === 'refused' && !refusedWith(answer, absentCodes)) {
      state.options.onRefused('remove', item, answer.failure)
    }
    return []
  })
}

function removeLeftovers(state: State, items: readonly Routed[]): readonly Routed[] {
  const quiet: State = { ...state, options: { ...state.options, onRefused: () => undefined } }
  const candidates = prepareAll(
    quiet,
    items.filter((item) => !state.ours.has(keyOf(item))),
  )
  if (candidates.length === 0) return []
  const there = readLists(state, candidates)
  return there.ok ? removeHeld(state, [...there.value]) : []
}

/** Those of the given that the kernel has, with their protocol as mark. */
function readLists(state: State, wanted: readonly Held[]): Result<ReadonlySet<Held>, Failure> {
  const { socket } = state.options
  const found = new Set<Held>()
  const protocols = new Set(wanted.flatMap(({ wish }) => wish?.protocol ?? []))
  const routes = new Map<string, SeenRoute[]>()
  for (const protocol of protocols) {
    const listed = listRoutes(socket, protocol)
    if (!listed.ok) return listed
    for (const seen of listed.value) {
      const place = `route ${placeOfRoute(seen)}`
      const others = routes.get(place)
      if (others === undefined) routes.set(place, [seen])
      else others.push(seen)
    }
  }
  const marks = new Set<string>()
  if (wanted.some(({ wish }) => wish === undefined)) {
    const listed = listRules(socket)
    if (!listed.ok) return listed
    for (const { identity, protocol } of listed.value) marks.add(`rule ${identity} ${protocol}`)
  }
  for (const held of wanted) {
    const { item, place, wish } = held
    const isThere =
      item.is === 'rule'
        ? marks.has(`${place} ${item.rule.protocol}`)
        : wish !== undefined && (routes.get(place) ?? []).some((seen) => isRoute(seen, wish))
    if (isThere) found.add(held)
  }
  return ok(found)
}

function take(state: State, messages: readonly NetlinkMessage[], ownPort: number): readonly Routed[] {
  if (state.ours.size === 0) return []
  const changes = readRoutingChanges(messages, ownPort)
  const gone = changes.gone.flatMap((change) =>
    [...(state.byPlace.get(change.place) ?? [])].filter(
      ({ wish }) => wish === undefined || (change.route !== undefined && isRoute(change.route, wish)),
    ),
  )
  // A route that takes the place of another one is told without a word about the other one.
  const doubtful = changes.replaced.flatMap((place) => [...(state.byPlace.get(place) ?? [])])
  const seen = doubtful.length === 0 ? undefined : readLists(state, doubtful)
  const replaced = seen?.ok === true ? doubtful.filter((held) => !seen.value.has(held)) : []
  const all = new Set([...gone, ...replaced])
  return lose(
    state,
    [...all].filter((held) => isPossible(state, held)),
  )
}

/** What is left of a route with several next hops goes, too. */
function lose(state: State, gone: readonly Held[]): readonly Routed[] {
  for (const { key } of gone) forget(state, key)
  const parts = gone.filter(({ wish }) => (wish?.nexthops.length ?? 0) > 0)
  if (parts.length > 0) state.options.socket.exchange(parts.map(({ remove }) => remove))
  return gone.map(({ item }) => item)
}

function refusedWith(answer: NetlinkAnswer | undefined, codes: readonly string[]): boolean {
  return answer?.is === 'refused' && codes.includes(answer.failure.code)
}
