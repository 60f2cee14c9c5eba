/**
 * Scheduled reloads: watches the file of reload_time_file and reloads when its time has come. The clock of
 * the day decides, so a wait is cut into pieces after which it is asked again. Refuses to read
 * configurations.
 */
import type { FileWord } from '../../io/time-file.ts'
import type { ReloadSettings } from '../../settings/global/settings.ts'
import { localTime, reloadTime } from './reload-time.ts'

export interface ScheduleWorld {
  now(): Date
  /** Says the file's text at once and whenever it changes; undefined: there is none. */
  watch(path: string, onText: (text: FileWord) => void): { close(): void }
  remove(path: string): void
  /** setTimeout, as tests may have it. */
  after(millis: number, run: () => void): { cancel(): void }
}

export interface ScheduleListener {
  onScheduled(at: string): void
  onCancelled(): void
  onRefused(text: string): void
  onDue(): void
}

export interface ReloadSchedule {
  configure(settings: Pick<ReloadSettings, 'timeFile' | 'repeat'>): void
  close(): void
}

/** Not much longer than somebody who sets the clock is willing to wait. */
const pieceMillisMax = 10_000

export function openReloadSchedule(world: ScheduleWorld, listener: ScheduleListener): ReloadSchedule {
  let path: string | undefined
  let repeat = false
  let text: FileWord
  let watch: { close(): void } | undefined
  let wait: { cancel(): void } | undefined

  const cancel = () => {
    wait?.cancel()
    wait = undefined
  }
  const until = (at: Date) => {
    const left = at.getTime() - world.now().getTime()
    if (left > 0) {
      wait = world.after(Math.min(left, pieceMillisMax), () => until(at))
      return
    }
    wait = undefined
    if (!repeat && path !== undefined) world.remove(path)
    listener.onDue()
    if (repeat) schedule()
  }
  const schedule = () => {
    const wasScheduled = wait !== undefined
    cancel()
    if (text === undefined) {
      if (wasScheduled) listener.onCancelled()
      return
    }
    const at = reloadTime(text, world.now())
    if (!at.ok) return listener.onRefused(at.error)
    listener.onScheduled(localTime(at.value))
    until(at.value)
  }
  const take = (next: FileWord) => {
    if (next === text) return
    text = next
    schedule()
  }
  const close = () => {
    cancel()
    watch?.close()
    watch = undefined
    text = undefined
  }
  return {
    configure: (settings) => {
      ;({ repeat } = settings)
      if (settings.timeFile === path) return
      close()
      path = settings.timeFile
      if (path !== undefined) watch = world.watch(path, take)
    },
    close,
  }
}
