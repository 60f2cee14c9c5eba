/** What the diagnostic codes mean that are about global_defs and what else belongs to the whole host. */
import type { CodePage } from './page.ts'

export const globalPages: readonly CodePage[] = []
