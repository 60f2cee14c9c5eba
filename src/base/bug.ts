/**
 * A promise of this program was broken. Throws; the process ends and its parent restarts it.
 * Never used for the user's text (a diagnostic) or for the world saying no (a failure).
 */
export function bug(what: string): never {
  throw new Error(`bug: ${what}`)
}

/** Closes an exhaustive switch: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  return bug(`unexpected value ${JSON.stringify(value)}`)
}
