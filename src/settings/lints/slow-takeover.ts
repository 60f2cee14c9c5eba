/** Adverts so far apart that nobody would wait for the take-over. */
import { toSeconds } from '../../base/time.ts'
import { masterDownTime } from '../../vrrp/election.ts'
import { placeOf } from './ground.ts'
import type { Lint } from './lint.ts'

/** Longer than most clients of anything wait. */
const bearable = 30_000_000

export const slowTakeover: Lint = {
  code: 'slow-takeover',
  severity: 'note',
  *find({ instances, draft: { global } }) {
    for (const { settings, draft } of instances) {
      const { version, priority, advertInterval: interval, downTimerAdverts, name } = settings
      const wait = masterDownTime({ version, priority, interval, downTimerAdverts })
      if (wait <= bearable) continue
      const at =
        placeOf(draft.advertInterval, draft.downTimerAdverts, global.downTimerAdverts) ?? draft.name.at
      yield {
        at,
        message:
          `vrrp_instance ${name} waits for ${downTimerAdverts} adverts, one each ${toSeconds(interval)} s, ` +
          'before it takes over',
        instead: `when the master dies, nobody has the addresses for ${Math.round(toSeconds(wait))} s`,
      }
    }
  },
}
