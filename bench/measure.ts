/** What a measure is: a name to run it alone, and rows of figures for each kind of daemon. */
import type { DaemonKind } from '../test/lab/daemon.ts'

export interface Figures {
  /** What was measured, with its unit; the same for every kind of daemon. */
  readonly what: string
  /** One value a round; smaller is better in all of them. */
  readonly values: readonly number[]
  /** Median of the rounds if absent. */
  readonly show?: 'median' | 'worst' | 'sum'
}

export interface Effort {
  /** A short run, to see that everything works rather than to compare. */
  readonly quick: boolean
  /** Says on the screen what is going on. */
  tell(line: string): void
}

export interface Measure {
  readonly name: string
  /** What it costs and shows, in one line. */
  readonly about: string
  run(kind: DaemonKind, effort: Effort): Promise<readonly Figures[]>
}

/** Median; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return Number.NaN
  if (Number.isInteger(middle)) return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  return sorted[Math.floor(middle)] ?? Number.NaN
}

/** The value that 99 of 100 do not exceed; the largest of few. */
export function percentile99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN
}

/** Differences between neighbours. */
export function gapsOf(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time))
}
