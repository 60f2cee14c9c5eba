/**
 * Bounds what the network can make the daemon say. Who can send adverts decides how often a master changes;
 * without a bound 50,000 such packets a second become as many log lines, and those that wait fill the memory.
 * Refuses to hold back what the daemon does by itself: changes of state are told always.
 */
import { type Micros, minus, seconds, toSeconds } from '../base/time.ts'
import type { VrrpEvent } from '../vrrp/events.ts'

/** Of events that packets bring about, so many at once: a thousand instances may change hands together. */
export const burstMax = 5_000
/** And so many a second in the long run; it comes to this once the burst is used up. */
export const perSecond = 100

/** What a packet alone can bring about, and any number of packets any number of times. */
const fromOutside: readonly VrrpEvent['is'][] = [
  'priority-zero-heard',
  'outranked',
  'lower-heard',
  'master-changed',
  'complaint',
  'interval-learnt',
  'address-in-use',
  'owner-conflict',
]

export function openThrottle(
  now: () => Micros,
  tell: (event: VrrpEvent) => void,
): (event: VrrpEvent) => void {
  let left = burstMax
  let filledAt = now()
  let closed = false
  let dropped = 0
  const refill = () => {
    const at = now()
    left = Math.min(burstMax, left + toSeconds(minus(at, filledAt)) * perSecond)
    filledAt = at
    // In steps of a second, so that a flood is not answered with a line about each single loss.
    if (left >= perSecond * toSeconds(seconds(1))) closed = false
    else if (left < 1) closed = true
  }
  return (event) => {
    if (!fromOutside.includes(event.is)) return tell(event)
    refill()
    if (closed) {
      dropped++
      return
    }
    left--
    if (dropped > 0) tell({ is: 'events-dropped', count: dropped })
    dropped = 0
    tell(event)
  }
}
