/**
 * What links and tracked things make of an instance: effective priority, faults, source address. Derived each
 * time from what is known, never kept as a tally (keepalived.conf(5), track_interface and its relatives).
 * Refuses to know states.
 */
import type { Address } from '../base/address.ts'
import type { TrackReport } from '../track/report.ts'
import { ownerPriority } from './election.ts'
import type { Fault } from './events.ts'
import {
  advertInterfaceOf,
  type InstanceSettings,
  interfaceOf,
  noInterface,
  type Tracked,
  workingInterfaceOf,
} from './settings.ts'

export interface Link {
  readonly up: boolean
  /** The IPv4 address that adverts come from: no virtual one. */
  readonly address: Address | undefined
  /** The same of IPv6: link-local. */
  readonly address6: Address | undefined
  /** All addresses that no virtual router put there; absent: not told, so that none is missed. */
  readonly addresses?: readonly Address[]
}

/** What is known of the world. */
export interface World {
  /** By name. */
  readonly links: ReadonlyMap<string, Link>
  /** The newest word of each tracked thing, by `trackKey`. */
  readonly reports: ReadonlyMap<string, TrackReport>
}

export interface Standing {
  /** 1 to 254, or 255 for an owner. */
  readonly priority: number
  /** The same before it is brought into that range. */
  readonly total: number
  readonly faults: readonly Fault[]
  readonly source: Address | undefined
  /** What its adverts leave through exists and is up. */
  readonly linkUp: boolean
}

/** One text for each tracked thing. */
export function trackKey(of: TrackReport['of'], name: string): string {
  return `${of} ${name}`
}

export function standing(settings: InstanceSettings, world: World): Standing {
  const { priority, total } = priorityOf(settings, world)
  const through = advertInterfaceOf(settings)
  const source = sourceOf(settings, world)
  return {
    priority,
    total,
    faults: [
      ...settings.faults.map((fault): Fault => ({ is: 'configuration', fault })),
      ...linkFaults(settings, world),
      ...sourceFaults(settings, world, source),
      ...trackFaults(settings, world),
    ],
    source,
    linkUp: through === noInterface || world.links.get(through)?.up === true,
  }
}

/**
 * Causes that take a running instance down: all but an undecided script (quirks: undecidedHoldsOnlyStart).
 */
export function standingFaults(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter((fault) => fault.is !== 'script-undecided')
}

/** What one weighted thing adds (keepalived.conf(5), track_script). Weight 0 adds nothing, it faults. */
export function contribution(
  track: { readonly weight: number; readonly reverse: boolean },
  verdict: 'good' | 'bad' | undefined,
): number {
  if (verdict === undefined || track.weight === 0) return 0
  const effect = track.weight > 0 === (verdict === 'good') ? track.weight : 0
  return effect === 0 ? 0 : track.reverse ? -effect : effect
}

/** More than a file may add: then it counts as this much. */
const fileMost = 253
/** A file that takes so much takes everything: it is a fault. */
const fileFault = -254

/** The number of a file times its weight (keepalived.conf(5), track_file). */
export function fileStatus(track: Tracked, world: Pick<World, 'reports'>): number {
  const value = numberOf(track.name, world)
  return value === 0 || track.weight === 0 ? 0 : value * track.weight * (track.reverse ? -1 : 1)
}

/** Whether a file with this number takes the instance down. */
export function isFileFault(track: Tracked, value: number): boolean {
  if (track.weight === 0) return (value !== 0) !== track.reverse
  return value * track.weight * (track.reverse ? -1 : 1) <= fileFault
}

/** Every interface whose loss counts: by itself or through what the instance has there. Each once. */
export function interfacesOf(settings: InstanceSettings): readonly string[] {
  const named = settings.trackInterfaces.map((track) => track.name)
  return [...new Set([...ownInterfaces(settings), ...neededInterfaces(settings), ...named])]
}

/** The names under which tracked things that are no interfaces report. */
export function trackKeysOf(settings: InstanceSettings): readonly string[] {
  const keys = (of: TrackReport['of'], tracks: readonly Tracked[]) =>
    tracks.map((track) => trackKey(of, track.name))
  return [
    ...new Set([
      ...keys('script', settings.trackScripts),
      ...keys('file', settings.trackFiles),
      ...keys('process', settings.trackProcesses),
      ...keys('bfd', settings.trackBfd),
    ]),
  ]
}

/** Of the instance's own: what it is configured on and, above it, its VMAC or ipvlan. */
function ownInterfaces(settings: InstanceSettings): readonly string[] {
  return [interfaceOf(settings), workingInterfaceOf(settings)].filter((name) => name !== noInterface)
}

/** Their loss is a fault although no track_interface names them: keepalived.conf(5), no_track. */
function neededInterfaces(settings: InstanceSettings): readonly string[] {
  const { addresses, excluded, routes, rules } = settings
  const own = ownInterfaces(settings)
  const elsewhere = [...addresses, ...excluded]
    .filter((one) => one.untracked !== true)
    // The own interface is dont_track_primary's, whether an address names it or not; routes that do count.
    .filter((one) => one.interface === undefined || !own.includes(one.interface))
  return [
    ...(settings.trackPrimary ? own : []),
    ...elsewhere.map((one) => one.interface),
    ...routes.filter((route) => route.tracked).map((route) => route.interface),
    ...rules.filter((rule) => rule.tracked).flatMap((rule) => [rule.inputInterface, rule.outputInterface]),
  ].filter((name) => name !== undefined)
}

function priorityOf(settings: InstanceSettings, world: World): Pick<Standing, 'priority' | 'total'> {
  const { priority: base } = settings
  if (base === ownerPriority) return { priority: ownerPriority, total: ownerPriority }
  let total = base
  for (const track of settings.trackInterfaces) total += contribution(track, linkVerdict(track.name, world))
  for (const track of settings.trackScripts) {
    total += contribution(track, verdictOf('script', track.name, world))
  }
  for (const track of settings.trackFiles) total += Math.min(fileStatus(track, world), fileMost)
  for (const track of settings.trackProcesses) {
    total += contribution(track, verdictOf('process', track.name, world) ?? 'bad')
  }
  for (const track of settings.trackBfd) {
    total += contribution(track, verdictOf('bfd', track.name, world) ?? 'bad')
  }
  return { priority: Math.min(Math.max(total, 1), 254), total }
}

/** Its own interface comes first. */
function linkFaults(settings: InstanceSettings, { links }: World): Fault[] {
  const faults: Fault[] = []
  const needed = new Set(neededInterfaces(settings))
  for (const track of settings.trackInterfaces) {
    if (track.weight !== 0 || needed.has(track.name)) continue
    if (!track.reverse) needed.add(track.name)
    else if (links.get(track.name)?.up === true) faults.push({ is: 'interface-up', interface: track.name })
  }
  const down = [...needed].flatMap((name): Fault[] => {
    const link = links.get(name)
    if (link === undefined) return [{ is: 'interface-missing', interface: name }]
    return link.up ? [] : [{ is: 'interface-down', interface: name }]
  })
  return [...down, ...faults]
}

function sourceFaults(settings: InstanceSettings, world: World, source: Address | undefined): Fault[] {
  const { family } = settings
  const own = workingInterfaceOf(settings)
  if (settings.source === undefined) {
    // An interface that is not there, or that is allowed to be down, is no second cause.
    const link = world.links.get(own)
    const isExcused = link === undefined || (!link.up && !settings.trackPrimary)
    return source !== undefined || isExcused ? [] : [{ is: 'no-address', interface: own, family }]
  }
  if (!settings.trackSource) return []
  const through = interfaceOf(settings)
  const links = through === noInterface ? [...world.links.values()] : candidates(settings, world)
  const told = links.flatMap(({ addresses }) => (addresses === undefined ? [] : [addresses]))
  const wanted = settings.source
  const isThere = told.length === 0 || told.some((addresses) => addresses.includes(wanted))
  return isThere ? [] : [{ is: 'source-missing', address: wanted }]
}

function candidates(settings: InstanceSettings, { links }: World): readonly Link[] {
  return ownInterfaces(settings)
    .map((name) => links.get(name))
    .filter((link) => link !== undefined)
}

/** A VMAC has no IPv4 address of its own besides the virtual ones: that of the interface below it counts. */
function sourceOf(settings: InstanceSettings, { links }: World): Address | undefined {
  if (settings.source !== undefined) return settings.source
  if (settings.family === 'ipv6') return links.get(advertInterfaceOf(settings))?.address6
  return links.get(interfaceOf(settings))?.address ?? links.get(workingInterfaceOf(settings))?.address
}

function trackFaults(settings: InstanceSettings, world: World): Fault[] {
  const faults: Fault[] = []
  for (const track of settings.trackScripts) {
    if (track.weight !== 0) continue
    const verdict = verdictOf('script', track.name, world)
    if (verdict === undefined) faults.push({ is: 'script-undecided', script: track.name })
    else if ((verdict === 'bad') !== track.reverse) faults.push({ is: 'script-bad', script: track.name })
  }
  for (const track of settings.trackFiles) {
    const value = numberOf(track.name, world)
    if (!isFileFault(track, value)) continue
    const status = track.weight === 0 ? value : fileStatus(track, world)
    faults.push({ is: 'file-bad', file: track.name, status })
  }
  for (const track of settings.trackProcesses) {
    const isBad = (verdictOf('process', track.name, world) ?? 'bad') === 'bad'
    if (track.weight === 0 && isBad !== track.reverse) faults.push({ is: 'process-bad', process: track.name })
  }
  for (const track of settings.trackBfd) {
    const isBad = (verdictOf('bfd', track.name, world) ?? 'bad') === 'bad'
    if (track.weight === 0 && isBad !== track.reverse) faults.push({ is: 'bfd-down', bfd: track.name })
  }
  return faults
}

/** An interface that does not exist is down. */
function linkVerdict(name: string, { links }: World): 'good' | 'bad' {
  return links.get(name)?.up === true ? 'good' : 'bad'
}

function verdictOf(of: 'script' | 'process' | 'bfd', name: string, { reports }: World) {
  const report = reports.get(trackKey(of, name))
  return report === undefined || report.of === 'file' ? undefined : report.verdict
}

/** Before its first word a file counts as missing: 0. */
function numberOf(name: string, { reports }: Pick<World, 'reports'>): number {
  const report = reports.get(trackKey('file', name))
  return report?.of === 'file' ? report.value : 0
}
