/** How long a dead worker waits for its restart: 0, 1, 2, 4 ... 60 s, and 0 again after a minute of life. */
import { type Micros, micros, seconds, times } from '../base/time.ts'

const first = seconds(1)
const longest = seconds(60)
const forgivenAfter = seconds(60)

/**
 * `previous`: the delay before the life that just ended, undefined for the first; `lived`: how long it
 * lasted.
 */
export function restartDelay(previous: Micros | undefined, lived: Micros): Micros {
  if (previous === undefined || lived >= forgivenAfter) return micros(0)
  if (previous === 0) return first
  return micros(Math.min(times(previous, 2), longest))
}
