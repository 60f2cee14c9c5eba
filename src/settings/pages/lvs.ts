/** What the diagnostic codes mean that are about virtual servers, real servers and their groups. */
import type { CodePage } from './page.ts'

export const lvsPages: readonly CodePage[] = []
