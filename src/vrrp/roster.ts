/**
 * The instances and groups of a router and how to find them: by VRID, interface, script and address, so that
 * an event touches only those it concerns. Refuses to step them.
 */
import type { Address } from '../base/address.ts'
import { type Micros, micros } from '../base/time.ts'
import type { TrackReport } from '../track/report.ts'
import { socketInterfaceOf } from './adverts.ts'
import { type Agenda, openAgenda } from './agenda.ts'
import { openCounters } from './counting.ts'
import type { Counters } from './events.ts'
import type { GroupState, MemberView } from './group.ts'
import { routeKey, ruleKey } from './holding-keys.ts'
import { placedOf } from './placement.ts'
import { type Digests, noDigests, openSecurity, type Security } from './security.ts'
import { type InstanceSettings, interfaceOf, type VrrpSettings } from './settings.ts'
import {
  interfacesOf,
  type Link,
  type Standing,
  standing,
  standingFaults,
  trackKeysOf,
  type World,
} from './standing.ts'
import type { State } from './state.ts'

/** One instance: a container whose parts are replaced. */
export interface Entry {
  /** What stays the same over a reload; unlike the name. */
  key: string
  settings: InstanceSettings
  group: GroupRecord | undefined
  state: State
  standing: Standing
  /** Its source before it lost it; undefined: it has one, or never had. */
  formerSource: Address | undefined
  readonly counters: Counters
  /** Sequences, stamps and marks: what proves its adverts. */
  readonly security: Security
  /** Kinds of complaint told since the state or the sender last changed. */
  readonly complained: Set<string>
  /** Its first notification is out. */
  notified: boolean
  readonly record: EntryRecord
}

/** What only people ask for. Wall clock in microseconds since 1970; undefined: not yet. */
export interface EntryRecord {
  transitionAt: Micros | undefined
  sentAt: Micros | undefined
  /** The last master whose advert was accepted. */
  master: Address | undefined
  masterPriority: number
}

export interface GroupRecord {
  readonly name: string
  readonly members: readonly Entry[]
  state: GroupState
  /** Its stop was notified. */
  parted: boolean
}

export interface Roster {
  /** By key, in the order of the configuration. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly groups: ReadonlyMap<string, GroupRecord>
  readonly byInterface: ReadonlyMap<string, readonly Entry[]>
  /** By `trackKey`. */
  readonly byReport: ReadonlyMap<string, readonly Entry[]>
  /** By interface, then family and number: a text for each packet would be dear. */
  readonly listeners: ReadonlyMap<string, ReadonlyMap<number, readonly Entry[]>>
  readonly byAddress: ReadonlyMap<string, readonly Entry[]>
  readonly byRoute: ReadonlyMap<string, readonly Entry[]>
  readonly byRule: ReadonlyMap<string, readonly Entry[]>
}

/** The whole router: replaced piece by piece by `advance`. */
export interface Router {
  settings: VrrpSettings
  roster: Roster
  /** As they count: a change that has to hold for a while is not in them yet. */
  readonly links: Map<string, Link>
  /** Changes that have to hold for a while: debounce.ts. */
  readonly pending: Map<string, Pending>
  /** Interfaces that were up once: only then their coming up is delayed. */
  readonly seenUp: Set<string>
  readonly reports: Map<string, TrackReport>
  readonly agenda: Agenda
  /** Strangers told of, at most 255 for each interface and family. */
  readonly strangers: Set<string>
  /** Of what proves adverts: the daemon's. */
  readonly digests: Digests
  /** Microseconds since 1970 at the last event that told it; only auth_hmac looks at it. */
  wall: Micros
  phase: 'idle' | 'running' | 'stopping' | 'stopped'
  /** The moment of the last event: time never goes back. */
  at: Micros
  /** How long the host had been up, and when that was. */
  started: { readonly at: Micros; readonly sinceBoot: Micros } | undefined
  /** vrrp_startup_delay: no instance takes part before; undefined: it is over, or there is none. */
  delayedUntil: Micros | undefined
}

/** A change of a link that counts when it has held until then. */
export interface Pending {
  readonly link: Link
  readonly at: Micros
}

/**
 * What an instance is on the wire: a reload matches by it, and the settings allow each once. Of those with
 * another group or virtual interface one stops and the other begins.
 */
export function keyOf(settings: InstanceSettings): string {
  const { unicast, virtualInterface: own, name, faults } = settings
  // Several unicast instances may have one number, and so may one that is held in FAULT for having it.
  const isNamed = unicast !== undefined || faults.includes('vrid-taken')
  const group = isNamed ? `named ${name}` : settings.destination
  const through = own === undefined ? '' : ` ${own.is} ${own.name} ${own.is === 'vmac' && own.sendFromBase}`
  return `${vridKey(settings)} ${group}${through}`
}

/** The key of a unicast instance without its name, which may change. */
export function sourceKeyOf(settings: InstanceSettings): string | undefined {
  const { unicast, source, name } = settings
  if (unicast === undefined) return undefined
  return keyOf(settings).replace(`named ${name}`, `from ${source ?? ''}`)
}

export function vridKey(of: Pick<InstanceSettings, 'interface' | 'family' | 'vrid'>): string {
  return `${interfaceOf(of)} ${of.family} ${of.vrid}`
}

export function addressKey(of: { readonly interface: string; readonly address: Address }): string {
  return `${of.interface} ${of.address}`
}

export function openEntry(settings: InstanceSettings, world: World): Entry {
  return {
    key: keyOf(settings),
    settings,
    group: undefined,
    state: { is: 'idle' },
    standing: standing(settings, world),
    formerSource: undefined,
    counters: openCounters(),
    security: openSecurity(),
    complained: new Set(),
    notified: false,
    record: { transitionAt: undefined, sentAt: undefined, master: undefined, masterPriority: 0 },
  }
}

/**
 * Builds the indices; groups of the same members keep their state, others start with what their members are.
 */
export function openRoster(
  entries: ReadonlyMap<string, Entry>,
  settings: VrrpSettings,
  before: Roster | undefined,
): Roster {
  const all = [...entries.values()]
  for (const entry of all) entry.group = undefined
  const byName = new Map(all.map((entry) => [entry.settings.name, entry]))
  const groups = new Map<string, GroupRecord>()
  for (const group of settings.groups) {
    const members = group.members.map((name) => byName.get(name)).filter((entry) => entry !== undefined)
    const known = before?.groups.get(group.name)
    const state = known !== undefined && isSame(known.members, members) ? known.state : stateOf(members)
    const record = { name: group.name, members, state, parted: false }
    groups.set(group.name, record)
    for (const member of members) member.group = record
  }
  return {
    entries,
    groups,
    byInterface: indexBy(all, (entry) => interfacesOf(entry.settings)),
    byReport: indexBy(all, (entry) => trackKeysOf(entry.settings)),
    // Of two with one number it is never the one that is held in FAULT for it.
    listeners: listenersBy(soundFirst(all)),
    byAddress: indexBy(all, (entry) => new Set(placedOf(entry.settings).map(placeKey))),
    byRoute: indexBy(all, (entry) => new Set(entry.settings.routes.map(routeKey))),
    byRule: indexBy(all, (entry) => new Set(entry.settings.rules.map(ruleKey))),
  }
}

export function openRouter(settings: VrrpSettings, digests: Digests = noDigests): Router {
  const world = { links: new Map<string, Link>(), reports: new Map<string, TrackReport>() }
  const entries = new Map<string, Entry>()
  for (const instance of settings.instances) entries.set(keyOf(instance), openEntry(instance, world))
  return {
    ...world,
    settings,
    roster: openRoster(entries, settings, undefined),
    pending: new Map(),
    seenUp: new Set(),
    agenda: openAgenda(),
    digests,
    strangers: new Set(),
    phase: 'idle',
    at: micros(0),
    wall: micros(0),
    started: undefined,
    delayedUntil: undefined,
  }
}

export function viewOf(entry: Entry): MemberView {
  const { settings } = entry
  return {
    name: settings.name,
    state: entry.state,
    faulted: standingFaults(entry.standing.faults).length > 0,
    undecided: entry.standing.faults.some((fault) => fault.is === 'script-undecided'),
    owner: settings.priority === 255 && settings.initial === 'master',
  }
}

/** Of members that disagree the rules of the group make one thing: they start from BACKUP. */
function stateOf(members: readonly Entry[]): GroupState {
  const kinds = members.map((member) => member.state.is)
  if (kinds.every((kind) => kind === 'idle' || kind === 'waiting')) return 'idle'
  if (kinds.every((kind) => kind === 'master')) return 'master'
  return kinds.every((kind) => kind === 'fault') ? 'fault' : 'backup'
}

function isSame(before: readonly Entry[], after: readonly Entry[]): boolean {
  return before.length === after.length && before.every((entry) => after.includes(entry))
}

function placeKey(placed: ReturnType<typeof placedOf>[number]): string {
  return addressKey({ interface: placed.interface, address: placed.address.prefix.address })
}

function soundFirst(entries: readonly Entry[]): readonly Entry[] {
  const isSound = ({ settings }: Entry) => settings.faults.length === 0
  return [...entries.filter(isSound), ...entries.filter((entry) => !isSound(entry))]
}

/** Those that hear adverts of a number on an interface. */
export function listenersOf(
  { listeners }: Pick<Roster, 'listeners'>,
  interfaceName: string,
  packet: Pick<InstanceSettings, 'family' | 'vrid'>,
): readonly Entry[] | undefined {
  return listeners.get(interfaceName)?.get(listenerNumber(packet))
}

function listenerNumber({ family, vrid }: Pick<InstanceSettings, 'family' | 'vrid'>): number {
  return family === 'ipv4' ? vrid : vrid + 256
}

function listenersBy(entries: readonly Entry[]): Map<string, ReadonlyMap<number, readonly Entry[]>> {
  const byInterface = Map.groupBy(entries, ({ settings }) => socketInterfaceOf(settings))
  return new Map(
    [...byInterface].map(([name, some]) => [
      name,
      Map.groupBy(some, ({ settings }) => listenerNumber(settings)),
    ]),
  )
}

function indexBy(entries: readonly Entry[], keys: (entry: Entry) => Iterable<string>): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>()
  for (const entry of entries) {
    for (const key of keys(entry)) {
      const known = index.get(key)
      if (known === undefined) index.set(key, [entry])
      else known.push(entry)
    }
  }
  return index
}
