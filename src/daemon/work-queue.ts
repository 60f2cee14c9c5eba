/**
 * Work that is too long for one turn of the event loop, done in slices and strictly in order, so that a
 * thousand addresses never delay an advert. Between slices the loop runs, and with it the alarm.
 */

export interface Job {
  /** Jobs of an owner can be dropped together. */
  readonly owner: string
  readonly kind: 'claim' | 'release' | 'announce'
  /** Does one slice; true when there is nothing left. */
  slice(): boolean
}

export interface WorkQueue {
  /** A job that finds the queue empty does its first slice at once: a single address waits for nothing. */
  add(job: Job): void
  /** Forgets what is not yet done of these jobs. */
  drop(where: (job: Job) => boolean): void
  /** Calls once, when nothing is left; at once when idle. */
  whenIdle(listener: () => void): void
}

/** `later` runs a function in a later turn of the event loop. */
export function openWorkQueue(later: (run: () => void) => void): WorkQueue {
  let jobs: readonly Job[] = []
  let listeners: readonly (() => void)[] = []
  let scheduled = false

  const turn = () => {
    scheduled = false
    const job = jobs[0]
    if (job?.slice()) jobs = jobs.filter((other) => other !== job)
    if (jobs.length > 0) {
      scheduled = true
      later(turn)
      return
    }
    const waiting = listeners
    listeners = []
    for (const listener of waiting) listener()
  }

  return {
    add: (job) => {
      jobs = [...jobs, job]
      if (!scheduled) turn()
    },
    drop: (where) => {
      jobs = jobs.filter((job) => !where(job))
    },
    whenIdle: (listener) => {
      if (jobs.length === 0) listener()
      else listeners = [...listeners, listener]
    },
  }
}

/** Items of one slice: about 2 ms of the kernel's time. */
export const sliceMax = 100

/** A job's `slice`: does the work for the next `sliceMax` items at each call. */
export function inSlices<Item>(
  items: readonly Item[],
  work: (slice: readonly Item[]) => void,
): () => boolean {
  let at = 0
  return () => {
    work(items.slice(at, at + sliceMax))
    at += sliceMax
    return at >= items.length
  }
}
