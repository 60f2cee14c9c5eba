/**
 * The running daemon: its workers and its scripts, and what passes between them. Refuses to read files, to
 * handle signals and to end the process; `parent.ts` does.
 */
import { type Micros, milliseconds, minus } from '../base/time.ts'
import { now } from '../io/clock.ts'
import type { Native } from '../io/native.ts'
import type { Notice } from '../notify/dues.ts'
import {
  checkLine,
  daemonLine,
  type Line,
  notifyLine,
  runLine,
  trackLine,
  vrrpLine,
} from '../observe/lines.ts'
import type { ProcessSnapshot, Snapshot } from '../observe/snapshot.ts'
import type { Settings } from '../settings/settings.ts'
import type { ProcessState } from '../track/process.ts'
import type { TrackReport } from '../track/report.ts'
import type { Counters } from '../vrrp/events.ts'
import type { RouterView } from '../vrrp/view.ts'
import { type CheckerSide, type CheckerWork, openCheckerSide } from './checker-side.ts'
import type { DaemonEvent } from './events.ts'
import { openScripts, type Scripts, type ScriptsWorld } from './notices/scripts.ts'
import type { PidFiles } from './parent/pid-paths.ts'
import type { RunOptions } from './run-options.ts'
import { openTrackWatch, openTrackWorld, type TrackWatch } from './tracks/track-watch.ts'
import { openVrrpSide, type VrrpSide, type VrrpSideOptions } from './vrrp-side.ts'
import { hasVrrpWork, type VrrpWork, vrrpWorkOf } from './vrrp-work.ts'

export interface DaemonParts {
  readonly native: Native
  readonly options: RunOptions
  readonly pidFiles: PidFiles
  readonly scripts: ScriptsWorld
  /** To the log. */
  write(line: Line): void
  /** Every worker runs the settings that were applied last. */
  onSettled(): void
  /** The daemon must end with this exit status. */
  onFatal(status: number): void
}

/** `wallOffset`: added to a moment of the monotonic clock it gives microseconds since 1970. */
export interface Viewed {
  readonly view: RouterView
  readonly wallOffset: Micros
}

export interface Daemon {
  /** The first call starts the workers, later ones reload them: only what changed is touched. */
  apply(settings: Settings): Promise<void>
  /** Does nothing while the VRRP worker is not running. */
  count(clear: boolean, onCounted: (instances: Readonly<Record<string, Counters>>) => void): void
  /** Likewise. */
  view(onViewed: (viewed: Viewed) => void): void
  /** What is known of tracked scripts, files and processes. */
  tracked(): Pick<Snapshot, 'verdicts' | 'courses' | 'processes'>
  /** Of the VRRP worker, while it runs. */
  readonly vrrpPid: number | undefined
  /**
   * VRRP first, since services must forward as long as the addresses answer; then the services, then
   * scripts.
   */
  stop(): Promise<void>
}

export function openDaemon(parts: DaemonParts): Daemon {
  const { options, write } = parts
  const unsettled = new Set<'vrrp' | 'checker'>()
  let ended = false
  const scripts: Scripts = openScripts(parts.scripts, {
    onVerdict: (name, verdict) => vrrp.running?.report({ of: 'script', name, verdict }),
    onTrack: (event) => write(trackLine(event)),
    onRun: (event) => write(runLine(event)),
    onNotify: (event) => write(notifyLine(event)),
  })
  let began = false
  const watch = openTrackWatch(openTrackWorld(parts.native), {
    onReport: (report) => vrrp.running?.report(report),
    onTrack: (event) => write(trackLine(event)),
  })
  const settle = (side: 'vrrp' | 'checker') => {
    if (unsettled.delete(side) && unsettled.size === 0 && !ended) parts.onSettled()
  }
  const vrrp = onDemand((settings: VrrpWork) =>
    startVrrp(parts, scripts, { settings, settle, watched: watch.reports }),
  )
  const checker = onDemand((settings: CheckerWork) => startChecker(parts, scripts, { settings, settle }))

  return {
    apply: async (settings) => {
      const { refused } = await scripts.reconfigure(settings)
      began = true
      if (ended) return
      const wanted = wantedSides(settings, options)
      if (!wanted.checker && !wanted.vrrp) write(daemonLine({ is: 'nothing-to-run' }))
      for (const side of ['checker', 'vrrp'] as const) {
        if (wanted[side]) unsettled.add(side)
        else unsettled.delete(side)
      }
      const { lvs, global } = settings
      await checker.apply(wanted.checker ? { lvs, processes: global.processes } : undefined)
      // Ending a checker takes its time, in which the daemon may have been stopped: nothing starts any more.
      if (ended) return
      // Before the virtual routers: they begin with the numbers and the quorums that there are.
      watch.reconfigure(wanted.vrrp ? settings : undefined)
      await vrrp.apply(wanted.vrrp ? workOf(settings, refused, options) : undefined)
      if (!ended && !wanted.checker && !wanted.vrrp) parts.onSettled()
    },
    count: (clear, onCounted) => vrrp.running?.count(clear, onCounted),
    view: (take) => vrrp.running?.view((view) => take({ view, wallOffset: wallOffset(parts.native) })),
    tracked: () => trackedBy(scripts, watch),
    get vrrpPid() {
      return vrrp.running?.pid
    },
    stop: async () => {
      ended = true
      scripts.cancel()
      await vrrp.apply(undefined)
      watch.stop()
      await checker.apply(undefined)
      await scripts.stop()
      if (began) await scripts.shutdown()
    },
  }
}

/** --all: also those that the configuration has nothing for. */
function wantedSides(settings: Settings, { subsystems }: RunOptions) {
  const { all } = subsystems
  return {
    checker: subsystems.checker && (all || settings.lvs.services.length > 0),
    vrrp: subsystems.vrrp && (all || hasVrrpWork(settings)),
  }
}

function workOf(settings: Settings, refused: readonly string[], options: RunOptions): VrrpWork {
  const { logDetail, reportAddresses } = options
  return vrrpWorkOf(settings, { refused, detail: logDetail > 0, reportAddresses })
}

function wallOffset(native: Native): Micros {
  return minus(milliseconds(Date.now()), now(native))
}

function trackedBy(scripts: Scripts, watch: TrackWatch): ReturnType<Daemon['tracked']> {
  return {
    verdicts: [...scriptReports(scripts), ...watch.reports()],
    courses: scripts.courses(),
    processes: watch.processes().map(processSnapshot),
  }
}

function scriptReports(scripts: Scripts): readonly TrackReport[] {
  return Object.entries(scripts.verdicts()).map(([name, verdict]) => ({ of: 'script', name, verdict }))
}

/** A change that is waited for is the opposite of what was reported. */
function processSnapshot({ settings, pids, verdict, changeAt }: ProcessState): ProcessSnapshot {
  const quorum = verdict === 'good'
  const waits = changeAt !== undefined
  return {
    settings,
    current: pids.size,
    quorum,
    forkTimer: waits && !quorum,
    terminateTimer: waits && quorum,
  }
}

interface OnDemand<Settings, Side> {
  readonly running: Side | undefined
  /** Starts, reloads, or with nothing to do ends it. */
  apply(settings: Settings | undefined): Promise<void>
}

function onDemand<Settings, Side extends { configure(settings: Settings): void; end(): Promise<void> }>(
  start: (settings: Settings) => Side,
): OnDemand<Settings, Side> {
  let running: Side | undefined
  return {
    get running() {
      return running
    },
    apply: async (settings) => {
      if (settings === undefined) {
        const ending = running
        await ending?.end()
        running = undefined
      } else if (running === undefined) running = start(settings)
      else running.configure(settings)
    },
  }
}

interface Beginning<Settings> {
  readonly settings: Settings
  settle(side: 'vrrp' | 'checker'): void
}

function common({ native, options, write, onFatal }: DaemonParts) {
  const tell = (event: DaemonEvent) => write(daemonLine(event))
  return { native, respawn: options.respawn, tell, onFatal }
}

interface VrrpBeginning extends Beginning<VrrpWork> {
  /** Of files and processes. */
  readonly watched: () => readonly TrackReport[]
}

function startVrrp(parts: DaemonParts, scripts: Scripts, beginning: VrrpBeginning): VrrpSide {
  return openVrrpSide({
    ...common(parts),
    pidFile: parts.pidFiles.vrrp,
    keepWhenStopping: parts.options.keepWhenStopping,
    settings: beginning.settings,
    reports: () => [
      ...Object.entries(scripts.verdicts()).map(
        ([name, verdict]): TrackReport => ({ of: 'script', name, verdict }),
      ),
      ...beginning.watched(),
    ],
    onEvent: (event) => parts.write(vrrpLine(event)),
    onStarted: scripts.forgetAnnounced,
    onNotify: (told) => scripts.announce(noticeOf(told)),
    onNotifyPriority: (told) => scripts.announce({ ...told, is: 'priority' }),
    onConfigured: () => {
      scripts.reloaded()
      beginning.settle('vrrp')
    },
  })
}

function noticeOf(told: Parameters<VrrpSideOptions['onNotify']>[0]): Notice {
  const { name, priority, state, of } = told
  return state === 'MASTER_RX_LOWER_PRI'
    ? { is: 'lower-priority', name, priority }
    : { is: 'change', of, name, state, priority }
}

function startChecker(parts: DaemonParts, scripts: Scripts, beginning: Beginning<CheckerWork>): CheckerSide {
  return openCheckerSide({
    ...common(parts),
    pidFile: parts.pidFiles.checker,
    settings: beginning.settings,
    onEvent: (event) => parts.write(checkLine(event)),
    onOwed: scripts.run,
    onConfigured: () => beginning.settle('checker'),
  })
}
