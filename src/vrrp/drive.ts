/**
 * Stepping one instance inside its router: facts in, effects out, agenda and counters kept, sync groups
 * settled. Refuses to decide about the protocol: machine.ts and group.ts do.
 */
import { bug } from '../base/bug.ts'
import type { Micros } from '../base/time.ts'
import { sealed } from './adverts.ts'
import { plan } from './agenda.ts'
import { countComplaint, countStep } from './counting.ts'
import { tell } from './effects.ts'
import type { VrrpEvent } from './events.ts'
import { beginning, factsFor, type Move, nextMove, notifiedAs } from './group.ts'
import { deadlineOf, step } from './machine.ts'
import type { Entry, GroupRecord, Router } from './roster.ts'
import { viewOf } from './roster.ts'
import type { RouterEffect } from './router.ts'
import { beginMastership } from './security.ts'
import { standing, standingFaults } from './standing.ts'
import { alone, type Facts, type MachineEvent } from './state.ts'

/** A group comes to rest in three moves at most; more is a broken promise. */
const groupMovesMax = 8

export function drive(router: Router, entry: Entry, event: MachineEvent): RouterEffect[] {
  const before = entry.state
  const [after, effects] = step(before, event, factsOf(router, entry, event))
  entry.state = after
  plan(router.agenda, entry.key, deadlineOf(after))
  countStep(entry.counters, { before, after }, effects)
  if ((before.is === 'master') !== (after.is === 'master')) entry.complained.clear()
  if (before.is !== 'master' && after.is === 'master') beginMastership(entry.security)
  if (before.is !== after.is) entry.record.transitionAt = router.wall
  if (event.is === 'advert' && event.heard.priority > 0 && after.is === 'backup') {
    if (after.master !== undefined) entry.record.master = after.master
    if (after.master === event.heard.from) entry.record.masterPriority = event.heard.priority
  }
  if (effects.length === 0) return []
  const out = effects.flatMap((effect) => heed(router, entry, effect))
  if (entry.group !== undefined && effects.some(isContest)) {
    const others = entry.group.members.filter((member) => member !== entry)
    for (const member of others) out.push(...drive(router, member, { is: 'contested', at: event.at }))
  }
  return out
}

/** What links and scripts mean for an instance now, and the events that follow from it. */
export function restand(router: Router, entry: Entry, at: Micros): RouterEffect[] {
  const before = entry.standing
  entry.standing = standing(entry.settings, router)
  const { source } = entry.standing
  entry.formerSource = source === undefined ? (before.source ?? entry.formerSource) : undefined
  if (entry.state.is === 'idle' || entry.state.is === 'gone') return []
  const out: RouterEffect[] = []
  if (entry.standing.priority !== before.priority) {
    out.push(...tellPriority(entry, before.priority))
    out.push(...drive(router, entry, { is: 'priority', at, before: before.priority }))
  }
  return [...out, ...driveStanding(router, entry, at)]
}

export function driveStanding(router: Router, entry: Entry, at: Micros): RouterEffect[] {
  if (standingFaults(entry.standing.faults).length > 0) return drive(router, entry, { is: 'faulted', at })
  if (entry.standing.faults.length > 0 || entry.group !== undefined) return []
  return drive(router, entry, { is: 'healthy', at })
}

/** For people, and for whoever follows notify_priority_changes. In FAULT the priority matters to nobody. */
export function tellPriority(entry: Entry, from: number): RouterEffect[] {
  const { settings, standing: now, state } = entry
  if (state.is === 'fault' || state.is === 'idle' || state.is === 'gone') return []
  const told = tell({ is: 'priority-changed', instance: settings.name, from, to: now.priority })
  if (state.is !== 'master' && state.is !== 'backup') return [told]
  const { name } = settings
  const present = state.is === 'master' ? 'MASTER' : 'BACKUP'
  const { priority } = now
  return [told, { do: 'notify-priority', of: 'instance', name, state: present, priority }]
}

/** Runs the rules of every given group until none moves. */
export function settle(router: Router, groups: Iterable<GroupRecord>, at: Micros): RouterEffect[] {
  if (router.phase !== 'running') return []
  const out: RouterEffect[] = []
  for (const group of groups) {
    let left = groupMovesMax
    for (;;) {
      const move = nextMove(group.state, group.members.map(viewOf))
      if (move === undefined) break
      if (left-- === 0) bug(`sync group ${group.name} comes to no rest`)
      out.push(...carryOut(router, { group, move, at }))
    }
  }
  return out
}

export function notifyGroup(group: GroupRecord): RouterEffect[] {
  if (group.state === 'idle') return []
  return [{ do: 'notify', of: 'group', name: group.name, state: notifiedAs[group.state], priority: 0 }]
}

/** Groups of the given instances, each once. */
export function groupsOf(entries: Iterable<Entry>): Set<GroupRecord> {
  const groups = new Set<GroupRecord>()
  for (const entry of entries) if (entry.group !== undefined) groups.add(entry.group)
  return groups
}

/** Told once until something changes, counted always (quirks: complaintsOnce). */
export function complain(entry: Entry, event: VrrpEvent & { readonly is: 'complaint' }): RouterEffect[] {
  countComplaint(entry.counters, event.complaint)
  const kind = event.complaint.is
  if (entry.complained.has(kind)) return []
  entry.complained.add(kind)
  return [tell(event)]
}

function carryOut(
  router: Router,
  { group, move, at }: { group: GroupRecord; move: Move; at: Micros },
): RouterEffect[] {
  const out: RouterEffect[] = []
  const becomes = beginning(move.becomes, router.delayedUntil !== undefined)
  const become = () => {
    group.state = becomes
    out.push(...notifyGroup(group))
  }
  if (move.notifyFirst) become()
  else if (becomes !== 'idle') {
    out.push(tell({ is: 'group-syncing', group: group.name, to: notifiedAs[becomes] }))
  }
  const orders = new Map(move.orders.map(({ name, order }) => [name, order]))
  for (const member of group.members) {
    const order = orders.get(member.settings.name)
    if (order !== undefined) out.push(...drive(router, member, { is: order, at }))
  }
  if (!move.notifyFirst) become()
  return out
}

function heed(router: Router, entry: Entry, effect: RouterEffect): RouterEffect[] {
  if (effect.do === 'send') {
    entry.record.sentAt = router.wall
    const { settings, security } = entry
    return [sealed(effect, { settings, security, wall: router.wall })]
  }
  if (effect.do === 'tell' && effect.event.is === 'complaint') return complain(entry, effect.event)
  if (effect.do === 'tell' && effect.event.is === 'master-changed') entry.complained.clear()
  if (effect.do !== 'notify' || effect.state === 'MASTER_RX_LOWER_PRI') return [effect]
  const group = entry.group?.state
  const known = group !== undefined && group !== 'idle' && notifiedAs[group] === effect.state
  const again = entry.notified && known
  entry.notified = true
  // Members follow a group that was notified already.
  return again ? [] : [effect]
}

function isContest(effect: RouterEffect): boolean {
  return effect.do === 'tell' && effect.event.is === 'lower-heard' && effect.event.state === 'master'
}

function factsOf(router: Router, entry: Entry, event: MachineEvent): Facts {
  const { priority, faults, source, linkUp } = entry.standing
  return {
    settings: entry.settings,
    priority,
    faults,
    source,
    linkUp,
    formerSource: entry.formerSource,
    handover: router.settings.handover,
    delayedUntil: router.delayedUntil,
    group: asksGroup(entry, event) ? factsFor(entry.settings.name, membersOf(entry)) : alone,
  }
}

/** Only these cells look at the group; asking its members for every advert would be dear in large groups. */
function asksGroup(entry: Entry, event: MachineEvent): boolean {
  if (entry.group === undefined) return false
  return event.is === 'start' || event.is === 'healthy' || (event.is === 'due' && entry.state.is === 'backup')
}

function membersOf(entry: Entry) {
  return (entry.group?.members ?? []).map(viewOf)
}
