/**
 * Runs programs of the user: without a shell, in a session and process group of their own, as the given user,
 * in `/`, with standard input from /dev/null and what they print kept in bounds. Refuses to judge whether a
 * program may run (notify/security.ts) and to wait for anything: every end is a promise.
 *
 * Why not execa: docs/decisions/0004-scripts-and-words.md.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import type { Ended, Output, Processes, Program, Run } from '../track/ports.ts'
import { failureOf } from './failure.ts'

/** Of what one run prints, so many bytes are kept of each of standard output and error: the last ones. */
export const outputBytesMax = 4_096
/**
 * So much is read as fast as it comes; what follows at `pacedMillis` a chunk (64 KiB), and is thrown away.
 */
const promptBytesMax = 65_536
const pacedMillis = 10
/** Variables by which a caller could change what a script does; keepalived removes the same ones. */
const removedVariables = ['IFS', 'LD_PRELOAD', 'LD_LIBRARY_PATH']

/** A program that has ended may leave its output to others; of that many such runs somebody still listens. */
const leftBehindMax = 64
/** How long the end of a run waits for the rest of what it printed. */
const lastWordsMillis = 100

/** A program's output as long as somebody holds the other end. */
interface Listening {
  output(): Output
  /** The program has ended: what is still in the pipes is read at once. */
  hasten(): void
  /** Others go on printing: it is read at a pace, thrown away, and nothing is waited for. */
  release(): void
  close(): void
}

export function systemProcesses(environment: NodeJS.ProcessEnv): Processes {
  const env = { ...environment }
  for (const name of removedVariables) delete env[name]
  const leftBehind: Listening[] = []
  const leave = (listening: Listening) => {
    listening.release()
    leftBehind.push(listening)
    if (leftBehind.length > leftBehindMax) leftBehind.shift()?.close()
  }
  return { start: (program) => start(program, env, leave) }
}

function start(program: Program, env: NodeJS.ProcessEnv, leave: (listening: Listening) => void): Run {
  const child = trySpawn(program, env)
  if ('is' in child) return neverStarted(child)
  const { pid } = child
  const listening = listen([child.stdout, child.stderr])
  const { promise, resolve } = Promise.withResolvers<{ ended: Ended; output: Output }>()
  child.once('exit', (status, signal) => {
    const ended: Ended =
      signal === null
        ? { is: 'exited', status: status ?? 0 }
        : { is: 'signalled', signal, number: constants.signals[signal] }
    listening.hasten()
    // 'close' waits for everybody who inherited the pipes, such as a service that the script has started.
    const patience = setTimeout(() => {
      leave(listening)
      resolve({ ended, output: listening.output() })
    }, lastWordsMillis)
    child.once('close', () => {
      clearTimeout(patience)
      resolve({ ended, output: listening.output() })
    })
  })
  child.once('error', (error) => {
    if (pid !== undefined) return
    const { code, text } = failureOf(error, program.file)
    resolve({ ended: { is: 'not-started', code, text }, output: listening.output() })
  })
  return { pid, ended: promise, signalGroup: (signal) => signalGroup(pid, signal) }
}

/** Failures before the fork (bad identity, no descriptors) are thrown by spawn, later ones are events. */
function trySpawn(program: Program, env: NodeJS.ProcessEnv): ChildProcess | Ended {
  const [name, ...words] = program.argv
  try {
    return spawn(program.file, words, {
      argv0: name,
      cwd: '/',
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...program.identity,
    })
  } catch (error) {
    const { code, text } = failureOf(error, program.file)
    return { is: 'not-started', code, text }
  }
}

function neverStarted(ended: Ended): Run {
  const output = { lines: [], bytesDropped: 0 }
  return { pid: undefined, ended: Promise.resolve({ ended, output }), signalGroup: () => {} }
}

function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // Gone already, or it has become somebody else's: both mean that there is nothing left for us to end.
    const { code } = failureOf(error, 'kill')
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/**
 * Reads both streams for as long as somebody holds them, so that no script ever blocks or is killed by
 * SIGPIPE, but slowly once a run prints too much, so that it cannot keep this process busy.
 */
function listen(streams: readonly (Readable | null | undefined)[]): Listening {
  const tails: Buffer[] = streams.map(() => Buffer.alloc(0))
  let bytesSeen = 0
  let released = false
  let hasty = false
  for (const [index, stream] of streams.entries()) {
    stream?.on('data', (chunk: Buffer) => {
      bytesSeen += chunk.length
      if (!released) tails[index] = keepLast(tails[index] ?? Buffer.alloc(0), chunk)
      if (bytesSeen <= promptBytesMax || hasty) return
      stream.pause()
      setTimeout(() => stream.resume(), pacedMillis).unref()
    })
    stream?.on('error', () => stream.destroy())
  }
  return {
    output: () => ({
      lines: tails.flatMap(linesOf),
      bytesDropped: bytesSeen - tails.reduce((sum, tail) => sum + tail.length, 0),
    }),
    hasten() {
      hasty = true
      for (const stream of streams) stream?.resume()
    },
    release() {
      released = true
      hasty = false
      for (const stream of streams) if (stream instanceof Socket) stream.unref()
    },
    close() {
      for (const stream of streams) stream?.destroy()
    },
  }
}

function keepLast(kept: Buffer, chunk: Buffer): Buffer {
  if (chunk.length >= outputBytesMax) return Buffer.from(chunk.subarray(chunk.length - outputBytesMax))
  const both = Buffer.concat([kept, chunk])
  return both.length <= outputBytesMax ? both : both.subarray(both.length - outputBytesMax)
}

function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
