/**
 * Which scripts a change of an instance or a sync group owes, and with which words (keepalived.conf(5),
 * notify scripts). Refuses to run or judge them.
 */
import type { Command } from '../conf/command.ts'
import type { NotifySettings, ReportsSettings } from './settings.ts'

/** A state that is announced; STOP when the daemon ends, DELETED when a reload takes the instance away. */
export type AnnouncedState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED'

export interface Change {
  readonly of: 'instance' | 'group'
  readonly name: string
  readonly state: AnnouncedState
  /** Effective priority, 1 to 255; 0 for groups. */
  readonly priority: number
}

/** A script to be run, its words complete. */
export interface OwedScript {
  readonly keyword:
    | 'notify'
    | 'notify_master'
    | 'notify_backup'
    | 'notify_fault'
    | 'notify_stop'
    | 'notify_deleted'
    | 'notify_master_rx_lower_pri'
  /** Of whom it tells. */
  readonly name: string
  readonly command: Command
}

export interface ScriptSettings {
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
}

/**
 * The scripts of one change, in the order in which they are started: the specific one with only its
 * configured words, then `notify` with type, name, state and priority after its own.
 */
export function owed(settings: ScriptSettings, change: Change): readonly OwedScript[] {
  const { of, name, state, priority } = change
  const isInstance = of === 'instance'
  const scripts = (isInstance ? settings.notify.instances : settings.notify.groups)[name]
  const specific = {
    MASTER: { keyword: 'notify_master', command: scripts?.master },
    BACKUP: { keyword: 'notify_backup', command: scripts?.backup },
    FAULT: { keyword: 'notify_fault', command: scripts?.fault },
    STOP: { keyword: 'notify_stop', command: scripts?.stop },
    DELETED: {
      keyword: 'notify_deleted',
      command: isInstance ? settings.reports.instances[name]?.deleted?.command : undefined,
    },
  } as const
  const { keyword, command } = specific[state]
  const list: OwedScript[] = []
  if (command !== undefined) list.push({ keyword, name, command })
  if (scripts?.any !== undefined) {
    const words = [isInstance ? 'INSTANCE' : 'GROUP', name, state, String(priority)]
    list.push({ keyword: 'notify', name, command: { ...scripts.any, argv: [...scripts.any.argv, ...words] } })
  }
  return list
}

/** What a master owes that has heard an advert of lower priority: never the generic script. */
export function owedForLowerPriority(settings: ScriptSettings, name: string): readonly OwedScript[] {
  const command = settings.reports.instances[name]?.lowerPriority
  return command === undefined ? [] : [{ keyword: 'notify_master_rx_lower_pri', name, command }]
}
