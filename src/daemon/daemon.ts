/**
 * The running daemon: its workers and its scripts, and what passes between them. Refuses to read files, to handle
 * signals and to end the process; `parent.ts` does.
 */
import type { Native } from '../io/native.ts'
import { checkLine, daemonLine, type Line, runLine, trackLine, vrrpLine } from '../observe/lines.ts'
import type { Settings } from '../settings/settings.ts'
import type { Counters } from '../vrrp/events.ts'
import { type CheckerSide, openCheckerSide } from './checker-side.ts'
import type { DaemonEvent } from './events.ts'
import type { RunOptions } from './run-options.ts'
import { openScripts, type ScriptsWorld, withoutScripts } from './scripts.ts'
import { openVrrpSide, type VrrpSide } from './vrrp-side.ts'

export interface DaemonParts {
  readonly native: Native
  readonly options: RunOptions
  readonly scripts: ScriptsWorld
  /** To the log. */
  write(line: Line): void
  /** Every worker runs the settings that were applied last. */
  onSettled(): void
  /** The daemon must end with this exit status. */
  onFatal(status: number): void
}

export interface Daemon {
  /** The first call starts the workers, later ones reload them: only what changed is touched. */
  apply(settings: Settings): Promise<void>
  /** Does nothing while the VRRP worker is not running. */
  count(clear: boolean, onCounted: (instances: Readonly<Record<string, Counters>>) => void): void
  /** VRRP first, since services must forward as long as the addresses answer; then the services, then scripts. */
  stop(): Promise<void>
}

export function openDaemon(parts: DaemonParts): Daemon {
  const { native, options, write } = parts
  const tell = (event: DaemonEvent) => write(daemonLine(event))
  let vrrp: VrrpSide | undefined
  let checker: CheckerSide | undefined
  const unsettled = new Set<'vrrp' | 'checker'>()
  let ended = false

  const scripts = openScripts(parts.scripts, {
    onVerdict: (name, verdict) => vrrp?.verdict(name, verdict),
    onTrack: (event) => write(trackLine(event)),
    onRun: (event) => write(runLine(event)),
  })
  const settle = (side: 'vrrp' | 'checker') => {
    if (unsettled.delete(side) && unsettled.size === 0) parts.onSettled()
  }
  const common = { native, respawn: options.respawn, tell, onFatal: parts.onFatal }

  const applyVrrp = async (settings: Settings['vrrp']) => {
    const wanted = options.subsystems.vrrp && settings.instances.length > 0
    if (!wanted) {
      await vrrp?.end()
      vrrp = undefined
      return
    }
    unsettled.add('vrrp')
    if (vrrp !== undefined) return vrrp.configure(settings)
    vrrp = openVrrpSide({
      ...common,
      pidFile: options.pidFiles.vrrp,
      settings,
      verdicts: scripts.verdicts,
      onStarted: scripts.forgetAnnounced,
      onEvent: (event) => write(vrrpLine(event)),
      onNotify: scripts.announce,
      onConfigured: () => settle('vrrp'),
    })
  }
  const applyChecker = async (settings: Settings['lvs']) => {
    const wanted = options.subsystems.checker && settings.services.length > 0
    if (!wanted) {
      await checker?.end()
      checker = undefined
      return
    }
    unsettled.add('checker')
    if (checker !== undefined) return checker.configure(settings)
    checker = openCheckerSide({
      ...common,
      pidFile: options.pidFiles.checker,
      settings,
      onEvent: (event) => write(checkLine(event)),
      onOwed: scripts.run,
      onConfigured: () => settle('checker'),
    })
  }

  return {
    apply: async (settings) => {
      const { refused } = await scripts.reconfigure(settings)
      if (ended) return
      await applyChecker(settings.lvs)
      await applyVrrp(withoutScripts(settings.vrrp, refused))
      if (vrrp === undefined && checker === undefined) tell({ is: 'nothing-to-run' })
      if (unsettled.size === 0) parts.onSettled()
    },
    count: (clear, onCounted) => vrrp?.count(clear, onCounted),
    stop: async () => {
      ended = true
      await vrrp?.end()
      await checker?.end()
      await scripts.stop()
    },
  }
}
