/**
 * Words that keepalived knows and that have no effect here yet, by the block they stand in; a final `{` marks
 * those with a block of their own. A word leaves this list by getting a row. Refuses nothing: it is only
 * data.
 */
import type { LaterWords } from '../conf/vocabulary.ts'

export const laterWords: LaterWords = {}
