/** What the diagnostic codes mean that are about VRRP instances, sync groups and what they decide. */
import type { CodePage } from './page.ts'

export const vrrpPages: readonly CodePage[] = []
