/**
 * One line of virtual_routes or static_routes, checked and typed for rtnetlink(7); ip-route(8) tells what
 * each part does. An absent field was not given. Refuses nothing: only valid settings are ever built.
 */
import type { Address, Family, Prefix } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

/** RTPROT_KEEPALIVED: how the routes and rules of keepalived are told from those of others. */
export const keepalivedProtocol = 18
/** RT_TABLE_MAIN. */
export const mainTable = 254

/** RTN_*, by the words of ip-route(8). */
export const routeTypes = {
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11,
} as const

/** Realms of a route or rule, each 0 to 255. */
export interface Realms {
  readonly source?: number
  readonly destination: number
}

/** Encapsulation that the route puts around each packet: ip-route(8), ENCAP. */
export type Encapsulation =
  | ({
      readonly is: 'ip'
      /** 0 to 255. */
      readonly tos?: number
      /** 0 to 255. */
      readonly ttl?: number
    } & Tunnel)
  | ({
      readonly is: 'ip6'
      /** Traffic class, 0 to 255. */
      readonly trafficClass?: number
      /** 0 to 255. */
      readonly hopLimit?: number
    } & Tunnel)
  /** One or two labels of 20 bits, the outermost first. */
  | { readonly is: 'mpls'; readonly labels: readonly number[] }
  /** Identifier-locator addressing: four groups of 16 bits. */
  | { readonly is: 'ila'; readonly locator: readonly number[] }

/** At least `id` or `destination` is there. */
export interface Tunnel {
  /** Tunnel id, 0 to 2^64-1 in decimal: more than a number holds. */
  readonly id?: string
  readonly destination?: Address
  readonly source?: Address
  /** Tunnel flags, 0 to 65535. */
  readonly flags?: number
}

/** One of several ways that a route may take. */
export interface NexthopSettings {
  readonly via?: Address
  readonly interface?: string
  /** Share of the traffic, 1 to 256; absent: 1. */
  readonly weight?: number
  /** The gateway is reachable although no address of the interface says so. */
  readonly onlink?: true
  readonly encapsulation?: Encapsulation
  readonly realms?: Realms
}

/** A metric that the kernel may not adapt when it is locked. */
export interface Lockable<T> {
  readonly value: T
  readonly locked: boolean
}

/** rtnetlink(7), RTA_METRICS. Numbers without a unit are 0 to 4294967295. */
export interface RouteMetrics {
  /** Bytes. */
  readonly mtu?: Lockable<number>
  /** Bytes. */
  readonly advertisedMss?: Lockable<number>
  /** Segments. */
  readonly reordering?: Lockable<number>
  /** Segments. */
  readonly congestionWindow?: Lockable<number>
  /** Segments. */
  readonly slowStartThreshold?: Lockable<number>
  /** Bytes. */
  readonly window?: number
  /** Segments. */
  readonly initialCongestionWindow?: number
  /** Segments. */
  readonly initialReceiveWindow?: number
  /** 0 to 255. */
  readonly hopLimit?: number
  /** 200 ms to 120 s, in steps of 125 microseconds. */
  readonly roundTripTime?: Lockable<Micros>
  /** 200 ms to 120 s, in steps of 250 microseconds. */
  readonly roundTripVariance?: Lockable<Micros>
  /** 200 ms to 120 s, in whole milliseconds. */
  readonly retransmissionMin?: Lockable<Micros>
  /** `features ecn`. */
  readonly congestionNotification?: true
  readonly quickAcknowledge?: boolean
  readonly fastOpenWithoutCookie?: boolean
  /** Name of a congestion control algorithm. */
  readonly congestionControl?: Lockable<string>
}

export interface RouteSettings {
  readonly family: Family
  /** RTN_*, 0 to 255. */
  readonly type: number
  readonly destination: Prefix
  /** Before or behind equal routes, or only where there is none. */
  readonly order: 'prepend' | 'append' | 'add'
  /** 0 to 4294967295; 254 is main. */
  readonly table: number
  /** Its table is used instead of `table`. */
  readonly vrf?: string
  readonly via?: Address
  readonly interface?: string
  /** `src`: the source address of packets that this host sends. */
  readonly source?: Address
  /** IPv6 only: for packets from there. */
  readonly from?: Prefix
  /** RTPROT_*, 0 to 255. */
  readonly protocol: number
  /** RT_SCOPE_*, 0 to 255; absent: global, and any on removal. */
  readonly scope?: number
  /** 0 to 255. */
  readonly tos?: number
  /** `metric`: the lowest wins, 0 to 4294967295. */
  readonly priority?: number
  readonly metrics: RouteMetrics
  /** IPv4 only. */
  readonly realms?: Realms
  /** IPv6 only: seconds until the kernel drops the route, 0 to 4294967295. */
  readonly expiresSeconds?: number
  /** IPv6 only: RFC 4191 section 2.1, as a number of 0 to 255. */
  readonly preference?: number
  /** Whether the TTL of a packet goes into its MPLS header. */
  readonly propagateTtl?: boolean
  readonly onlink?: true
  readonly encapsulation?: Encapsulation
  readonly nexthops: readonly NexthopSettings[]
  /** Its loss and that of its interface count; false: `no_track`. */
  readonly tracked: boolean
  /** Static routes: the instances that leave master when it is lost. */
  readonly trackGroup?: string
}
