/** What the diagnostic codes mean that are about routes and rules. */
import type { CodePage } from './page.ts'

export const routePages: readonly CodePage[] = []
