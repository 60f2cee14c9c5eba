/**
 * Keeps one worker alive: starts it, hands on its messages, restarts it with backoff when it dies, and ends
 * it on request with a bound. Refuses to know what the messages mean.
 */
import type { Micros } from '../base/time.ts'
import { minus, toSeconds } from '../base/time.ts'
import type { Ending, WorkerProcess } from '../io/worker-process.ts'
import { restartDelay } from './backoff.ts'

/** A worker's exit status that says: restarting does not help. */
export const permanentErrorStatus = 2

export interface SupervisionOptions<From> {
  readonly name: string
  readonly respawn: boolean
  now(): Micros
  start(listener: {
    readonly name: string
    onMessage(message: unknown): void
    onOutput(line: string): void
    onEnd(ending: Ending): void
  }): WorkerProcess
  onStarted(pid: number): void
  onMessage(message: From): void
  onOutput(line: string): void
  /** Unexpectedly: what must be done before it is restarted is done here. */
  onDied(ending: Ending, pid: number | undefined): void
  onRestartDelayed(delay: Micros): void
}

export interface Supervision<To> {
  send(message: To): void
  readonly pid: number | undefined
  /** Ends a worker that hangs; it is restarted like one that died. */
  kill(): void
  /**
   * Its end is expected from now on; resolves when it is gone, killed after `patience` if need be. A second
   * call waits for the same end.
   */
  end(message: To, patience: Micros): Promise<void>
}

export function supervise<To, From>(options: SupervisionOptions<From>): Supervision<To> {
  let worker: WorkerProcess | undefined
  let startedAt = options.now()
  let delay: Micros | undefined
  let restart: NodeJS.Timeout | undefined
  let requested: ReturnType<typeof request> | undefined
  let ending = false

  const onEnd = (how: Ending) => {
    const pid = worker?.pid
    worker = undefined
    if (ending) {
      requested?.gone()
      return
    }
    options.onDied(how, pid)
    const permanent = how.is === 'status' && how.status === permanentErrorStatus
    if (permanent || !options.respawn || ending) return
    delay = restartDelay(delay, minus(options.now(), startedAt))
    if (delay > 0) options.onRestartDelayed(delay)
    restart = setTimeout(start, toSeconds(delay) * 1_000)
  }
  const start = () => {
    restart = undefined
    startedAt = options.now()
    worker = options.start({
      name: options.name,
      onMessage: (message) => options.onMessage(message as From),
      onOutput: options.onOutput,
      onEnd,
    })
    if (worker.pid !== undefined) options.onStarted(worker.pid)
  }
  start()

  return {
    send: (message) => void worker?.send(message),
    get pid() {
      return worker?.pid
    },
    kill: () => worker?.kill('SIGKILL'),
    end: (message, patience) => {
      ending = true
      clearTimeout(restart)
      requested ??= worker && request(worker, message, patience)
      return requested?.promise ?? Promise.resolve()
    },
  }
}

/** Node takes what is longer for no time at all. */
const timeoutMillisMax = 2 ** 31 - 1

/** Asks for the end and insists after `patience`; `gone` is to be called when it has come. */
function request<To>(living: WorkerProcess, message: To, patience: Micros) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const millis = Math.min(toSeconds(patience) * 1_000, timeoutMillisMax)
  const impatient = setTimeout(() => living.kill('SIGKILL'), millis)
  if (!living.send(message)) living.kill('SIGTERM')
  const gone = () => {
    clearTimeout(impatient)
    resolve()
  }
  return { promise, gone }
}
