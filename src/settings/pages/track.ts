/** What the diagnostic codes mean that are about tracked interfaces, scripts, files, processes and groups. */
import type { CodePage } from './page.ts'

export const trackPages: readonly CodePage[] = []
