/**
 * What must be added to and removed from what is there to reach what should be, by key; what is in both stays
 * untouched. The one way in which addresses, services and reloads are changed.
 */
export interface Difference<Present, Wanted> {
  readonly added: readonly Wanted[]
  readonly removed: readonly Present[]
  readonly kept: readonly { readonly present: Present; readonly wanted: Wanted }[]
}

export function difference<Present, Wanted>(
  present: Iterable<Present>,
  wanted: Iterable<Wanted>,
  keys: { readonly ofPresent: (item: Present) => string; readonly ofWanted: (item: Wanted) => string },
): Difference<Present, Wanted> {
  const before = new Map<string, Present>()
  for (const item of present) before.set(keys.ofPresent(item), item)
  const added: Wanted[] = []
  const kept: { present: Present; wanted: Wanted }[] = []
  const seen = new Set<string>()
  for (const item of wanted) {
    const key = keys.ofWanted(item)
    if (seen.has(key)) continue
    seen.add(key)
    const old = before.get(key)
    if (before.has(key)) kept.push({ present: old as Present, wanted: item })
    else added.push(item)
  }
  const removed = [...before].filter(([key]) => !seen.has(key)).map(([, item]) => item)
  return { added, removed, kept }
}
