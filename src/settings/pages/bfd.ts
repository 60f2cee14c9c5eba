/** What the diagnostic codes mean that are about BFD sessions. */
import type { CodePage } from './page.ts'

export const bfdPages: readonly CodePage[] = []
