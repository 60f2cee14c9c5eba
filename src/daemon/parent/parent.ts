/**
 * The parent process: takes the configuration, keeps the daemon running, turns signals into reloads, dumps
 * and the end, and tells systemd, the log and whoever waits at the terminal. keepalived(8).
 */
import { release, type as systemName } from 'node:os'
import type { Result } from '../../base/result.ts'
import { printTree } from '../../conf/print.ts'
import { type Failure, failureOf } from '../../io/failure.ts'
import type { Log } from '../../io/log.ts'
import type { Native } from '../../io/native.ts'
import { lockPidFile, type PidFile } from '../../io/pid-file.ts'
import { missingCapabilities } from '../../io/privileges.ts'
import type { ServiceManager } from '../../io/systemd.ts'
import { daemonLine } from '../../observe/lines.ts'
import { grammar } from '../../settings/grammar.ts'
import type { Loaded } from '../../settings/load.ts'
import { reloadVerdict } from '../../settings/plan/reload-verdict.ts'
import { withoutSecrets } from '../../settings/secrets.ts'
import type { GlobalSettings, Settings } from '../../settings/settings.ts'
import { exitStatus } from '../exit-status.ts'
import type { ScriptsWorld } from '../notices/scripts.ts'
import type { RunOptions } from '../run-options.ts'
import { type Findings, openFindings } from './findings.ts'
import { keepRunning } from './keep-running.ts'
import { openParentProcess } from './parent-process.ts'
import { type PidFiles, pidFilesOf, syslogIdent } from './pid-paths.ts'
import { type ReadText, readText, type Tell, tellRead } from './reading.ts'
import { removeRunningRecord } from './running-record.ts'

export interface ParentWorld {
  readonly native: Native
  readonly version: string
  readonly scripts: ScriptsWorld
  readonly log: Log
  readonly serviceManager: ServiceManager
  /**
   * Who waits at the terminal while the daemon goes to the background, or stays there when nothing else could
   * tell him why it does not start.
   */
  readonly terminal: { say(text: string): void; running(): void } | undefined
  /** The network namespace that this process was started anew in. */
  readonly namespace: string | undefined
  /** Does not return when it works. */
  startAnewInside(namespace: string): { readonly error: Failure }
  /** Another name in the system log. */
  rename(ident: string): void
}

/** Resolves with the exit status when the daemon has ended. */
export async function runParent(options: RunOptions, world: ParentWorld): Promise<number> {
  const tell: Tell = (event) => world.log.write(daemonLine(event))
  // Nothing of it is told before it is certain that this process stays.
  const read = readText(options, { namespace: world.namespace, marker: undefined })
  const global = read.found.is === 'loaded' ? read.found.loaded.settings?.global : undefined
  const outside = options.namespace === undefined && global?.namespace !== undefined
  const refused =
    outside && world.namespace === undefined ? world.startAnewInside(global.namespace) : undefined
  tell({ is: 'starting', version: world.version })
  tell({ is: 'running-on', system: `${systemName()} ${release()}` })
  tell({ is: 'command-line', words: options.commandLine })
  for (const option of options.later) tell({ is: 'option-ignored', option })
  for (const idle of options.idle) tell({ is: 'option-idle', ...idle })
  if (refused !== undefined) {
    const { doing, text } = refused.error
    tell({ is: 'failed', doing, text })
    world.terminal?.say(`keepalived-ts: ${doing}: ${text}\n`)
    return exitStatus.failed
  }
  // Before the pid file: without them that one is refused as well, and says less.
  const problem = privilegeProblem(read, options)
  if (problem !== undefined) {
    tell({ is: 'privilege-missing', text: problem })
    world.terminal?.say(`keepalived-ts: ${problem}\n`)
    await world.log.flush()
    return exitStatus.privileges
  }
  const pidFiles = pidFilesOf(options.pidFiles, global, world.namespace)
  const locked = lock(pidFiles.daemon, world, tell)
  if (typeof locked === 'number') return locked
  const own = openParentProcess(world.native, { options, tell })
  own.shape(global)
  const run = { options, world, tell, pidFiles, own, findings: openFindings() }
  const status = await runLocked(run, read, global).catch((thrown: unknown) => cannotStart(thrown, run))
  removeRunningRecord(pidFiles.daemon)
  locked.release()
  own.close(world.namespace)
  if (status === exitStatus.ok) tell({ is: 'stopped', version: world.version })
  await world.log.flush()
  return status
}

/** No descriptor or no memory for what everything stands on; a bug goes on as one. */
function cannotStart(thrown: unknown, { tell, world }: Run): number {
  const { code, text } = failureOf(thrown, 'starting')
  const cure = code === 'EMFILE' ? '. Cure: LimitNOFILE= of the unit, or ulimit -n' : ''
  tell({ is: 'failed', doing: 'starting', text: `${text} (${code})${cure}` })
  world.terminal?.say(`keepalived-ts: starting: ${text}${cure}\n`)
  return exitStatus.failed
}

/** Returns the exit status when the daemon must not start. */
function lock(pidFile: string, world: ParentWorld, tell: Tell): PidFile | number {
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

/** What everything in the parent needs of the run. */
export interface Run {
  readonly options: RunOptions
  readonly world: ParentWorld
  readonly tell: Tell
  readonly pidFiles: PidFiles
  readonly own: ReturnType<typeof openParentProcess>
  readonly findings: Findings
}

async function runLocked(run: Run, read: ReadText, global: GlobalSettings | undefined): Promise<number> {
  const { options, world, tell } = run
  const say = (text: string) => world.terminal?.say(text)
  tell({ is: 'configuration-file', path: options.configFile })
  const understood = tellRead(read, { ...run, say })
  if (understood === undefined) return exitStatus.noFile
  const { loaded, text } = understood
  const { settings } = loaded
  if (settings === undefined) return exitStatus.configuration
  tellIrreloadable(settings, loaded, tell)
  const ident = syslogIdent(global?.instance, world.namespace)
  if (ident !== 'Keepalived') {
    world.rename(ident)
    tell({ is: 'syslog-ident', ident })
  }
  const configured = global?.namespace
  if (options.namespace !== undefined && configured !== undefined && configured !== options.namespace)
    tell({ is: 'namespace-overruled', configured, given: options.namespace })
  if (options.dumpConfiguration) {
    const { tree } = withoutSecrets(loaded)
    for (const line of printTree(tree, grammar).trimEnd().split('\n')) tell({ is: 'dump', line })
  }
  return keepRunning({ settings, text }, run)
}

/** Better now than when somebody has changed the file for another reason. */
function tellIrreloadable(settings: Settings, loaded: Loaded, tell: Tell): void {
  const verdict = reloadVerdict(settings, loaded)
  if (verdict.is === 'refused') tell({ is: 'reload-would-refuse', errors: verdict.errors })
}

function privilegeProblem({ found }: ReadText, options: RunOptions): string | undefined {
  const settings = found.is === 'loaded' ? found.loaded.settings : undefined
  const missing = settings === undefined ? [] : missingCapabilities(privilegesFor(settings, options))
  const cure = 'run as root, or give the capabilities as the systemd unit does'
  return missing.length === 0 ? undefined : `${missing.join(' and ')} missing: ${cure}`
}

function privilegesFor(settings: Settings, options: RunOptions) {
  const vrrp = options.subsystems.vrrp && settings.vrrp.instances.length > 0
  return vrrp ? (['CAP_NET_ADMIN', 'CAP_NET_RAW'] as const) : []
}
