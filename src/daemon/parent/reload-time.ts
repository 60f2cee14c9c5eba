/** When a scheduled reload is due, as its file says: keepalived.conf(5), reload_time_file. */
import { err, ok, type Result } from '../../base/result.ts'

const form =
  /^(?:(?<year>\d{4}|\d{2})-(?<month>\d{2})-(?<day>\d{2}) )?(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?<utc>Z)?$/

export const reloadTimeForms = '[[YY]YY-MM-DD ]HH:MM:SS[Z]'

/**
 * The first line of the file; without a date the next time that the clock shows it. The error is for people.
 */
export function reloadTime(text: string, now: Date): Result<Date, string> {
  const [line = ''] = text.split('\n')
  const groups = form.exec(line.trim())?.groups
  if (groups === undefined) return err(`"${line.slice(0, 80)}" is no time of the form ${reloadTimeForms}`)
  const number = (name: string) => Number(groups[name])
  const utc = groups['utc'] !== undefined
  const time: Time = [number('hour'), number('minute'), number('second')]
  if (time[0] > 23 || time[1] > 59 || time[2] > 59) return err(`"${line}" is no time of a day`)
  if (groups['year'] === undefined) return ok(next(time, now, utc))
  const year = groups['year'].length === 2 ? 2_000 + number('year') : number('year')
  const day: Day = [year, number('month') - 1, number('day')]
  const at = moment(day, time, utc)
  const [, month, date] = dayOf(moment(day, [12, 0, 0], utc), utc)
  if (month !== day[1] || date !== day[2]) return err(`"${line}" is no day of the calendar`)
  if (at <= now) return err(`"${line}" has passed`)
  return ok(at)
}

type Day = readonly [year: number, month: number, date: number]
type Time = readonly [hour: number, minute: number, second: number]

function next(time: Time, now: Date, utc: boolean): Date {
  const [year, month, date] = dayOf(now, utc)
  const today = moment([year, month, date], time, utc)
  return today > now ? today : moment([year, month, date + 1], time, utc)
}

function moment(day: Day, time: Time, utc: boolean): Date {
  return utc ? new Date(Date.UTC(...day, ...time)) : new Date(...day, ...time)
}

function dayOf(at: Date, utc: boolean): Day {
  return utc
    ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
    : [at.getFullYear(), at.getMonth(), at.getDate()]
}

/** As the log says it: local time. */
export function localTime(at: Date): string {
  const two = (count: number) => String(count).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}
