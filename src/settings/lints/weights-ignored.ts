/** Different weights under a scheduler that does not look at them: ipvsadm(8), --scheduler. */
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

/** And what to take instead. */
const without: ReadonlyMap<string, string> = new Map([
  ['rr', 'wrr'],
  ['lc', 'wlc'],
])

export const weightsIgnored: Lint = {
  code: 'weights-ignored',
  severity: 'note',
  *find({ services }) {
    for (const { settings, draft } of services) {
      const instead = without.get(settings.scheduler)
      const weights = new Set(settings.realServers.map(({ weight }) => weight).filter((one) => one > 0))
      if (instead === undefined || weights.size < 2) continue
      yield {
        at: draft.scheduler?.at ?? draft.head.at,
        message:
          `lvs_sched ${settings.scheduler} does not look at the weights of virtual_server ` +
          `${nameOf(settings)}`,
        instead: `all real servers get the same share, except those of weight 0; ${instead} looks at weights`,
      }
    }
  },
}
