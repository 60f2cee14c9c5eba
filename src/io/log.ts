/**
 * The log of the daemon: lines for people in keepalived's form on standard error, in the journal's or through
 * syslog, or for machines as pino's JSON; and in a file beside that. Only the parent logs. Refuses to hold up
 * or to end the daemon: a reader that is slow or gone costs lines, never time.
 */
import { fstatSync } from 'node:fs'
import { attempt } from './failure.ts'
import { type LogFileOptions, openLogFile } from './log-file.ts'
import { consoleForm, droppedText, type Log, type LogLevel, type LogLine, printable } from './log-form.ts'
import { descriptorWriter, openSink } from './log-sink.ts'

export type { Log, LogLine } from './log-line.ts'

export interface LogOptions {
  readonly to: 'stderr' | 'syslog' | 'none'
  /** Pino's JSON, one object a line, on standard error. */
  readonly json: boolean
  /** -D: also the lines of level `detail`. */
  readonly detail: boolean
  /** -D twice: also those of level `extra`. */
  readonly extra?: boolean
  /** -g: gets every line, too. */
  readonly file?: LogFileOptions | undefined
  /** Needed for `to: 'syslog'`. Severities of RFC 5424 section 6.2.1. */
  readonly syslog?: { write(severity: 1 | 3 | 4 | 6, text: string): void } | undefined
  /** JOURNAL_STREAM of systemd.exec(5): device and inode of what standard error is connected to. */
  readonly journalStream?: string | undefined
  /** Another descriptor than 2. */
  readonly fd?: number
}

/** The severities of syslog(3); keepalived logs its details as information too. */
const severities = { alert: 1, error: 3, warning: 4, info: 6, detail: 6, extra: 6 } as const

/** Asynchronous because pino is only loaded where JSON is asked for; it costs 7 MB. */
export async function openLog(options: LogOptions): Promise<Log> {
  const main = await openMainLog(options, wantedBy(options))
  if (options.file === undefined) return main
  const file = openLogFile(options.file, wantedBy(options))
  const note = () => {
    const { failure } = file
    if (failure === undefined) return
    const text = `${failure.doing}: ${failure.text}; the log goes on without the file`
    main.write({ level: 'error', kind: 'failed', text, fields: {} })
  }
  note()
  return {
    write: (line) => {
      main.write(line)
      file.log.write(line)
    },
    flush: async () => {
      await Promise.all([main.flush(), file.log.flush()])
    },
    reopen: () => {
      file.log.reopen()
      note()
    },
  }
}

function wantedBy({ detail, extra = false }: LogOptions) {
  return ({ level }: LogLine) => (level === 'detail' ? detail : level === 'extra' ? extra : true)
}

async function openMainLog(options: LogOptions, wanted: (line: LogLine) => boolean): Promise<Log> {
  const { to } = options
  if (options.json) {
    const { openJsonLog } = await import('./log-json.ts')
    return openJsonLog(options.fd ?? 2, wanted)
  }
  const reopen = () => undefined
  if (to === 'none') return { write: () => {}, flush: async () => {}, reopen }
  const { syslog } = options
  if (to === 'syslog' && syslog !== undefined) {
    const write = (line: LogLine) => {
      if (!wanted(line)) return
      for (const text of line.text.split('\n')) syslog.write(severities[line.level], printable(text))
    }
    return { write, flush: async () => {}, reopen }
  }
  const fd = options.fd ?? 2
  const form = isJournal(fd, options.journalStream)
    ? journalForm
    : (_: LogLevel, text: string) => consoleForm(text)
  const sink = openSink(descriptorWriter(fd), (count) => form('warning', droppedText(count)))
  return {
    write(line) {
      if (wanted(line)) for (const text of line.text.split('\n')) sink.write(form(line.level, text))
    },
    flush: () => sink.flush(),
    reopen,
  }
}

/** systemd.exec(5): only when standard error itself is the journal are its priority prefixes understood. */
function isJournal(fd: number, journalStream: string | undefined): boolean {
  if (journalStream === undefined) return false
  const stats = attempt('examining standard error', () => fstatSync(fd))
  return stats.ok && `${stats.value.dev}:${stats.value.ino}` === journalStream
}

/** sd-daemon(3): the journal has its own time stamps. */
function journalForm(level: LogLevel, text: string): string {
  return `<${severities[level]}>${printable(text)}\n`
}
