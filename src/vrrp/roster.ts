/**
 * The instances and groups of a router and how to find them: by VRID, interface, script and address, so that
 * an event touches only those it concerns. Refuses to step them.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import { type Agenda, openAgenda } from './agenda.ts'
import { openCounters } from './counting.ts'
import { placedOf } from './effects.ts'
import type { Counters } from './events.ts'
import type { GroupState, MemberView } from './group.ts'
import type { InstanceSettings, VrrpSettings } from './settings.ts'
import { interfacesOf, type Link, type Standing, standing, standingFaults } from './standing.ts'
import type { State } from './state.ts'

/** One instance: a container whose parts are replaced. */
export interface Entry {
  /** What stays the same over a reload; unlike the name. */
  readonly key: string
  settings: InstanceSettings
  group: GroupRecord | undefined
  state: State
  standing: Standing
  readonly counters: Counters
  /** Kinds of complaint told since the state or the sender last changed. */
  readonly complained: Set<string>
  /** Its first notification is out. */
  notified: boolean
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
  readonly byScript: ReadonlyMap<string, readonly Entry[]>
  readonly byVrid: ReadonlyMap<string, readonly Entry[]>
  readonly byAddress: ReadonlyMap<string, readonly Entry[]>
}

/** The whole router: replaced piece by piece by `advance`. */
export interface Router {
  settings: VrrpSettings
  roster: Roster
  readonly links: Map<string, Link>
  readonly scripts: Map<string, 'good' | 'bad'>
  readonly agenda: Agenda
  /** Strangers told of, at most 255 for each interface and family. */
  readonly strangers: Set<string>
  phase: 'idle' | 'running' | 'stopping' | 'stopped'
  /** The moment of the last event: time never goes back. */
  at: Micros
}

/** Matched by a reload; the settings allow each once. */
export function keyOf(settings: InstanceSettings): string {
  return `${vridKey(settings)} ${settings.destination}`
}

export function vridKey(of: Pick<InstanceSettings, 'interface' | 'family' | 'vrid'>): string {
  return `${of.interface} ${of.family} ${of.vrid}`
}

export function addressKey(of: { readonly interface: string; readonly address: Address }): string {
  return `${of.interface} ${of.address}`
}

export function openEntry(settings: InstanceSettings, world: Pick<Router, 'links' | 'scripts'>): Entry {
  return {
    key: keyOf(settings),
    settings,
    group: undefined,
    state: { is: 'idle' },
    standing: standing(settings, world),
    counters: openCounters(),
    complained: new Set(),
    notified: false,
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
    byScript: indexBy(all, (entry) => new Set(entry.settings.trackScripts.map((track) => track.name))),
    byVrid: indexBy(all, (entry) => [vridKey(entry.settings)]),
    byAddress: indexBy(all, (entry) => new Set(placedOf(entry.settings).map(placeKey))),
  }
}

export function openRouter(settings: VrrpSettings): Router {
  const world = { links: new Map<string, Link>(), scripts: new Map<string, 'good' | 'bad'>() }
  const entries = new Map<string, Entry>()
  for (const instance of settings.instances) entries.set(keyOf(instance), openEntry(instance, world))
  return {
    ...world,
    settings,
    roster: openRoster(entries, settings, undefined),
    agenda: openAgenda(),
    strangers: new Set(),
    phase: 'idle',
    at: 0 as Micros,
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
