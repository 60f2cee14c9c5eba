/**
 * Chance from a seed: the same seed gives the same numbers for ever (mulberry32). Refuses to be secret or
 * perfect.
 */
export interface Random {
  /** From 0 up to but not including 1. */
  readonly fraction: () => number
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(some: readonly [T, ...T[]]) => T
}

export function openRandom(seed: number): Random {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    between,
    chance: (probability) => fraction() < probability,
    pick: (some) => some[between(0, some.length - 1)] ?? some[0],
  }
}
