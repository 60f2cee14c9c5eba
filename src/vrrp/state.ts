/**
 * The states, events and facts of one virtual router instance, and the shape of a cell of its table. A state
 * has exactly the fields that mean something in it. Refuses to decide anything: the cells do, one file per
 * state.
 */
import type { Address, Mac } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { Bursts } from './announce.ts'
import type { Fault } from './events.ts'
import type { Lost, RouterEffect } from './router.ts'
import type { InstanceSettings } from './settings.ts'

/** Another host that answers for an address of ours. */
export interface Rival {
  readonly address: Address
  readonly mac: Mac
}

/** Asking who has the addresses, once per wait. */
export type Probe =
  | { readonly is: 'planned'; readonly at: Micros }
  | { readonly is: 'sent' }
  /** The holder is known: it said good-bye, or it is the lower master that we are about to replace. */
  | { readonly is: 'needless' }

export interface Idle {
  readonly is: 'idle'
}
/** Started, but a script of weight 0 has not ended yet: silent. */
export interface Waiting {
  readonly is: 'waiting'
}
export interface Backup {
  readonly is: 'backup'
  /** Master_Down_Timer. */
  readonly giveUpAt: Micros
  readonly probe: Probe
  readonly rivals: readonly Rival[]
  /** The master's advert interval: version 3 learns it. */
  readonly interval: Micros
  readonly master: Address | undefined
  /** preempt_delay: a lower master is left alone until then; undefined: none was heard. */
  readonly preemptAt: Micros | undefined
  /** What it would be without its sync group. */
  readonly wants: 'backup' | 'master'
  /** Outranked just now: the addresses stay until then or until the other claims them. */
  readonly holdUntil: Micros | undefined
}
export interface Master {
  readonly is: 'master'
  /** Adver_Timer. */
  readonly advertAt: Micros
  readonly bursts: Bursts
  readonly rogue: Rogue | undefined
  /** When an advert that could not stand was last answered: quirks, answersBounded. */
  readonly answeredAt: Micros | undefined
}
/** Another address owner with a lower address, which ought to yield. */
export interface Rogue {
  readonly from: Address
  /** Until then it may still be stopping: we do not listen yet. */
  readonly listenAt: Micros
  /** An advert of it before then means that it stays, silence that it has gone. */
  readonly silentAt: Micros
}
export interface Faulted {
  readonly is: 'fault'
}
/** Priority 0 is out; the addresses answer until the successor has them. Sends nothing more. */
export interface Stopping {
  readonly is: 'stopping'
  readonly until: Micros
  /** The successor's advert was heard. */
  readonly heard: boolean
  /** Its gratuitous ARP, or neighbour advertisement, was heard. */
  readonly claimed: boolean
}
/** Stopped or removed. Nothing leads out. */
export interface Gone {
  readonly is: 'gone'
}
export type State = Idle | Waiting | Backup | Master | Faulted | Stopping | Gone
export type StateKind = State['is']

/** An advert that passed inspection. */
export interface Heard {
  readonly from: Address
  readonly priority: number
  readonly interval: Micros
}

export type MachineEvent =
  | { readonly is: 'start'; readonly at: Micros }
  | { readonly is: 'due'; readonly at: Micros }
  | { readonly is: 'advert'; readonly at: Micros; readonly heard: Heard }
  /** There is at least one fault of its own. */
  | { readonly is: 'faulted'; readonly at: Micros }
  /** Neither it nor its group has a fault, and no script is undecided. */
  | { readonly is: 'healthy'; readonly at: Micros }
  | { readonly is: 'priority'; readonly at: Micros; readonly before: number }
  /** Somebody else took off what it holds, and that counts. */
  | { readonly is: 'lost'; readonly at: Micros; readonly what: Lost }
  /** The delay of the start was changed: it ends by so much later, earlier when negative. */
  | { readonly is: 'postponed'; readonly at: Micros; readonly by: Micros }
  | { readonly is: 'claimed'; readonly at: Micros; readonly rival: Rival }
  | { readonly is: 'answered'; readonly at: Micros; readonly rival: Rival }
  /** A reload changed its settings, and perhaps with them its priority; the facts have the new ones. */
  | {
      readonly is: 'settings'
      readonly at: Micros
      readonly before: InstanceSettings
      readonly priorityBefore: number
    }
  /** Orders of its sync group. */
  | { readonly is: 'raise'; readonly at: Micros }
  | { readonly is: 'lower'; readonly at: Micros }
  | { readonly is: 'fail'; readonly at: Micros }
  /** Another member heard a lower priority: announce again. */
  | { readonly is: 'contested'; readonly at: Micros }
  /** `keep`: without a word to the peers, and nothing is taken off. */
  | { readonly is: 'stop'; readonly at: Micros; readonly keep?: true }
  /** A reload dropped it. */
  | { readonly is: 'remove'; readonly at: Micros }
export type MachineEventKind = MachineEvent['is']

/** What a cell may know besides state and event. */
export interface Facts {
  readonly settings: InstanceSettings
  /** Effective, 1 to 255. */
  readonly priority: number
  /** Its own causes, undecided scripts included. */
  readonly faults: readonly Fault[]
  /** Undefined: nothing can be sent. */
  readonly source: Address | undefined
  /** What it was until just now, when there is none any more: a good-bye may still bear it. */
  readonly formerSource: Address | undefined
  /** Its interface exists and is up. */
  readonly linkUp: boolean
  readonly handover: 'graceful' | 'fast'
  /** vrrp_startup_delay: nothing begins before; undefined: it is over. */
  readonly delayedUntil: Micros | undefined
  readonly group: GroupFacts
}

/** What its sync group means for it; outside groups: willing and able, neither held nor failed. */
export interface GroupFacts {
  readonly member: boolean
  /** Every other member wants to be master. */
  readonly willing: boolean
  /** Every member is an owner that starts as master. */
  readonly owners: boolean
  /** Some member waits for a script. */
  readonly held: boolean
  /** Some member has a fault. */
  readonly failed: boolean
}

export const alone: GroupFacts = { member: false, willing: true, owners: true, held: false, failed: false }

export type Step = readonly [State, readonly RouterEffect[]]

/** One cell of the table: what it does, in words and in code, and where it may lead. */
export interface Cell<S extends State = State, E extends MachineEvent = MachineEvent> {
  readonly says: string
  readonly leads: readonly StateKind[]
  readonly run: (state: S, event: E, facts: Facts) => Step
}

/** All cells of one state: the compiler refuses a missing one. */
export type Cells<S extends State> = {
  readonly [K in MachineEventKind]: Cell<S, Extract<MachineEvent, { readonly is: K }>>
}

/** A cell that does nothing, and why that is right. */
export function ignore(why: string): Cell {
  return { says: `ignore: ${why}`, leads: [], run: (state) => [state, []] }
}
