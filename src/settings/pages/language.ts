/**
 * What the diagnostic codes mean that are about the language itself: text, includes, definitions, quotes,
 * braces, values. What the parts share is only the page of contents here.
 */
import { definitionPages } from './language-definitions.ts'
import { includePages } from './language-includes.ts'
import { statementPages } from './language-statements.ts'
import { textPages } from './language-text.ts'
import type { CodePage } from './page.ts'

export const languagePages: readonly CodePage[] = [
  ...textPages,
  ...includePages,
  ...definitionPages,
  ...statementPages,
]
