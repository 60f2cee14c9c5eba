/**
 * The parent process: reads and checks the configuration, keeps the daemon running, turns signals into
 * reloads and the end, and tells systemd, the log and whoever waits at the terminal. keepalived(8).
 */
import { release, type as systemName } from 'node:os'
import type { Result } from '../base/result.ts'
import { headline, renderDiagnostic, shownMax, sortedByPlace } from '../conf/diagnostics.ts'
import { printTree } from '../conf/print.ts'
import type { Statement } from '../conf/tree.ts'
import type { Failure } from '../io/failure.ts'
import type { Log } from '../io/log.ts'
import type { Native } from '../io/native.ts'
import { lockPidFile, type PidFile } from '../io/pid-file.ts'
import { missingCapabilities } from '../io/privileges.ts'
import type { ServiceManager } from '../io/systemd.ts'
import { daemonLine } from '../observe/lines.ts'
import { grammar } from '../settings/grammar.ts'
import type { Loaded } from '../settings/load.ts'
import { reloadVerdict } from '../settings/plan/reload-verdict.ts'
import { openSecretPlaces } from '../settings/secret-places.ts'
import { withoutSecrets } from '../settings/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { type Daemon, openDaemon } from './daemon.ts'
import type { DaemonEvent } from './events.ts'
import { loadHostConfiguration } from './host-configuration.ts'
import type { RunOptions } from './run-options.ts'
import {
  openRunningText,
  type RunningText,
  removeRunningRecord,
  writeRunningRecord,
} from './running-record.ts'
import type { ScriptsWorld } from './scripts.ts'
import { receiveSignals } from './signals.ts'
import { writeStatistics } from './statistics.ts'

/** keepalived(8), EXIT STATUS, as measured: operations that scripts rely on. */
export const exitStatus = { ok: 0, failed: 1, configuration: 2, privileges: 4, noFile: 6 } as const

export interface ParentWorld {
  readonly native: Native
  readonly version: string
  readonly scripts: ScriptsWorld
  readonly log: Log
  readonly serviceManager: ServiceManager
  /** Who waits at the terminal while the daemon goes to the background. */
  readonly terminal: { say(text: string): void; running(): void } | undefined
}

/** Resolves with the exit status when the daemon has ended. */
export async function runParent(options: RunOptions, world: ParentWorld): Promise<number> {
  const tell: Tell = (event) => world.log.write(daemonLine(event))
  tell({ is: 'starting', version: world.version })
  tell({ is: 'running-on', system: `${systemName()} ${release()}` })
  tell({ is: 'command-line', words: options.commandLine })
  for (const option of options.later) tell({ is: 'option-ignored', option })

  const locked = lock(options, world, tell)
  if (typeof locked === 'number') return locked
  const status = await runLocked(options, world, tell)
  removeRunningRecord(options.pidFiles.daemon)
  locked.release()
  if (status === exitStatus.ok) tell({ is: 'stopped', version: world.version })
  await world.log.flush()
  return status
}

type Tell = (event: DaemonEvent) => void

/** Returns the exit status when the daemon must not start. */
function lock(options: RunOptions, world: ParentWorld, tell: Tell): PidFile | number {
  const pidFile = options.pidFiles.daemon
  const locked: Result<PidFile, 'locked' | Failure> = lockPidFile(world.native, pidFile, process.pid)
  if (locked.ok) return locked.value
  if (locked.error === 'locked') {
    tell({ is: 'already-running', pidFile, pid: undefined })
    world.terminal?.say(`keepalived-ts: already running: ${pidFile} is locked\n`)
    return exitStatus.ok
  }
  tell({ is: 'pid-file-failed', pidFile, text: locked.error.text })
  world.terminal?.say(`keepalived-ts: ${locked.error.doing}: ${locked.error.text}\n`)
  return exitStatus.failed
}

async function runLocked(options: RunOptions, world: ParentWorld, tell: Tell): Promise<number> {
  const say = (text: string) => world.terminal?.say(text)
  tell({ is: 'configuration-file', path: options.configFile })
  const read = readConfiguration(options, tell, say)
  if (read === undefined) return exitStatus.noFile
  const { loaded } = read
  if (loaded.settings === undefined) return exitStatus.configuration
  if (options.dumpConfiguration) {
    const { tree } = withoutSecrets(loaded)
    for (const line of printTree(tree, grammar).trimEnd().split('\n')) tell({ is: 'dump', line })
  }
  const missing = missingCapabilities(privilegesFor(loaded.settings, options))
  if (missing.length > 0) {
    const cure = 'run as root, or give the capabilities as the systemd unit does'
    const text = `${missing.join(' and ')} missing: ${cure}`
    tell({ is: 'privilege-missing', text })
    say(`keepalived-ts: ${text}\n`)
    return exitStatus.privileges
  }
  const first = { settings: loaded.settings, text: read.text }
  return keepRunning(first, { options, world, tell })
}

/** Tells all that is wrong with it; undefined: there is no text at all. */
function readConfiguration(
  options: RunOptions,
  tell: Tell,
  say: (text: string) => void,
): { readonly loaded: Loaded; readonly text: RunningText } | undefined {
  const text = openRunningText()
  const forgetTree = !options.dumpConfiguration
  const secrets = openSecretPlaces()
  const onStatement = (statement: Statement) => {
    text.add(statement)
    secrets.add(statement)
  }
  const found = loadHostConfiguration({ ...options, forgetTree, onStatement })
  if (found.is === 'unreadable') {
    const { path, text, is: code } = found.failure
    tell({ is: 'diagnostic', severity: 'error', code, text: `${path}: ${text}` })
    say(`${path}: ${text}\n`)
    return undefined
  }
  const { diagnostics, sources } = secrets.hide(found.loaded)
  const sorted = sortedByPlace(diagnostics, [...sources.keys()])
  for (const diagnostic of sorted.slice(0, shownMax)) {
    const { severity, code } = diagnostic
    // Words without effect are many in some files, and none of them needs to be shown.
    const isPlain = code === 'no-effect-yet'
    const text = isPlain ? headline(diagnostic) : renderDiagnostic(diagnostic, sources)
    tell({ is: 'diagnostic', severity, code, text: text.trimEnd() })
    if (severity === 'error') say(text)
  }
  const unsaid = sorted[shownMax]
  if (unsaid !== undefined) {
    const text = `and ${sorted.length - shownMax} more: keepalived-ts check shows them`
    tell({ is: 'diagnostic', severity: unsaid.severity, code: unsaid.code, text })
    say(`${text}\n`)
  }
  return { loaded: found.loaded, text }
}

/** What runs, and its text for whoever asks (running-record.ts). */
interface Accepted {
  readonly settings: Settings
  readonly text: RunningText
}

interface Run {
  readonly options: RunOptions
  readonly world: ParentWorld
  readonly tell: Tell
}

/** From the first settings to the end of the daemon; resolves with its exit status. */
function keepRunning(first: Accepted, run: Run): Promise<number> {
  const { options, world, tell } = run
  const { promise, resolve } = Promise.withResolvers<number>()
  let started = false
  let stopping = false

  const daemon: Daemon = openDaemon({
    native: world.native,
    options,
    scripts: world.scripts,
    write: world.log.write,
    onSettled: () => {
      tell({ is: started ? 'reload-complete' : 'startup-complete' })
      if (!started) world.terminal?.running()
      started = true
      world.serviceManager.ready()
    },
    onFatal: (status) => void stop(status),
  })
  const { watchdogMillis } = world.serviceManager
  const watchdog = watchdogMillis && setInterval(world.serviceManager.alive, watchdogMillis / 2)

  const stop = async (status: number) => {
    if (stopping) return
    stopping = true
    tell({ is: 'stopping' })
    world.serviceManager.stopping()
    await daemon.stop()
    clearInterval(watchdog)
    signals.close()
    resolve(status)
  }
  // The start is a turn like every reload, so that a SIGHUP right behind it cannot overtake it.
  let applied: Settings | undefined
  const applyNext = inTurn(async () => {
    if (stopping) return
    const next = applied === undefined ? first : readAgain(run, applied)
    if (next === undefined) return
    applied = next.settings
    const failure = writeRunningRecord(options, next.text)
    if (failure !== undefined) tell({ is: 'failed', doing: failure.doing, text: failure.text })
    await daemon.apply(next.settings)
  })
  const signals = receiveSignals({
    reload: applyNext,
    stop: () => void stop(exitStatus.ok),
    statistics: () =>
      daemon.count(false, (instances) => {
        tell({ is: 'printing', what: 'stats', pid: process.pid, clear: false })
        const failure = writeStatistics(instances)
        if (failure !== undefined) tell({ is: 'failed', doing: failure.doing, text: failure.text })
      }),
    ignored: (signal, text) => tell({ is: 'signal-ignored', signal, text }),
    stopOnInterrupt: options.stopOnInterrupt,
  })
  applyNext()
  return promise
}

/** Undefined: the new text is refused, and the old settings go on. */
function readAgain({ options, world, tell }: Run, applied: Settings): Accepted | undefined {
  tell({ is: 'reloading' })
  world.serviceManager.reloading()
  const next = readConfiguration(options, tell, () => undefined)
  const verdict = next && reloadVerdict(applied, next.loaded)
  if (next !== undefined && verdict?.is === 'accepted') return { settings: verdict.settings, text: next.text }
  if (verdict?.is === 'refused' && verdict.emptied) tell({ is: 'nothing-to-run' })
  const unusable = verdict?.is === 'refused' ? verdict.unusable : []
  for (const { message } of unusable) tell({ is: 'include-unusable', text: message })
  const errors = verdict?.is === 'refused' ? verdict.errors : 0
  tell({ is: 'reload-refused', errors: Math.max(1, errors) })
  world.serviceManager.ready()
  return undefined
}

/** Two requests in quick succession become one after the running one. */
function inTurn(work: () => Promise<void>): () => void {
  let running = false
  let again = false
  const turn = async () => {
    if (running) {
      again = true
      return
    }
    running = true
    await work()
    running = false
    if (!again) return
    again = false
    await turn()
  }
  return () => void turn()
}

function privilegesFor(settings: Settings, options: RunOptions) {
  const vrrp = options.subsystems.vrrp && settings.vrrp.instances.length > 0
  return vrrp ? (['CAP_NET_ADMIN', 'CAP_NET_RAW'] as const) : []
}
