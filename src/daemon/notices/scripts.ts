/**
 * The parent's part that runs programs of the user: tracked scripts by their machine, notify scripts and the
 * checker's commands as they are owed. Knows nothing of the workers and their messages: verdicts and events
 * leave by callbacks. Refuses programs that script security forbids.
 */
import type { OwedCommand } from '../../check/events.ts'
import type { Command } from '../../conf/command.ts'
import type { LvsSettings } from '../../lvs/settings.ts'
import type { Notice } from '../../notify/dues.ts'
import type { NotifyEvent, OnceWhen } from '../../notify/events.ts'
import type { GlobalScripts } from '../../settings/global/settings.ts'
import type { Settings } from '../../settings/settings.ts'
import type { RunEvent } from '../../track/events.ts'
import type { Verdict } from '../../track/script.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import {
  openTrackRuns,
  type Runnable,
  type ScriptCourse,
  type TrackListener,
  type TrackWorld,
} from '../tracks/track-runs.ts'
import { openCommandRuns } from './command-runs.ts'
import { type NoticesSettings, type NoticesWorld, noticeCommands, openNotices } from './notices.ts'
import { type OnceRun, runOnce } from './once-script.ts'
import {
  findPrograms,
  noPrograms,
  type ProgramRules,
  type ProgramSources,
  type Programs,
} from './script-programs.ts'

export interface ScriptsWorld extends TrackWorld, Omit<NoticesWorld, 'accounts'> {
  readonly sources: ProgramSources
  /** Whether native/run-as is there. */
  readonly hasRunAs: boolean
}

export interface ScriptsListener extends TrackListener {
  onRun(event: RunEvent): void
  onNotify(event: NotifyEvent): void
}

/** The parts of the settings that name programs, or say who is told of what. */
export type ScriptsSettings = Pick<Settings, 'scripts' | 'lvs'> &
  NoticesSettings & {
    readonly global: ProgramRules & { readonly scripts: GlobalScripts }
  }

export interface Scripts {
  /**
   * At start, where startup_script is waited for first, and at every reload. Names the tracked scripts that
   * may not run: instances do not track them (`withoutScripts`). A script with the same command and user
   * keeps its verdict. Calls must not overlap.
   */
  reconfigure(settings: ScriptsSettings): Promise<{ readonly refused: readonly string[] }>
  /** The last verdict of every script that has one, for a worker that starts anew. */
  verdicts(): Readonly<Record<string, Verdict>>
  /** Where each script is at this moment, by name. */
  courses(): Readonly<Record<string, ScriptCourse>>
  /** startup_script is waited for no longer, and nothing begins any more. */
  cancel(): void
  /** The very last: shutdown_script of the last `reconfigure`; settles when it is over. */
  shutdown(): Promise<void>
  /** Runs, writes and mails what is owed for it. */
  announce(notice: Notice): void
  /** A new VRRP worker announces everything once more. */
  forgetAnnounced(): void
  /** The VRRP worker runs the settings that it was given last. */
  reloaded(): void
  /** Runs a command of the checker. */
  run(owedCommand: OwedCommand): void
  /**
   * After the last `announce`: SIGTERM to tracked scripts; settles when the scripts of STOP changes and the
   * readers of FIFOs have ended and mails are sent, at the latest after 1 s (`stopMillisMax`). What still
   * runs then is left alone.
   */
  stop(): Promise<void>
}

/** What the scripts of notify_stop get before the daemon goes on without them (N23). */
export const stopMillisMax = 1_000

export function openScripts(world: ScriptsWorld, listener: ScriptsListener): Scripts {
  const onRun = (event: RunEvent) => listener.onRun(event)
  const track = openTrackRuns(world, listener)
  const runs = openCommandRuns(world.processes, onRun)
  const notices = openNotices({ ...world, accounts: world.sources.accounts }, runs, listener)
  let configured: ScriptsSettings | undefined
  let once: OnceRun | undefined
  let programs = noPrograms
  let cancelled = false

  const runOnceOf = async (when: OnceWhen) => {
    const script = configured?.global.scripts[when]
    if (script === undefined) return
    const { processes } = world
    once = runOnce({ when, script, programs }, { processes, tell: (event) => listener.onNotify(event) })
    await once.over
  }
  return {
    async reconfigure(given) {
      const isFirst = configured === undefined
      const commands = commandsOf(given, configured)
      if (isFirst && commands.length > 0 && !world.hasRunAs) listener.onNotify({ is: 'run-as-missing' })
      programs = await findPrograms(world.sources, commands, { global: given.global, tell: onRun })
      configured = given
      if (isFirst && !cancelled) await runOnceOf('startup')
      if (cancelled) return { refused: [] }
      const { runnables, refused } = sorted(given, programs, onRun)
      track.reconfigure(runnables)
      await notices.reconfigure(given, programs)
      return { refused }
    },
    verdicts: () => track.verdicts(),
    courses: () => track.courses(),
    cancel() {
      cancelled = true
      once?.cancel()
    },
    shutdown: () => runOnceOf('shutdown'),
    announce: (notice) => notices.take(notice),
    forgetAnnounced: () => notices.forget(),
    reloaded: () => notices.reloaded(),
    run({ why, command }) {
      const program = programs(command)
      if (program !== undefined) runs.add({ why, command, program, isFarewell: false })
    },
    async stop() {
      track.stop()
      await notices.stop(stopMillisMax)
    },
  }
}

/** The tracked scripts that may run, and the names of the others, which are told in keepalived's words. */
function sorted(
  { scripts }: ScriptsSettings,
  programs: Programs,
  tell: (event: RunEvent) => void,
): { readonly runnables: readonly Runnable[]; readonly refused: readonly string[] } {
  const runnables: Runnable[] = []
  const refused: string[] = []
  for (const settings of scripts) {
    const { name, command } = settings
    const program = programs(command)
    if (program !== undefined) {
      runnables.push({ settings, program: { ...program, diesWithUs: true } })
      continue
    }
    refused.push(name)
    const because = programs.isInsecure(command) ? 'due to insecure' : 'since not found/accessible'
    const text = `Disabling track script ${name} ${because}`
    tell({ is: 'script-judged', script: command.argv[0], disabled: true, text })
  }
  return { runnables, refused }
}

/** The same settings, in which no instance tracks the named scripts (T33). */
export function withoutScripts(settings: VrrpSettings, refused: readonly string[]): VrrpSettings {
  if (refused.length === 0) return settings
  const instances = settings.instances.map((instance) => ({
    ...instance,
    trackScripts: instance.trackScripts.filter(({ name }) => !refused.includes(name)),
  }))
  return { ...settings, instances }
}

function commandsOf(settings: ScriptsSettings, before: ScriptsSettings | undefined): readonly Command[] {
  const { startup, shutdown } = settings.global.scripts
  const commands = [
    startup?.command,
    ...settings.scripts.map(({ command }) => command),
    ...noticeCommands(settings, before),
    ...lvsCommands(settings.lvs),
    shutdown?.command,
  ]
  return commands.filter((command) => command !== undefined)
}

function lvsCommands(settings: LvsSettings): readonly (Command | undefined)[] {
  return settings.services.flatMap((service) => [
    service.quorumUp,
    service.quorumDown,
    ...service.realServers.flatMap((server) => [server.notifyUp, server.notifyDown]),
  ])
}
