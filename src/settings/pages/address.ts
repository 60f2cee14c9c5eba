/** What the diagnostic codes mean that are about virtual and static addresses. */
import type { CodePage } from './page.ts'

export const addressPages: readonly CodePage[] = []
