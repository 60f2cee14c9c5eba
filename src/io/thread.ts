/**
 * What a process asks of the kernel for its own main thread: how it is named, when it dies, in which network
 * it lives. Children of the process start from the main thread, so they inherit name and network.
 */
import { closeSync, openSync, statSync } from 'node:fs'
import { ok, type Result } from '../base/result.ts'
import { attempt, type Failure } from './failure.ts'
import { CLONE_NEWNET, PR_SET_PDEATHSIG } from './linux.ts'
import type { Native } from './native.ts'

const SIGTERM = 15
const nameBytesMax = 15

/** SIGTERM for this process as soon as its parent is gone (PR_SET_PDEATHSIG of prctl(2)). */
export function dieWithParent(native: Native): void {
  const parent = process.ppid
  native.prctl(PR_SET_PDEATHSIG, SIGTERM)
  // A parent that went before the call sends nothing.
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}

/**
 * Signals that the parent alone acts upon: a terminal's Ctrl-C reaches the whole process group, and
 * `pkill -USR1 keepalived` every process of that name. Unheeded, SIGUSR1 would have Node open its debugger to
 * every user of the host, and SIGUSR2 would end the process. SIGTERM to the whole group means an orderly end:
 * services must outlive the addresses, and only the parent knows the order. A dead parent is told by the
 * channel.
 */
export function leaveSignalsToParent(native: Native): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)
    process.on(signal, () => undefined)
  for (const number of realTimeSignals) native.onSignal(number, () => undefined)
}

/** keepalived(8), SIGNALS: JSON is SIGRTMIN+2, STATS_CLEAR is SIGRTMAX-1, as glibc counts them. */
export const realTimeSignals = [36, 63] as const

/** As ps and top show the process; what exceeds the kernel's 15 bytes is cut. */
export function nameProcess(native: Native, name: string): void {
  let short = name
  while (Buffer.byteLength(short) > nameBytesMax) short = short.slice(0, -1)
  native.setName(short)
}

/**
 * Does some work in the network namespace behind a file and comes back. Needs CAP_SYS_ADMIN, unless it is the
 * one in which this process is already.
 */
export function visitNamespace<T>(native: Native, path: string, work: () => T): Result<T, Failure> {
  const here = '/proc/thread-self/ns/net'
  const isHere = attempt(`looking at ${path}`, () => statSync(path).ino === statSync(here).ino)
  if (!isHere.ok) return isHere
  if (isHere.value) return ok(work())
  const way = attempt(`opening ${here}`, () => openSync(here, 'r'))
  if (!way.ok) return way
  try {
    const entered = enterNamespace(native, path)
    if (!entered.ok) return entered
    const done = work()
    const back = attempt('coming back', () => native.setns(way.value, CLONE_NEWNET))
    return back.ok ? ok(done) : back
  } finally {
    closeSync(way.value)
  }
}

/** Moves to the network namespace behind a file such as /run/netns/blue. Needs CAP_SYS_ADMIN. */
export function enterNamespace(native: Native, path: string): Result<undefined, Failure> {
  return attempt(`entering the network namespace ${path}`, () => {
    const fd = openSync(path, 'r')
    try {
      native.setns(fd, CLONE_NEWNET)
    } finally {
      closeSync(fd)
    }
    return undefined
  })
}
