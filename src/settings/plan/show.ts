/** Values as the configuration writes them. Refuses to know where they stand. */
import type { Micros } from '../../base/time.ts'
import type { Command } from '../../conf/command.ts'
import { quoted } from '../../conf/print.ts'
import type { Tracked } from '../../vrrp/settings.ts'

export const plainly = (value: string | number): string => String(value)
export const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
/** A keyword that says the opposite of its field. */
export const noYes = (value: boolean): string => (value ? 'no' : 'yes')
export const inSeconds = (value: Micros): string => `${value / 1_000_000} s`
export const inMilliseconds = (value: Micros): string => `${value / 1_000} ms`
export const inMicros = (value: Micros): string => `${value} µs`
export const inOctal = (value: number): string => `0${value.toString(8)}`

export function asCommand({ argv, user, group }: Command): string {
  const as = user === undefined ? '' : ` (as ${user}${group === undefined ? '' : `:${group}`})`
  return `${argv.map(quoted).join(' ')}${as}`
}

/** Lists longer than this are cut: whoever wants all of it has the file. */
const itemsMax = 8

/** Empty: not given. */
export function asList<T>(show: (item: T) => string): (items: readonly T[]) => string | undefined {
  return (items) => {
    if (items.length === 0) return undefined
    const shown = items.slice(0, itemsMax).map(show).join(', ')
    return items.length <= itemsMax ? shown : `${shown} and ${items.length - itemsMax} more`
  }
}

export const asTracked = asList(({ name, weight, reverse }: Tracked) =>
  [name, ...(weight === 0 ? [] : [`weight ${weight}`]), ...(reverse ? ['reverse'] : [])].join(' '),
)
