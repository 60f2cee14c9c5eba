/**
 * Drives the machines of the tracked processes: what the kernel tells of processes goes in, reports come out;
 * one alarm for all delays. keepalived.conf(5), VRRP track processes. Without the kernel's notifications the
 * processes are looked for again and again (vrrp/quirks.ts, processesWithoutConnector). Refuses to think:
 * who counts and what that means is track/process.ts's.
 */
import { earliest, type Micros, milliseconds, plus, seconds, toSeconds } from '../../base/time.ts'
import type { Alarm } from '../../io/clock.ts'
import type { TrackEvent } from '../../track/events.ts'
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
} from '../../track/process.ts'
import type { TrackReport } from '../../track/report.ts'
import type { ProcessSettings } from '../../track/settings.ts'
import type {
  ProcessBuffer,
  ProcessEvents,
  ProcessEventsListener,
  ProcessHappening,
  TrackedProcesses,
} from '../../track/watching.ts'
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
  /** How each is counted at present. */
  states(): readonly ProcessState[]
  stop(): void
}

/** How often processes are looked for when the kernel does not tell of them. */
export const scanPeriod = seconds(1)
/** Where news are lost again and again, all processes are not looked at more often than this. */
export const scanPauseMin = milliseconds(100)

export function openTrackProcesses(world: ProcessesWorld, listener: TrackWatchListener): TrackProcesses {
  const machines = openMachines(listener)
  const source = openSource(world, machines, { onFed: () => arm(), tell: listener.onTrack })
  const alarm = world.openAlarm(() => {
    const at = world.now()
    source.due(at)
    machines.feed(() => ({ is: 'due', at }))
    arm()
  })
  const arm = () => alarm.set(earliest(source.scanAt(), ...machines.states().map(processWakeAt)))
  return {
    reconfigure: (processes, buffer) => {
      const at = world.now()
      const kept = machines.states()
      machines.begin(processes.map((settings) => stateFor(settings, kept)))
      if (processes.length === 0) source.close()
      else source.open(buffer)
      machines.feed(({ settings: { name } }) => {
        const settings = processes.find((one) => one.name === name)
        return settings && { is: 'settings', at, settings }
      })
      // After the socket was opened, so that nothing is missed in between.
      if (machines.states().some(({ verdict }) => verdict === undefined)) source.scan()
      arm()
    },
    states: () => machines.states(),
    reports: () =>
      machines
        .states()
        .flatMap(({ settings: { name }, verdict }) =>
          verdict === undefined ? [] : [{ of: 'process', name, verdict } as const],
        ),
    stop: () => {
      source.close()
      machines.begin([])
      alarm.close()
    },
  }
}

interface Machines {
  states(): readonly ProcessState[]
  begin(states: readonly ProcessState[]): void
  /** Steps each machine that gets an event, and tells what comes of it. */
  feed(eventOf: (state: ProcessState) => ProcessEvent | undefined): void
}

function openMachines(listener: TrackWatchListener): Machines {
  let states: readonly ProcessState[] = []
  return {
    states: () => states,
    begin: (next) => {
      states = next
    },
    feed: (eventOf) => {
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
    },
  }
}

interface Source {
  /** Does nothing when it is open. */
  open(buffer: ProcessBuffer): void
  scan(): void
  /** When the processes are to be looked for again: where the kernel does not tell of them. */
  scanAt(): Micros | undefined
  due(at: Micros): void
  close(): void
}

/** Where news of processes come from: the kernel, or a look at all of them now and then. */
function openSource(
  { processes: { open, table }, now }: ProcessesWorld,
  { states, feed }: Machines,
  { onFed, tell }: { readonly onFed: () => void; readonly tell: (event: TrackEvent) => void },
): Source {
  let events: 'closed' | 'missing' | ProcessEvents = 'closed'
  let scanAt: Micros | undefined
  let scannedAt: Micros | undefined
  /** The size of the buffer that was told. */
  let toldBytes = 0
  const wish = () => ({ commandLines: states().some(({ settings }) => needsCommandLine(settings)) })
  const scan = () => {
    const at = now()
    const all = table.scan(wish())
    feed(({ settings }) => ({ is: 'scanned', at, pids: matching(settings, all) }))
    scannedAt = at
    scanAt = events === 'missing' ? plus(at, scanPeriod) : undefined
  }
  const listener: ProcessEventsListener = {
    onHappenings: (happenings) => {
      const look = (pid: number) => table.look(pid, wish())
      for (const happening of happenings) feed(eventsOf(happening, now(), look))
      onFed()
    },
    onLost: (bytes) => {
      if (bytes !== toldBytes) tell({ is: 'process-events-lost', bytes })
      toldBytes = bytes
      const again = plus(scannedAt ?? now(), scanPauseMin)
      if (now() < again) scanAt = again
      else scan()
      onFed()
    },
  }
  return {
    open: (buffer) => {
      if (events !== 'closed') return
      const opened = open(buffer, listener)
      events = opened.ok ? opened.value : 'missing'
      if (opened.ok) return
      tell({ is: 'process-events-missing', text: opened.error, seconds: toSeconds(scanPeriod) })
    },
    scan,
    scanAt: () => scanAt,
    due: (at) => {
      if (scanAt !== undefined && at >= scanAt) scan()
    },
    close: () => {
      if (typeof events === 'object') events.close()
      events = 'closed'
      scanAt = undefined
    },
  }
}

/** What a happening is to each machine. `look` finds out who it is now. */
function eventsOf(
  happening: ProcessHappening,
  at: Micros,
  look: (pid: number) => ProcessSeen | undefined,
): (state: ProcessState) => ProcessEvent {
  if (happening.is !== 'changed') return () => ({ ...happening, at })
  const { pid } = happening
  const seen = look(pid)
  return ({ settings }) => ({
    ...{ is: 'seen', at, pid },
    matches: seen !== undefined && isProcess(settings, seen),
  })
}

function stateFor(settings: ProcessSettings, kept: readonly ProcessState[]): ProcessState {
  const before = kept.find((state) => state.settings.name === settings.name)
  return before !== undefined && isSameProcess(before.settings, settings) ? before : beginProcess(settings)
}

function matching(settings: ProcessSettings, all: readonly ProcessSeen[]): ReadonlySet<number> {
  return new Set(all.filter((seen) => isProcess(settings, seen)).map(({ pid }) => pid))
}
