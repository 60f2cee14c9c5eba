/** The interval of adverts: must be the same in version 2, and is learnt from the master in version 3. */
import { toSeconds } from '../../base/time.ts'
import { wholeSeconds } from '../../vrrp/adverts.ts'
import { differing, type WireComparison } from './comparison.ts'
import type { Member } from './node.ts'

export const interval: WireComparison = {
  code: 'cluster-interval',
  severity: 'error',
  refuses: (from, to) => isSecond(to) && isSecond(from) && differs(from, to),
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.advertInterval}`,
      shown: ({ settings }) => `sends every ${toSeconds(settings.advertInterval)} s`,
      at: ({ draft }) => draft.advertInterval,
      severity: (odd, usual) => (isSecond(odd) && isSecond(usual) ? 'error' : 'warning'),
      instead: (odd, usual) =>
        isSecond(odd) && isSecond(usual)
          ? 'version 2 drops adverts of another interval: both become master'
          : 'a backup waits by the interval of its master: who was master decides how long a failure lasts',
    }),
}

function isSecond({ settings }: Member): boolean {
  return settings.version === 2
}

function differs(a: Member, b: Member): boolean {
  return wholeSeconds(a.settings.advertInterval) !== wholeSeconds(b.settings.advertInterval)
}
