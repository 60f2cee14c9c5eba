/**
 * Waiting for the real world, always with an end. Only the lab does this; tests of logic never wait.
 */

/**
 * Waits until `look` gives something other than undefined or false; throws with `what` when the time is over.
 */
export async function until<T>(
  what: string,
  timeoutSeconds: number,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + timeoutSeconds * 1000
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > end) throw new Error(`waited ${timeoutSeconds} s in vain for ${what}`)
    await pause(0.01)
  }
}

export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

/** A list that grows while tests watch it: log lines, captured frames, address changes. */
export interface Story<Item> {
  readonly items: readonly Item[]
  add(item: Item): void
  /** The first item from index `from` that matches, now or later; throws when `timeoutSeconds` are over. */
  until(what: string, matches: (item: Item) => boolean, limits: StoryLimits): Promise<Item>
}

export interface StoryLimits {
  readonly timeoutSeconds: number
  /** Index of the first item that counts; 0 if absent: all that happened so far counts too. */
  readonly from?: number
}

interface Listener<Item> {
  readonly matches: (item: Item) => boolean
  readonly found: (item: Item) => void
}

export function story<Item>(): Story<Item> {
  const items: Item[] = []
  const listeners = new Set<Listener<Item>>()
  return {
    items,
    add: (item) => {
      items.push(item)
      for (const listener of listeners) if (listener.matches(item)) listener.found(item)
    },
    until: (what, matches, limits) => {
      const early = items.slice(limits.from ?? 0).find(matches)
      if (early !== undefined) return Promise.resolve(early)
      const { promise, resolve, reject } = Promise.withResolvers<Item>()
      const timer = setTimeout(() => {
        listeners.delete(listener)
        reject(new Error(`waited ${limits.timeoutSeconds} s in vain for ${what}`))
      }, limits.timeoutSeconds * 1000)
      const listener: Listener<Item> = {
        matches,
        found: (item) => {
          clearTimeout(timer)
          listeners.delete(listener)
          resolve(item)
        },
      }
      listeners.add(listener)
      return promise
    },
  }
}
