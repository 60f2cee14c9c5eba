/**
 * Everything that people and monitoring may ask of the virtual routers, as one plain snapshot:
 * keepalived.data, keepalived.json, keepalived.stats and whoever else describes a running node are written
 * from it. Plain data that structured cloning carries. Refuses to be read by the protocol.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import { masterDownTime } from './election.ts'
import type { Counters, Fault } from './events.ts'
import type { GroupState } from './group.ts'
import { deadlineOf, holds } from './machine.ts'
import type { Entry, GroupRecord, Router } from './roster.ts'
import { viewOf } from './roster.ts'
import type { InstanceSettings } from './settings.ts'
import { standingFaults } from './standing.ts'

/** RFC 9568 section 6.4, and keepalived's numbers of it: INIT 0, BACKUP 1, MASTER 2, FAULT 3. */
export type ViewedState = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT'

export interface InstanceView {
  readonly settings: InstanceSettings
  /** Its sync group. */
  readonly group: string | undefined
  readonly state: ViewedState
  /** What it would be without its sync group. */
  readonly wants: ViewedState
  /** Its addresses, routes and rules are there. */
  readonly holds: boolean
  /** 1 to 255. */
  readonly effectivePriority: number
  /** The same before it is brought into that range. */
  readonly totalPriority: number
  /** Undefined: it can send nothing. */
  readonly source: Address | undefined
  readonly faults: FaultsView
  /** The last master whose advert counted, and its priority; undefined and 0: none yet. */
  readonly master: Address | undefined
  readonly masterPriority: number
  /** Of the master that is heard, learnt in version 3; else the own one. */
  readonly masterAdvertInterval: Micros
  /** Master_Down_Interval at present. */
  readonly masterDownTime: Micros
  /** The next deadline by the monotonic clock; undefined: it waits for nothing but events. */
  readonly deadline: Micros | undefined
  /** Wall clock, microseconds since 1970; undefined: not yet. */
  readonly transitionAt: Micros | undefined
  readonly advertSentAt: Micros | undefined
  /** preempt_delay ends then, by the monotonic clock; undefined: it does not run. */
  readonly preemptAt: Micros | undefined
  /** Another address owner that was heard. */
  readonly rogueOwner: Address | undefined
  readonly counters: Counters
}

export interface FaultsView {
  readonly all: readonly Fault[]
  /** How many come from the configuration, how many from what is tracked, how many scripts have no result. */
  readonly configuration: number
  readonly tracked: number
  readonly undecided: number
  /** Interfaces that are missing, down or without an address. */
  readonly interfaces: readonly string[]
}

export interface GroupView {
  readonly name: string
  readonly state: ViewedState
  /** Names, in the order of the configuration. */
  readonly members: readonly string[]
  readonly faulted: number
  readonly undecided: number
}

/** An interface as it counts, which a delay may hold back. */
export interface LinkView {
  readonly interface: string
  readonly up: boolean
  readonly seenUp: boolean
  /** By the monotonic clock: then a change counts that was told of; undefined: none is held back. */
  readonly changesAt: Micros | undefined
}

export interface RouterView {
  /** The monotonic moment that deadlines are relative to, and the wall clock then. */
  readonly at: Micros
  readonly wall: Micros
  /** vrrp_startup_delay ends then; undefined: it does not run. */
  readonly delayedUntil: Micros | undefined
  /** In the order of the configuration. */
  readonly instances: readonly InstanceView[]
  readonly groups: readonly GroupView[]
  readonly links: readonly LinkView[]
}

/** A snapshot of everything. Copies: it stays as it is while the router goes on. */
export function viewOfRouter(router: Router): RouterView {
  const { roster, links, pending, seenUp, at, wall, delayedUntil } = router
  return {
    at,
    wall,
    delayedUntil,
    instances: [...roster.entries.values()].map(instanceView),
    groups: [...roster.groups.values()].map(groupView),
    links: [...links].map(([name, link]) => ({
      interface: name,
      up: link.up,
      seenUp: seenUp.has(name),
      changesAt: pending.get(name)?.at,
    })),
  }
}

function instanceView(entry: Entry): InstanceView {
  const { settings, state, standing, record, counters } = entry
  const { version, downTimerAdverts, advertInterval } = settings
  const interval = state.is === 'backup' ? state.interval : advertInterval
  const { priority } = standing
  return {
    settings,
    group: entry.group?.name,
    state: viewedState(entry),
    wants: state.is === 'backup' && state.wants === 'master' ? 'MASTER' : viewedState(entry),
    holds: holds(state),
    effectivePriority: priority,
    totalPriority: standing.total,
    source: standing.source,
    faults: faultsView(standing.faults),
    master: record.master,
    masterPriority: record.masterPriority,
    masterAdvertInterval: interval,
    masterDownTime: masterDownTime({ version, downTimerAdverts, interval, priority }),
    deadline: deadlineOf(state),
    transitionAt: record.transitionAt,
    advertSentAt: record.sentAt,
    preemptAt: state.is === 'backup' ? state.preemptAt : undefined,
    rogueOwner: state.is === 'master' ? state.rogue?.from : undefined,
    counters: { ...counters, rejected: { ...counters.rejected } },
  }
}

/** A silent wait for a first verdict is FAULT inside keepalived, too. */
function viewedState({ state }: Pick<Entry, 'state'>): ViewedState {
  switch (state.is) {
    case 'master':
      return 'MASTER'
    case 'backup':
    case 'stopping':
      return 'BACKUP'
    case 'fault':
    case 'waiting':
      return 'FAULT'
    case 'idle':
    case 'gone':
      return 'INIT'
  }
}

function faultsView(all: readonly Fault[]): FaultsView {
  const interfaces = all.flatMap((fault) => {
    const isInterface =
      fault.is === 'interface-missing' || fault.is === 'interface-down' || fault.is === 'no-address'
    return isInterface ? [fault.interface] : []
  })
  const configuration = all.filter((fault) => fault.is === 'configuration').length
  const undecided = all.length - standingFaults(all).length
  return {
    all: [...all],
    configuration,
    undecided,
    tracked: all.length - undecided - configuration - interfaces.length,
    interfaces: [...new Set(interfaces)],
  }
}

const groupStates = {
  idle: 'INIT',
  backup: 'BACKUP',
  master: 'MASTER',
  fault: 'FAULT',
} as const satisfies Record<GroupState, ViewedState>

function groupView({ name, state, members }: GroupRecord): GroupView {
  const views = members.map(viewOf)
  return {
    name,
    state: groupStates[state],
    members: views.map((member) => member.name),
    faulted: views.filter((member) => member.faulted).length,
    undecided: views.filter((member) => member.undecided).length,
  }
}
