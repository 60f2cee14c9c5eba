/**
 * The local log daemon: RFC 3164 datagrams to /dev/log, as syslog(3) sends them. Never waits for it, because
 * a log must not delay an advert: lines that find no room queue up, and those that find no daemon or no queue
 * are counted.
 */
import { bug } from '../base/bug.ts'
import { attempt } from './failure.ts'
import { AF_UNIX, SOCK_DGRAM, unixSocketAddress } from './linux.ts'
import type { Native, Watch } from './native.ts'

/** RFC 3164 section 4.1.1: 0 emergency, 3 error, 4 warning, 5 notice, 6 informational, 7 debug. */
export type Severity = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface SyslogSettings {
  /** Program name in front of each line; asked for each, because the configuration may change it. */
  readonly ident: string | (() => string)
  /** 0 to 23: 3 is daemon, 16 to 23 are local0 to local7. */
  readonly facility: number
  readonly pid: number
  /** Another socket than /dev/log. */
  readonly path?: string
}

export interface Syslog {
  /** One line; line breaks and other control characters in it become spaces. */
  write(severity: Severity, text: string): void
  /** Lines that could not be handed over since the start. */
  dropped(): number
  /** Hands over what it can at once; the rest counts as dropped. */
  close(): void
}

/** Of the local log daemon: syslog(3). */
export const syslogPath = '/dev/log'
/** What rsyslog and the journal take in one datagram by default. */
const lineBytesMax = 8192
/** The kernel keeps 10 unread datagrams a socket (net.unix.max_dgram_qlen), which one busy moment exceeds. */
const waitingLinesMax = 10_000
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Opens nothing yet: the first line connects, and so does the first one after the log daemon was restarted.
 */
export function openSyslog(native: Native, settings: SyslogSettings): Syslog {
  const connection = openConnection(native, settings.path ?? syslogPath)
  const waiting: Uint8Array[] = []
  let dropped = 0
  let watch: Watch | undefined
  const flush = () => {
    watch = undefined
    for (let line = waiting[0]; line !== undefined; line = waiting[0]) {
      const outcome = connection.send(line)
      if (outcome === 'full') {
        watch = connection.whenWritable(flush)
        return
      }
      if (outcome === 'lost') dropped++
      waiting.shift()
    }
  }
  return {
    write(severity, text) {
      if (waiting.length >= waitingLinesMax) {
        dropped++
        return
      }
      waiting.push(datagram(settings, severity, text))
      if (watch === undefined) flush()
    },
    dropped: () => dropped,
    close() {
      flush()
      dropped += waiting.length
      waiting.length = 0
      connection.close()
    },
  }
}

/** A datagram socket that connects when it is needed. `lost`: nobody listens there. */
function openConnection(native: Native, path: string) {
  const address = unixSocketAddress(path)
  if (address === 'path-too-long') return bug(`the path of the log socket is too long: ${path}`)
  let fd: number | undefined
  const close = () => {
    if (fd !== undefined) native.close(fd)
    fd = undefined
  }
  const connected = () => {
    if (fd === undefined) {
      fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
      native.connect(fd, address)
    }
    return fd
  }
  const tryToSend = (line: Uint8Array): 'sent' | 'full' | 'lost' => {
    const sent = attempt('writing to the system log', () => native.send(connected(), line, null, 0))
    if (sent.ok) return sent.value < 0 ? 'full' : 'sent'
    close()
    return 'lost'
  }
  return {
    send(line: Uint8Array) {
      const wasConnected = fd !== undefined
      const outcome = tryToSend(line)
      // A restarted daemon has a new socket at the old path; the old connection is refused.
      return outcome === 'lost' && wasConnected ? tryToSend(line) : outcome
    },
    whenWritable: (onWritable: () => void) =>
      fd === undefined ? undefined : native.whenWritable(fd, onWritable),
    close,
  }
}

/** RFC 3164 section 4.1 without the host name, which the local daemon adds. */
function datagram(settings: SyslogSettings, severity: Severity, text: string): Uint8Array {
  const when = new Date()
  const day = String(when.getDate()).padStart(2, ' ')
  const clock = [when.getHours(), when.getMinutes(), when.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  const head = `<${settings.facility * 8 + severity}>${months[when.getMonth()]} ${day} ${clock}`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const line = text.replace(/[\x00-\x1f\x7f]+/g, ' ')
  const ident = typeof settings.ident === 'string' ? settings.ident : settings.ident()
  return new TextEncoder().encode(`${head} ${ident}[${settings.pid}]: ${line}`).subarray(0, lineBytesMax)
}
