/** VRRP 2 and 3 do not speak to each other: RFC 9568, 7.1. */
import { differing, type WireComparison } from './comparison.ts'

export const version: WireComparison = {
  code: 'cluster-version',
  severity: 'error',
  refuses: (from, to) => from.settings.version !== to.settings.version,
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.version}`,
      shown: ({ settings }) => `speaks VRRP version ${settings.version}`,
      at: ({ draft }) => draft.version,
      instead: () => 'each drops the adverts of the other: both become master',
    }),
}
