/**
 * From the first settings to the end of the daemon: reloads, dumps and the stop, each when it is asked for.
 */
import { rmSync } from 'node:fs'
import { attempt } from '../../io/failure.ts'
import { replaceFile } from '../../io/replace-file.ts'
import { watchSmallFile } from '../../io/time-file.ts'
import { type ReloadVerdict, reloadVerdict } from '../../settings/plan/reload-verdict.ts'
import type { Settings } from '../../settings/settings.ts'
import { type Daemon, openDaemon } from '../daemon.ts'
import { exitStatus } from '../exit-status.ts'
import { receiveSignals } from '../signals.ts'
import { openSavedCopies, type SavedCopies } from './copies.ts'
import { openDumps } from './dumps.ts'
import type { Run } from './parent.ts'
import { markerPath } from './pid-paths.ts'
import { findingsText, readText, tellRead } from './reading.ts'
import { openReloadSchedule, type ReloadSchedule } from './reload-schedule.ts'
import { type RunningText, writeRunningRecord } from './running-record.ts'
import { keepUnchangeable } from './unchangeable.ts'

/** What runs, and its text for whoever asks (running-record.ts). */
export interface Accepted {
  readonly settings: Settings
  readonly text: RunningText
}

/** Resolves with the exit status. */
export function keepRunning(first: Accepted, run: Run): Promise<number> {
  const { options, world, tell } = run
  const { promise, resolve } = Promise.withResolvers<number>()
  let started = false
  let stopping = false
  let applied = first.settings

  const daemon: Daemon = openDaemon({
    native: world.native,
    options,
    pidFiles: run.pidFiles,
    scripts: world.scripts,
    write: world.log.write,
    onSettled: () => {
      settled(run, started)
      started = true
      copies.after()
    },
    onFatal: (status) => void stop(status),
  })
  const dumps = openDumps(daemon, { namespace: world.namespace, settings: () => applied, tell })
  const copies = openSavedCopies(dumps, () => applied.global.files.saveDirectory, tell)
  const { watchdogMillis } = world.serviceManager
  const watchdog = watchdogMillis && setInterval(world.serviceManager.alive, watchdogMillis / 2)

  const stop = async (status: number) => {
    if (stopping) return
    stopping = true
    tell({ is: 'stopping' })
    world.serviceManager.stopping()
    schedule.close()
    await daemon.stop()
    clearInterval(watchdog)
    signals.close()
    resolve(status)
  }
  // The start is a turn like every reload, so that a SIGHUP right behind it cannot overtake it.
  let isFirst = true
  const apply = async () => {
    if (stopping) return
    const next = isFirst ? first : readAgain(run, applied)
    if (next === undefined) return
    if (!isFirst) copies.before()
    isFirst = false
    applied = next.settings
    take(next, run, copies)
    schedule.configure(applied.global.reload)
    await daemon.apply(applied)
  }
  const applyNext = inTurn(apply, () => tell({ is: 'reload-queued' }))
  const schedule = openSchedule(run, { path: () => applied.global.reload.timeFile, reload: applyNext })
  const signals = receiveSignals(world.native, {
    ...dumps,
    reload: applyNext,
    stop: () => void stop(exitStatus.ok),
    stopOnInterrupt: options.stopOnInterrupt,
  })
  applyNext()
  return promise
}

/** The log, systemd and whoever waits at the terminal hear that all is up. */
function settled({ tell, world }: Run, again: boolean): void {
  tell({ is: again ? 'reload-complete' : 'startup-complete' })
  if (!again) world.terminal?.running()
  world.serviceManager.ready()
}

/** What is to be done here for settings that run from now on. */
function take({ settings, text }: Accepted, run: Run, copies: SavedCopies): void {
  const { configFile } = run.options
  run.own.shape(settings.global)
  copies.configuration(configFile, text)
  const running = { text: text.text, instances: settings.vrrp.instances }
  const failure = writeRunningRecord({ configFile, pidFile: run.pidFiles.daemon }, running)
  if (failure !== undefined) run.tell({ is: 'failed', doing: failure.doing, text: failure.text })
}

function openSchedule({ tell }: Run, by: { path(): string | undefined; reload(): void }): ReloadSchedule {
  return openReloadSchedule(
    {
      now: () => new Date(),
      watch: watchSmallFile,
      remove: (path) => void attempt(`removing ${path}`, () => rmSync(path, { force: true })),
      after: (millis, due) => {
        const timer = setTimeout(due, millis)
        return { cancel: () => clearTimeout(timer) }
      },
    },
    {
      onScheduled: (at) => tell({ is: 'reload-scheduled', at }),
      onCancelled: () => tell({ is: 'reload-unscheduled' }),
      onRefused: (text) => tell({ is: 'reload-time-refused', path: by.path() ?? '', text }),
      onDue: by.reload,
    },
  )
}

/** Undefined: the new text is refused, and the old settings go on. */
function readAgain(run: Run, applied: Settings): Accepted | undefined {
  const { options, world, tell } = run
  tell({ is: 'reloading' })
  world.log.reopen()
  world.serviceManager.reloading()
  const marker = markerPath(applied.global.reload.markerFile, run.pidFiles.daemon)
  const read = readText(options, { namespace: world.namespace, marker })
  const next = tellRead(read, run)
  const verdict = next && reloadVerdict(applied, next.loaded)
  if (next !== undefined && verdict?.is === 'accepted') {
    const { settings, kept } = keepUnchangeable(applied, verdict.settings)
    for (const what of kept) tell({ is: 'unchangeable', what })
    return { settings, text: next.text }
  }
  if (verdict?.is === 'refused' && verdict.emptied) tell({ is: 'nothing-to-run' })
  const unusable = verdict?.is === 'refused' ? verdict.unusable : []
  for (const { message } of unusable) tell({ is: 'include-unusable', text: message })
  const path = applied.global.reload.check?.logFile
  if (path !== undefined) {
    const failure = replaceFile(path, findingsText(read))
    if (failure === undefined) tell({ is: 'findings-written', path })
    else tell({ is: 'failed', doing: failure.doing, text: failure.text })
  }
  tell({
    is: 'reload-refused',
    errors: verdict?.is === 'refused' ? verdict.errors : 0,
    why: whyRefused(verdict),
  })
  world.serviceManager.ready()
  return undefined
}

function whyRefused(verdict: ReloadVerdict | undefined) {
  if (verdict?.is !== 'refused') return 'unreadable'
  if (verdict.errors > 0) return 'errors'
  if (verdict.emptied) return 'emptied'
  return verdict.unusable.length > 0 ? 'include' : 'loses'
}

/** Two requests in quick succession become one after the running one. */
function inTurn(work: () => Promise<void>, onQueued: () => void): () => void {
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
    onQueued()
    await turn()
  }
  return () => void turn()
}
