/**
 * Which findings of a reload are worth telling: errors always, everything else once. A file with words that
 * have no effect is fine for whoever has read so at the start; what is new must not drown in it.
 */
import type { Diagnostic } from '../../conf/diagnostics.ts'

export interface Findings {
  /** Of these, in their order, what was not found the last time; and how many were. */
  sift(all: readonly Diagnostic[]): { readonly fresh: readonly Diagnostic[]; readonly remaining: number }
}

/** Remembers what was found the last time, told or not. */
export function openFindings(): Findings {
  let before: ReadonlyMap<string, number> = new Map()
  return {
    sift: (all) => {
      const seen = new Map<string, number>()
      const fresh = all.filter((one) => {
        const key = keyOf(one)
        const count = (seen.get(key) ?? 0) + 1
        seen.set(key, count)
        return one.severity === 'error' || count > (before.get(key) ?? 0)
      })
      before = seen
      return { fresh, remaining: all.length - fresh.length }
    },
  }
}

/** Without its line: lines that are added above it do not make it another one. */
function keyOf({ code, severity, span, message, instead }: Diagnostic): string {
  return JSON.stringify([span.file, code, severity, message, instead])
}
