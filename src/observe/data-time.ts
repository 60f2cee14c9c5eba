/** Moments as keepalived.data shows them: 1795342227.012672 (Sun Nov 22 10:10:27.012672 2026). */
import { type Micros, toSeconds } from '../base/time.ts'

/** The calendar of the place where the daemon runs. */
export interface Calendar {
  readonly weekday: string
  readonly month: string
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly year: number
}

/** From microseconds since 1970. */
export type Clock = (at: Micros) => Calendar

export function dated(at: Micros, clock: Clock): string {
  const { weekday, month, day, year, ...time } = clock(at)
  const two = (count: number) => String(count).padStart(2, '0')
  const fraction = String(at % 1_000_000).padStart(6, '0')
  const ofDay = [time.hour, time.minute, time.second].map(two).join(':')
  const date = `${weekday} ${month} ${String(day).padStart(2, ' ')} ${ofDay}.${fraction} ${year}`
  return `${toSeconds(at).toFixed(6)} (${date})`
}
