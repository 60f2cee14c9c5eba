/** A vrrp_script that may run longer than the time to its next run. */
import { toSeconds } from '../../base/time.ts'
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

/** What keepalived.conf(5) has for scripts that say none. */
const intervalDefault = 1_000_000

export const scriptOutlastsInterval: Lint = {
  code: 'script-outlasts-interval',
  severity: 'warning',
  *find({ draft }) {
    for (const { name, timeout, interval, fall } of draft.scripts) {
      const every = interval?.value ?? intervalDefault
      if (timeout === undefined || timeout.value <= every) continue
      const where = interval === undefined ? 'the default' : lineOf(interval.at, timeout.at)
      const failures = fall?.value ?? 1
      const slowest = toSeconds(timeout.value) * failures
      yield {
        at: timeout.at,
        ...alsoAt(interval?.at, 'interval'),
        message:
          `vrrp_script ${name.value} may run for ${toSeconds(timeout.value)} s, and its next run is due ` +
          `after ${every / 1e6} s (interval, ${where})`,
        instead:
          `runs that are due meanwhile are skipped: a script that hangs is bad only after ` +
          `${slowest} s${failures > 1 ? ` (fall ${failures})` : ''}`,
      }
    }
  },
}
