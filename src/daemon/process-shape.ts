/**
 * How a worker runs, from what global_defs says of it: keepalived.conf(5), vrrp_priority,
 * checker_priority and their neighbours.
 * A reload that takes a line out takes its effect back.
 */
import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { micros, seconds } from '../base/time.ts'
import type { Failure } from '../io/failure.ts'
import type { Native } from '../io/native.ts'
import { type ProcessWishes, shapeProcess } from '../io/own-process.ts'
import type { ProcessSettings } from '../settings/global/settings.ts'

/** What counts where the configuration says nothing. */
export interface ShapeDefaults {
  readonly name: string
  readonly realTimePriority: number | undefined
}

/**
 * Less would end a healthy process: V8 compiles and collects for tens of milliseconds at a time. Quirk
 * realTimeLimitFloor; keepalived's default is 10 ms.
 */
export const realTimeLimitLeast = seconds(1)

/** As setrlimit(2) of the addon has it. */
const unlimited = micros(-1)

export function openShape(native: Native, defaults: ShapeDefaults) {
  const started = { nice: getPriority(), processors: allowedProcessors() }
  let before: ProcessWishes | undefined
  return {
    /** Returns what the kernel refused. Does nothing when nothing has changed. */
    apply(settings: ProcessSettings | undefined): readonly Failure[] {
      const wishes = wishesOf(settings, defaults)
      const { nice, processors, realTimeLimit } = wishes
      const was = before
      if (was !== undefined && JSON.stringify(was) === JSON.stringify(wishes)) return []
      before = wishes
      return shapeProcess(native, {
        ...wishes,
        nice: nice ?? (was?.nice === undefined ? undefined : started.nice),
        processors: processors.length > 0 || was === undefined ? processors : started.processors,
        realTimeLimit: realTimeLimit ?? (was?.realTimeLimit === undefined ? undefined : unlimited),
      })
    },
  }
}

/** Pure: what is wished for, with the least that is bearable. */
export function wishesOf(settings: ProcessSettings | undefined, defaults: ShapeDefaults): ProcessWishes {
  const limit = settings?.realTimeLimit
  return {
    name: settings?.name ?? defaults.name,
    nice: settings?.nice,
    realTimePriority: settings?.realTimePriority ?? defaults.realTimePriority,
    processors: settings?.cpus ?? [],
    realTimeLimit: limit === undefined ? undefined : micros(Math.max(limit, realTimeLimitLeast)),
  }
}

/** Cpus_allowed_list of proc_pid_status(5): 0-3,8. */
function allowedProcessors(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, at) => from + at)
  })
}
