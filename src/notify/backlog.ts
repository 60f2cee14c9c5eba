/**
 * Lines that a full FIFO has no room for, in their order. Bounded: the oldest ones go first, because who
 * reads late wants to know how things are now. Counts what went.
 */

/** Lines that wait for one FIFO, beyond the 64 KiB that the kernel keeps for it. */
export const backlogMax = 4_096

export interface Backlog {
  readonly lines: readonly string[]
  /** Since it was last empty. */
  readonly lost: number
}

export const emptyBacklog: Backlog = { lines: [], lost: 0 }

export function wait(backlog: Backlog, more: readonly string[]): Backlog {
  const all = [...backlog.lines, ...more]
  const excess = Math.max(0, all.length - backlogMax)
  return { lines: excess === 0 ? all : all.slice(excess), lost: backlog.lost + excess }
}

/** After the first `count` lines were written. */
export function written(backlog: Backlog, count: number): Backlog {
  return { ...backlog, lines: backlog.lines.slice(count) }
}
