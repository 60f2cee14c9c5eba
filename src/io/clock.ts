/**
 * The monotonic clock and one alarm on it. The alarm is an absolute timerfd: it does not drift, does not fire
 * early and is not rounded to milliseconds as setTimeout is. Refuses wall-clock time: nothing in the daemon
 * depends on it.
 */
import { type Micros, micros } from '../base/time.ts'
import { CLOCK_MONOTONIC } from './linux.ts'
import type { Native } from './native.ts'

export interface Alarm {
  /** Replaces the earlier setting. A time that has passed fires at the next turn; undefined disarms. */
  set(at: Micros | undefined): void
  /** No call of `onDue` comes after it. */
  close(): void
}

/** CLOCK_MONOTONIC in microseconds. */
export function now(native: Native): Micros {
  return micros(native.clock(CLOCK_MONOTONIC))
}

/**
 * An alarm that holds the event loop open until closed. `late`: from the time that was set to the call.
 * `onDue` is called at the time set or later, never before, and not again until `set` is called anew. Throws
 * when the process has no descriptor left.
 */
export function openAlarm(native: Native, onDue: (late: Micros) => void): Alarm {
  let isOpen = true
  /** What the kernel was told; 0: nothing. */
  let armedAt = 0
  let wantedAt = 0
  // timerfd_settime(2) takes 0 for "disarm"; the first microsecond after boot is as good for "at once".
  const arm = (at: number) => {
    armedAt = at
    native.setTimer(timer.fd, at)
  }
  const timer = native.timer(() => {
    armedAt = 0
    if (wantedAt === 0) return
    const late = now(native) - wantedAt
    if (late < 0) return arm(wantedAt)
    wantedAt = 0
    onDue(micros(late))
  })
  return {
    set(at) {
      if (!isOpen) return
      wantedAt = at === undefined ? 0 : Math.max(1, at)
      // A later time waits for the present one, which then arms it: every advert moves the deadline of a
      // backup, and of a thousand system calls a second none would be needed.
      if (armedAt === 0 ? wantedAt !== 0 : wantedAt < armedAt) arm(wantedAt)
    },
    close() {
      if (isOpen) native.close(timer.fd)
      isOpen = false
    },
  }
}
