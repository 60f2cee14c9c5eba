/** Who is told of which change, and how: keepalived.conf(5), notify scripts, FIFOs and smtp_alert. */
import type { Command } from '../conf/command.ts'

export interface NotifyScripts {
  readonly master: Command | undefined
  readonly backup: Command | undefined
  readonly fault: Command | undefined
  readonly stop: Command | undefined
  /** Gets type, name, state and priority as further words. */
  readonly any: Command | undefined
}

export interface NotifySettings {
  readonly instances: Readonly<Record<string, NotifyScripts>>
  readonly groups: Readonly<Record<string, NotifyScripts>>
}

/** What is told of an instance or a sync group beside its scripts for states. */
export interface ReportSettings {
  /** smtp_alert: mail for every change of state. */
  readonly mail: boolean
  /** notify_priority_changes: changes of priority go to the FIFOs. */
  readonly priorityChanges: boolean
  /** notify_master_rx_lower_pri: run when a master hears a lower priority. Never of a group. */
  readonly lowerPriority: Command | undefined
  /**
   * notify_deleted: an instance that a reload takes away is told as DELETED, not as FAULT. Never of a group.
   */
  readonly deleted: { readonly command: Command | undefined } | undefined
}

/** By name: each instance and each group that runs. */
export interface ReportsSettings {
  readonly instances: Readonly<Record<string, ReportSettings>>
  readonly groups: Readonly<Record<string, ReportSettings>>
}

/** A pipe with a name that changes are written to, a line each: keepalived.conf(5), notify_fifo. */
export interface FifoSettings {
  readonly path: string
  /** Who owns the pipe when it is made; undefined: this process. */
  readonly user: string | undefined
  readonly group: string | undefined
  /** What reads it: started once, the path is its last word. */
  readonly script: Command | undefined
}
