/**
 * What an instance stands for when something that it tracks is in trouble: priority and faults. The daemon's
 * own arithmetic (vrrp/standing.ts) over everything that has a weight, told as scripts; so there is no second
 * opinion about weights, directions and bounds. keepalived.conf(5), track_script and its relatives.
 */
import type { TrackReport } from '../../track/report.ts'
import { noTrackers } from '../../vrrp/settings.ts'
import { type Standing, standing, trackKey } from '../../vrrp/standing.ts'
import type { Member } from './node.ts'

export type TroubleKind = 'interface' | 'script' | 'file' | 'process' | 'bfd'

/** Something that a node tracks. */
export interface Watched {
  readonly kind: TroubleKind
  readonly name: string
  /** It counts against the node when it is good: only ever tracked with `reverse`. */
  readonly reversed: boolean
}

/** One entry of an instance, in the words of track_script. */
export interface Tracker extends Watched {
  readonly weight: number
  readonly reverse: boolean
}

const lists = [
  ['script', 'trackScripts'],
  ['interface', 'trackInterfaces'],
  ['file', 'trackFiles'],
  ['process', 'trackProcesses'],
  ['bfd', 'trackBfd'],
] as const

/** Whatever the number in a file is, it can take all of the priority: -254 times 1. */
const fileWeight = -254

export function trackersOf({ settings, implicit }: Member): readonly Tracker[] {
  const named = new Set(settings.trackInterfaces.map(({ name }) => name))
  const own = implicit
    .filter((one) => !named.has(one.interface))
    .map((one): Tracker => {
      return { kind: 'interface', name: one.interface, weight: 0, reverse: false, reversed: false }
    })
  const given = lists.flatMap(([kind, list]) =>
    settings[list].map(({ name, weight, reverse }): Tracker => {
      if (kind !== 'file') return { kind, name, weight, reverse, reversed: reverse }
      return { kind, name, weight: weight === 0 ? 0 : fileWeight, reverse: false, reversed: false }
    }),
  )
  return [...own, ...given]
}

export function keyOf({ kind, name }: Pick<Watched, 'kind' | 'name'>): string {
  return `${kind} ${name}`
}

/** What the instances of a node track, each once. */
export function watchedBy(members: readonly Member[]): ReadonlyMap<string, Watched> {
  const found = new Map<string, Watched>()
  for (const { kind, name, reversed } of members.flatMap(trackersOf)) {
    const key = keyOf({ kind, name })
    const before = found.get(key)
    found.set(key, { kind, name, reversed: reversed && before?.reversed !== false })
  }
  return found
}

/** `bad`: keys of what is bad on the node; all else is good. */
export function standingOf(member: Member, bad: ReadonlySet<string>): Standing {
  const trackers = trackersOf(member)
  const { settings, source } = member
  const link = settings.interface ?? 'none'
  const trackScripts = trackers.map((one) => ({ name: keyOf(one), weight: one.weight, reverse: one.reverse }))
  const reports = trackScripts.map(({ name }): TrackReport => {
    return { of: 'script', name, verdict: bad.has(name) ? 'bad' : 'good' }
  })
  const up = { up: true, address: undefined, address6: undefined }
  return standing(
    {
      ...{ ...settings, ...noTrackers, addresses: [], excluded: [], routes: [], rules: [], faults: [] },
      ...{ virtualInterface: undefined, trackSource: false },
      ...{ interface: link, source: source ?? settings.destination, trackScripts },
    },
    {
      links: new Map([[link, up]]),
      reports: new Map(reports.map((report) => [trackKey('script', report.name), report])),
    },
  )
}

/** Keys of what is bad on a node on which all is well: what is only tracked in reverse. */
export function wellOn(watched: ReadonlyMap<string, Watched>): ReadonlySet<string> {
  return new Set([...watched].filter(([, one]) => one.reversed).map(([key]) => key))
}

/** The same with one of them turned. */
export function turned(well: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const changed = new Set(well)
  if (!changed.delete(key)) changed.add(key)
  return changed
}
