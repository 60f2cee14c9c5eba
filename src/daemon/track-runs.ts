/**
 * Drives the machines of the tracked scripts: one alarm for all of them, their effects carried out, every verdict
 * reported. Refuses to think: when a script runs and what its end means is track/script.ts's.
 */
import { earliest, type Micros } from '../base/time.ts'
import type { Alarm } from '../io/clock.ts'
import type { TrackEvent } from '../track/events.ts'
import type { Processes, Program, Run } from '../track/ports.ts'
import {
  begin,
  isDone,
  isSameScript,
  type ScriptEffect,
  type ScriptEvent,
  type ScriptState,
  step,
  type Verdict,
  verdictOf,
  wakeAt,
} from '../track/script.ts'
import type { ScriptSettings } from '../track/settings.ts'

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
  /** SIGTERM to what runs; no run and no verdict comes after it. */
  stop(): void
}

interface Tracked {
  state: ScriptState
  program: Program
  run: Run | undefined
}

export function openTrackRuns(world: TrackWorld, listener: TrackListener): TrackRuns {
  let active: Tracked[] = []
  /** No longer configured, but still running: they are ended and then forgotten. */
  let leaving: Tracked[] = []
  const alarm = world.openAlarm(() => {
    for (const tracked of [...active, ...leaving]) feed(tracked, { is: 'due', at: world.now() })
    arm()
  })

  const arm = () => {
    leaving = leaving.filter((tracked) => !isDone(tracked.state))
    alarm.set(earliest(...[...active, ...leaving].map((tracked) => wakeAt(tracked.state))))
  }
  const feed = (tracked: Tracked, event: ScriptEvent) => {
    const [state, effects] = step(tracked.state, event)
    tracked.state = state
    for (const effect of effects) perform(tracked, effect)
  }
  const perform = (tracked: Tracked, effect: ScriptEffect) => {
    switch (effect.do) {
      case 'run':
        return run(tracked)
      case 'signal':
        return tracked.run?.signalGroup(effect.signal)
      case 'report':
        return listener.onVerdict(tracked.state.settings.name, effect.verdict)
      case 'tell':
        return listener.onTrack(effect.event)
    }
  }
  const run = (tracked: Tracked) => {
    const started = world.processes.start(tracked.program)
    tracked.run = started
    feed(tracked, { is: 'started', at: world.now(), pid: started.pid })
    void started.ended.then(({ ended, output }) => {
      feed(tracked, { is: 'ended', at: world.now(), ended, lines: output.lines })
      arm()
    })
  }
  const dismiss = (tracked: Tracked) => {
    leaving.push(tracked)
    feed(tracked, { is: 'stop', at: world.now() })
  }

  return {
    reconfigure(runnables) {
      const before = new Map(active.map((tracked) => [tracked.state.settings.name, tracked]))
      active = runnables.map(({ settings, program }) => {
        const tracked = before.get(settings.name)
        if (tracked === undefined || !isSameScript(tracked.state.settings, settings)) {
          return { state: begin(settings), program, run: undefined }
        }
        before.delete(settings.name)
        tracked.program = program
        return tracked
      })
      for (const tracked of before.values()) dismiss(tracked)
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
      const known: Record<string, Verdict> = {}
      for (const { state } of active) {
        const verdict = verdictOf(state)
        if (verdict !== undefined) known[state.settings.name] = verdict
      }
      return known
    },
    stop() {
      for (const tracked of active) dismiss(tracked)
      active = []
      arm()
    },
  }
}
