/**
 * All virtual routers of this node as one pure thing: it is told what happened and answers with what is to be
 * done. The daemon and the simulation drive the same router. It has no clock, no socket and no randomness.
 */
import type { Address, Mac } from '../base/address.ts'
import { bug } from '../base/bug.ts'
import { type Micros, micros } from '../base/time.ts'
import type { TrackReport } from '../track/report.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import { advertEffect, farewellOf, farewellWall, type SendEffect } from './adverts.ts'
import { clear, dueNames, nextAt } from './agenda.ts'
import type { Because } from './announce.ts'
import { openCounters } from './counting.ts'
import { dueLinks, linkKeyPrefix, relink, tellShortened } from './debounce.ts'
import { drive, groupsOf, notifyGroup, restand, settle } from './drive.ts'
import { tell } from './effects.ts'
import type { Counters, StateName, VrrpEvent } from './events.ts'
import { beginning, startOf } from './group.ts'
import { routeKey, ruleKey } from './holding-keys.ts'
import { holds } from './machine.ts'
import { type Holdings, holdingsOf, placedOf } from './placement.ts'
import { receive } from './receive.ts'
import { reload } from './reload.ts'
import { addressKey, type Entry, type GroupRecord, type Router, viewOf } from './roster.ts'
import { stampAt } from './security.ts'
import type { VirtualAddress, VrrpSettings } from './settings.ts'
import { keepShared } from './sharing.ts'
import { type Link, trackKey } from './standing.ts'
import { beginDelay, endDelay, startupKey } from './startup.ts'
import { tellTracked } from './tracked-events.ts'

export { openRouter, type Router } from './roster.ts'

export type RouterEvent =
  /**
   * All instances begin. Links, addresses and reports that are known were told before. `sinceBoot`: how long
   * the host has been up.
   */
  | { readonly is: 'start'; readonly at: Micros; readonly sinceBoot: Micros }
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
      readonly link: Link | undefined
    }
  /** What a tracked script, file, process or BFD session says now. */
  | { readonly is: 'report'; readonly at: Micros; readonly report: TrackReport }
  /** Somebody else took off what a master, or the daemon itself, had put there. */
  | { readonly is: 'lost'; readonly at: Micros; readonly what: Lost }
  /** A gratuitous ARP, or an unsolicited neighbour advertisement, of another host. */
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
  /** `keep`: no priority 0, and nothing is taken off (keepalived(8), --dont-release-vrrp). */
  | { readonly is: 'stop'; readonly at: Micros; readonly keep?: true }

/** What somebody else took off. */
export type Lost =
  | { readonly is: 'address'; readonly interface: string; readonly address: Address }
  /** As `routeKey` of holding-keys.ts. */
  | { readonly is: 'route'; readonly key: string }
  /** As `ruleKey` of holding-keys.ts. */
  | { readonly is: 'rule'; readonly key: string }
  /** Something static with a track_group: its line, and the names of the instances of the group. */
  | { readonly is: 'static'; readonly text: string; readonly members: readonly string[] }

/** An address and where it belongs. */
export interface Placed {
  /** The interface that really gets it: the VMAC where there is one. */
  readonly interface: string
  readonly address: VirtualAddress
  /** Of virtual_ipaddress_excluded: it is in no advert. */
  readonly excluded?: true
  /** Of an address owner (RFC 9568 section 1.7): it may belong to the host for good. */
  readonly owned?: true
}

/** To be carried out in the given order. */
export type RouterEffect =
  | SendEffect
  /**
   * Put the addresses on their interfaces, and the routes and rules into their tables; those that are there
   * already stay untouched. `hidden`: what is sent to the addresses must not arrive (no_accept), otherwise it
   * must, whatever was said of them before.
   */
  | {
      readonly do: 'claim'
      readonly instance: string
      readonly holdings: Holdings
      readonly hidden: boolean
    }
  /** Take them off, those that are there; rounds still to be announced are forgotten. */
  | {
      readonly do: 'release'
      readonly instance: string
      readonly holdings: Holdings
      readonly hidden: boolean
      /** These stay, for another instance: from now on it alone decides whether they are hidden. */
      readonly kept?: readonly Placed[]
    }
  /** Send so many rounds of gratuitous ARP over the addresses, once they are on their interface. */
  | {
      readonly do: 'announce'
      readonly instance: string
      readonly addresses: readonly Placed[]
      /** At least 1. */
      readonly rounds: number
      readonly because: Because
    }
  /**
   * Ask who has the addresses (RFC 5227 section 2.1.1, RFC 4862 section 5.4.2), to warn before they are
   * taken.
   */
  | { readonly do: 'probe'; readonly instance: string; readonly addresses: readonly Placed[] }
  | {
      readonly do: 'notify'
      readonly of: 'instance' | 'group'
      readonly name: string
      /** MASTER_RX_LOWER_PRI: still master, an advert of lower priority was heard. Never of a group. */
      readonly state: StateName | 'MASTER_RX_LOWER_PRI'
      /** Effective priority; 0 for groups. */
      readonly priority: number
    }
  /** The effective priority has changed, and the state has not. */
  | {
      readonly do: 'notify-priority'
      readonly of: 'instance'
      readonly name: string
      readonly state: 'MASTER' | 'BACKUP'
      readonly priority: number
    }
  | { readonly do: 'tell'; readonly event: VrrpEvent }
  /** After `stop`: every instance has let go. */
  | { readonly do: 'stopped' }

/** A good-bye that is sent for an instance if the daemon dies, and what to take off its interfaces then. */
export interface ReadyFarewell {
  readonly instance: string
  /** Priority 0, sealed so that it counts although more adverts follow before it is sent. */
  readonly goodbye: SendEffect
  readonly holdings: Holdings
}

/** Every step moves its deadline past the moment, so two rounds are enough; more is a broken promise. */
const dueRoundsMax = 16

/**
 * Tells the router what happened and answers with what is to be done, in that order. Events must come in the
 * order of their moments; an earlier one counts as happening now. `wall`: the wall clock in microseconds
 * since 1970, which only auth_hmac and what people read depend on; without it that of the event before.
 */
export function advance(router: Router, event: RouterEvent, wall?: Micros): readonly RouterEffect[] {
  const at = micros(Math.max(event.at, router.at))
  router.at = at
  if (wall !== undefined) router.wall = wall
  if (router.phase === 'stopped') return []
  const happened = happen(router, event.at === at ? event : { ...event, at })
  const effects = keepShared(router, happened, event.is !== 'settings')
  if (router.phase !== 'stopping') return effects
  const left = [...router.roster.entries.values()].every((entry) => entry.state.is === 'gone')
  if (!left) return effects
  router.phase = 'stopped'
  clear(router.agenda)
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
  for (const { settings, state, standing, security } of router.roster.entries.values()) {
    if (!holds(state) || standing.source === undefined) continue
    ready.push({
      instance: settings.name,
      goodbye: farewellOf(advertEffect(settings, standing.source, 0), {
        settings,
        security,
        wall: router.wall,
      }),
      holdings: holdingsOf(settings),
    })
  }
  return ready
}

/**
 * For a router that follows one whose good-byes were sent at most now: its first adverts are later than
 * those. `wall`: microseconds since 1970.
 */
export function surpassFarewells(router: Router, wall: Micros): void {
  for (const { settings, security } of router.roster.entries.values()) {
    if (settings.hmac !== undefined) security.stamp = stampAt(farewellWall(settings.hmac, wall))
  }
}

/** Everything that should be on an interface or in a table now. */
export function holdings(router: Router): Holdings {
  const entries = [...router.roster.entries.values()].filter((entry) => holds(entry.state))
  return {
    addresses: entries.flatMap((entry) => [...placedOf(entry.settings)]),
    routes: entries.flatMap((entry) => [...entry.settings.routes]),
    rules: entries.flatMap((entry) => [...entry.settings.rules]),
  }
}

function happen(router: Router, event: RouterEvent): RouterEffect[] {
  const { at } = event
  switch (event.is) {
    case 'start':
      return start(router, event)
    case 'due':
      return due(router, at)
    case 'packet':
      return receive(router, event, (entry, act) => affect(router, [entry], act))
    case 'link': {
      const { told, concerned } = relink(router, event)
      return [...told, ...affect(router, concerned, (entry) => restand(router, entry, at))]
    }
    case 'report': {
      const { of, name } = event.report
      const key = trackKey(of, name)
      const before = router.reports.get(key)
      if (isSame(before, event.report)) return []
      router.reports.set(key, event.report)
      return affect(router, router.roster.byReport.get(key), (entry) => {
        const told = router.phase === 'running' ? tellTracked(entry.settings, before, event.report) : []
        return [...told.map(tell), ...restand(router, entry, at)]
      })
    }
    case 'lost':
      return affect(router, dependents(router, event.what), (entry) =>
        drive(router, entry, { is: 'lost', at, what: event.what }),
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
      return stop(router, event)
  }
}

/** Groups are notified before their members, as keepalived does. */
function start(router: Router, event: RouterEvent & { readonly is: 'start' }): RouterEffect[] {
  if (router.phase !== 'idle') return []
  const { at, sinceBoot } = event
  router.phase = 'running'
  const out: RouterEffect[] = [...beginDelay(router, at, sinceBoot), ...tellShortened(router)]
  for (const group of router.roster.groups.values()) {
    group.state = beginning(startOf(group.members.map(viewOf)), router.delayedUntil !== undefined)
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
    const names = dueNames(router.agenda, at)
    if (names.length === 0) return out
    if (names.includes(startupKey)) out.push(...endDelay(router))
    const changed = dueLinks(
      router,
      names.filter((name) => name.startsWith(linkKeyPrefix)),
    )
    out.push(...changed.told, ...affect(router, changed.concerned, (entry) => restand(router, entry, at)))
    const entries = names.map((key) => router.roster.entries.get(key)).filter((entry) => entry !== undefined)
    out.push(...affect(router, entries, (entry) => drive(router, entry, { is: 'due', at })))
  }
  return bug('an instance stays due')
}

/** Those whose mastership depends on it. What is not tracked (no_track) is nobody's. */
function dependents(router: Router, what: Lost): readonly Entry[] | undefined {
  const { roster } = router
  switch (what.is) {
    case 'address':
      return roster.byAddress.get(addressKey(what))?.filter((entry) => counts(entry, what))
    case 'route':
      return roster.byRoute
        .get(what.key)
        ?.filter(({ settings }) =>
          settings.routes.some((route) => route.tracked && routeKey(route) === what.key),
        )
    case 'rule':
      return roster.byRule
        .get(what.key)
        ?.filter(({ settings }) => settings.rules.some((rule) => rule.tracked && ruleKey(rule) === what.key))
    case 'static':
      return [...roster.entries.values()].filter((entry) => what.members.includes(entry.settings.name))
  }
}

function counts(entry: Entry, lost: Lost & { readonly is: 'address' }): boolean {
  return placedOf(entry.settings).some(
    ({ interface: name, address }) =>
      name === lost.interface && address.prefix.address === lost.address && address.untracked !== true,
  )
}

function isSame(before: TrackReport | undefined, now: TrackReport): boolean {
  if (before === undefined) return false
  if (before.of === 'file' || now.of === 'file') {
    return before.of === 'file' && now.of === 'file' && before.value === now.value
  }
  return before.verdict === now.verdict
}

function stop(router: Router, { at, keep }: RouterEvent & { readonly is: 'stop' }): RouterEffect[] {
  if (router.phase === 'stopping') return []
  router.phase = 'stopping'
  return affect(router, [...router.roster.entries.values()], (entry) =>
    drive(router, entry, { is: 'stop', at, ...(keep === true ? { keep } : {}) }),
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
  if (groups.size === 0) return effects
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
