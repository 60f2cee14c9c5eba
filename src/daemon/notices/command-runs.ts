/**
 * Runs the programs that a change owes: started in the order in which they were owed, not waited for, so that
 * specific and generic scripts run side by side as keepalived's do. Refuses more than a named number at once
 * and more than a named number waiting: more than two changes of every instance that fits on a host.
 */
import type { Command } from '../../conf/command.ts'
import type { RunEvent } from '../../track/events.ts'
import type { Processes, Program, Run } from '../../track/ports.ts'

/** Programs that run at the same time; the next ones wait for an end, except those of STOP changes. */
export const runningMax = 256
/** Programs that wait; what is owed beyond that is not run, and said so. */
export const waitingMax = 16_384

/** A command and for whom it runs: `notify_master of VI_1`. */
export interface Errand {
  readonly why: string
  readonly command: Command
  readonly program: Program
  /** Waited for at the end of the daemon. */
  readonly isFarewell: boolean
  /** The same errand again while one waits is nothing new: an event that comes with every advert. */
  readonly repeats?: boolean
  /** It has ended, or never began. */
  onEnded?(): void
}

export interface CommandRuns {
  add(errand: Errand): void
  /** Settles once no farewell is waiting or running. */
  farewells(): Promise<void>
}

export function openCommandRuns(processes: Processes, tell: (event: RunEvent) => void): CommandRuns {
  const waiting: Errand[] = []
  let running = 0
  let farewells = 0
  let starting = false
  let onFarewellsDone: (() => void)[] = []

  // One a turn: a burst of hundreds must not keep the loop from everything else, each fork takes about 1 ms.
  const startNext = () => {
    starting = false
    const errand = next()
    if (errand === undefined) return
    running++
    const run = processes.start(errand.program)
    const about = { why: errand.why, program: errand.command.argv[0] }
    void follow(about, run, tell).then(() => done(errand))
    schedule()
  }
  /** At the end there is no later: what is owed then does not wait for others to end. */
  const next = (): Errand | undefined => {
    if (running < runningMax) return waiting.shift()
    const index = waiting.findIndex((errand) => errand.isFarewell)
    return index < 0 ? undefined : waiting.splice(index, 1)[0]
  }
  const schedule = () => {
    if (starting || waiting.length === 0) return
    starting = true
    setImmediate(startNext)
  }
  const done = (errand: Errand) => {
    running--
    errand.onEnded?.()
    if (errand.isFarewell && --farewells === 0) {
      for (const settle of onFarewellsDone) settle()
      onFarewellsDone = []
    }
    schedule()
  }

  return {
    add(errand) {
      if (errand.repeats && waiting.some(({ repeats, why }) => repeats && why === errand.why)) return
      if (waiting.length >= waitingMax) {
        tell({ is: 'run-dropped', why: errand.why, program: errand.command.argv[0], waiting: waiting.length })
        errand.onEnded?.()
        return
      }
      if (errand.isFarewell) farewells++
      waiting.push(errand)
      schedule()
    },
    farewells: () =>
      farewells === 0 ? Promise.resolve() : new Promise((resolve) => onFarewellsDone.push(resolve)),
  }
}

/** Tells what becomes of a program that was started; settles when it has ended. */
export async function follow(
  about: { readonly why: string; readonly program: string },
  run: Run,
  tell: (event: RunEvent) => void,
): Promise<void> {
  if (run.pid !== undefined) tell({ is: 'run-started', ...about, pid: run.pid })
  const { ended, output } = await run.ended
  if (output.bytesDropped > 0) tell({ is: 'run-output-cut', ...about, bytes: output.bytesDropped })
  for (const line of output.lines) tell({ is: 'run-output', ...about, line })
  tell({ is: 'run-ended', ...about, pid: run.pid, ended })
}
