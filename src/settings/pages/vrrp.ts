/** What the diagnostic codes mean that are about VRRP instances, sync groups and what they decide. */
import type { CodePage } from './page.ts'
import { vrrpAuthenticationPages } from './vrrp-authentication.ts'
import { vrrpGroupPages } from './vrrp-group.ts'
import { vrrpInstancePages } from './vrrp-instance.ts'
import { vrrpUnicastPages } from './vrrp-unicast.ts'
import { vrrpVmacPages } from './vrrp-vmac.ts'

export const vrrpPages: readonly CodePage[] = [
  ...vrrpInstancePages,
  ...vrrpUnicastPages,
  ...vrrpVmacPages,
  ...vrrpAuthenticationPages,
  ...vrrpGroupPages,
]
