/** What the diagnostic codes mean that are about the language itself: text, includes, definitions, quotes, braces, values. */
import type { CodePage } from './page.ts'

export const languagePages: readonly CodePage[] = []
