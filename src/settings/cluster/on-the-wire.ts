/** What decides whether nodes hear each other: a node drops adverts that are not as its own would be. */
import { authentication } from './authentication.ts'
import { checksum } from './checksum.ts'
import type { WireComparison } from './comparison.ts'
import { destination } from './destination.ts'
import { hmac } from './hmac.ts'
import { interval } from './interval.ts'
import type { Member } from './node.ts'
import { number } from './number.ts'
import { peers } from './peers.ts'
import { timeToLive } from './time-to-live.ts'
import { version } from './version.ts'

export const wireComparisons: readonly WireComparison[] = [
  number,
  version,
  destination,
  peers,
  timeToLive,
  authentication,
  hmac,
  interval,
  checksum,
]

/** Whether the adverts of `from` count for `to`: RFC 9568, 7.1, as far as configurations decide. */
export function hears(to: Member, from: Member): boolean {
  return !wireComparisons.some(({ refuses }) => refuses(from, to))
}
