/**
 * The one inner unit of time: whole microseconds, for durations and for instants of the monotonic clock
 * alike. The units of the wire (seconds, centiseconds) and of the configuration stay in their rooms.
 */
declare const unit: unique symbol
export type Micros = number & { readonly [unit]: 'microseconds' }

/** Rounds to whole microseconds. Doubles hold them exactly for 285 years. */
export function micros(count: number): Micros {
  return Math.round(count) as Micros
}

export function milliseconds(count: number): Micros {
  return micros(count * 1_000)
}

export function seconds(count: number): Micros {
  return micros(count * 1_000_000)
}

export function toSeconds(duration: Micros): number {
  return duration / 1_000_000
}

export function plus(a: Micros, b: Micros): Micros {
  return (a + b) as Micros
}

export function minus(a: Micros, b: Micros): Micros {
  return (a - b) as Micros
}

export function times(a: Micros, factor: number): Micros {
  return micros(a * factor)
}

/** The earliest of the given deadlines; undefined when there is none. */
export function earliest(...deadlines: readonly (Micros | undefined)[]): Micros | undefined {
  let first: Micros | undefined
  for (const at of deadlines) {
    if (at !== undefined && (first === undefined || at < first)) first = at
  }
  return first
}
