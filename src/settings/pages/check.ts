/** What the diagnostic codes mean that are about health checks. */
import type { CodePage } from './page.ts'

export const checkPages: readonly CodePage[] = []
