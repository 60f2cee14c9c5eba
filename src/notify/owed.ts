/**
 * Which scripts a change of an instance or a sync group owes, and with which words (keepalived.conf(5),
 * notify scripts). Refuses to run or judge them.
 */
import type { Command } from '../conf/command.ts'
import type { NotifySettings } from './settings.ts'

/** A state that is announced; STOP when the daemon ends. */
export type AnnouncedState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP'

export interface Change {
  readonly of: 'instance' | 'group'
  readonly name: string
  readonly state: AnnouncedState
  /** Effective priority, 1 to 255; 0 for groups. */
  readonly priority: number
}

/** What was announced since the VRRP worker started. */
export interface Announced {
  readonly instances: Readonly<Record<string, AnnouncedState>>
  readonly groups: Readonly<Record<string, AnnouncedState>>
}

export interface Membership {
  readonly name: string
  readonly members: readonly string[]
}

/** A script to be run, its words complete. */
export interface OwedScript {
  readonly keyword: 'notify' | 'notify_master' | 'notify_backup' | 'notify_fault' | 'notify_stop'
  readonly change: Change
  readonly command: Command
}

export const nothingAnnounced: Announced = { instances: {}, groups: {} }

/**
 * The scripts of one change, in the order in which they are started: the specific one with only its
 * configured words, then `notify` with type, name, state and priority after its own.
 */
export function owed(settings: NotifySettings, change: Change): readonly OwedScript[] {
  const scripts = (change.of === 'instance' ? settings.instances : settings.groups)[change.name]
  if (scripts === undefined) return []
  const specific = {
    MASTER: { keyword: 'notify_master', command: scripts.master },
    BACKUP: { keyword: 'notify_backup', command: scripts.backup },
    FAULT: { keyword: 'notify_fault', command: scripts.fault },
    STOP: { keyword: 'notify_stop', command: scripts.stop },
  } as const
  const { keyword, command } = specific[change.state]
  const list: OwedScript[] = []
  if (command !== undefined) list.push({ keyword, change, command })
  if (scripts.any !== undefined) {
    const type = change.of === 'instance' ? 'INSTANCE' : 'GROUP'
    const words = [type, change.name, change.state, String(change.priority)]
    const complete = { ...scripts.any, argv: [...scripts.any.argv, ...words] } as const
    list.push({ keyword: 'notify', change, command: complete })
  }
  return list
}

/**
 * Whether a change is announced at all: an instance that repeats itself while its sync group is recorded in
 * that very state is not. The first announcement of an instance, and STOP, always are.
 */
export function isAnnounced(
  announced: Announced,
  change: Change,
  groups: readonly Membership[],
): { readonly announce: boolean; readonly announced: Announced } {
  if (change.of === 'group') {
    return {
      announce: true,
      announced: { ...announced, groups: { ...announced.groups, [change.name]: change.state } },
    }
  }
  const group = groups.find((candidate) => candidate.members.includes(change.name))
  const repeated =
    change.state !== 'STOP' &&
    group !== undefined &&
    announced.groups[group.name] === change.state &&
    announced.instances[change.name] === change.state
  const instances = { ...announced.instances, [change.name]: change.state }
  return { announce: !repeated, announced: { ...announced, instances } }
}
