/**
 * Drives the machines of the tracked files: contents go in, reports come out. keepalived.conf(5), VRRP track
 * files. Refuses to think: what a content means is track/file.ts's.
 */
import type { TrackEvent } from '../../track/events.ts'
import {
  beginFile,
  type Content,
  contentBytesMax,
  type FileState,
  isSameFile,
  readContent,
} from '../../track/file.ts'
import type { TrackReport } from '../../track/report.ts'
import type { FileSettings } from '../../track/settings.ts'
import type { FileWatch, FileWatchListener, TrackedFiles } from '../../track/watching.ts'

export interface TrackWatchListener {
  onReport(report: TrackReport): void
  onTrack(event: TrackEvent): void
}

export interface TrackFiles {
  /**
   * The first call creates the files of init_file. Every file has its report when it returns: those that were
   * followed before keep theirs unless the number is another by now.
   */
  reconfigure(files: readonly FileSettings[]): void
  reports(): readonly TrackReport[]
  stop(): void
}

export function openTrackFiles(world: TrackedFiles, listener: TrackWatchListener): TrackFiles {
  let states: readonly FileState[] = []
  let watch: FileWatch | undefined
  let isStarted = false
  /** One path may be followed under several names. */
  const each = (path: string, tell: (file: string) => TrackEvent) => {
    for (const { settings } of states) if (settings.path === path) listener.onTrack(tell(settings.name))
  }
  const onContent = (path: string, content: Content) => {
    states = states.map((state) => {
      if (state.settings.path !== path) return state
      const [next, effects] = readContent(state, content)
      for (const effect of effects) {
        if (effect.do === 'report') listener.onReport(effect.report)
        else listener.onTrack(effect.event)
      }
      return next
    })
  }
  const watching: FileWatchListener = {
    onContent,
    onUnusable: (path, text) => {
      const directory = path.slice(0, path.lastIndexOf('/')) || '/'
      each(path, (file) => ({ is: 'file-directory-unusable', file, directory, text }))
    },
    onChangesUntold: (path, system) =>
      each(path, (file) => ({ is: 'file-changes-untold', file, path, system })),
  }
  const create = ({ name: file, path, initial }: FileSettings) => {
    const text = initial && world.create(path, initial)
    if (text !== undefined) listener.onTrack({ is: 'file-not-created', file, path, text })
  }
  return {
    reconfigure: (files) => {
      if (!isStarted) for (const file of files) create(file)
      isStarted = true
      states = files.map((settings) => {
        const before = states.find((state) => state.settings.name === settings.name)
        return before !== undefined && isSameFile(before.settings, settings)
          ? { ...before, settings }
          : beginFile(settings)
      })
      if (files.length > 0) watch ??= world.open(watching, contentBytesMax)
      watch?.follow(files.map(({ path }) => path))
    },
    reports: () =>
      states.flatMap(({ settings: { name }, value }) =>
        value === undefined ? [] : [{ of: 'file', name, value } as const],
      ),
    stop: () => {
      watch?.close()
      watch = undefined
      states = []
    },
  }
}
