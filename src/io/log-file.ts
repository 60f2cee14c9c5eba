/**
 * The log in a file, keepalived(8), --log-file: every line with the fraction of its second, in the form that
 * keepalived gives it. Refuses to follow a link in the file's place, and to end the daemon when the disk is
 * full: lines wait, the newest are dropped, and the file says so once there is room.
 */
import { closeSync, constants, fdatasyncSync, openSync } from 'node:fs'
import { attempt, type Failure } from './failure.ts'
import { consoleForm, droppedText, type Log, type LogLine } from './log-form.ts'
import { nonBlockingWriter, openSink, type Sink } from './log-sink.ts'

export interface LogFileOptions {
  /** Absolute. */
  readonly path: string
  /** Of a file that is not there yet. */
  readonly mode: number
  /** Each line is on the disk before the daemon goes on. */
  readonly flush: boolean
  /** Microseconds since 1970. */
  now(): number
}

export interface LogFile {
  readonly log: Log
  /** Why nothing is written at present. */
  readonly failure: Failure | undefined
}

export function openLogFile(options: LogFileOptions, wanted: (line: LogLine) => boolean): LogFile {
  let open = openFile(options)
  return {
    log: {
      write: (line) => {
        if (open.sink === undefined || !wanted(line)) return
        const at = options.now()
        for (const text of line.text.split('\n')) open.sink.write(consoleForm(text, at))
        const { fd } = open
        if (options.flush) attempt('flushing the log', () => fdatasyncSync(fd))
      },
      flush: async () => open.sink?.flush(),
      reopen: () => {
        const before = open
        open = openFile(options)
        before.sink?.close()
        if (before.sink !== undefined) closeSync(before.fd)
      },
    },
    get failure() {
      return open.failure
    },
  }
}

interface Open {
  readonly fd: number
  readonly sink: Sink | undefined
  readonly failure: Failure | undefined
}

function openFile({ path, mode, now }: LogFileOptions): Open {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants
  const flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
  const opened = attempt(`opening the log file ${path}`, () => openSync(path, flags, mode))
  if (!opened.ok) return { fd: -1, sink: undefined, failure: opened.error }
  const fd = opened.value
  const sink = openSink(nonBlockingWriter(fd), (count) => consoleForm(droppedText(count), now()))
  return { fd, sink, failure: undefined }
}
