/**
 * The machine that every check shares: when it runs next, how often it is tried again, and when its result is
 * a verdict (keepalived.conf(5): delay_loop, retry, delay_before_retry, warmup, alpha). Refuses to know what
 * is checked and what a verdict leads to.
 */
import { type Micros, micros, plus, seconds, times } from '../base/time.ts'
import type { CheckResult } from './kind.ts'
import type { CheckTiming } from './settings.ts'

export type Verdict = 'up' | 'down'

export interface RetryState {
  readonly timing: CheckTiming
  readonly verdict: Verdict
  /** Whether any result became a verdict yet. */
  readonly hasRun: boolean
  /** Failures in a row that did not become a verdict. */
  readonly tries: number
  readonly course: { readonly is: 'waiting'; readonly runAt: Micros } | { readonly is: 'running' }
}

export type RetryEvent =
  /** Its time may have come; too early does nothing. */
  | { readonly is: 'due'; readonly at: Micros }
  | { readonly is: 'ended'; readonly at: Micros; readonly result: CheckResult }
  /** A reload left its question alone: delays and retries may be new. */
  | { readonly is: 'timing'; readonly at: Micros; readonly timing: CheckTiming }

export type RetryEffect =
  | { readonly do: 'run' }
  /** Also when it is the same as before: an alpha check that fails at once says so. */
  | { readonly do: 'judge'; readonly verdict: Verdict }
  | { readonly do: 'tell-succeeded' }
  /** After so many further tries; 0 for the first run ever. */
  | { readonly do: 'tell-failed'; readonly retries: number }
  | { readonly do: 'tell-could-not-run'; readonly text: string }

type Step = readonly [RetryState, readonly RetryEffect[]]

const settlingDelay = seconds(1)

/** `chance` is a random number of [0, 1): checks of many servers spread over the warm-up. */
export function begin(
  timing: CheckTiming,
  start: { readonly at: Micros; readonly chance: number },
): RetryState {
  return {
    timing,
    verdict: timing.alpha ? 'down' : 'up',
    hasRun: false,
    // So that the very first failure is a verdict.
    tries: timing.retry,
    course: {
      is: 'waiting',
      runAt: plus(plus(start.at, settlingDelay), times(timing.warmup, start.chance)),
    },
  }
}

/** When the machine next wants `due`; undefined while the check runs. */
export function wakeAt(state: RetryState): Micros | undefined {
  return state.course.is === 'waiting' ? state.course.runAt : undefined
}

export function step(state: RetryState, event: RetryEvent): Step {
  switch (event.is) {
    case 'due':
      if (state.course.is === 'running' || event.at < state.course.runAt) return [state, []]
      return [{ ...state, course: { is: 'running' } }, [{ do: 'run' }]]
    case 'ended':
      return state.course.is === 'running' ? ended(state, event.result, event.at) : [state, []]
    case 'timing':
      return [retimed(state, event.timing, event.at), []]
  }
}

function ended(state: RetryState, result: CheckResult, at: Micros): Step {
  const { timing } = state
  const later: RetryState = { ...state, course: { is: 'waiting', runAt: plus(at, timing.delayLoop) } }
  if (result.is === 'could-not-run') return [later, [{ do: 'tell-could-not-run', text: result.text }]]
  if (result.is === 'success') {
    if (state.verdict === 'up' && state.hasRun) return [{ ...later, tries: 0 }, []]
    return [
      { ...later, verdict: 'up', hasRun: true, tries: 0 },
      [{ do: 'tell-succeeded' }, { do: 'judge', verdict: 'up' }],
    ]
  }
  if (state.verdict === 'down' && state.hasRun) return [later, []]
  if (state.tries < timing.retry) {
    const again: RetryState['course'] = { is: 'waiting', runAt: plus(at, timing.delayBeforeRetry) }
    return [{ ...state, tries: state.tries + 1, course: again }, []]
  }
  const retries = state.hasRun ? timing.retry : 0
  return [
    { ...later, verdict: 'down', hasRun: true, tries: 0 },
    [
      { do: 'tell-failed', retries },
      { do: 'judge', verdict: 'down' },
    ],
  ]
}

/**
 * Ours: keepalived starts all checks anew on every reload; here a check that stays keeps its appointment,
 * unless the new delay brings it forward.
 */
function retimed(state: RetryState, timing: CheckTiming, at: Micros): RetryState {
  const tries = state.hasRun ? Math.min(state.tries, timing.retry) : timing.retry
  if (state.course.is === 'running') return { ...state, timing, tries }
  const runAt = micros(Math.min(state.course.runAt, plus(at, timing.delayLoop)))
  return { ...state, timing, tries, course: { is: 'waiting', runAt } }
}
