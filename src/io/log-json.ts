/**
 * The log for machines: pino's JSON, one object a line. A file of its own, loaded only where JSON is asked
 * for: pino costs 7 MB, and as a CommonJS library it must be imported by name in the place where the bundler
 * sees it.
 */
import { pino } from 'pino'
import { droppedText, type Log, type LogLine } from './log-line.ts'
import { descriptorWriter, openSink, type Sink } from './log-sink.ts'

/** The same in pino's numbers. */
const pinoLevels = {
  alert: 'fatal',
  error: 'error',
  warning: 'warn',
  info: 'info',
  detail: 'debug',
  extra: 'debug',
} as const

export function openJsonLog(fd: number, wanted: (line: LogLine) => boolean): Log {
  const note = (count: number) => {
    const about = { level: 'warn', time: Date.now(), kind: 'log-dropped', count }
    return `${JSON.stringify({ ...about, msg: droppedText(count) })}\n`
  }
  const sink: Sink = openSink(descriptorWriter(fd), note)
  const formatters = { level: (label: string) => ({ level: label }) }
  const logger = pino(
    { base: null, level: 'debug', formatters },
    { write: (text: string) => sink.write(text) },
  )
  return {
    write(line) {
      if (wanted(line)) logger[pinoLevels[line.level]]({ kind: line.kind, ...line.fields }, line.text)
    },
    flush: () => sink.flush(),
    reopen: () => undefined,
  }
}
