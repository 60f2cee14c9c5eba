/** Starts the daemon in the foreground or sends it to the background, and gives the parent what it needs. */
import { existsSync } from 'node:fs'
import { continueInBackground, takeBackgroundMarker, tellTerminal } from '../io/background.ts'
import { type Log, openLog } from '../io/log.ts'
import { startAnewInside, takeNamespaceMarker } from '../io/namespaces.ts'
import { findNative, type Native } from '../io/native.ts'
import { openParentChannel } from '../io/parent-channel.ts'
import { openSyslog, syslogPath } from '../io/syslog.ts'
import { openServiceManager } from '../io/systemd.ts'
import { exitStatus } from './exit-status.ts'
import { openScriptsWorld } from './notices/scripts-world.ts'
import { runParent } from './parent/parent.ts'
import { standardUmask } from './parent/parent-process.ts'
import { syslogIdent } from './parent/pid-paths.ts'
import type { RunOptions } from './run-options.ts'
import { holdNumberedSignals, holdSignals } from './signals.ts'
import { version } from './version.ts'

/**
 * In the foreground it ends the process with the exit status; when the daemon goes to the background it
 * resolves with the status of the wait for it.
 */
export async function runDaemon(
  options: RunOptions,
  words: readonly string[],
  complain: (text: string) => void,
): Promise<number> {
  const environment = { ...process.env }
  const namespace = takeNamespaceMarker()
  const inBackground = takeBackgroundMarker()
  const staysHere = options.foreground || inBackground
  if (staysHere) holdSignals()
  // Before anything goes to the background, where nobody would read it.
  const found = findNative()
  if (!found.ok) {
    complain(`keepalived-ts: ${found.error}\n`)
    return exitStatus.failed
  }
  const native = found.value
  if (staysHere) holdNumberedSignals(native)
  if (options.namespace !== undefined && namespace === undefined) {
    const { error } = startAnewInside(native, options.namespace, environment)
    complain(`keepalived-ts: ${error.doing}: ${error.text}\n`)
    return exitStatus.failed
  }
  if (!staysHere) return continueInBackground(words, complain, { namespace })

  // Where it was started must stay removable and unmountable; every path in the options is absolute.
  if (inBackground) process.chdir('/')
  const channel = inBackground ? openParentChannel() : undefined
  const named = { ident: syslogIdent(undefined, namespace) }
  const status = await runParent(options, {
    native,
    version,
    scripts: openScriptsWorld(native),
    log: await openLogFor(options, native, () => named.ident),
    serviceManager: openServiceManager(native),
    terminal: channel === undefined ? lastResort(options, complain) : tellTerminal(channel),
    namespace,
    startAnewInside: (name) => startAnewInside(native, name, environment),
    rename: (ident) => {
      named.ident = ident
    },
  })
  // Everything is told and released; what is still open (alarms, abandoned scripts) must not keep the
  // process.
  process.exit(status)
}

/**
 * In a container there is mostly no system log: with -n alone nobody would ever read why the start failed.
 * keepalived is silent there.
 */
function lastResort({ logTo, logJson, logFile }: RunOptions, say: (text: string) => void) {
  const isHeard = logTo === 'stderr' || logJson || logFile !== undefined
  if (isHeard || (logTo === 'syslog' && existsSync(syslogPath))) return undefined
  return { say, running: () => undefined }
}

/** CLOCK_REALTIME of clock_gettime(2). */
const wallClock = 0

function openLogFor(options: RunOptions, native: Native, ident: () => string): Promise<Log> {
  const syslog = () => openSyslog(native, { ident, facility: options.logFacility, pid: process.pid })
  const { logFile, umask = standardUmask } = options
  return openLog({
    to: options.logTo,
    json: options.logJson,
    detail: options.logDetail > 0,
    extra: options.logDetail > 1,
    file: logFile && { ...logFile, mode: 0o666 & ~umask, now: () => native.clock(wallClock) },
    syslog: options.logTo === 'syslog' ? syslog() : undefined,
    journalStream: process.env['JOURNAL_STREAM'],
  })
}
