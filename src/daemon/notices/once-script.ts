/**
 * startup_script and shutdown_script: each is run once by the parent, before and after everything else, and
 * waited for, but not for ever. keepalived.conf(5), startup_script.
 */
import { toSeconds } from '../../base/time.ts'
import type { NotifyEvent, OnceWhen } from '../../notify/events.ts'
import type { OnceScript } from '../../settings/global/settings.ts'
import type { Ended, Processes, Run } from '../../track/ports.ts'
import type { Programs } from './script-programs.ts'

/** After SIGTERM, before SIGKILL. */
const killMillis = 1_000

export interface OnceRun {
  /** Settles when it has ended, or its time is over. */
  readonly over: Promise<void>
  /** It is ended, and waited for no longer. */
  cancel(): void
}

export function runOnce(
  wanted: { readonly when: OnceWhen; readonly script: OnceScript; readonly programs: Programs },
  { processes, tell }: { readonly processes: Processes; readonly tell: (event: NotifyEvent) => void },
): OnceRun {
  const { when, script } = wanted
  const program = wanted.programs(script.command)
  // Why it must not run was told when it was judged.
  if (program === undefined) return { over: Promise.resolve(), cancel: () => undefined }
  tell({ is: 'once-started', when, program: script.command.argv[0] })
  const run = processes.start(program)
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    tell({ is: 'once-timed-out', when })
    end(run)
    resolve()
  }, toSeconds(script.timeout) * 1_000)
  let isOver = false
  void over.then(() => {
    isOver = true
    clearTimeout(timer)
  })
  void run.ended.then(({ ended }) => {
    if (!isOver) tell({ is: 'once-ended', when, failure: failureOf(ended) })
    resolve()
  })
  const cancel = () => {
    if (!isOver) end(run)
    resolve()
  }
  return { over, cancel }
}

function end(run: Run): void {
  run.signalGroup('SIGTERM')
  const timer = setTimeout(() => run.signalGroup('SIGKILL'), killMillis)
  timer.unref()
  void run.ended.then(() => clearTimeout(timer))
}

/** In keepalived's words; undefined: it succeeded. */
function failureOf(ended: Ended): string | undefined {
  switch (ended.is) {
    case 'exited':
      return ended.status === 0 ? undefined : `status ${ended.status}`
    case 'signalled':
      return `signal ${ended.number} (${ended.signal})`
    case 'not-started':
      return `it could not be started: ${ended.text} (${ended.code})`
  }
}
