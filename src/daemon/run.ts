/** Starts the daemon in the foreground or sends it to the background, and gives the parent what it needs. */
import { continueInBackground, takeBackgroundMarker, tellTerminal } from '../io/background.ts'
import { type Log, openLog } from '../io/log.ts'
import { findNative, type Native } from '../io/native.ts'
import { openParentChannel } from '../io/parent-channel.ts'
import { openSyslog } from '../io/syslog.ts'
import { openServiceManager } from '../io/systemd.ts'
import { exitStatus, runParent } from './parent.ts'
import type { RunOptions } from './run-options.ts'
import { openScriptsWorld } from './scripts-world.ts'
import { holdSignals } from './signals.ts'
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
  const inBackground = takeBackgroundMarker()
  const staysHere = options.foreground || inBackground
  if (staysHere) holdSignals()
  // Before anything goes to the background, where nobody would read it.
  const found = findNative()
  if (!found.ok) {
    complain(`keepalived-ts: ${found.error}\n`)
    return exitStatus.failed
  }
  if (!staysHere) return continueInBackground(words, complain)

  // Where it was started must stay removable and unmountable; every path in the options is absolute.
  if (inBackground) process.chdir('/')
  const native = found.value
  const channel = inBackground ? openParentChannel() : undefined
  const status = await runParent(options, {
    native,
    version,
    scripts: openScriptsWorld(native),
    log: await openLogFor(options, native),
    serviceManager: openServiceManager(native),
    terminal: channel && tellTerminal(channel),
  })
  // Everything is told and released; what is still open (alarms, abandoned scripts) must not keep the
  // process.
  process.exit(status)
}

function openLogFor(options: RunOptions, native: Native): Promise<Log> {
  const syslog = () =>
    openSyslog(native, { ident: 'Keepalived', facility: options.logFacility, pid: process.pid })
  return openLog({
    to: options.logTo,
    json: options.logJson,
    detail: options.logDetail,
    syslog: options.logTo === 'syslog' ? syslog() : undefined,
    journalStream: process.env['JOURNAL_STREAM'],
  })
}
