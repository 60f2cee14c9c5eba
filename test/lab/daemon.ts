/**
 * A keepalived in a host of the lab, ours or Debian's, started with the same flags and watched in the same
 * way: its log, its processes, its end. Each has its own configuration and pid files.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerPath } from './able.ts'
import { type Host, processesIn } from './network.ts'
import { type Story, story, until } from './wait.ts'

export type DaemonKind = 'ours' | 'debian'

export interface LogLine {
  /** When the lab read it, microseconds since 1970. */
  readonly at: number
  /** Without the daemon's own time stamp. */
  readonly text: string
}

export interface ExitStatus {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Microseconds since 1970. */
  readonly at: number
}

export interface DaemonOptions {
  readonly kind: DaemonKind
  /** The configuration's text; `configure` writes another one. */
  readonly config: string
  /** Further flags, for example -P. */
  readonly flags?: readonly string[]
  /** Words before the command, for example setpriv and its options. */
  readonly wrapper?: readonly string[]
  /** Further environment. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface Daemon {
  readonly kind: DaemonKind
  readonly host: Host
  readonly pid: number
  readonly log: Story<LogLine>
  /** Resolves when the parent process has ended. */
  readonly exit: Promise<ExitStatus>
  /** Resolves with the first log line that contains `text`, from line `from` on. */
  logged(text: string, timeoutSeconds?: number, from?: number): Promise<LogLine>
  /** Writes another configuration; `reload` makes the daemon read it. */
  configure(config: string): void
  signal(signal: NodeJS.Signals): void
  /** All its processes now: parent, children, scripts, also those that lost their parent. */
  processes(): readonly number[]
  /** Ends all processes at once without a chance to say anything, as a crash of the host would. */
  crash(): Promise<void>
  /** Ends only the process that speaks VRRP; returns its pid. */
  crashWorker(): Promise<number>
  /** SIGSTOP to the VRRP process alone: it is there and does nothing. */
  hangWorker(): Promise<number>
  /** Stops all its processes from running, and lets them run again. */
  freeze(): void
  thaw(): void
  /** SIGTERM, then waits for the end. */
  stop(): Promise<ExitStatus>
}

/** Where a daemon's files are. */
export function filesOf(
  host: Host,
): Readonly<Record<'config' | 'pid' | 'vrrp' | 'checkers' | 'bfd', string>> {
  const file = (name: string) => join(host.directory, name)
  return {
    config: file('keepalived.conf'),
    pid: file('keepalived.pid'),
    vrrp: file('vrrp.pid'),
    checkers: file('checkers.pid'),
    bfd: file('bfd.pid'),
  }
}

/** The path of our launcher in this clone. */
export const ourPath = join(import.meta.dirname, '../../bin/keepalived-ts')

/** The command of a daemon with the flags that every test uses: foreground, log to the console, detail. */
export function commandOf(kind: DaemonKind, host: Host, flags: readonly string[] = []): readonly string[] {
  const files = filesOf(host)
  const program = kind === 'ours' ? ourPath : peerPath
  const paths = ['-f', files.config, '-p', files.pid, '-r', files.vrrp, '-c', files.checkers, '-b', files.bfd]
  return [program, '-n', '-l', '-D', ...paths, ...flags]
}

/** Starts a daemon; resolves when its process exists, not when it is ready. */
export async function startDaemon(host: Host, options: DaemonOptions): Promise<Daemon> {
  writeFileSync(filesOf(host).config, options.config)
  const command = [...(options.wrapper ?? []), ...commandOf(options.kind, host, options.flags)]
  const child = spawn('ip', ['netns', 'exec', host.netns, ...command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`cannot start ${command.join(' ')}`)
  const log = story<LogLine>()
  const exit = watch(child, (line) => {
    log.add(line)
    keepLine(host, line)
  })
  const processes = () => processesIn(host.netns).filter((each) => !host.tools.has(each))
  const signalAll = (signal: NodeJS.Signals) => {
    for (const each of processes()) send(each, signal)
  }
  return {
    kind: options.kind,
    host,
    pid,
    log,
    exit,
    logged: (text, timeoutSeconds = 10, from = 0) =>
      log.until(`"${text}" in the log of ${host.name}`, (line) => line.text.includes(text), {
        timeoutSeconds,
        from,
      }),
    configure: (config) => writeFileSync(filesOf(host).config, config),
    signal: (signal) => send(pid, signal),
    processes,
    crash: async () => {
      const victims = new Set<number>()
      signalAll('SIGSTOP')
      await until(`the end of ${host.name}`, 5, () => {
        for (const each of processes()) victims.add(each)
        signalAll('SIGKILL')
        // A zombie has left the namespace but still has its pid, which the next start would take for a rival.
        return processes().length === 0 && ![...victims].some(exists)
      })
      await exit
    },
    crashWorker: () => signalWorker(host, 'SIGKILL'),
    hangWorker: () => signalWorker(host, 'SIGSTOP'),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    stop: async () => {
      send(pid, 'SIGTERM')
      return await exit
    },
  }
}

async function signalWorker(host: Host, signal: NodeJS.Signals): Promise<number> {
  const worker = await workerOf(host)
  send(worker, signal)
  return worker
}

/** The process that speaks VRRP: its own pid file says which. */
async function workerOf(host: Host): Promise<number> {
  return await until(`the VRRP worker of ${host.name}`, 5, () => {
    const pid = Number.parseInt(readText(filesOf(host).vrrp), 10)
    return Number.isInteger(pid) && processesIn(host.netns).includes(pid) ? pid : undefined
  })
}

/** `Sun Nov 22 10:10:27 2026: text`, as keepalived writes to its console. */
const stamp = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4}: /

function watch(child: ChildProcess, onLine: (line: LogLine) => void): Promise<ExitStatus> {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      const at = Date.now() * 1000
      for (const line of lines) onLine({ at, text: line.replace(stamp, '') })
    })
    stream?.on('end', () => {
      if (rest !== '') onLine({ at: Date.now() * 1000, text: rest })
    })
  }
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal, at: Date.now() * 1000 }))
    child.on('error', (error) => onLine({ at: Date.now() * 1000, text: error.message }))
  })
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended before the signal came, which is what signals are for.
  }
}

/** For reading after a failure. The last words of a daemon may come when its directory is gone already. */
function keepLine(host: Host, line: LogLine): void {
  if (!existsSync(host.directory)) return
  try {
    appendFileSync(join(host.directory, 'log'), `${new Date(line.at / 1000).toISOString()} ${line.text}\n`)
  } catch {
    // It went between the question and the answer.
  }
}

function exists(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
