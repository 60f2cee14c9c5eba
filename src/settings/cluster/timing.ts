/** When a backup takes over: down_timer_adverts, nopreempt, preempt_delay. keepalived.conf(5). */
import { toSeconds } from '../../base/time.ts'
import { type Comparison, differing } from './comparison.ts'

export const downTimer: Comparison = {
  code: 'cluster-down-timer',
  severity: 'warning',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.downTimerAdverts}`,
      shown: ({ settings }) => `waits for ${settings.downTimerAdverts} missed adverts`,
      at: ({ draft }) => draft.downTimerAdverts,
      instead: (odd, usual) => {
        const sooner = odd.settings.downTimerAdverts < usual.settings.downTimerAdverts ? odd : usual
        return `${sooner.node.name} takes over first, whatever the priorities are`
      },
    }),
}

export const nopreempt: Comparison = {
  code: 'cluster-nopreempt',
  severity: 'warning',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.preempt || settings.priority === ownerPriority}`,
      shown: ({ settings }) => (settings.preempt ? 'preempts' : 'has nopreempt'),
      at: ({ draft }) => draft.switches.noPreempt,
      instead: (odd, usual) => {
        const [eager, shy] = odd.settings.preempt ? [odd, usual] : [usual, odd]
        return eager.settings.priority > shy.settings.priority
          ? `${eager.node.name} takes back the addresses as soon as it returns: nopreempt counts only there`
          : `it counts on ${shy.node.name} alone; with other priorities ${eager.node.name} preempts`
      },
      // On the lower node it changes nothing as long as the priorities stay.
      severity: (odd, usual) => {
        const [eager, shy] = odd.settings.preempt ? [odd, usual] : [usual, odd]
        return eager.settings.priority > shy.settings.priority ? 'warning' : 'note'
      },
    }),
}

const ownerPriority = 255

export const preemptDelay: Comparison = {
  code: 'cluster-preempt-delay',
  severity: 'note',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.preemptDelay}`,
      shown: ({ settings }) =>
        settings.preemptDelay === 0
          ? 'preempts without delay'
          : `preempts after ${toSeconds(settings.preemptDelay)} s`,
      at: ({ draft }) => draft.preemptDelay,
      instead: () => 'each node waits as long as it says itself; only that of the higher priority matters',
    }),
}
