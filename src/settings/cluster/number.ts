/** The same addresses under different numbers. */
import { differing, type WireComparison } from './comparison.ts'

export const number: WireComparison = {
  code: 'cluster-vrid',
  severity: 'error',
  refuses: (from, to) => from.settings.vrid !== to.settings.vrid,
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.vrid}`,
      shown: ({ settings }) => `has virtual_router_id ${settings.vrid} for the same addresses`,
      at: ({ draft }) => draft.vrid,
      instead: () => 'they are two virtual routers: both become master, and the addresses are there twice',
    }),
}
