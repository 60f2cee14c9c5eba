/** The calendar of this host, for dumps that people read. */
import type { Micros } from '../../base/time.ts'
import type { Calendar } from '../../observe/data-time.ts'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** `at`: microseconds since 1970. */
export function calendarHere(at: Micros): Calendar {
  const date = new Date(Math.floor(at / 1_000))
  return {
    weekday: weekdays[date.getDay()] ?? '',
    month: months[date.getMonth()] ?? '',
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    year: date.getFullYear(),
  }
}
