/** The part of the list in later.ts that belongs to global_defs: nothing any more. */
export const laterGlobals = ''
