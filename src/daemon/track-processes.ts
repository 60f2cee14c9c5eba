/**
 * Drives the machines of the tracked processes: what the kernel tells of processes goes in, reports come out;
 * one alarm for all delays. keepalived.conf(5), VRRP track processes. Without the kernel's notifications the
 * processes are looked for again and again (vrrp/quirks.ts, processesWithoutConnector). Refuses to think:
 * who counts and what that means is track/process.ts's.
 */
import { earliest, type Micros, plus, seconds, toSeconds } from '../base/time.ts'
import type { Alarm } from '../io/clock.ts'
import {
  beginProcess,
  isProcess,
  isSameProcess,
  needsCommandLine,
  type ProcessEvent,
  type ProcessSeen,
  type ProcessState,
  processWakeAt,
  stepProcess,
} from '../track/process.ts'
import type { TrackReport } from '../track/report.ts'
import type { ProcessSettings } from '../track/settings.ts'
import type { ProcessBuffer, ProcessEvents, ProcessHappening, TrackedProcesses } from '../track/watching.ts'
import type { TrackWatchListener } from './track-files.ts'

export interface ProcessesWorld {
  readonly processes: TrackedProcesses
  now(): Micros
  openAlarm(onDue: () => void): Alarm
}

export interface TrackProcesses {
  /** Every process has its report when it returns; those of before go on, whatever their quorum is now. */
  reconfigure(processes: readonly ProcessSettings[], buffer: ProcessBuffer): void
  reports(): readonly TrackReport[]
  stop(): void
}

/** How often processes are looked for when the kernel does not tell of them. */
export const scanPeriod = seconds(1)

export function openTrackProcesses(world: ProcessesWorld, listener: TrackWatchListener): TrackProcesses {
  let states: readonly ProcessState[] = []
  let source: 'closed' | 'missing' | ProcessEvents = 'closed'
  let scanAt: Micros | undefined
  const wish = () => ({ commandLines: states.some(({ settings }) => needsCommandLine(settings)) })

  const feed = (eventOf: (state: ProcessState) => ProcessEvent | undefined) => {
    states = states.map((state) => {
      const event = eventOf(state)
      if (event === undefined) return state
      const [next, effects] = stepProcess(state, event)
      for (const effect of effects) {
        if (effect.do === 'report') listener.onReport(effect.report)
        else listener.onTrack(effect.event)
      }
      return next
    })
  }
  const scan = () => {
    const at = world.now()
    const all = world.processes.table.scan(wish())
    feed(({ settings }) => ({ is: 'scanned', at, pids: matching(settings, all) }))
    scanAt = source === 'missing' ? plus(at, scanPeriod) : undefined
  }
  const alarm = world.openAlarm(() => {
    const at = world.now()
    if (scanAt !== undefined && at >= scanAt) scan()
    feed(() => ({ is: 'due', at }))
    arm()
  })
  const arm = () => alarm.set(earliest(scanAt, ...states.map(processWakeAt)))
  const take = (happening: ProcessHappening) => {
    const at = world.now()
    if (happening.is !== 'changed') return feed(() => ({ ...happening, at }))
    const { pid } = happening
    const seen = world.processes.table.look(pid, wish())
    feed(({ settings }) => ({
      is: 'seen',
      at,
      pid,
      matches: seen !== undefined && isProcess(settings, seen),
    }))
  }
  const open = (buffer: ProcessBuffer) => {
    const opened = world.processes.open(buffer, {
      onHappenings: (happenings) => {
        for (const happening of happenings) take(happening)
        arm()
      },
      onLost: (bytes) => {
        listener.onTrack({ is: 'process-events-lost', bytes })
        scan()
        arm()
      },
    })
    source = opened.ok ? opened.value : 'missing'
    if (opened.ok) return
    const period = toSeconds(scanPeriod)
    listener.onTrack({ is: 'process-events-missing', text: opened.error, seconds: period })
  }
  const close = () => {
    if (typeof source === 'object') source.close()
    source = 'closed'
    scanAt = undefined
  }
  return {
    reconfigure: (processes, buffer) => {
      const at = world.now()
      const kept = states
      states = processes.map((settings) => stateFor(settings, kept))
      if (processes.length === 0) close()
      else if (source === 'closed') open(buffer)
      feed(({ settings: { name } }) => {
        const settings = processes.find((one) => one.name === name)
        return settings && { is: 'settings', at, settings }
      })
      // After the socket was opened, so that nothing is missed in between.
      if (states.some(({ verdict }) => verdict === undefined)) scan()
      arm()
    },
    reports: () =>
      states.flatMap(({ settings: { name }, verdict }) =>
        verdict === undefined ? [] : [{ of: 'process', name, verdict } as const],
      ),
    stop: () => {
      close()
      states = []
      alarm.close()
    },
  }
}

function stateFor(settings: ProcessSettings, kept: readonly ProcessState[]): ProcessState {
  const before = kept.find((state) => state.settings.name === settings.name)
  return before !== undefined && isSameProcess(before.settings, settings) ? before : beginProcess(settings)
}

function matching(settings: ProcessSettings, all: readonly ProcessSeen[]): ReadonlySet<number> {
  return new Set(all.filter((seen) => isProcess(settings, seen)).map(({ pid }) => pid))
}
