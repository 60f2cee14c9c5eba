/** Pages about what several nodes say differently. */
import { clusterAddressPages } from './cluster-addresses.ts'
import { clusterAdvertPages } from './cluster-adverts.ts'
import { clusterRolePages } from './cluster-roles.ts'
import { clusterServerPages } from './cluster-servers.ts'
import type { CodePage } from './page.ts'

export const clusterPages: readonly CodePage[] = [
  ...clusterAdvertPages,
  ...clusterAddressPages,
  ...clusterRolePages,
  ...clusterServerPages,
]
