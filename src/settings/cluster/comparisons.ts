/** All comparisons of the nodes of a cluster: one kind, one line. The order is that of their findings. */
import { addresses, advertised, elsewhere, lengths, routes } from './addresses.ts'
import { alone } from './alone.ts'
import type { Comparison, TableComparison } from './comparison.ts'
import { groups, splitGroup } from './groups.ts'
import { acceptance, interfaces, network, virtualMac } from './link.ts'
import { wireComparisons } from './on-the-wire.ts'
import { equalPriorities, severalMasters, severalOwners } from './role.ts'
import { routerId, services, syncDaemon } from './services.ts'
import { downTimer, nopreempt, preemptDelay } from './timing.ts'
import { unevenWeight, uselessWeight } from './weights.ts'

export const comparisons: readonly Comparison[] = [
  ...wireComparisons,
  alone,
  addresses,
  elsewhere,
  advertised,
  lengths,
  routes,
  severalOwners,
  equalPriorities,
  severalMasters,
  nopreempt,
  preemptDelay,
  downTimer,
  acceptance,
  interfaces,
  network,
  virtualMac,
  groups,
  services,
  syncDaemon,
  routerId,
]

export const tableComparisons: readonly TableComparison[] = [uselessWeight, unevenWeight, splitGroup]
