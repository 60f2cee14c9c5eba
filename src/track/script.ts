/**
 * vrrp_script: a program run again and again whose exit status says good or bad (keepalived.conf(5), VRRP
 * scripts). The machine decides when it is run, when it has hung and what its results mean. It refuses to
 * know processes, users and weights: running is an effect, what a verdict does to a priority is vrrp's.
 */
import { earliest, type Micros, plus, seconds } from '../base/time.ts'
import type { ScriptFailure, TrackEvent } from './events.ts'
import type { Ended } from './ports.ts'
import type { Verdict } from './report.ts'
import type { ScriptSettings } from './settings.ts'

export type { Verdict } from './report.ts'

export type ScriptEvent =
  | { readonly is: 'start'; readonly at: Micros }
  /** Some deadline may have come; too early does nothing. */
  | { readonly is: 'due'; readonly at: Micros }
  | { readonly is: 'started'; readonly at: Micros; readonly pid: number | undefined }
  | { readonly is: 'ended'; readonly at: Micros; readonly ended: Ended; readonly lines: readonly string[] }
  /** A reload that left command and user alone: interval, timeout, rise and fall may be new. */
  | { readonly is: 'settings'; readonly at: Micros; readonly settings: ScriptSettings }
  /** No more runs; what still runs is ended. */
  | { readonly is: 'stop'; readonly at: Micros }

export type ScriptEffect =
  | { readonly do: 'run' }
  | { readonly do: 'signal'; readonly signal: 'SIGTERM' | 'SIGKILL' }
  | { readonly do: 'report'; readonly verdict: Verdict }
  | { readonly do: 'tell'; readonly event: TrackEvent }

/** The program's own course: what is running and what is next done against it if it does not end. */
export type Course =
  | { readonly is: 'idle' }
  | { readonly is: 'running'; readonly pid: number | undefined; readonly termAt: Micros }
  | { readonly is: 'terminating'; readonly pid: number | undefined; readonly killAt: Micros }
  /** `kills` SIGKILLs were sent so far. */
  | {
      readonly is: 'killing'
      readonly pid: number | undefined
      readonly kills: number
      readonly againAt: Micros
    }

export interface ScriptState {
  readonly settings: ScriptSettings
  /** rise..rise+fall-1 is good, 0..rise-1 is bad; undefined before the first result. */
  readonly count: number | undefined
  /** Of the last run that exited by itself. */
  readonly lastStatus: number
  readonly course: Course
  /** undefined: not started yet, or stopped. */
  readonly lastRunAt: Micros | undefined
  readonly stopped: boolean
}

type Step = readonly [ScriptState, readonly ScriptEffect[]]

/** From SIGTERM to SIGKILL, and from the first SIGKILL to the second. */
const killDelay = seconds(2)
/** From then on; a process that hangs in the kernel cannot be ended faster. */
const stuckDelay = seconds(10)
/** Lines of output told with one result. */
const outputLinesMax = 20

export function begin(settings: ScriptSettings): ScriptState {
  return {
    settings,
    count: undefined,
    lastStatus: 0,
    course: { is: 'idle' },
    lastRunAt: undefined,
    stopped: false,
  }
}

/** The verdict so far; before the first result undefined, with init_fail `bad` once it has been started. */
export function verdictOf(state: ScriptState): Verdict | undefined {
  const isAssumed = state.settings.initFail && state.lastRunAt !== undefined
  return resultOf(state) ?? (isAssumed ? 'bad' : undefined)
}

function resultOf(state: ScriptState): Verdict | undefined {
  if (state.count === undefined) return undefined
  return state.count >= state.settings.rise ? 'good' : 'bad'
}

/** When the machine next wants `due`; undefined: nothing is left to do before another event. */
export function wakeAt(state: ScriptState): Micros | undefined {
  return earliest(nextRunAt(state), courseAt(state.course))
}

/** Whether the machine can be forgotten: stopped, and nothing of it runs any more. */
export function isDone(state: ScriptState): boolean {
  return state.stopped && state.course.is === 'idle'
}

/** Whether a reload leaves a script what it was, so that its verdict goes on (T34). */
export function isSameScript(a: ScriptSettings, b: ScriptSettings): boolean {
  return (
    a.command.user === b.command.user &&
    a.command.group === b.command.group &&
    a.command.argv.length === b.command.argv.length &&
    a.command.argv.every((word, index) => word === b.command.argv[index])
  )
}

export function step(state: ScriptState, event: ScriptEvent): Step {
  switch (event.is) {
    case 'start':
      return state.stopped || state.lastRunAt !== undefined ? [state, []] : start(state, event.at)
    case 'due':
      return due(state, event.at)
    case 'started':
      if (state.course.is === 'idle') return [state, []]
      return [{ ...state, course: { ...state.course, pid: event.pid } }, []]
    case 'ended':
      return ended(state, event.ended, event.lines)
    case 'settings':
      return reload(state, event.settings)
    case 'stop':
      return stop(state, event.at)
  }
}

function nextRunAt(state: ScriptState): Micros | undefined {
  if (state.stopped || state.lastRunAt === undefined) return undefined
  return plus(state.lastRunAt, state.settings.interval)
}

function courseAt(course: Course): Micros | undefined {
  switch (course.is) {
    case 'idle':
      return undefined
    case 'running':
      return course.termAt
    case 'terminating':
      return course.killAt
    case 'killing':
      return course.againAt
  }
}

/** What init_fail assumes holds until the first result, which decides alone as always (T11, T12). */
function start(state: ScriptState, at: Micros): Step {
  const [running, effects] = run(state, at)
  return state.settings.initFail
    ? [running, [{ do: 'report', verdict: 'bad' }, ...effects]]
    : [running, effects]
}

function run(state: ScriptState, at: Micros): Step {
  const termAt = plus(at, state.settings.timeout)
  return [{ ...state, lastRunAt: at, course: { is: 'running', pid: undefined, termAt } }, [{ do: 'run' }]]
}

/** The hung run is dealt with first, so that the same moment does not start what it would skip. */
function due(state: ScriptState, at: Micros): Step {
  const [hurried, signals] = hurry(state, at)
  const nextAt = nextRunAt(hurried)
  if (nextAt === undefined || at < nextAt) return [hurried, signals]
  // Slightly late wake-ups must not add up; a long sleep must not be made up for by a burst of runs.
  const startAt = at - nextAt < hurried.settings.interval ? nextAt : at
  if (hurried.course.is === 'idle') {
    const [running, effects] = run(hurried, at)
    return [{ ...running, lastRunAt: startAt }, [...signals, ...effects]]
  }
  const because = hurried.course.is === 'running' ? 'running' : 'timing-out'
  const skipped = { is: 'script-skipped', script: hurried.settings.name, because } as const
  return [{ ...hurried, lastRunAt: startAt }, [...signals, { do: 'tell', event: skipped }]]
}

/**
 * SIGTERM at the timeout, SIGKILL 2 s later and once more after 2 s, then every 10 s while it is still there.
 */
function hurry(state: ScriptState, at: Micros): Step {
  const { course } = state
  const dueAt = courseAt(course)
  if (course.is === 'idle' || dueAt === undefined || at < dueAt) return [state, []]
  const { pid } = course
  if (course.is === 'running') {
    const killAt = plus(at, killDelay)
    return [{ ...state, course: { is: 'terminating', pid, killAt } }, [{ do: 'signal', signal: 'SIGTERM' }]]
  }
  const kills = course.is === 'killing' ? course.kills + 1 : 1
  const againAt = plus(at, kills === 1 ? killDelay : stuckDelay)
  const killing: ScriptState = { ...state, course: { is: 'killing', pid, kills, againAt } }
  const kill: ScriptEffect = { do: 'signal', signal: 'SIGKILL' }
  if (kills < 3) return [killing, [kill]]
  // Ours: keepalived leaves the last verdict standing for as long as the process hangs in the kernel.
  const [judged, effects] = state.stopped ? [killing, []] : judge(killing, { is: 'unkillable' })
  const told: TrackEvent = { is: 'script-unkillable', script: state.settings.name, pid }
  return [judged, kills === 3 ? [kill, { do: 'tell', event: told }, ...effects] : [kill, ...effects]]
}

function ended(state: ScriptState, how: Ended, lines: readonly string[]): Step {
  if (state.course.is === 'idle') return [state, []]
  const hurried = state.course.is !== 'running'
  const byUs = hurried && how.is === 'signalled' && (how.number === 15 || how.number === 9)
  const idle: ScriptState = { ...state, course: { is: 'idle' } }
  // What the script started in its group did not all end with it.
  const sweep: ScriptEffect[] = byUs ? [{ do: 'signal', signal: 'SIGKILL' }] : []
  if (state.stopped) return [idle, sweep]
  const [noted, status] = noteStatus(idle, how)
  const [judged, verdict] = judge(noted, byUs ? { is: 'timed-out' } : failureOf(how))
  const told = status.length > 0 || verdict.length > 0
  const output = told ? lines.slice(-outputLinesMax).map((line) => tellOutput(state, line)) : []
  return [judged, [...sweep, ...status, ...output, ...verdict]]
}

function tellOutput(state: ScriptState, line: string): ScriptEffect {
  return { do: 'tell', event: { is: 'script-output', script: state.settings.name, line } }
}

function failureOf(how: Ended): ScriptFailure | undefined {
  return how.is === 'exited' && how.status === 0 ? undefined : how
}

function noteStatus(state: ScriptState, how: Ended): Step {
  if (how.is !== 'exited' || how.status === state.lastStatus) return [state, []]
  const event: TrackEvent = { is: 'script-status', script: state.settings.name, status: how.status }
  return [{ ...state, lastStatus: how.status }, [{ do: 'tell', event }]]
}

/** Counts one result: rise and fall with hysteresis; the very first one decides alone (T5, T6, T12). */
function judge(state: ScriptState, failure: ScriptFailure | undefined): Step {
  const before = resultOf(state)
  const judged = { ...state, count: counted(state, failure === undefined) }
  const verdict = resultOf(judged)
  if (verdict === before || verdict === undefined) return [judged, []]
  const script = state.settings.name
  const event: TrackEvent =
    failure === undefined
      ? { is: 'script-succeeded', script }
      : { is: 'script-failed', script, because: failure }
  return [
    judged,
    [
      { do: 'tell', event },
      { do: 'report', verdict },
    ],
  ]
}

function counted(state: ScriptState, success: boolean): number {
  const { rise, fall } = state.settings
  const top = rise + fall - 1
  if (state.count === undefined) return success ? top : 0
  const count = state.count + (success ? 1 : -1)
  if (success) return state.count < rise && count >= rise ? top : Math.min(count, top)
  return state.count >= rise && count < rise ? 0 : Math.max(count, 0)
}

function reload(state: ScriptState, settings: ScriptSettings): Step {
  const verdict = resultOf(state)
  const { rise, fall } = settings
  const sameCounting = rise === state.settings.rise && fall === state.settings.fall
  const fresh = verdict === 'good' ? rise + fall - 1 : verdict === 'bad' ? 0 : undefined
  const kept: ScriptState = { ...state, settings, count: sameCounting ? state.count : fresh }
  if (verdict === undefined) return [kept, []]
  return [kept, [{ do: 'tell', event: { is: 'script-kept', script: settings.name, verdict } }]]
}

function stop(state: ScriptState, at: Micros): Step {
  const stopped = { ...state, stopped: true }
  if (state.course.is !== 'running') return [stopped, []]
  const killAt = plus(at, killDelay)
  const course: Course = { is: 'terminating', pid: state.course.pid, killAt }
  return [{ ...stopped, course }, [{ do: 'signal', signal: 'SIGTERM' }]]
}
