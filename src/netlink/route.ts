/**
 * Routes, given to the kernel and told by it (rtnetlink(7), RTM_*ROUTE; include/uapi/linux/rtnetlink.h).
 * Interfaces are indices here. Refuses nothing: the kernel judges what it is asked.
 *
 *   struct rtmsg: family 1, destination length 1, source length 1, tos 1,
 *                 table 1, protocol 1, scope 1, type 1, flags 4; then RTA_* attributes
 */
import { type Address, addressBytes, type Family, familyOf, type Prefix } from '../base/address.ts'
import {
  type Attribute,
  concatenate,
  encodeAttributes,
  littleEndian,
  nested,
  u8,
  u16,
  u32,
  viewOf,
} from './attribute.ts'
import { encapsulationAttributes, type RouteEncapsulation } from './encapsulation.ts'
import { encodeMessage, messageFlag } from './message.ts'
import { type Metrics, metricAttributes } from './route-metrics.ts'

/** Realms, each 0 to 255. */
export interface RealmPair {
  readonly source?: number
  readonly destination: number
}

/** One of several ways that a route may take. */
export interface Nexthop {
  readonly via?: Address
  readonly index?: number
  /** 1 to 256. */
  readonly weight?: number
  readonly onlink?: true
  readonly encapsulation?: RouteEncapsulation
  readonly realms?: RealmPair
}

export interface RouteWish {
  readonly family: Family
  /** RTN_*. */
  readonly type: number
  readonly destination: Prefix
  readonly order: 'prepend' | 'append' | 'add'
  readonly table: number
  /** May be of the other family. */
  readonly via?: Address
  readonly index?: number
  readonly source?: Address
  readonly from?: Prefix
  readonly protocol: number
  /** RT_SCOPE_*; absent: global, and any on removal. */
  readonly scope?: number
  readonly tos?: number
  readonly priority?: number
  readonly metrics: Metrics
  readonly realms?: RealmPair
  readonly expiresSeconds?: number
  readonly preference?: number
  readonly propagateTtl?: boolean
  readonly onlink?: true
  readonly encapsulation?: RouteEncapsulation
  readonly nexthops: readonly Nexthop[]
}

export const routeMessage = { newRoute: 24, delRoute: 25, getRoute: 26 } as const

export const routeAttribute = {
  destination: 1,
  from: 2,
  index: 4,
  gateway: 5,
  priority: 6,
  source: 7,
  metrics: 8,
  multipath: 9,
  realms: 11,
  table: 15,
  via: 18,
  preference: 20,
  expires: 23,
  propagateTtl: 26,
} as const

export const routeHeadLength = 12
export const familyNumber = { ipv4: 2, ipv6: 10 } as const
/** RT_SCOPE_*. */
const scopes = { universe: 0, nowhere: 255 } as const
const onlinkFlag = 4
const createFlags = { prepend: 0, append: messageFlag.append, add: messageFlag.exclusive } as const
/** struct rtnexthop: length 2, flags 1, weight less one 1, index 4. */
const nexthopLength = 8

/**
 * A dump of the routes of a family in all tables that bear the protocol number; a socket without strict
 * checking (netlink(7), NETLINK_GET_STRICT_CHK) gets all routes.
 */
export function encodeListRoutes(family: Family, protocol: number): Uint8Array {
  const head = { type: routeMessage.getRoute, flags: messageFlag.request | messageFlag.dump }
  const bytes = new Uint8Array(routeHeadLength)
  bytes[0] = familyNumber[family]
  bytes[5] = protocol
  return encodeMessage(head, bytes)
}

/**
 * RTM_NEWROUTE. `prepend` puts it before equal routes of IPv4, `append` behind them, and `add` only where
 * there is none; ip-route(8). IPv6 knows no order.
 */
export function encodeAddRoute(route: RouteWish): Uint8Array {
  const flags = messageFlag.request | messageFlag.ack | messageFlag.create | createFlags[route.order]
  const scope = route.scope ?? scopes.universe
  return encode({ type: routeMessage.newRoute, flags, scope }, route)
}

/**
 * RTM_DELROUTE for this route. The kernel compares all that is given: what it may have bounded or adapted
 * (metrics, times) is left out, lest the route is not found any more.
 */
export function encodeRemoveRoute(route: RouteWish): Uint8Array {
  const { encapsulation, preference, expiresSeconds, propagateTtl, ...kept } = route
  const flags = messageFlag.request | messageFlag.ack
  // Any scope: 0 would be compared, too.
  const scope = route.scope ?? (route.family === 'ipv4' ? scopes.nowhere : scopes.universe)
  return encode({ type: routeMessage.delRoute, flags, scope }, { ...kept, metrics: {} })
}

function encode(
  message: { readonly type: number; readonly flags: number; readonly scope: number },
  route: RouteWish,
): Uint8Array {
  const bytes = new Uint8Array(routeHeadLength)
  const view = viewOf(bytes)
  view.setUint8(0, familyNumber[route.family])
  view.setUint8(1, route.destination.length)
  view.setUint8(2, route.from?.length ?? 0)
  view.setUint8(3, route.tos ?? 0)
  view.setUint8(4, route.table < 256 ? route.table : 0)
  view.setUint8(5, route.protocol)
  view.setUint8(6, message.scope)
  view.setUint8(7, route.type)
  view.setUint32(8, route.onlink === true ? onlinkFlag : 0, littleEndian)
  return encodeMessage(message, concatenate([bytes, encodeAttributes(attributesOf(route))]))
}

function attributesOf(route: RouteWish): readonly Attribute[] {
  const { destination, from, source, index, priority, preference, expiresSeconds, propagateTtl } = route
  const metrics = metricAttributes(route.metrics)
  return [
    { type: routeAttribute.destination, value: addressBytes(destination.address) },
    ...(from === undefined ? [] : [{ type: routeAttribute.from, value: addressBytes(from.address) }]),
    u32(routeAttribute.table, route.table),
    ...(source === undefined ? [] : [{ type: routeAttribute.source, value: addressBytes(source) }]),
    ...number(routeAttribute.priority, priority),
    ...wayAttributes(route, route.family),
    ...number(routeAttribute.index, index),
    ...(metrics.length === 0 ? [] : [nested(routeAttribute.metrics, metrics)]),
    ...(preference === undefined ? [] : [u8(routeAttribute.preference, preference)]),
    ...number(routeAttribute.expires, expiresSeconds),
    ...(propagateTtl === undefined ? [] : [u8(routeAttribute.propagateTtl, propagateTtl ? 1 : 0)]),
    ...(route.nexthops.length === 0 ? [] : [multipath(route)]),
  ]
}

function number(type: number, value: number | undefined): readonly Attribute[] {
  return value === undefined ? [] : [u32(type, value)]
}

/** What a route and each of several next hops say in the same way. */
function wayAttributes(
  way: Pick<Nexthop, 'via' | 'encapsulation' | 'realms'>,
  family: Family,
): readonly Attribute[] {
  const { via, encapsulation, realms } = way
  return [
    ...(via === undefined ? [] : [gateway(via, family)]),
    ...(encapsulation === undefined ? [] : encapsulationAttributes(encapsulation)),
    ...(realms === undefined ? [] : [u32(routeAttribute.realms, realmNumber(realms))]),
  ]
}

/** Source realm in the high half, destination realm in the low one; both in ip-route(8), realms. */
export function realmNumber({ source = 0, destination }: RealmPair): number {
  return source * 0x10000 + destination
}

/** RTA_VIA (family 2, address) for a gateway of the other family, RFC 5549. */
function gateway(via: Address, family: Family): Attribute {
  const viaFamily = familyOf(via)
  if (viaFamily === family) return { type: routeAttribute.gateway, value: addressBytes(via) }
  const [head] = [u16(0, familyNumber[viaFamily])]
  return { type: routeAttribute.via, value: concatenate([head.value, addressBytes(via)]) }
}

function multipath(route: RouteWish): Attribute {
  const hops = route.nexthops.map((hop) => {
    const attributes = encodeAttributes(wayAttributes(hop, route.family))
    const head = new Uint8Array(nexthopLength)
    const view = viewOf(head)
    view.setUint16(0, nexthopLength + attributes.length, littleEndian)
    view.setUint8(2, hop.onlink === true ? onlinkFlag : 0)
    view.setUint8(3, (hop.weight ?? 1) - 1)
    view.setUint32(4, hop.index ?? 0, littleEndian)
    return concatenate([head, attributes])
  })
  return { type: routeAttribute.multipath, value: concatenate(hops) }
}
