/**
 * How this process runs, all of its threads: scheduling, nice value, processors, limits. setpriority(2),
 * sched(7), sched_setaffinity(2), setrlimit(2). Each wish stands alone: one that the kernel refuses is told
 * and the others are done.
 */
import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Micros } from '../base/time.ts'
import { attempt, type Failure } from './failure.ts'
import { RLIMIT_RTTIME, SCHED_RESET_ON_FORK, SCHED_RR } from './linux.ts'
import type { Native } from './native.ts'
import { nameProcess } from './thread.ts'

export interface ProcessWishes {
  /** At most 15 bytes. */
  readonly name: string
  /** -20 to 19; undefined: as it is. */
  readonly nice: number | undefined
  /** Of SCHED_RR, 1 to 99, for the thread that does the work; undefined: as it is. */
  readonly realTimePriority: number | undefined
  /** Empty: as it is. */
  readonly processors: readonly number[]
  /** RLIMIT_RTTIME; undefined: as it is. */
  readonly realTimeLimit: Micros | undefined
}

/** Returns what the kernel refused. */
export function shapeProcess(native: Native, wishes: ProcessWishes): readonly Failure[] {
  const { nice, realTimePriority, processors, realTimeLimit } = wishes
  nameProcess(native, wishes.name)
  const done = []
  if (nice !== undefined)
    done.push(ofAllThreads(`setting the nice value ${nice}`, (thread) => setPriority(thread, nice)))
  if (processors.length > 0) {
    const numbers = Int32Array.from(processors)
    const doing = `binding the process to processors ${processors.join(' ')}`
    done.push(ofAllThreads(doing, (thread) => native.setAffinity(thread, numbers)))
  }
  if (realTimePriority !== undefined) done.push(setRealTime(native, realTimePriority))
  if (realTimeLimit !== undefined) {
    const doing = `limiting real-time scheduling to ${realTimeLimit} µs`
    done.push(attempt(doing, () => native.setLimit(RLIMIT_RTTIME, realTimeLimit)))
  }
  return done.flatMap((one) => (one.ok ? [] : [one.error]))
}

/** How the `doing` of such a failure begins. */
export const askingForRealTime = 'asking for real-time priority'

/** Children start with the ordinary scheduler again (sched(7)). */
function setRealTime(native: Pick<Native, 'setScheduler'>, priority: number) {
  return attempt(`${askingForRealTime} ${priority}`, () =>
    native.setScheduler(SCHED_RR | SCHED_RESET_ON_FORK, priority),
  )
}

/** Node's helpers read files and collect garbage for the one that does the work. */
function ofAllThreads(doing: string, act: (thread: number) => void) {
  return attempt(doing, () => {
    for (const thread of readdirSync('/proc/self/task')) act(Number(thread))
  })
}

export interface PriorityLimits {
  /** The priority it has, 0: none. */
  readonly from: number
  /** max_auto_priority, 1 to 99; less: it raises itself never. */
  readonly max: number
  /** min_auto_priority_delay: how late is late. */
  readonly lateFrom: Micros
}

export interface PriorityListener {
  onLate(by: Micros): void
  onRaised(to: number): void
  onRefused(failure: Failure): void
}

/**
 * max_auto_priority of keepalived.conf(5): who is woken too late raises itself, step by step, as long as
 * there is a step.
 */
export function openAutoPriority(
  native: Pick<Native, 'setScheduler'>,
  limits: PriorityLimits,
  listener: PriorityListener,
): { late(by: Micros): void } {
  let priority = limits.from
  let allowed = true
  return {
    late: (by) => {
      if (by < limits.lateFrom) return
      listener.onLate(by)
      if (!allowed || priority >= limits.max) return
      const raised = setRealTime(native, priority + 1)
      // What is not allowed will not be in a second either.
      allowed = raised.ok
      if (!raised.ok) return listener.onRefused(raised.error)
      priority++
      listener.onRaised(priority)
    },
  }
}
