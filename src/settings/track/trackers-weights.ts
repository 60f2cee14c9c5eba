/**
 * Weights that cannot count. The members of a sync group share one state, so their priorities must not drift
 * apart by themselves; an address owner's priority is 255 whatever happens (RFC 9568, 5.2.4). What becomes of
 * such an entry is keepalived's, kind by kind.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { ImplicitInterface } from '../../track/settings.ts'
import type { InstanceSettings, Trackers } from '../../vrrp/settings.ts'
import { nothingResolved, type Resolved, type ResolvedTrackers } from './trackers-resolve.ts'

/** `kept`: nothing is said, the weight stays. `zero`: only a fault is left of it. */
type Fate = 'kept' | 'zero' | 'dropped'

/** Of an entry with a weight. A file of weight 1, which is the default, becomes `zero` in any case. */
const fates = {
  trackInterfaces: { group: 'zero', owner: 'dropped' },
  trackScripts: { group: 'dropped', owner: 'dropped' },
  trackFiles: { group: 'dropped', owner: 'dropped' },
  trackProcesses: { group: 'kept', owner: 'kept' },
  trackBfd: { group: 'dropped', owner: 'dropped' },
} as const satisfies Record<keyof Trackers, Record<'group' | 'owner', Fate>>

const lists = Object.keys(fates) as readonly (keyof Trackers)[]

export interface Bounds {
  readonly instance: Pick<InstanceSettings, 'interface'>
  /** Why weights cannot count; undefined: they do. */
  readonly why: 'group' | 'owner' | undefined
  readonly implicit: readonly ImplicitInterface[]
}

/** The trackers of an instance without those that it cannot have. */
export function allowed(
  resolved: ResolvedTrackers | undefined,
  bounds: Bounds,
  report: Report,
): ResolvedTrackers {
  if (resolved === undefined || resolved === nothingResolved) return nothingResolved
  const links = resolved.trackInterfaces.filter((entry) => !isOwn(entry, bounds, report))
  const others = { ...resolved, trackInterfaces: links }
  const { why } = bounds
  const weighed = why === undefined ? others : withFates(others, why, report)
  return { ...weighed, trackInterfaces: withoutImplicit(weighed.trackInterfaces, bounds.implicit, report) }
}

function withFates(resolved: ResolvedTrackers, why: 'group' | 'owner', report: Report): ResolvedTrackers {
  const found = { ...resolved }
  for (const list of lists) {
    found[list] = resolved[list].flatMap((entry) => {
      const isPlainFile = list === 'trackFiles' && entry.weight === 1
      const fate: Fate = isPlainFile ? 'zero' : fates[list][why]
      if (entry.weight === 0 || fate === 'kept') return [entry]
      reportWeight(entry, { why, fate }, report)
      return fate === 'zero' ? [{ ...entry, weight: 0 }] : []
    })
  }
  return found
}

const reasons = {
  group: 'has a weight, but in a sync group all members share one state',
  owner: 'has a weight, but the priority of an address owner (255) is fixed',
  member: 'has a weight, but a member of the group is an address owner, whose priority (255) is fixed',
} as const

function reportWeight(
  entry: Resolved,
  { why, fate }: { readonly why: keyof typeof reasons; readonly fate: Fate },
  report: Report,
): void {
  const instead = fate === 'zero' ? 'weight 0 is used: when it is bad, that is a fault' : 'it is not tracked'
  const hint = why === 'group' ? '; with sync_group_tracking_weight in the group it would count' : ''
  report({
    code: 'weight-cannot-count',
    severity: 'warning',
    span: entry.at,
    message: `${entry.name} ${reasons[why]}`,
    instead: `${instead}${hint}`,
  })
}

/** It is tracked anyway, and no weight can tell of it: without it the instance cannot be anything. */
function isOwn(entry: Resolved, { instance }: Bounds, report: Report): boolean {
  if (entry.name !== instance.interface) return false
  report({
    code: 'own-interface-tracked',
    severity: 'warning',
    span: entry.at,
    message: `${entry.name} is the interface of the instance itself`,
    instead: 'the entry is left out; the instance follows its own interface unless dont_track_primary is set',
  })
  return true
}

/**
 * Where an address, route or rule needs the interface, keepalived makes its loss a fault and says nothing.
 */
function withoutImplicit(
  entries: readonly Resolved[],
  implicit: readonly ImplicitInterface[],
  report: Report,
): readonly Resolved[] {
  return entries.map((entry) => {
    const needed = implicit.find((one) => one.interface === entry.name)
    if (needed === undefined || entry.weight === 0) return entry
    report({
      code: 'weight-cannot-count',
      severity: 'note',
      span: entry.at,
      message: `${entry.name} has a weight, but the instance has an ${needed.because} there`,
      instead: 'weight 0 is used: its loss is a fault; with no_track there the weight would count',
    })
    return { ...entry, weight: 0 }
  })
}

/** The trackers of a group, without weights when one of its members is an address owner. */
export function inGroupOfOwner(
  resolved: ResolvedTrackers | undefined,
  hasOwner: boolean,
  report: Report,
): ResolvedTrackers {
  if (resolved === undefined || resolved === nothingResolved || !hasOwner) return resolved ?? nothingResolved
  const found = { ...resolved }
  for (const list of lists) {
    found[list] = resolved[list].map((entry) => {
      if (entry.weight === 0) return entry
      reportWeight(entry, { why: 'member', fate: 'zero' }, report)
      return { ...entry, weight: 0 }
    })
  }
  return found
}
