/**
 * The checks of a plan, each with its machine: run when they are due, their results told and judged. Refuses
 * to know what a verdict leads to.
 */
import { earliest, type Micros } from '../../base/time.ts'
import type { CheckEvent } from '../../check/events.ts'
import type { Attempt, Check, CheckPorts, CheckResult } from '../../check/kind.ts'
import { checkOf } from '../../check/kinds.ts'
import { begin, type RetryEffect, type RetryEvent, type RetryState, step, wakeAt } from '../../check/retry.ts'
import type { Alarm } from '../../io/clock.ts'
import { nameOf, type Plan } from '../../lvs/plan.ts'

export interface CheckRunsOptions {
  readonly ports: CheckPorts
  now(): Micros
  openAlarm(onDue: () => void): Alarm
  /** A random number of [0, 1). */
  chance(): number
  tell(event: CheckEvent): void
  onVerdict(check: string, verdict: 'up' | 'down'): void
}

export interface CheckRuns {
  /** Checks that are in the plan already keep their state and their appointment. */
  require(plan: Plan): void
  /** No check runs and nothing is told any more. */
  close(): void
}

interface CheckRun {
  readonly check: Check
  /** `[10.1.0.1]:tcp:80`, with the port that is checked. */
  readonly target: string
  state: RetryState
  attempt: Attempt | undefined
}

export function openCheckRuns(options: CheckRunsOptions): CheckRuns {
  const runs = new Map<string, CheckRun>()
  const alarm = options.openAlarm(() => {
    const at = options.now()
    for (const [key, run] of runs) happen(key, run, { is: 'due', at })
    rearm()
  })
  const rearm = () => alarm.set(earliest(...[...runs.values()].map(({ state }) => wakeAt(state))))

  function happen(key: string, run: CheckRun, event: RetryEvent): void {
    const [state, effects] = step(run.state, event)
    run.state = state
    for (const effect of effects) perform(key, run, effect)
  }
  function perform(key: string, run: CheckRun, effect: RetryEffect): void {
    if (effect.do === 'judge') options.onVerdict(key, effect.verdict)
    else if (effect.do === 'run') {
      run.attempt = run.check.run(options.ports, (result) => end(key, run, result))
    } else options.tell(eventOf(run, effect))
  }
  function end(key: string, run: CheckRun, result: CheckResult): void {
    run.attempt = undefined
    happen(key, run, { is: 'ended', at: options.now(), result })
    rearm()
  }
  const drop = (key: string, run: CheckRun) => {
    run.attempt?.cancel()
    runs.delete(key)
  }
  return {
    require: (plan) => {
      const at = options.now()
      const wanted = plannedChecks(plan)
      for (const [key, run] of runs) if (!wanted.has(key)) drop(key, run)
      for (const [key, { check, target, server, service }] of wanted) {
        const run = runs.get(key)
        if (run !== undefined) {
          happen(key, run, { is: 'timing', at, timing: check.timing })
          continue
        }
        const state = begin(check.timing, { at, chance: options.chance() })
        runs.set(key, { check, target, state, attempt: undefined })
        options.tell({ is: 'activated', server, service })
      }
      rearm()
    },
    close: () => {
      for (const [key, run] of runs) drop(key, run)
      alarm.close()
    },
  }
}

type Told = Exclude<RetryEffect, { readonly do: 'run' | 'judge' }>

function eventOf(run: CheckRun, effect: Told): CheckEvent {
  const about = { kind: run.check.kind, target: run.target }
  switch (effect.do) {
    case 'tell-succeeded':
      return { is: 'check-succeeded', ...about }
    case 'tell-failed':
      return { is: 'check-failed', ...about, retries: effect.retries }
    case 'tell-could-not-run':
      return { is: 'check-could-not-run', ...about, text: effect.text }
  }
}

function plannedChecks(plan: Plan) {
  const all = plan.flatMap((service) =>
    service.servers.flatMap((server) =>
      server.checks.map(({ key, settings }) => {
        const check = checkOf(settings)
        const target = nameOf(service.settings, check.target)
        return [key, { check, target, server: server.name, service: service.name }] as const
      }),
    ),
  )
  return new Map(all)
}
