/** nopreempt together with weights: the lower priority of a failing master then makes nobody take over. */
import type { Trackers } from '../../vrrp/settings.ts'
import { alsoAt, type GroundInstance } from './ground.ts'
import type { Lint } from './lint.ts'

const lists = ['trackScripts', 'trackFiles', 'trackProcesses', 'trackInterfaces', 'trackBfd'] as const

export const nopreemptKeepsFailingMaster: Lint = {
  code: 'nopreempt-keeps-failing-master',
  severity: 'warning',
  *find({ instances }) {
    for (const instance of instances) {
      const { settings, draft, trackerAt } = instance
      const weighed = settings.preempt ? undefined : firstWeighed(instance)
      if (weighed === undefined) continue
      const line = draft.switches.noPreempt?.at.line
      yield {
        at: trackerAt(weighed.list, weighed.name),
        ...alsoAt(draft.switches.noPreempt?.at, 'nopreempt'),
        message:
          `${weighed.name} only changes the priority (weight ${weighed.weight}), and with nopreempt` +
          `${line === undefined ? '' : ` (line ${line})`} a higher priority takes over from nobody`,
        instead:
          'when it fails on the master, a backup with nopreempt leaves the failing master alone; with ' +
          'weight 0 the failure is a fault and the backup takes over',
      }
    }
  },
}

function firstWeighed({ settings }: GroundInstance) {
  for (const list of lists) {
    const found = settings[list].find(({ weight }) => weight !== 0)
    if (found !== undefined) return { list: list satisfies keyof Trackers, ...found }
  }
  return undefined
}
