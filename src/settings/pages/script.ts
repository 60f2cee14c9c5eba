/** What the diagnostic codes mean that are about scripts: their words, users and security. */
import type { CodePage } from './page.ts'

export const scriptPages: readonly CodePage[] = []
