/**
 * Sync groups: members share one fate (keepalived.conf(5), vrrp_sync_group). A second table over the states
 * of the members: the first rule that applies gives orders, and the rules run until none applies. Refuses to
 * step the machines itself.
 */
import type { StateName } from './events.ts'
import type { GroupFacts, State, StateKind } from './state.ts'

/** What the group is known to be: the state it was last notified with; idle before. */
export type GroupState = 'idle' | 'backup' | 'master' | 'fault'

export interface MemberView {
  readonly name: string
  readonly state: State
  /** Causes of FAULT of its own. */
  readonly faulted: boolean
  /** Waits for the first verdict of a script. */
  readonly undecided: boolean
  /** An owner that wants to start as master. */
  readonly owner: boolean
}

export type Order = 'raise' | 'lower' | 'fail' | 'healthy'

export interface Move {
  readonly orders: readonly { readonly name: string; readonly order: Order }[]
  readonly becomes: GroupState
  /** The group is announced before its members only when it starts. */
  readonly notifyFirst: boolean
}

interface Rule {
  readonly says: string
  readonly from: readonly GroupState[]
  readonly order: Order
  readonly to: readonly StateKind[]
  readonly when: (members: readonly MemberView[]) => boolean
  readonly becomes: (members: readonly MemberView[]) => GroupState
}

const isIn = (kind: StateKind) => (member: MemberView) => member.state.is === kind
const clear = (member: MemberView) => !member.faulted && !member.undecided

/** In order; each brings the members to one state that no other rule leaves, so the run always ends. */
export const groupRules: readonly Rule[] = [
  {
    says: 'a member is in FAULT: all are',
    from: ['idle', 'backup', 'master'],
    order: 'fail',
    to: ['waiting', 'backup', 'master'],
    when: (members) => members.some(isIn('fault')),
    becomes: () => 'fault',
  },
  {
    says: 'every member has its verdict: all start',
    from: ['idle'],
    order: 'healthy',
    to: ['waiting'],
    when: (members) => members.some(isIn('waiting')) && members.every(clear),
    becomes: first,
  },
  {
    says: 'no member has a fault any more: all come back together',
    from: ['fault'],
    order: 'healthy',
    to: ['fault', 'waiting'],
    when: (members) => members.every(clear),
    becomes: first,
  },
  {
    says: 'a member became MASTER, for which all were willing: all are',
    from: ['backup'],
    order: 'raise',
    to: ['backup'],
    when: (members) => members.some(isIn('master')),
    becomes: () => 'master',
  },
  {
    says: 'a member fell to BACKUP: all do',
    from: ['master'],
    order: 'lower',
    to: ['master'],
    when: (members) => members.some(isIn('backup')),
    becomes: () => 'backup',
  },
]

/** The next move, or none: the group is at rest. */
export function nextMove(state: GroupState, members: readonly MemberView[]): Move | undefined {
  for (const rule of groupRules) {
    if (!rule.from.includes(state) || !rule.when(members)) continue
    const orders = members
      .filter((member) => rule.to.includes(member.state.is))
      .map((member) => ({ name: member.name, order: rule.order }))
    return {
      orders,
      becomes: rule.becomes(members),
      notifyFirst: state === 'idle' && rule.order === 'healthy',
    }
  }
  return undefined
}

/** As what a group begins: owners that the delay of the start holds back are no masters yet. */
export function beginning(state: GroupState, isDelayed: boolean): GroupState {
  return isDelayed && state === 'master' ? 'backup' : state
}

/** The state of a group at its start. */
export function startOf(members: readonly MemberView[]): GroupState {
  if (members.some((member) => member.faulted)) return 'fault'
  if (members.some((member) => member.undecided)) return 'idle'
  return first(members)
}

/** What the group means for one member. */
export function factsFor(name: string, members: readonly MemberView[]): GroupFacts {
  const others = members.filter((member) => member.name !== name)
  return {
    member: true,
    willing: others.every(wantsMaster),
    owners: members.every((member) => member.owner),
    held: others.some((member) => member.undecided),
    failed: others.some((member) => member.faulted),
  }
}

export const notifiedAs = {
  backup: 'BACKUP',
  master: 'MASTER',
  fault: 'FAULT',
} as const satisfies Record<Exclude<GroupState, 'idle'>, StateName>

function first(members: readonly MemberView[]): GroupState {
  return members.length > 0 && members.every((member) => member.owner) ? 'master' : 'backup'
}

function wantsMaster(member: MemberView): boolean {
  return member.state.is === 'master' || (member.state.is === 'backup' && member.state.wants === 'master')
}
