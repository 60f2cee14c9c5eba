/**
 * Drives the machines of the tracked scripts: one alarm for all of them, their effects carried out, every
 * verdict reported. Refuses to think: when a script runs and what its end means is track/script.ts's.
 */
import { earliest, type Micros } from '../../base/time.ts'
import type { Alarm } from '../../io/clock.ts'
import type { TrackEvent } from '../../track/events.ts'
import type { Processes, Program, Run } from '../../track/ports.ts'
import type { Verdict } from '../../track/report.ts'
import {
  begin,
  isDone,
  isSameScript,
  type ScriptEffect,
  type ScriptEvent,
  type ScriptState,
  step,
  verdictOf,
  wakeAt,
} from '../../track/script.ts'
import type { ScriptSettings } from '../../track/settings.ts'

export interface TrackWorld {
  readonly processes: Processes
  now(): Micros
  openAlarm(onDue: () => void): Alarm
}

export interface TrackListener {
  onVerdict(script: string, verdict: Verdict): void
  onTrack(event: TrackEvent): void
}

/** A script that may run, and what runs it. */
export interface Runnable {
  readonly settings: ScriptSettings
  readonly program: Program
}

export interface TrackRuns {
  /** New scripts run at once, the same ones go on, the others are ended. */
  reconfigure(runnables: readonly Runnable[]): void
  verdicts(): Readonly<Record<string, Verdict>>
  /** Where each script is at this moment. */
  courses(): Readonly<Record<string, ScriptCourse>>
  /** SIGTERM to what runs; no run and no verdict comes after it. */
  stop(): void
}

export interface ScriptCourse {
  /** `count` of its machine: rise and above is good. */
  readonly result: number | undefined
  readonly is: ScriptState['course']['is']
}

interface Tracked {
  state: ScriptState
  program: Program
  run: Run | undefined
}

export function openTrackRuns(world: TrackWorld, listener: TrackListener): TrackRuns {
  let active: readonly Tracked[] = []
  /** No longer configured, but still running: they are ended and then forgotten. */
  let leaving: readonly Tracked[] = []
  const alarm = world.openAlarm(() => {
    for (const tracked of [...active, ...leaving]) feed(tracked, { is: 'due', at: world.now() })
    arm()
  })
  const arm = () => {
    leaving = leaving.filter((tracked) => !isDone(tracked.state))
    alarm.set(earliest(...[...active, ...leaving].map((tracked) => wakeAt(tracked.state))))
  }
  const feed = feeder(world, listener, arm)
  const dismiss = (gone: readonly Tracked[]) => {
    leaving = [...leaving, ...gone]
    for (const tracked of gone) feed(tracked, { is: 'stop', at: world.now() })
  }
  return {
    reconfigure(runnables) {
      const wanted = runnables.map((runnable) => continued(active, runnable))
      const gone = active.filter((tracked) => !wanted.includes(tracked))
      active = wanted
      dismiss(gone)
      for (const [index, tracked] of active.entries()) {
        const settings = runnables[index]?.settings ?? tracked.state.settings
        const isNew = tracked.state.lastRunAt === undefined
        feed(
          tracked,
          isNew ? { is: 'start', at: world.now() } : { is: 'settings', at: world.now(), settings },
        )
      }
      arm()
    },
    verdicts() {
      const known = active.map(({ state }) => [state.settings.name, verdictOf(state)] as const)
      return Object.fromEntries(known.filter((entry): entry is [string, Verdict] => entry[1] !== undefined))
    },
    courses: () =>
      Object.fromEntries(
        active.map(({ state }) => [state.settings.name, { result: state.count, is: state.course.is }]),
      ),
    stop() {
      const gone = active
      active = []
      dismiss(gone)
      arm()
    },
  }
}

/** The same script goes on as what it is; any other begins. */
function continued(active: readonly Tracked[], { settings, program }: Runnable): Tracked {
  const before = active.find(({ state }) => state.settings.name === settings.name)
  if (before === undefined || !isSameScript(before.state.settings, settings)) {
    return { state: begin(settings), program, run: undefined }
  }
  before.program = program
  return before
}

/**
 * Steps a machine and carries out what it wants; `arm` is called when the end of a run has moved a deadline.
 */
function feeder(world: TrackWorld, listener: TrackListener, arm: () => void) {
  const feed = (tracked: Tracked, event: ScriptEvent): void => {
    const [state, effects] = step(tracked.state, event)
    tracked.state = state
    for (const effect of effects) perform(tracked, effect)
  }
  const perform = (tracked: Tracked, effect: ScriptEffect): void => {
    switch (effect.do) {
      case 'run':
        run(tracked)
        break
      case 'signal':
        tracked.run?.signalGroup(effect.signal)
        break
      case 'report':
        listener.onVerdict(tracked.state.settings.name, effect.verdict)
        break
      case 'tell':
        listener.onTrack(effect.event)
        break
    }
  }
  const run = (tracked: Tracked): void => {
    const started = world.processes.start(tracked.program)
    tracked.run = started
    feed(tracked, { is: 'started', at: world.now(), pid: started.pid })
    void started.ended.then(({ ended, output }) => {
      feed(tracked, { is: 'ended', at: world.now(), ended, lines: output.lines })
      arm()
    })
  }
  return feed
}
