/**
 * vrrp_track_process: good while as many processes of a kind run as the quorum asks for (keepalived.conf(5),
 * VRRP track processes). Says which processes those are, counts them, and holds back a gain or a loss for as
 * long as the delays say. Refuses to know /proc, the kernel's messages and weights.
 */
import { type Micros, plus } from '../base/time.ts'
import type { TrackEvent } from './events.ts'
import type { TrackReport, Verdict } from './report.ts'
import type { ProcessSettings } from './settings.ts'

/** What is known of a process. Zombies are none. */
export interface ProcessSeen {
  readonly pid: number
  /** The kernel's short name, at most 15 bytes: comm of proc(5). */
  readonly name: string
  /** The program and its parameters; empty when it was not read, and for threads of the kernel. */
  readonly commandLine: readonly string[]
}

export type ProcessEvent =
  /** All that run were looked at: these match. */
  | { readonly is: 'scanned'; readonly at: Micros; readonly pids: ReadonlySet<number> }
  /** One began, took another program or another name. */
  | { readonly is: 'seen'; readonly at: Micros; readonly pid: number; readonly matches: boolean }
  /** The child is what its parent is until it takes another program. */
  | { readonly is: 'forked'; readonly at: Micros; readonly parent: number; readonly child: number }
  | { readonly is: 'ended'; readonly at: Micros; readonly pid: number }
  /** A delay may be over; too early does nothing. */
  | { readonly is: 'due'; readonly at: Micros }
  /** A reload after which the same processes match. */
  | { readonly is: 'settings'; readonly at: Micros; readonly settings: ProcessSettings }

export type ProcessEffect =
  | { readonly do: 'report'; readonly report: TrackReport }
  | { readonly do: 'tell'; readonly event: TrackEvent }

export interface ProcessState {
  readonly settings: ProcessSettings
  readonly pids: ReadonlySet<number>
  /** What was reported; undefined before the first scan. */
  readonly verdict: Verdict | undefined
  /** When the opposite is reported, unless it is over before. */
  readonly changeAt: Micros | undefined
}

type Step = readonly [ProcessState, readonly ProcessEffect[]]

export function beginProcess(settings: ProcessSettings): ProcessState {
  return { settings, pids: new Set(), verdict: undefined, changeAt: undefined }
}

/** When the machine next wants `due`. */
export function processWakeAt(state: ProcessState): Micros | undefined {
  return state.changeAt
}

/** Whether both mean the same processes. */
export function isSameProcess(a: ProcessSettings, b: ProcessSettings): boolean {
  return (
    a.process === b.process &&
    a.fullCommand === b.fullCommand &&
    a.match === b.match &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((parameter, index) => parameter === b.parameters[index])
  )
}

/**
 * Whether a process is one of those that are counted: names are compared whole, no patterns. `initial` is a
 * comparison of the beginning, so further parameters may follow.
 */
export function isProcess(settings: ProcessSettings, seen: ProcessSeen): boolean {
  if (!settings.fullCommand) return seen.name === settings.process && hasParameters(settings, seen)
  return seen.commandLine[0] === settings.process && hasParameters(settings, seen)
}

function hasParameters({ match, parameters }: ProcessSettings, { commandLine }: ProcessSeen): boolean {
  const given = commandLine.slice(1)
  switch (match) {
    case 'any':
      return true
    case 'exact':
      return given.length === parameters.length && parameters.every((one, index) => one === given[index])
    case 'partial':
      return parameters.every((one, index) => one === given[index])
    case 'initial': {
      const last = parameters.length - 1
      return parameters.every((one, index) =>
        index === last ? given[index]?.startsWith(one) === true : one === given[index],
      )
    }
  }
}

/** Whether the command line decides, which costs one more file to read for each process. */
export function needsCommandLine({ fullCommand, match }: ProcessSettings): boolean {
  return fullCommand || match !== 'any'
}

export function stepProcess(state: ProcessState, event: ProcessEvent): Step {
  switch (event.is) {
    case 'scanned':
      return judge({ ...state, pids: event.pids }, event.at)
    case 'seen':
      return judge(event.matches ? having(state, event.pid) : lacking(state, event.pid), event.at)
    case 'forked':
      return state.pids.has(event.parent) ? judge(having(state, event.child), event.at) : [state, []]
    case 'ended':
      return judge(lacking(state, event.pid), event.at)
    case 'due':
      if (state.changeAt === undefined || event.at < state.changeAt) return [state, []]
      return turn(state, wantedOf(state))
    case 'settings':
      return resettle({ ...state, settings: event.settings }, wantedOf(state))
  }
}

/** A quorum that was written anew counts at once: the delays are about processes. */
function resettle(state: ProcessState, wantedBefore: Verdict): Step {
  const wanted = wantedOf(state)
  if (state.verdict === undefined || wanted === wantedBefore) return [state, []]
  return wanted === state.verdict ? [{ ...state, changeAt: undefined }, []] : turn(state, wanted)
}

function having(state: ProcessState, pid: number): ProcessState {
  return state.pids.has(pid) ? state : { ...state, pids: new Set([...state.pids, pid]) }
}

function lacking(state: ProcessState, pid: number): ProcessState {
  if (!state.pids.has(pid)) return state
  return { ...state, pids: new Set([...state.pids].filter((one) => one !== pid)) }
}

function wantedOf({ settings, pids }: ProcessState): Verdict {
  const { quorum, quorumMax } = settings
  const isEnough = pids.size >= quorum && (quorumMax === undefined || pids.size <= quorumMax)
  return isEnough ? 'good' : 'bad'
}

/** The first scan counts at once; later a change must hold for its delay, and its opposite ends the wait. */
function judge(state: ProcessState, at: Micros): Step {
  const wanted = wantedOf(state)
  const { name, forkDelay, terminateDelay } = state.settings
  if (state.verdict === undefined) {
    return [{ ...state, verdict: wanted }, [reportOf(name, wanted)]]
  }
  if (wanted === state.verdict) return [{ ...state, changeAt: undefined }, []]
  const delay = wanted === 'good' ? forkDelay : terminateDelay
  if (delay === 0) return turn(state, wanted)
  return [{ ...state, changeAt: state.changeAt ?? plus(at, delay) }, []]
}

function turn(state: ProcessState, verdict: Verdict): Step {
  const { name } = state.settings
  const event: TrackEvent = { is: 'process-quorum', process: name, gained: verdict === 'good' }
  return [{ ...state, verdict, changeAt: undefined }, [{ do: 'tell', event }, reportOf(name, verdict)]]
}

function reportOf(name: string, verdict: Verdict): ProcessEffect {
  return { do: 'report', report: { of: 'process', name, verdict } }
}
