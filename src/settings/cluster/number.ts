/** The same addresses under different numbers. */
import { differing, type WireComparison } from './comparison.ts'

export const number: WireComparison = {
  code: 'cluster-vrid',
  severity: 'error',
  refuses: (from, to) => from.settings.vrid !== to.settings.vrid,
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.vrid}`,
      shown: ({ settings }) => `has virtual_router_id ${settings.vrid}`,
      at: ({ draft }) => draft.vrid,
      instead: () =>
        'the addresses are the same, the virtual routers are not: both become master and have the addresses',
    }),
}
