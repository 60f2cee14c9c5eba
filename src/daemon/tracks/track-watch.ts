/**
 * Tracked files and processes of the parent: those that some instance follows, and no others. They have their
 * reports before the first instance starts, so that none begins with a priority that does not last.
 */
import { now, openAlarm } from '../../io/clock.ts'
import { trackedFiles } from '../../io/file-watch.ts'
import type { Native } from '../../io/native.ts'
import { trackedProcesses } from '../../io/process-events.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ProcessState } from '../../track/process.ts'
import type { TrackReport } from '../../track/report.ts'
import type { TrackedFiles } from '../../track/watching.ts'
import type { Trackers } from '../../vrrp/settings.ts'
import { openTrackFiles, type TrackWatchListener } from './track-files.ts'
import { openTrackProcesses, type ProcessesWorld } from './track-processes.ts'

export interface TrackWatchWorld extends ProcessesWorld {
  readonly files: TrackedFiles
}

export function openTrackWorld(native: Native): TrackWatchWorld {
  return {
    files: trackedFiles(native),
    processes: trackedProcesses(native),
    now: () => now(native),
    openAlarm: (onDue) => openAlarm(native, onDue),
  }
}

/** The parts of the settings that say what is watched, and who wants it. */
export interface WatchedSettings {
  readonly tracks: Pick<Settings['tracks'], 'files' | 'processes'>
  readonly vrrp: { readonly instances: readonly Pick<Trackers, 'trackFiles' | 'trackProcesses'>[] }
  readonly global: { readonly buffers: Pick<Settings['global']['buffers'], 'processMonitor'> }
}

export interface TrackWatch {
  /**
   * At start and at every reload; undefined: there are no virtual routers. Everything has its report then.
   */
  reconfigure(settings: WatchedSettings | undefined): void
  /** The newest of each, for a worker that starts anew. */
  reports(): readonly TrackReport[]
  /** Tracked processes as they are counted at present. */
  processes(): readonly ProcessState[]
  stop(): void
}

export function openTrackWatch(world: TrackWatchWorld, listener: TrackWatchListener): TrackWatch {
  const files = openTrackFiles(world.files, listener)
  const processes = openTrackProcesses(world, listener)
  const system = { bytes: undefined, force: false } as const
  return {
    reconfigure: (settings) => {
      files.reconfigure(settings?.tracks.files.filter(followedIn(settings, 'trackFiles')) ?? [])
      const wanted = settings?.tracks.processes.filter(followedIn(settings, 'trackProcesses')) ?? []
      processes.reconfigure(wanted, settings?.global.buffers.processMonitor ?? system)
    },
    reports: () => [...files.reports(), ...processes.reports()],
    processes: () => processes.states(),
    stop: () => {
      files.stop()
      processes.stop()
    },
  }
}

function followedIn({ vrrp }: WatchedSettings, list: 'trackFiles' | 'trackProcesses') {
  const names = new Set(vrrp.instances.flatMap((instance) => instance[list].map(({ name }) => name)))
  return ({ name }: { readonly name: string }) => names.has(name)
}
