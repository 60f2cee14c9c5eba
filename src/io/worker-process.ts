/**
 * A worker as the parent sees it: a child process of this same program with a message channel. Refuses to
 * interpret the messages. What the child prints is passed on line by line, bounded.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Result } from '../base/result.ts'
import { attempt, type Failure } from './failure.ts'

export type Ending =
  | { readonly is: 'status'; readonly status: number }
  | { readonly is: 'signal'; readonly signal: string }
  /** It could not be started at all. */
  | { readonly is: 'not-started'; readonly code: string }

export interface WorkerOptions {
  readonly name: string
  onMessage(message: unknown): void
  onOutput(line: string): void
  /** Called exactly once. */
  onEnd(ending: Ending): void
}

export interface WorkerProcess {
  readonly pid: number | undefined
  /** False when the channel is gone; the end of the process is told by `onEnd`. */
  send(message: unknown): boolean
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

const outputLinesMax = 200

/**
 * Starts this program again as the named worker. SIGINT of the terminal is the parent's business alone. Never
 * throws: a machine without memory, processes or descriptors is an ending, told in a later turn.
 */
export function startWorker(options: WorkerOptions): WorkerProcess {
  let ended = false
  const end = (ending: Ending) => {
    if (ended) return
    ended = true
    options.onEnd(ending)
  }
  const child = trySpawn(options.name)
  if (!child.ok) {
    const { code } = child.error
    setImmediate(() => end({ is: 'not-started', code }))
    return { pid: undefined, send: () => false, kill: () => undefined }
  }
  return follow(child.value, options, end)
}

/**
 * A worker collects its garbage alone. V8's helper threads have ordinary priority: on a busy machine a worker
 * with real-time priority would wait for them, up to 70 ms for what takes it one, and adverts would be late.
 */
const flags = ['--single-threaded-gc']

function trySpawn(name: string): Result<ChildProcess, Failure> {
  const inherited = process.execArgv.filter((flag) => !flags.includes(flag))
  const words = [...inherited, ...flags, process.argv[1] ?? '', `--worker=${name}`]
  return attempt(`starting the worker ${name}`, () =>
    spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    }),
  )
}

function follow(child: ChildProcess, options: WorkerOptions, end: (ending: Ending) => void): WorkerProcess {
  child.on('message', (message) => options.onMessage(message))
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (child.pid === undefined) end({ is: 'not-started', code: error.code ?? 'unknown' })
  })
  child.on('exit', (status, signal) => {
    end(signal === null ? { is: 'status', status: status ?? 0 } : { is: 'signal', signal })
  })
  passOn(child, options)
  return {
    pid: child.pid,
    send: (message) => {
      if (!child.connected) return false
      child.send(message as object, (error) => void error)
      return true
    },
    kill: (signal) => void child.kill(signal),
  }
}

function passOn(child: ChildProcess, options: WorkerOptions): void {
  let lines = 0
  for (const stream of [child.stdout, child.stderr]) {
    // Without descriptors there are no streams at all, whatever the types say.
    if (!(stream instanceof Readable)) continue
    createInterface({ input: stream }).on('line', (line) => {
      lines++
      if (lines <= outputLinesMax) options.onOutput(line.slice(0, 1_000))
    })
  }
}
