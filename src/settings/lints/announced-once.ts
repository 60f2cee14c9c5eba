/** A new master that tells its network once, in a frame that may get lost. */

import { placeOf } from './ground.ts'
import type { Lint } from './lint.ts'

export const announcedOnce: Lint = {
  code: 'announced-once',
  severity: 'note',
  *find({ instances, draft: { global } }) {
    for (const { settings, draft } of instances) {
      const { announce, refresh, virtualInterface, name } = settings
      // With a MAC address of VRRP neighbours have nothing to learn, and every advert tells the switches.
      if (virtualInterface?.is === 'vmac') continue
      if (announce.repeat > 1 || announce.delay > 0 || refresh.interval > 0) continue
      const at = placeOf(draft.announce.repeat, draft.announce.delay) ?? placeOf(global.announce.repeat)
      yield {
        at: at ?? draft.name.at,
        message:
          `vrrp_instance ${name} announces its addresses once: garp_master_repeat 1, garp_master_delay ` +
          '0',
        instead: 'where that one frame is lost, neighbours send to the old master until their caches end',
      }
    }
  },
}
