/**
 * Where log lines go without ever holding up the daemon: a descriptor that is written to only when it has
 * room, with a bounded number of lines waiting. Refuses to wait and to fail: what cannot be written is
 * counted, and the count is written as soon as there is room again.
 */
import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { attempt } from './failure.ts'

export interface Sink {
  /** One whole line, its line break included. */
  write(line: string): void
  /** Resolves when everything is written, or after `flushMillisMax`. */
  flush(): Promise<void>
  /** Nothing is written any more: the descriptor is about to be closed. */
  close(): void
}

/**
 * Waiting lines; the newest are dropped beyond that, since the first ones tell how it began. A master of a
 * thousand addresses says six thousand lines with -D within two seconds, and a reader takes what it can.
 */
export const waitingLinesMax = 10_000
/** A reader that does not read is tried again so often. */
const retryMillis = 20
/** The end of the daemon waits no longer for a reader that does not read. */
const flushMillisMax = 200

/** A reader that is slow, a disk that is full: there may be room again. Everything else is the end. */
const passing = ['EAGAIN', 'ENOSPC', 'EDQUOT', 'ENOBUFS', 'ENOMEM']

/** Writes some bytes: how many went, or why none. */
export type TryWrite = (bytes: Buffer) => number | 'full' | 'closed'

/** `noteDropped` words the line that stands for lines that were lost. */
export function openSink(tryWrite: TryWrite, noteDropped: (count: number) => string): Sink {
  let waiting: Buffer[] = []
  let dropped = 0
  let retry: NodeJS.Timeout | undefined
  let closed = false

  const push = (bytes: Buffer): boolean => {
    const written = tryWrite(bytes)
    if (written === 'closed') {
      closed = true
      waiting = []
      return false
    }
    if (written === bytes.length) return true
    // A line is never left torn: its rest goes first when there is room again.
    waiting.unshift(written === 'full' ? bytes : bytes.subarray(written))
    return false
  }
  const drain = () => {
    retry = undefined
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!push(next)) break
    }
    if (closed) return
    if (waiting.length > 0) {
      retry = setTimeout(drain, retryMillis)
      retry.unref()
    } else if (dropped > 0) {
      const note = Buffer.from(noteDropped(dropped))
      dropped = 0
      push(note)
    }
  }
  return {
    write(line) {
      if (closed) return
      if (waiting.length >= waitingLinesMax) {
        dropped++
        return
      }
      waiting.push(Buffer.from(line))
      if (retry === undefined) drain()
    },
    async flush() {
      const attempts = flushMillisMax / retryMillis
      for (let attempt = 0; attempt < attempts && waiting.length > 0; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, retryMillis))
        clearTimeout(retry)
        drain()
      }
    },
    close() {
      clearTimeout(retry)
      closed = true
      waiting = []
    },
  }
}

/**
 * Standard error as something that never blocks. A pipe or terminal is opened anew, because O_NONBLOCK on the
 * given descriptor would also change it for the shell and every other process that shares it. A socket cannot
 * be opened anew; the journal gives each service one of its own, which nobody else minds being non-blocking.
 */
export function descriptorWriter(fd: number): TryWrite {
  return nonBlockingWriter(openNonBlocking(fd))
}

/** For one that was opened with O_NONBLOCK. */
export function nonBlockingWriter(fd: number): TryWrite {
  return (bytes) => {
    const written = attempt('writing the log', () => writeSync(fd, bytes))
    if (written.ok) return written.value
    return passing.includes(written.error.code) ? 'full' : 'closed'
  }
}

function openNonBlocking(fd: number): number {
  const stats = attempt('examining the log', () => fstatSync(fd))
  if (!stats.ok) return fd
  // Taking it over is what sets O_NONBLOCK; nothing is ever read or written through the object.
  if (stats.value.isSocket()) new Socket({ fd, readable: false, writable: true }).unref()
  if (!stats.value.isFIFO() && !stats.value.isCharacterDevice()) return fd
  const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_APPEND
  const opened = attempt('opening the log', () => openSync(`/proc/self/fd/${fd}`, flags))
  return opened.ok ? opened.value : fd
}
