/**
 * Runs programs of the user: without a shell, in a session and process group of their own, as the given user
 * and groups, in `/`, with standard input from /dev/null and what they print kept in bounds. Refuses to judge
 * whether a program may run (notify/security.ts) and to wait for anything: every end is a promise.
 *
 * Why not execa: docs/decisions/0004-scripts-and-words.md. What native/run-as does between fork and exec:
 * docs/decisions/0014-scripts-as-their-user.md.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Ended, Output, Processes, Program, Run } from '../track/ports.ts'
import { failureFromErrno, failureOf } from './failure.ts'

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

/** The program between fork and exec, built with the addon and beside it; undefined: it is not there. */
export function findRunAs(): string | undefined {
  const path = fileURLToPath(new URL('run-as', import.meta.resolve('#native')))
  return existsSync(path) ? path : undefined
}

/** Without `runAs` programs get no supplementary groups, and outlive a parent that is killed. */
export function systemProcesses(environment: NodeJS.ProcessEnv, runAs = findRunAs()): Processes {
  const env = { ...environment }
  for (const name of removedVariables) delete env[name]
  const leftBehind: Listening[] = []
  const leave = (listening: Listening) => {
    listening.release()
    leftBehind.push(listening)
    if (leftBehind.length > leftBehindMax) leftBehind.shift()?.close()
  }
  return { start: (program) => start(program, { env, runAs }, leave) }
}

interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly runAs: string | undefined
}

function start(program: Program, around: Surroundings, leave: (listening: Listening) => void): Run {
  const child = trySpawn(program, around)
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
      const output = listening.output()
      const never = around.runAs && status === runAsStatus ? neverRan(program.file, output) : undefined
      resolve(never === undefined ? { ended, output } : { ended: never, output: nothing })
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
function trySpawn(program: Program, { env, runAs }: Surroundings): ChildProcess | Ended {
  const [name, ...words] = program.argv
  const plainly: SpawnOptions = { cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }
  try {
    if (runAs !== undefined) return spawn(runAs, runAsWords(program), { ...plainly, argv0: 'run-as' })
    const as = program.identity && { uid: program.identity.uid, gid: program.identity.gid }
    return spawn(program.file, words, { ...plainly, argv0: name, ...as })
  } catch (error) {
    const { code, text } = failureOf(error, program.file)
    return { is: 'not-started', code, text }
  }
}

/** As native/programs/run-as.c takes them. */
function runAsWords({ file, argv, identity, diesWithUs }: Program): string[] {
  const as =
    identity === undefined
      ? ['-', '-', '-']
      : [String(identity.uid), String(identity.gid), identity.groups.join(',')]
  return [...as, diesWithUs ? String(process.pid) : '-', file, ...argv]
}

/** What run-as.c exits with when the program did not run. */
const runAsStatus = 127

/** The program itself may exit with that status, too, but does not say so in these words. */
function neverRan(file: string, { lines }: Output): Ended | undefined {
  const [line, ...others] = lines
  const said = others.length === 0 ? /^run-as: (\d+) (\w+)$/.exec(line ?? '') : null
  if (said === null) return undefined
  const [, errno, step] = said
  const { code, text } = failureFromErrno(Number(errno), file)
  return { is: 'not-started', code, text: step === 'exec' ? text : `${step}: ${text}` }
}

const nothing: Output = { lines: [], bytesDropped: 0 }

function neverStarted(ended: Ended): Run {
  return { pid: undefined, ended: Promise.resolve({ ended, output: nothing }), signalGroup: () => {} }
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
