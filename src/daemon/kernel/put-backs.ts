/**
 * How often what others take away is put back. At once as a rule; but with a program that takes the same
 * thing away each time it would go on as fast as the kernel tells, so after some times in a second it is done
 * once a second until there is peace. Knows no kernel and no kind of thing.
 */
import { type Micros, minus, plus, seconds } from '../../base/time.ts'

/** So many put-backs of one thing within a second are an accident or an administrator. */
export const atOnceMax = 5
const window = seconds(1)
const pause = seconds(1)
/** Without a loss for so long the fight is over, and another one is told again. */
const peace = seconds(10)

export interface PutBacksOptions {
  clock(): Micros
  /** Runs it a moment later, well below a second. */
  later(run: () => void): void
}

export interface Loss {
  /** Of the thing, stable. */
  readonly key: string
  putBack(): void
  /** Once for each fight: from now on there are pauses. */
  onFight(): void
}

export interface PutBacks {
  /** Puts it back, now or later. */
  lost(loss: Loss): void
  /** These are ours no more: nothing of them is put back. */
  forget(keys: Iterable<string>): void
}

interface Fight {
  windowSince: Micros
  count: number
  lastAt: Micros
  isSlow: boolean
}

export function openPutBacks({ clock, later }: PutBacksOptions): PutBacks {
  const fights = new Map<string, Fight>()
  const due = new Map<string, { readonly at: Micros; readonly putBack: () => void }>()
  let isArmed = false
  const arm = () => {
    if (isArmed || due.size === 0) return
    isArmed = true
    later(() => {
      isArmed = false
      const now = clock()
      for (const [key, { at, putBack }] of [...due]) {
        if (at > now) continue
        due.delete(key)
        putBack()
      }
      arm()
    })
  }
  return {
    lost: ({ key, putBack, onFight }) => {
      const now = clock()
      const fight = next(fights.get(key), now)
      fights.set(key, fight)
      if (!fight.isSlow && fight.count <= atOnceMax) return putBack()
      if (!fight.isSlow) onFight()
      fight.isSlow = true
      due.set(key, { at: plus(now, pause), putBack })
      arm()
    },
    forget: (keys) => {
      for (const key of keys) {
        fights.delete(key)
        due.delete(key)
      }
    },
  }
}

/** With this loss in it. */
function next(before: Fight | undefined, now: Micros): Fight {
  if (before === undefined || minus(now, before.lastAt) >= peace) {
    return { windowSince: now, count: 1, lastAt: now, isSlow: false }
  }
  const isOver = minus(now, before.windowSince) >= window
  return {
    windowSince: isOver ? now : before.windowSince,
    count: isOver ? 1 : before.count + 1,
    lastAt: now,
    isSlow: before.isSlow,
  }
}
