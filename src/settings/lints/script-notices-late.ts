/** A tracked script that tells of a failure after more than a minute. */
import { toSeconds } from '../../base/time.ts'
import { placeOf } from './ground.ts'
import type { Lint } from './lint.ts'

const bearable = 60_000_000

export const scriptNoticesLate: Lint = {
  code: 'script-notices-late',
  severity: 'note',
  *find({ draft, understood }) {
    const drafts = new Map(draft.scripts.map((script) => [script.name.value, script]))
    for (const { name, interval, fall } of understood.scripts) {
      const given = drafts.get(name)
      if (given === undefined || interval * fall <= bearable) continue
      yield {
        at: placeOf(given.interval, given.fall) ?? given.name.at,
        message: `vrrp_script ${name} runs every ${toSeconds(interval)} s and must fail ${times(fall)}`,
        instead: `a failure counts only ${Math.round((interval * fall) / 1e6)} s after it began`,
      }
    }
  },
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
