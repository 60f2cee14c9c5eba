/**
 * All virtual routers of this node as one pure thing: it is told what happened and answers with what is to be
 * done. The daemon and the simulation drive the same router. It has no clock, no socket and no randomness.
 */
import type { Address, Mac } from '../base/address.ts'
import { bug } from '../base/bug.ts'
import { type Micros, micros } from '../base/time.ts'
import type { Advert, ReceivedPacket } from '../wire/vrrp.ts'
import { dueNames, nextAt } from './agenda.ts'
import { countInspection, openCounters } from './counting.ts'
import { complain, drive, groupsOf, notifyGroup, restand, settle } from './drive.ts'
import { advertOf, placedOf, tell } from './effects.ts'
import type { Counters, StateName, VrrpEvent } from './events.ts'
import { startOf } from './group.ts'
import { inspect } from './inspect.ts'
import { holds, listens } from './machine.ts'
import { reload } from './reload.ts'
import { addressKey, type Entry, type GroupRecord, type Router, viewOf, vridKey } from './roster.ts'
import { interfaceOf, type VirtualAddress, type VrrpSettings } from './settings.ts'

export { openRouter, type Router } from './roster.ts'

export type RouterEvent =
  /** All instances begin. Links, addresses and scripts that are known were told before. */
  | { readonly is: 'start'; readonly at: Micros }
  | { readonly is: 'due'; readonly at: Micros }
  | {
      readonly is: 'packet'
      readonly at: Micros
      readonly interface: string
      readonly packet: ReceivedPacket
    }
  /** An interface as it is now; `undefined` state: it does not exist. */
  | {
      readonly is: 'link'
      readonly at: Micros
      readonly interface: string
      readonly link: { readonly up: boolean; readonly address: Address | undefined } | undefined
    }
  | { readonly is: 'script'; readonly at: Micros; readonly name: string; readonly verdict: 'good' | 'bad' }
  | {
      readonly is: 'address-lost'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
    }
  /** A gratuitous ARP of another host. */
  | {
      readonly is: 'claimed'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
      readonly mac: Mac
    }
  /** Another host answered a probe of ours. */
  | {
      readonly is: 'answered'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
      readonly mac: Mac
    }
  /** A reload: only what changed is touched. */
  | { readonly is: 'settings'; readonly at: Micros; readonly settings: VrrpSettings }
  | { readonly is: 'stop'; readonly at: Micros }

/** An address and where it belongs. */
export interface Placed {
  readonly interface: string
  readonly address: VirtualAddress
}

/** To be carried out in the given order. */
export type RouterEffect =
  | {
      readonly do: 'send'
      readonly instance: string
      readonly interface: string
      readonly source: Address
      readonly destination: Address
      readonly advert: Advert
    }
  /** Put the addresses on their interfaces; those that are there already stay untouched. */
  | { readonly do: 'claim'; readonly instance: string; readonly addresses: readonly Placed[] }
  /** Take them off, those that are there; rounds still to be announced are forgotten. */
  | { readonly do: 'release'; readonly instance: string; readonly addresses: readonly Placed[] }
  /** Send so many rounds of gratuitous ARP over the addresses, once they are on their interface. */
  | {
      readonly do: 'announce'
      readonly instance: string
      readonly addresses: readonly Placed[]
      readonly rounds: number
    }
  /** Ask who has the addresses (RFC 5227 section 2.1.1), to warn before they are taken. */
  | { readonly do: 'probe'; readonly instance: string; readonly addresses: readonly Placed[] }
  | {
      readonly do: 'notify'
      readonly of: 'instance' | 'group'
      readonly name: string
      readonly state: StateName
      /** Effective priority; 0 for groups. */
      readonly priority: number
    }
  | { readonly do: 'tell'; readonly event: VrrpEvent }
  /** After `stop`: every instance has let go. */
  | { readonly do: 'stopped' }

/** A good-bye that is sent for an instance if the daemon dies, and what to take off its interfaces then. */
export interface ReadyFarewell {
  readonly instance: string
  readonly interface: string
  readonly source: Address
  readonly destination: Address
  /** Priority 0. */
  readonly advert: Advert
  readonly addresses: readonly Placed[]
}

/** Every step moves its deadline past the moment, so two rounds are enough; more is a broken promise. */
const dueRoundsMax = 16

/**
 * Tells the router what happened and answers with what is to be done, in that order. Events must come in the
 * order of their moments; an earlier one counts as happening now.
 */
export function advance(router: Router, event: RouterEvent): readonly RouterEffect[] {
  const at = micros(Math.max(event.at, router.at))
  router.at = at
  if (router.phase === 'stopped') return []
  const effects = happen(router, { ...event, at })
  if (router.phase !== 'stopping') return effects
  const left = [...router.roster.entries.values()].every((entry) => entry.state.is === 'gone')
  if (!left) return effects
  router.phase = 'stopped'
  return [...effects, { do: 'stopped' }]
}

/** When `due` is to be told next; undefined: not before another event. Constant time. */
export function wakeAt(router: Router): Micros | undefined {
  return nextAt(router.agenda)
}

/** By the present name of each instance. Copies. */
export function countersOf(router: Router): Record<string, Counters> {
  const all: Record<string, Counters> = {}
  for (const { settings, counters } of router.roster.entries.values()) {
    all[settings.name] = { ...counters, rejected: { ...counters.rejected } }
  }
  return all
}

export function clearCounters(router: Router): void {
  for (const { counters } of router.roster.entries.values()) Object.assign(counters, openCounters())
}

/** For every instance that holds addresses: what has to be done for it if the daemon dies now. */
export function farewells(router: Router): ReadyFarewell[] {
  const ready: ReadyFarewell[] = []
  for (const { settings, state, standing } of router.roster.entries.values()) {
    if (!holds(state) || standing.source === undefined) continue
    ready.push({
      instance: settings.name,
      interface: interfaceOf(settings),
      source: standing.source,
      destination: settings.destination,
      advert: advertOf(settings, 0),
      addresses: placedOf(settings),
    })
  }
  return ready
}

/** Every address that should be on an interface now. */
export function holdings(router: Router): Placed[] {
  const entries = [...router.roster.entries.values()]
  return entries.filter((entry) => holds(entry.state)).flatMap((entry) => [...placedOf(entry.settings)])
}

function happen(router: Router, event: RouterEvent): RouterEffect[] {
  const { at } = event
  switch (event.is) {
    case 'start':
      return start(router, at)
    case 'due':
      return due(router, at)
    case 'packet':
      return receive(router, event)
    case 'link':
      return relink(router, event)
    case 'script': {
      if (router.scripts.get(event.name) === event.verdict) return []
      router.scripts.set(event.name, event.verdict)
      return affect(router, router.roster.byScript.get(event.name), (entry) => restand(router, entry, at))
    }
    case 'address-lost':
      return affect(router, router.roster.byAddress.get(addressKey(event)), (entry) =>
        drive(router, entry, event),
      )
    case 'claimed':
    case 'answered': {
      const rival = { address: event.address, mac: event.mac }
      return affect(router, router.roster.byAddress.get(addressKey(event)), (entry) =>
        drive(router, entry, { is: event.is, at, rival }),
      )
    }
    case 'settings':
      return router.phase === 'stopping' ? [] : reload(router, event.settings, at)
    case 'stop':
      return stop(router, at)
  }
}

/** Groups are notified before their members, as keepalived does. */
function start(router: Router, at: Micros): RouterEffect[] {
  if (router.phase !== 'idle') return []
  router.phase = 'running'
  const out: RouterEffect[] = []
  for (const group of router.roster.groups.values()) {
    group.state = startOf(group.members.map(viewOf))
    out.push(...notifyGroup(group))
  }
  return [
    ...out,
    ...affect(router, [...router.roster.entries.values()], (entry) =>
      drive(router, entry, { is: 'start', at }),
    ),
  ]
}

function due(router: Router, at: Micros): RouterEffect[] {
  const out: RouterEffect[] = []
  for (let left = dueRoundsMax; left > 0; left--) {
    const entries = dueNames(router.agenda, at).map((key) => router.roster.entries.get(key))
    if (entries.length === 0) return out
    const known = entries.filter((entry) => entry !== undefined)
    out.push(...affect(router, known, (entry) => drive(router, entry, { is: 'due', at })))
  }
  return bug('an instance stays due')
}

/** The order of the examination: VRID, destination, state, then the checks of the packet itself. */
function receive(router: Router, event: RouterEvent & { readonly is: 'packet' }): RouterEffect[] {
  const { at, interface: name, packet } = event
  const key = vridKey({ interface: name, family: packet.family, vrid: packet.vrid })
  const candidates = router.roster.byVrid.get(key)
  if (candidates === undefined) {
    if (router.strangers.has(key)) return []
    router.strangers.add(key)
    return [tell({ is: 'unknown-vrid', interface: name, vrid: packet.vrid, from: packet.source })]
  }
  const entry = candidates.find((one) => one.settings.destination === packet.destination)
  if (entry === undefined || !listens(entry.state)) return []
  const inspection = inspect(packet, entry.settings)
  countInspection(entry.counters, inspection)
  const grumble = { is: 'complaint', instance: entry.settings.name, from: packet.source } as const
  if (inspection.is === 'dropped') {
    return complain(entry, { ...grumble, dropped: true, complaint: inspection.complaint })
  }
  const effects = affect(router, [entry], () =>
    drive(router, entry, { is: 'advert', at, heard: inspection.heard }),
  )
  const notes = inspection.notes.flatMap((complaint) =>
    complain(entry, { ...grumble, dropped: false, complaint }),
  )
  return [...notes, ...effects]
}

function relink(router: Router, event: RouterEvent & { readonly is: 'link' }): RouterEffect[] {
  const { at, interface: name, link } = event
  const before = router.links.get(name)
  if (link === undefined) router.links.delete(name)
  else router.links.set(name, link)
  const concerned = router.roster.byInterface.get(name)
  if (concerned === undefined) return []
  const told: RouterEffect[] = []
  if (router.phase !== 'idle') {
    if ((before === undefined) !== (link === undefined)) {
      told.push(tell({ is: link === undefined ? 'interface-gone' : 'interface-added', interface: name }))
    } else if (link !== undefined && before?.up !== link.up) {
      told.push(tell({ is: 'link', interface: name, up: link.up }))
    }
  }
  return [...told, ...affect(router, concerned, (entry) => restand(router, entry, at))]
}

function stop(router: Router, at: Micros): RouterEffect[] {
  if (router.phase === 'stopping') return []
  router.phase = 'stopping'
  return affect(router, [...router.roster.entries.values()], (entry) =>
    drive(router, entry, { is: 'stop', at }),
  )
}

/** Does something to the instances, then lets their groups come to rest. */
function affect(
  router: Router,
  entries: readonly Entry[] | undefined,
  act: (entry: Entry) => RouterEffect[],
): RouterEffect[] {
  if (entries === undefined) return []
  const effects = entries.flatMap(act)
  const groups = groupsOf(entries)
  if (router.phase === 'stopping') return [...effects, ...partings(groups)]
  return [...effects, ...settle(router, groups, router.at)]
}

/** A group stops when its last member has let go. */
function partings(groups: Iterable<GroupRecord>): RouterEffect[] {
  const out: RouterEffect[] = []
  for (const group of groups) {
    if (group.parted || !group.members.every((member) => member.state.is === 'gone')) continue
    group.parted = true
    out.push({ do: 'notify', of: 'group', name: group.name, state: 'STOP', priority: 0 })
  }
  return out
}
