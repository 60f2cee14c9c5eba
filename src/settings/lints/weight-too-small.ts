/**
 * Weights that leave the preferred master above a peer of the usual priority whatever fails. The peer's file
 * says it for certain: `check --cluster` compares both.
 */
import { highestSum, lowestPriority, swing, weighedTrackers } from '../vrrp/priority-range.ts'
import type { Lint } from './lint.ts'

/** What the peer has that says none, and in most files also when it does. */
const usual = 100
const lists = ['trackScripts', 'trackInterfaces', 'trackProcesses', 'trackBfd'] as const

export const weightTooSmall: Lint = {
  code: 'weight-too-small',
  severity: 'note',
  *find({ instances }) {
    for (const { settings, draft, trackerAt } of instances) {
      if (draft.state?.value !== 'MASTER') continue
      const weighed = weighedTrackers(settings)
      const [first] = weighed
      const lowest = lowestPriority(settings)
      // The peer runs the same scripts, and there they are good.
      const gain = highestSum(settings) - settings.priority
      if (first === undefined || lowest <= usual + gain) continue
      const list = lists.find((one) => settings[one].includes(first)) ?? 'trackScripts'
      const all = weighed.length > 1 ? 'everything with a weight' : `${first.name} (weight ${first.weight})`
      const most = weighed.reduce((sum, track) => sum + swing(track), 0)
      yield {
        at: trackerAt(list, first.name),
        message:
          `when ${all} fails, vrrp_instance ${settings.name} still has priority ${lowest}` +
          `${gain > 0 ? `, its peer ${gain} more than it says` : ''}`,
        instead:
          `a peer of priority ${lowest - gain} or less, such as ${usual}, never takes over: the weight ` +
          `(${most}) must be more than what lies between the two priorities`,
      }
    }
  },
}
