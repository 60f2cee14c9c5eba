/**
 * Everything that keepalived.data and keepalived.json tell: what the virtual routers are at a moment, and
 * what the configuration says around them. Types, and keepalived's numbers of states.
 */
import type { HostInterface } from '../base/host-interface.ts'
import type { Micros } from '../base/time.ts'
import type { NotifySettings, ReportsSettings } from '../notify/settings.ts'
import type { TrackReport } from '../track/report.ts'
import type { FileSettings, ProcessSettings, ScriptSettings } from '../track/settings.ts'
import type { StaticSettings } from '../vrrp/static-settings.ts'
import type { RouterView, ViewedState } from '../vrrp/view.ts'

export const stateNumbers: Readonly<Record<ViewedState, number>> = { INIT: 0, BACKUP: 1, MASTER: 2, FAULT: 3 }

/** Exporters make a number of these words. */
export const courseTexts = {
  idle: 'idle',
  running: 'running',
  terminating: 'requested termination',
  killing: 'forcing termination',
} as const

/** A tracked process as it is counted at present. */
export interface ProcessSnapshot {
  readonly settings: ProcessSettings
  /** How many run. */
  readonly current: number
  readonly quorum: boolean
  /** fork_delay, terminate_delay: a change is waited for. */
  readonly forkTimer: boolean
  readonly terminateTimer: boolean
}

export interface Snapshot {
  readonly router: RouterView
  /** What is to be added to a moment of the monotonic clock to have it in microseconds since 1970. */
  readonly wallOffset: Micros
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
  readonly scripts: readonly ScriptSettings[]
  readonly files: readonly FileSettings[]
  readonly processes: readonly ProcessSnapshot[]
  /** The newest of each tracked thing. */
  readonly verdicts: readonly TrackReport[]
  /** Of tracked scripts by name: how many results count, from 0 up, and what is running. */
  readonly courses: Readonly<
    Record<string, { readonly result: number | undefined; readonly is: keyof typeof courseTexts }>
  >
  readonly statics: StaticSettings
  readonly interfaces: readonly HostInterface[]
}
