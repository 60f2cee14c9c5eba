/**
 * Entries of track_* blocks to what they name, with the weight that counts. keepalived.conf(5),
 * track_interface. Leaves out what is named twice, what nothing defines, and what is defined only further
 * down: keepalived reads from top to bottom.
 */
import type { Span } from '../../base/span.ts'
import type { Diagnostic, Report } from '../../conf/diagnostics.ts'
import { nearestUnused } from '../../conf/suggest.ts'
import type { TrackEntryDraft, TrackersDraft, TrackKind } from '../../track/kind.ts'
import { trackKinds } from '../../track/kinds.ts'
import { noTrackers, type Tracked, type Trackers } from '../../vrrp/settings.ts'
import { type Known, knownTo, type Tracked as Things } from './complete-tracked.ts'
import { type Interfaces, isThere } from './interfaces-there.ts'

/** With its place, for what is said about it later. */
export interface Resolved extends Tracked {
  readonly at: Span
}

export type ResolvedTrackers = Readonly<Record<keyof Trackers, readonly Resolved[]>>

/** Which block it is: the how manieth of its kind. */
export interface Place {
  readonly of: 'instances' | 'groups'
  readonly before: number
}

export const nothingResolved: ResolvedTrackers = {
  trackInterfaces: [],
  trackScripts: [],
  trackFiles: [],
  trackProcesses: [],
  trackBfd: [],
}

/** More names than this are not searched for the one that somebody may have meant. */
const namesMax = 1000

export function resolver(
  around: { readonly things: Things; readonly interfaces: Interfaces },
  report: Report,
): (trackers: TrackersDraft, place: Place) => ResolvedTrackers {
  const kinds = trackKinds.map((kind) => ({ kind, known: knownTo(around.things, kind.into) }))
  return (trackers, place) => {
    if (kinds.every(({ kind }) => trackers[kind.into].length === 0)) return nothingResolved
    const resolved = { ...nothingResolved }
    for (const { kind, known } of kinds) {
      const entries = trackers[kind.into]
      if (entries.length === 0) continue
      const written = new Set(entries.map(({ name }) => name.value))
      const names = { kind, known, interfaces: around.interfaces, place, written }
      resolved[kind.into] = resolveList(entries, names, report)
    }
    return resolved
  }
}

interface Names {
  readonly kind: TrackKind
  /** Undefined: interfaces of the host. */
  readonly known: ReadonlyMap<string, Known> | undefined
  readonly interfaces: Interfaces
  readonly place: Place
  /** What the list names. */
  readonly written: ReadonlySet<string>
}

function resolveList(entries: readonly TrackEntryDraft[], names: Names, report: Report): readonly Resolved[] {
  const seen = new Set<string>()
  const resolved: Resolved[] = []
  for (const entry of entries) {
    const { value: name, at } = entry.name
    const known = names.known === undefined ? linkOf(entry, names, report) : thingOf(entry, names, report)
    if (known === undefined) continue
    if (seen.has(name)) {
      const message = `${name} is tracked already`
      report({
        code: 'tracked-twice',
        severity: 'warning',
        span: at,
        message,
        instead: 'the first entry counts',
      })
      continue
    }
    seen.add(name)
    const { weight = known.weight, reverse = known.reverse } = entry
    resolved.push({ name, weight, reverse, at })
  }
  return resolved
}

type Defaults = Pick<Known, 'weight' | 'reverse'>
const linkDefaults: Defaults = { weight: 0, reverse: false }

function linkOf({ name }: TrackEntryDraft, names: Names, report: Report): Defaults | undefined {
  const where = { ...names, of: 'track_interface', fatal: true }
  return isThere(name, where, report) ? linkDefaults : undefined
}

function thingOf(entry: TrackEntryDraft, names: Names, report: Report): Defaults | undefined {
  const { kind, known, place } = names
  const { value: name, at: span } = entry.name
  const found = known?.get(name)
  const tell = (said: Pick<Diagnostic, 'code' | 'message' | 'suggestion'>): undefined =>
    void report({ ...said, severity: 'error', span, instead: 'it is not tracked' })
  if (found === undefined) {
    const isShort = known !== undefined && known.size <= namesMax
    const near = isShort ? nearestUnused(name, known.keys(), names.written) : undefined
    return tell({
      ...unknownAs[kind.into],
      message: `there is no ${kind.names} ${name}`,
      ...(near === undefined ? {} : { suggestion: near }),
    })
  }
  if (found.hidden !== undefined) {
    return tell({ ...unknownAs[kind.into], message: `${kind.names} ${name} ${found.hidden}` })
  }
  if (found.precededBy[place.of] <= place.before) return found
  return tell({
    code: 'defined-after-use',
    message: `${kind.names} ${name} stands further down: it must be defined before it is tracked`,
  })
}

const unknownAs = {
  trackInterfaces: { code: 'interface-unknown' },
  trackScripts: { code: 'unknown-script' },
  trackFiles: { code: 'unknown-track-file' },
  trackProcesses: { code: 'unknown-track-process' },
  trackBfd: { code: 'unknown-bfd' },
} as const satisfies Record<keyof TrackersDraft, Pick<Diagnostic, 'code'>>

/** As settings have them. */
export function withoutPlaces(resolved: ResolvedTrackers | undefined): Trackers {
  if (resolved === undefined || resolved === nothingResolved) return noTrackers
  const plain = (list: readonly Resolved[]): readonly Tracked[] =>
    list.map(({ name, weight, reverse }) => ({ name, weight, reverse }))
  return {
    trackInterfaces: plain(resolved.trackInterfaces),
    trackScripts: plain(resolved.trackScripts),
    trackFiles: plain(resolved.trackFiles),
    trackProcesses: plain(resolved.trackProcesses),
    trackBfd: plain(resolved.trackBfd),
  }
}
