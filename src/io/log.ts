/**
 * The log of the daemon: lines for people in keepalived's form on standard error, in the journal's or through
 * syslog, or for machines as pino's JSON. Only the parent logs. Refuses to hold up or to end the daemon: a
 * reader that is slow or gone costs lines, never time.
 */
import { fstatSync } from 'node:fs'
import { attempt } from './failure.ts'
import { droppedText, type Log, type LogLevel, type LogLine } from './log-line.ts'
import { descriptorWriter, openSink } from './log-sink.ts'

export type { Log, LogLine } from './log-line.ts'

export interface LogOptions {
  readonly to: 'stderr' | 'syslog' | 'none'
  /** Pino's JSON, one object a line, on standard error. */
  readonly json: boolean
  /** -D: also the lines of level `detail`. */
  readonly detail: boolean
  /** Needed for `to: 'syslog'`. Severities of RFC 5424 section 6.2.1. */
  readonly syslog?: { write(severity: 1 | 3 | 4 | 6, text: string): void } | undefined
  /** JOURNAL_STREAM of systemd.exec(5): device and inode of what standard error is connected to. */
  readonly journalStream?: string | undefined
  /** Another descriptor than 2. */
  readonly fd?: number
}

/** The severities of syslog(3); keepalived logs its details as information too. */
const severities = { alert: 1, error: 3, warning: 4, info: 6, detail: 6 } as const
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Asynchronous because pino is only loaded where JSON is asked for; it costs 7 MB. */
export async function openLog(options: LogOptions): Promise<Log> {
  const { to, detail } = options
  const wanted = (line: LogLine) => detail || line.level !== 'detail'
  if (options.json) {
    const { openJsonLog } = await import('./log-json.ts')
    return openJsonLog(options.fd ?? 2, wanted)
  }
  if (to === 'none') return { write: () => {}, flush: async () => {} }
  const { syslog } = options
  if (to === 'syslog' && syslog !== undefined) {
    const write = (line: LogLine) => {
      if (!wanted(line)) return
      for (const text of line.text.split('\n')) syslog.write(severities[line.level], printable(text))
    }
    return { write, flush: async () => {} }
  }
  const fd = options.fd ?? 2
  const form = isJournal(fd, options.journalStream) ? journalForm : consoleForm
  const sink = openSink(descriptorWriter(fd), (count) => form('warning', droppedText(count)))
  return {
    write(line) {
      if (wanted(line)) for (const text of line.text.split('\n')) sink.write(form(line.level, text))
    },
    flush: () => sink.flush(),
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

/** keepalived's console form, strftime(3) `%a %b %d %T %Y: `. */
function consoleForm(_level: LogLevel, text: string): string {
  const now = new Date()
  const two = (count: number) => String(count).padStart(2, '0')
  const day = `${days[now.getDay()]} ${months[now.getMonth()]} ${two(now.getDate())}`
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')
  return `${day} ${time} ${now.getFullYear()}: ${printable(text)}\n`
}

/** Names and script output must not be able to forge lines or to command the reader's terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return character === '\t' ? ' ' : `\\x${code.toString(16).padStart(2, '0')}`
  })
}
