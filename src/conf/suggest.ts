/** The known word that somebody most likely meant, and which ones there are. */

/**
 * The nearest of the words within a third of the length, at most two changes; undefined when none is near.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  // Long words are no typing mistakes, and comparing them is not free.
  if (word.length > 64) return undefined
  let best: { readonly word: string; readonly distance: number } | undefined
  const allowed = Math.max(1, Math.min(2, Math.floor(word.length / 3)))
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > allowed) continue
    const distance = candidate.toLowerCase() === word.toLowerCase() ? 0.5 : editDistance(word, candidate)
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { word: candidate, distance }
    }
  }
  return best?.word
}

/** For a list in which each stands once: none that it has already. */
export function nearestUnused(
  word: string,
  known: Iterable<string>,
  used: Pick<ReadonlySet<string>, 'has'>,
): string | undefined {
  const unused = [...known].filter((one) => !used.has(one))
  return nearest(word, unused)
}

/** The names that would be good, for people. */
export function thereAre(names: readonly string[]): string {
  const [only, second] = names
  if (second !== undefined) return `there are ${names.join(', ')}`
  return only === undefined ? 'there is none' : `there is only ${only}`
}

/** Insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
