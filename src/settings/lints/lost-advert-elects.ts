/** down_timer_adverts 1: one lost packet is enough. */
import { toSeconds } from '../../base/time.ts'
import { masterDownTime } from '../../vrrp/election.ts'
import type { Lint } from './lint.ts'

export const lostAdvertElects: Lint = {
  code: 'lost-advert-elects',
  severity: 'warning',
  *find({ instances, draft: { global } }) {
    for (const { settings, draft } of instances) {
      if (settings.downTimerAdverts > 1) continue
      const at = draft.downTimerAdverts?.at ?? global.downTimerAdverts?.at ?? draft.name.at
      const { version, priority, advertInterval: interval, downTimerAdverts } = settings
      const wait = masterDownTime({ version, priority, interval, downTimerAdverts })
      yield {
        at,
        message:
          `with down_timer_adverts 1, vrrp_instance ${settings.name} waits ${toSeconds(wait)} s for an ` +
          'advert',
        instead: 'one lost advert, or a short pause of the master, makes two masters; 3 is usual',
      }
    }
  },
}
