/**
 * Routes as the kernel tells of them, far enough to recognise one that was asked for: in a dump, or as one
 * that is gone. Refuses to understand what does not tell routes of one destination from one another.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  type Family,
  fullLength,
  type Prefix,
} from '../base/address.ts'
import { type Attributes, aligned, decodeAttributes, littleEndian, readU32, viewOf } from './attribute.ts'
import type { NetlinkMessage } from './message.ts'
import { familyNumber, type RouteWish, routeAttribute, routeHeadLength, routeMessage } from './route.ts'

/** One way of a route; index 0: none. */
interface SeenHop {
  readonly via: Address | undefined
  readonly index: number
}

export interface SeenRoute {
  readonly family: Family
  readonly table: number
  readonly type: number
  readonly protocol: number
  readonly tos: number
  readonly destination: Prefix
  readonly from: Prefix | undefined
  /** The metric; IPv6 routes always have one. */
  readonly priority: number
  readonly source: Address | undefined
  readonly hops: readonly SeenHop[]
}

export type RouteReport =
  | { readonly is: 'route'; readonly route: SeenRoute }
  | { readonly is: 'route-gone'; readonly route: SeenRoute }

/** IP6_RT_PRIO_USER: what an IPv6 route without a metric gets. */
const ipv6Priority = 1024
const nexthopLength = 8
const unicast = 1
/** RTM_F_CLONED: the kernel's own note of a path, not a route. */
const clonedFlag = 0x200

/** Undefined for what is not a whole RTM_NEWROUTE or RTM_DELROUTE of IPv4 or IPv6. */
export function decodeRoute(message: NetlinkMessage): RouteReport | undefined {
  if (message.type !== routeMessage.newRoute && message.type !== routeMessage.delRoute) return undefined
  const { payload } = message
  if (payload.length < routeHeadLength) return undefined
  const view = viewOf(payload)
  const family =
    payload[0] === familyNumber.ipv4 ? 'ipv4' : payload[0] === familyNumber.ipv6 ? 'ipv6' : undefined
  if (family === undefined || (view.getUint32(8, littleEndian) & clonedFlag) !== 0) return undefined
  const attributes = decodeAttributes(payload.subarray(routeHeadLength))
  const prefix = (type: number, length: number): Prefix => ({
    address: plainAddress(attributes.get(type), family) ?? addressFromBytes(zeros(family)),
    length: Math.min(length, fullLength(family)),
  })
  const fromLength = view.getUint8(2)
  const route: SeenRoute = {
    family,
    table: readU32(attributes, routeAttribute.table) ?? view.getUint8(4),
    type: view.getUint8(7),
    protocol: view.getUint8(5),
    tos: view.getUint8(3),
    destination: prefix(routeAttribute.destination, view.getUint8(1)),
    from: fromLength === 0 ? undefined : prefix(routeAttribute.from, fromLength),
    priority: readU32(attributes, routeAttribute.priority) ?? 0,
    source: plainAddress(attributes.get(routeAttribute.source), family),
    hops: hopsOf(attributes, family),
  }
  return { is: message.type === routeMessage.newRoute ? 'route' : 'route-gone', route }
}

/**
 * Where to look for the route: destination, table and metric as the kernel keeps them. Several routes may
 * have the same one; `isRoute` tells them apart.
 */
export function placeOfWish(wish: RouteWish): string {
  const { family, table, destination, from, tos = 0, priority = 0 } = wish
  const kept = family === 'ipv6' && priority === 0 ? ipv6Priority : priority
  return place({
    family,
    table,
    tos,
    priority: kept,
    destination: masked(destination),
    from: maskedFrom(from),
  })
}

/** The same of a route of the kernel. */
export function placeOfRoute(seen: SeenRoute): string {
  return place(seen)
}

/**
 * Whether a route of that place is, or is a part of, what the wish makes: IPv6 routes with several next hops
 * may be told of one by one.
 */
export function isRoute(seen: SeenRoute, wish: RouteWish): boolean {
  if (seen.type !== wish.type || seen.protocol !== wish.protocol) return false
  // IPv6 gives routes to nowhere the interface lo.
  if (wish.type !== unicast && wish.index === undefined && wish.nexthops.length === 0) return true
  if (wish.source !== undefined && seen.source !== wish.source) return false
  const wanted = wish.nexthops.length === 0 ? [{ via: wish.via, index: wish.index }] : wish.nexthops
  const fits = (hop: SeenHop) =>
    wanted.some(
      ({ via, index }) =>
        (via === undefined || via === hop.via) && (index === undefined || index === hop.index),
    )
  return seen.hops.length > 0 && seen.hops.every(fits)
}

function place(
  of: Pick<SeenRoute, 'family' | 'table' | 'tos' | 'priority' | 'destination' | 'from'>,
): string {
  const from = of.from === undefined ? '' : `${of.from.address}/${of.from.length}`
  const { address, length } = of.destination
  return [of.family, of.table, `${address}/${length}`, from, of.tos, of.priority].join(' ')
}

/** As IPv6 keeps it: without the bits behind the length. */
function masked(prefix: Prefix): Prefix {
  const bytes = addressBytes(prefix.address).map((byte, at) => {
    const host = 0xff >> Math.max(0, Math.min(8, prefix.length - at * 8))
    return byte & ~host
  })
  return { address: addressFromBytes(bytes), length: prefix.length }
}

/** Of a source that is everything the kernel keeps nothing. */
function maskedFrom(from: Prefix | undefined): Prefix | undefined {
  return from === undefined || from.length === 0 ? undefined : masked(from)
}

function zeros(family: Family): Uint8Array {
  return new Uint8Array(fullLength(family) / 8)
}

function plainAddress(value: Uint8Array | undefined, family: Family): Address | undefined {
  return value?.length === fullLength(family) / 8 ? addressFromBytes(value) : undefined
}

/** RTA_GATEWAY, or RTA_VIA: a family of two bytes and the address. */
function gatewayOf(attributes: Attributes, family: Family): Address | undefined {
  const via = attributes.get(routeAttribute.via)
  if (via === undefined) return plainAddress(attributes.get(routeAttribute.gateway), family)
  const address = via.subarray(2)
  return address.length === 4 || address.length === 16 ? addressFromBytes(address) : undefined
}

function hopsOf(attributes: Attributes, family: Family): readonly SeenHop[] {
  const several = attributes.get(routeAttribute.multipath)
  if (several === undefined) {
    return [{ via: gatewayOf(attributes, family), index: readU32(attributes, routeAttribute.index) ?? 0 }]
  }
  const hops: SeenHop[] = []
  const view = viewOf(several)
  let at = 0
  while (at + nexthopLength <= several.length) {
    const length = view.getUint16(at, littleEndian)
    if (length < nexthopLength || at + length > several.length) break
    const own = decodeAttributes(several.subarray(at + nexthopLength, at + length))
    hops.push({ via: gatewayOf(own, family), index: view.getUint32(at + 4, littleEndian) })
    at += aligned(length)
  }
  return hops
}
