/** Weights that lift the priority over the end of its range, so that their loss does not show. */
import { ownerPriority } from '../../vrrp/election.ts'
import type { Tracked } from '../../vrrp/settings.ts'
import { highestSum, swing } from '../vrrp/priority-range.ts'
import type { GroundInstance } from './ground.ts'
import type { Finding, Lint } from './lint.ts'

const highest = ownerPriority - 1
const lists = ['trackScripts', 'trackInterfaces', 'trackProcesses', 'trackBfd'] as const

export const priorityAbove254: Lint = {
  code: 'priority-above-254',
  severity: 'warning',
  *find({ instances }) {
    for (const instance of instances) {
      const { settings } = instance
      const sum = settings.priority === ownerPriority ? 0 : highestSum(settings)
      if (sum <= highest) continue
      for (const list of lists) {
        for (const track of settings[list]) {
          if (track.weight !== 0) yield finding(instance, { list, track, sum })
        }
      }
    }
  },
}

function finding(
  { settings, trackerAt }: GroundInstance,
  {
    list,
    track,
    sum,
  }: { readonly list: (typeof lists)[number]; readonly track: Tracked; readonly sum: number },
): Finding {
  const lost = Math.max(0, highest - (sum - swing(track)))
  return {
    at: trackerAt(list, track.name),
    message:
      `priority ${settings.priority} and all weights of vrrp_instance ${settings.name} make ${sum}, and ` +
      `more than ${highest} does not count`,
    instead:
      lost === 0
        ? `when only ${track.name} fails, the priority stays ${highest}: nobody takes over`
        : `when only ${track.name} fails, the priority falls by ${lost}, not by ${swing(track)}`,
  }
}
