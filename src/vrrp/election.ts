/**
 * Who wins and how long to wait: RFC 9568 sections 6.1 and 6.4 for version 3, RFC 3768 section 6.1 for
 * version 2. Refuses to know states and packets: numbers in, numbers out.
 */
import { type Address, compareAddresses } from '../base/address.ts'
import { type Micros, micros, plus, seconds, times } from '../base/time.ts'

/** The priority of the address owner, which no tracker changes (RFC 9568 section 5.2.4). */
export const ownerPriority = 255

/** What the waiting times of an instance depend on. */
export interface Pace {
  readonly version: 2 | 3
  /** Effective, 1 to 255. */
  readonly priority: number
  /** Of the master in version 3 (RFC 9568 section 6.1), our own in version 2. */
  readonly interval: Micros
  /** Intervals without an advert before taking over, 3 in the RFC. */
  readonly downTimerAdverts: number
}

/**
 * Skew_Time. Version 2 takes 1/256 s for each step whatever the interval (RFC 3768 section 6.1), version 3
 * takes 1/256 of the master's interval (RFC 9568 section 6.1). Whole microseconds, rounded down.
 */
export function skewTime(pace: Pick<Pace, 'version' | 'priority' | 'interval'>): Micros {
  return micros(Math.floor(((256 - pace.priority) * skewBase(pace.version, pace.interval)) / 256))
}

/** Master_Down_Interval resp. Active_Down_Interval. */
export function masterDownTime(pace: Pace): Micros {
  return plus(times(pace.interval, pace.downTimerAdverts), skewTime(pace))
}

/** How long the slowest possible successor waits after priority 0: the skew of priority 1. */
export function longestSkew(version: 2 | 3, interval: Micros): Micros {
  return skewTime({ version, interval, priority: 1 })
}

/** The skew of an owner: the shortest there is. */
export function shortestSkew(version: 2 | 3, interval: Micros): Micros {
  return skewTime({ version, interval, priority: ownerPriority })
}

function skewBase(version: 2 | 3, interval: Micros): Micros {
  return version === 2 ? seconds(1) : interval
}

export type Rank = 'higher' | 'higher-address' | 'same-address' | 'lower-address' | 'lower'

/** Where a sender stands against us; equal priorities are decided by address (RFC 9568 section 6.4.3). */
export function rank(
  theirs: { readonly priority: number; readonly from: Address },
  ours: { readonly priority: number; readonly source: Address | undefined },
): Rank {
  if (theirs.priority !== ours.priority) return theirs.priority > ours.priority ? 'higher' : 'lower'
  if (ours.source === undefined) return 'higher-address'
  const order = compareAddresses(theirs.from, ours.source)
  if (order === 0) return 'same-address'
  return order > 0 ? 'higher-address' : 'lower-address'
}
