/**
 * The parent's part that runs programs of the user: tracked scripts by their machine, notify scripts and the
 * checker's commands as they are owed. Knows nothing of the workers and their messages: verdicts and events
 * leave by callbacks. Refuses programs that script security forbids.
 */
import type { OwedCommand } from '../check/events.ts'
import type { Command } from '../conf/command.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import { type Announced, type Change, isAnnounced, nothingAnnounced, owed } from '../notify/owed.ts'
import type { NotifySettings } from '../notify/settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { RunEvent } from '../track/events.ts'
import type { Verdict } from '../track/script.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import { openCommandRuns } from './command-runs.ts'
import { findPrograms, type ProgramRules, type ProgramSources, type Programs } from './script-programs.ts'
import { openTrackRuns, type Runnable, type TrackListener, type TrackWorld } from './track-runs.ts'

export interface ScriptsWorld extends TrackWorld {
  readonly sources: ProgramSources
}

export interface ScriptsListener extends TrackListener {
  onRun(event: RunEvent): void
}

/** The parts of the settings that name programs, and the groups that share announcements. */
export type ScriptsSettings = Pick<Settings, 'scripts' | 'notify' | 'lvs'> & {
  readonly global: ProgramRules
  readonly vrrp: Pick<VrrpSettings, 'groups'>
}

export interface Scripts {
  /**
   * At start and at every reload. Names the tracked scripts that may not run: instances do not track them
   * (`withoutScripts`). A script with the same command and user keeps its verdict. Calls must not overlap.
   */
  reconfigure(settings: ScriptsSettings): Promise<{ readonly refused: readonly string[] }>
  /** The last verdict of every script that has one, for a worker that starts anew. */
  verdicts(): Readonly<Record<string, Verdict>>
  /** Runs what a change of state owes. */
  announce(change: Change): void
  /** A new VRRP worker announces everything once more. */
  forgetAnnounced(): void
  /** Runs a command of the checker. */
  run(owedCommand: OwedCommand): void
  /**
   * After the last `announce`: SIGTERM to tracked scripts; settles when the scripts of STOP changes have
   * ended, at the latest after 1 s (`stopMillisMax`). What still runs then is left alone.
   */
  stop(): Promise<void>
}

/** What the scripts of notify_stop get before the daemon goes on without them (notify.md, N23). */
export const stopMillisMax = 1_000

export function openScripts(world: ScriptsWorld, listener: ScriptsListener): Scripts {
  const onRun = (event: RunEvent) => listener.onRun(event)
  const track = openTrackRuns(world, listener)
  const runs = openCommandRuns(world.processes, onRun)
  let settings: ScriptsSettings | undefined
  /** What the last reload gave, without those that had departed before. */
  let configured: NotifySettings | undefined
  let programs: Programs = () => undefined
  let announced: Announced = nothingAnnounced

  const errand = (why: string, command: Command, isFarewell: boolean) => {
    const program = programs(command)
    if (program !== undefined) runs.add({ why, command, program, isFarewell })
  }
  return {
    async reconfigure(given) {
      const wanted = { ...given, notify: withDeparted(given.notify, configured) }
      configured = given.notify
      programs = await findPrograms(world.sources, commandsOf(wanted), { global: given.global, tell: onRun })
      settings = wanted
      const runnables: Runnable[] = []
      const refused: string[] = []
      for (const script of wanted.scripts) {
        const program = programs(script.command)
        if (program === undefined) refused.push(script.name)
        else runnables.push({ settings: script, program })
      }
      track.reconfigure(runnables)
      return { refused }
    },
    verdicts: () => track.verdicts(),
    announce(change) {
      if (settings === undefined) return
      const decided = isAnnounced(announced, change, settings.vrrp.groups)
      announced = decided.announced
      if (!decided.announce) return
      for (const { keyword, command } of owed(settings.notify, change)) {
        errand(`${keyword} of ${change.name}`, command, change.state === 'STOP')
      }
    },
    forgetAnnounced() {
      announced = nothingAnnounced
    },
    run: ({ why, command }) => errand(why, command, false),
    async stop() {
      track.stop()
      const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, stopMillisMax)
      await Promise.race([runs.farewells(), timeIsUp])
      clearTimeout(timer)
    },
  }
}

/**
 * An instance that a reload takes away is announced as FAULT after the reload (notify.md, N7), so its scripts
 * are still known until the next one.
 */
function withDeparted(wanted: NotifySettings, before: NotifySettings | undefined): NotifySettings {
  return {
    instances: { ...before?.instances, ...wanted.instances },
    groups: { ...before?.groups, ...wanted.groups },
  }
}

/** The same settings, in which no instance tracks the named scripts (tracking.md, T33). */
export function withoutScripts(settings: VrrpSettings, refused: readonly string[]): VrrpSettings {
  if (refused.length === 0) return settings
  const instances = settings.instances.map((instance) => ({
    ...instance,
    trackScripts: instance.trackScripts.filter(({ name }) => !refused.includes(name)),
  }))
  return { ...settings, instances }
}

function commandsOf(settings: ScriptsSettings): readonly Command[] {
  const commands = [
    ...settings.scripts.map(({ command }) => command),
    ...notifyCommands(settings.notify),
    ...lvsCommands(settings.lvs),
  ]
  return commands.filter((command) => command !== undefined)
}

function notifyCommands(settings: NotifySettings): readonly (Command | undefined)[] {
  const all = [...Object.values(settings.instances), ...Object.values(settings.groups)]
  return all.flatMap((scripts) => [scripts.master, scripts.backup, scripts.fault, scripts.stop, scripts.any])
}

function lvsCommands(settings: LvsSettings): readonly (Command | undefined)[] {
  return settings.services.flatMap((service) => [
    service.quorumUp,
    service.quorumDown,
    ...service.realServers.flatMap((server) => [server.notifyUp, server.notifyDown]),
  ])
}
