/**
 * One worker and what the parent does for it, the same for every kind: supervision told to the log, the pid
 * file, a look now and then whether it still turns. What its messages mean is the business of `vrrp-side`
 * and `checker-side`.
 */
import { type Micros, seconds, toSeconds } from '../base/time.ts'
import { now } from '../io/clock.ts'
import type { Native } from '../io/native.ts'
import { type PidFile, writePidFile } from '../io/pid-file.ts'
import { startWorker } from '../io/worker-process.ts'
import type { DaemonEvent, WorkerName } from './events.ts'
import { permanentErrorStatus, type Supervision, supervise } from './supervise.ts'

export interface SideOptions<From> {
  readonly native: Native
  /** As messages of the log call it. */
  readonly worker: WorkerName
  /** As `--worker=` calls it. */
  readonly entry: string
  readonly pidFile: string
  readonly respawn: boolean
  tell(event: DaemonEvent): void
  onMessage(message: From): void
  /** Before it is restarted. */
  onDied(): void
  /** The worker cannot run, or must not be restarted: the daemon ends with this status. */
  onFatal(status: number): void
}

/** Messages that every worker knows. */
type Common = { readonly is: 'ping' } | { readonly is: 'stop'; readonly keep?: true }

export interface Side<To> {
  send(message: To | Common): void
  /** `keep`: what it holds stays as it is. */
  end(patience: Micros, keep?: boolean): Promise<void>
  readonly pid: number | undefined
}

/** Asked this often whether it turns; restarted after `unansweredMax` questions without an answer. */
const askEvery = seconds(1)
const unansweredMax = 5

export function openSide<To, From extends { readonly is: string }>(options: SideOptions<From>): Side<To> {
  const { worker, tell } = options
  let pidFile: PidFile | undefined
  /** Undefined until it has spoken: loading takes as long as it takes. */
  let unanswered: number | undefined
  const supervision: Supervision<To | Common> = supervise<To | Common, From>({
    name: options.entry,
    respawn: options.respawn,
    now: () => now(options.native),
    start: startWorker,
    onStarted: (pid) => {
      unanswered = undefined
      tell({ is: 'worker-starting', worker, pid })
      const written = writePidFile(options.pidFile, pid)
      if (written.ok) pidFile = written.value
      else tell({ is: 'pid-file-failed', pidFile: options.pidFile, text: written.error.text })
    },
    onMessage: (batch) => {
      for (const message of Array.isArray(batch) ? (batch as readonly From[]) : [batch as From]) {
        unanswered = 0
        if (message.is !== 'pong') options.onMessage(message)
      }
    },
    onOutput: (line) => tell({ is: 'worker-said', worker, line }),
    onDied: (how, pid) => {
      options.onDied()
      const status = how.is === 'status' ? how.status : undefined
      const signal = how.is === 'signal' ? how.signal : undefined
      const respawn = options.respawn && status !== permanentErrorStatus
      if (how.is === 'not-started')
        tell({ is: 'failed', doing: `starting the ${worker} process`, text: how.code })
      else tell({ is: 'worker-died', worker, pid: pid ?? 0, status, signal, respawn })
      if (!respawn) options.onFatal(status === permanentErrorStatus ? permanentErrorStatus : 0)
    },
    onRestartDelayed: (delay) => tell({ is: 'respawn-delayed', worker, seconds: toSeconds(delay) }),
  })
  const ask = setInterval(() => {
    // One that waits for its restart does not hang.
    if (supervision.pid === undefined || unanswered === undefined) return
    if (unanswered >= unansweredMax) {
      tell({ is: 'worker-hung', worker, pid: supervision.pid })
      supervision.kill()
    }
    unanswered++
    supervision.send({ is: 'ping' })
  }, toSeconds(askEvery) * 1_000)

  return {
    send: (message) => supervision.send(message),
    get pid() {
      return supervision.pid
    },
    end: async (patience, keep = false) => {
      clearInterval(ask)
      await supervision.end(keep ? { is: 'stop', keep } : { is: 'stop' }, patience)
      pidFile?.release()
    },
  }
}
