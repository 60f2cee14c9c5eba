/**
 * Tells the world of what the virtual routers do: scripts, FIFOs and mails, each in the order of the changes
 * and none waiting for another. Refuses to decide what is owed (notify/dues.ts) and whether a script may run.
 */
import type { Command } from '../../conf/command.ts'
import {
  type Announced,
  type DuesSettings,
  duesOf,
  forgetAnnounced,
  forgetDeparted,
  type Notice,
  nothingAnnounced,
  statesAfterReload,
} from '../../notify/dues.ts'
import type { NotifyEvent } from '../../notify/events.ts'
import type { Change, OwedScript } from '../../notify/owed.ts'
import type { NotifySettings, ReportsSettings } from '../../notify/settings.ts'
import type { GlobalSettings } from '../../settings/global/settings.ts'
import type { RunEvent } from '../../track/events.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import type { CommandRuns } from './command-runs.ts'
import { type Fifos, type FifosWorld, openFifos, type WantedFifo } from './fifos.ts'
import { type Lanes, type LanesWorld, openLanes } from './lanes.ts'
import { type Mails, type MailsWorld, openMails } from './mails.ts'
import { noPrograms, type Programs } from './script-programs.ts'

export type NoticesWorld = FifosWorld & MailsWorld & LanesWorld

export interface NoticesListener {
  onNotify(event: NotifyEvent): void
  onRun(event: RunEvent): void
}

export interface NoticesSettings {
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
  readonly vrrp: Pick<VrrpSettings, 'groups'>
  readonly global: Pick<GlobalSettings, 'fifos' | 'mail' | 'routerId' | 'notifySerial'>
}

export interface Notices {
  reconfigure(settings: NoticesSettings, programs: Programs): Promise<void>
  take(notice: Notice): void
  /** A new VRRP worker announces everything once more. */
  forget(): void
  /** All that the virtual routers had to say about a reload was said. */
  reloaded(): void
  /** After the last notice; scripts, readers and mails that take longer than this are left alone. */
  stop(patienceMillis: number): Promise<void>
}

export function openNotices(world: NoticesWorld, runs: CommandRuns, listener: NoticesListener): Notices {
  const announced: Announced = nothingAnnounced()
  const fifos: Fifos = openFifos(world, listener)
  const mails: Mails = openMails(world, listener.onNotify)
  let settings: NoticesSettings | undefined
  let dues: DuesSettings | undefined
  let programs = noPrograms

  const start = (change: Change | undefined, script: OwedScript, onEnded?: () => void) => {
    const program = programs(script.command)
    if (program === undefined) return onEnded?.()
    const why = `${script.keyword} of ${script.name}`
    const isFarewell = change?.state === 'STOP'
    runs.add({
      ...{ why, command: script.command, program, isFarewell, repeats: change === undefined },
      ...(onEnded && { onEnded }),
    })
  }
  const lanes: Lanes = openLanes(world, { onNotify: listener.onNotify, start })

  return {
    async reconfigure(next, judged) {
      if (settings !== undefined) announced.reloads++
      dues = duesSettings(next, settings)
      forgetDeparted(announced, dues)
      settings = next
      programs = judged
      mails.reconfigure(next.global.mail, next.global.routerId)
      await fifos.reconfigure(fifosOf(next.global.fifos), judged)
    },
    take(notice) {
      if (dues === undefined || settings === undefined) return
      const { scripts, lines, mail, change } = duesOf(dues, announced, notice)
      const { notifySerial } = settings.global
      if (change !== undefined && notifySerial !== undefined) lanes.add(change, scripts, notifySerial)
      else for (const script of scripts) start(change, script)
      if (lines.length > 0) fifos.write(lines)
      if (mail !== undefined) mails.add(mail)
    },
    forget: () => forgetAnnounced(announced),
    reloaded() {
      if (announced.reloads === 0 || dues === undefined || settings === undefined) return
      const lines = statesAfterReload({ ...dues, reports: settings.reports }, announced)
      if (settings.global.fifos.statesOnReload) fifos.write(lines)
    },
    async stop(patienceMillis) {
      const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMillis)
      const scripts = lanes.hurry().then(() => runs.farewells())
      const others = Promise.all([scripts, mails.flush()])
      await Promise.all([fifos.stop(patienceMillis), Promise.race([others, timeIsUp])])
      clearTimeout(timer)
      mails.close()
    },
  }
}

/** notify_fifo and vrrp_notify_fifo get the same lines. */
function fifosOf({ all, vrrp }: GlobalSettings['fifos']): readonly WantedFifo[] {
  return [
    ...(all === undefined ? [] : [{ keyword: 'notify_fifo', settings: all }]),
    ...(vrrp === undefined ? [] : [{ keyword: 'vrrp_notify_fifo', settings: vrrp }]),
  ]
}

/**
 * An instance that a reload takes away is announced after it (DELETED or FAULT), so what it owes is still
 * known until the next one.
 */
function duesSettings(wanted: NoticesSettings, before: NoticesSettings | undefined): DuesSettings {
  const groupOf = new Map<string, string>()
  for (const { name, members } of wanted.vrrp.groups) for (const member of members) groupOf.set(member, name)
  return {
    notify: withDeparted(wanted.notify, before?.notify),
    reports: withDeparted(wanted.reports, before?.reports),
    groupOf,
    noFaultMails: wanted.global.mail.noFaults,
  }
}

function withDeparted<Of>(wanted: Both<Of>, before: Both<Of> | undefined): Both<Of> {
  return {
    instances: { ...before?.instances, ...wanted.instances },
    groups: { ...before?.groups, ...wanted.groups },
  }
}

interface Both<Of> {
  readonly instances: Readonly<Record<string, Of>>
  readonly groups: Readonly<Record<string, Of>>
}

/** Every program that notices may run, those of instances that a reload has just taken away included. */
export function noticeCommands(
  wanted: NoticesSettings,
  before: NoticesSettings | undefined,
): readonly (Command | undefined)[] {
  const notify = withDeparted(wanted.notify, before?.notify)
  const reports = withDeparted(wanted.reports, before?.reports)
  return [
    ...[notify.instances, notify.groups].flatMap((named) =>
      Object.values(named).flatMap(({ master, backup, fault, stop, any }) => [
        master,
        backup,
        fault,
        stop,
        any,
      ]),
    ),
    ...Object.values(reports.instances).flatMap((report) => [report.lowerPriority, report.deleted?.command]),
    ...fifosOf(wanted.global.fifos).map(({ settings }) => settings.script),
  ]
}
