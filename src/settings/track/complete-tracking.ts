/**
 * What instances and sync groups follow: entries to names and weights, then what a group or an address owner
 * cannot have, then the trackers of groups into their members. keepalived.conf(5), track_interface and its
 * relatives. An entry whose name is not known (yet) is left out, as in keepalived.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { TrackersDraft } from '../../track/kind.ts'
import type { ImplicitInterface, ScriptSettings, TrackSettings } from '../../track/settings.ts'
import type { GroupSettings, InstanceSettings, Trackers } from '../../vrrp/settings.ts'
import type { Draft } from '../grammar.ts'
import type { HostFacts } from '../settings.ts'
import { completeInterfaces } from './complete-delays.ts'
import { fileSettings, processSettings, scriptSettings, type Tracked, tracked } from './complete-tracked.ts'
import { implicitInterfaces } from './implicit-interfaces.ts'
import { interfacesOf } from './interfaces-there.ts'
import { merged } from './trackers-merge.ts'
import { type ResolvedTrackers, resolver, withoutPlaces } from './trackers-resolve.ts'
import { allowed, inGroupOfOwner } from './trackers-weights.ts'

type Untracked<T> = Omit<T, keyof Trackers>

export interface ToTrack {
  readonly instances: readonly Untracked<InstanceSettings>[]
  readonly groups: readonly Untracked<GroupSettings>[]
  readonly host: HostFacts | undefined
}

export interface CompletedTracking {
  readonly instances: readonly InstanceSettings[]
  readonly groups: readonly GroupSettings[]
  readonly scripts: readonly ScriptSettings[]
  readonly tracks: TrackSettings
}

/** Entries of all blocks are judged, also of instances and groups that are left out. */
export function completeTracking(draft: Draft, toTrack: ToTrack, report: Report): CompletedTracking {
  const interfaces = interfacesOf(draft, toTrack.host)
  const things = tracked(draft, report)
  const resolve = resolver({ things, interfaces }, report)
  const byGroup = resolveAll(draft.groups, (group, before) => resolve(group, { of: 'groups', before }))
  const byInstance = resolveAll(draft.instances, (instance, before) =>
    resolve(instance, { of: 'instances', before }),
  )
  const memberships = membershipsOf(toTrack.groups)
  const weighted = new Set(draft.groups.filter((one) => one.weightsAllowed).map((one) => one.name.value))
  const owners = ownersAmong(toTrack.instances)
  const groups = new Map(
    toTrack.groups.map(({ name, members }) => {
      const hasOwner = members.some((member) => owners.has(member))
      return [name, { group: name, resolved: inGroupOfOwner(byGroup.get(name), hasOwner, report) }] as const
    }),
  )
  const implicit: Record<string, readonly ImplicitInterface[]> = Object.create(null)
  const instances = toTrack.instances.map((instance): InstanceSettings => {
    const { name, priority } = instance
    const own = implicitInterfaces(instance)
    implicit[name] = own
    const group = memberships.get(name)
    const isBound = group !== undefined && !weighted.has(group)
    const why = isBound ? 'group' : priority === ownerPriority ? 'owner' : undefined
    const trackers = allowed(byInstance.get(name), { instance, why, implicit: own }, report)
    const ofGroup = group === undefined ? undefined : groups.get(group)
    return { ...instance, ...merged({ instance, trackers, implicit: own }, ofGroup, report) }
  })
  reportUnused(draft, things, report)
  const used = new Set(instances.flatMap(({ trackScripts }) => trackScripts.map(({ name }) => name)))
  return {
    instances,
    groups: toTrack.groups.map((group) => ({ ...group, ...withoutPlaces(groups.get(group.name)?.resolved) })),
    scripts: [...things.scripts.values()].filter(({ name }) => used.has(name.value)).map(scriptSettings),
    tracks: {
      files: [...things.files.values()].map(fileSettings),
      processes: [...things.processes.values()].map(processSettings),
      ...completeInterfaces(draft, { interfaces, instances }, report),
      implicit,
    },
  }
}

const ownerPriority = 255

function ownersAmong(instances: readonly Untracked<InstanceSettings>[]): ReadonlySet<string> {
  return new Set(instances.filter(({ priority }) => priority === ownerPriority).map(({ name }) => name))
}

function resolveAll<Block extends TrackersDraft & { readonly name: { readonly value: string } }>(
  blocks: readonly Block[],
  resolve: (block: Block, before: number) => ResolvedTrackers,
): Map<string, ResolvedTrackers> {
  return new Map(blocks.map((block, index) => [block.name.value, resolve(block, index)]))
}

/** Instance to group: each is in one only. */
function membershipsOf(groups: readonly Untracked<GroupSettings>[]): Map<string, string> {
  return new Map(groups.flatMap(({ name, members }) => members.map((member) => [member, name] as const)))
}

/** keepalived's daemon says the same, its configuration test does not. */
function reportUnused(draft: Draft, things: Tracked, report: Report): void {
  const named = new Set<string>()
  for (const { trackScripts } of [...draft.instances, ...draft.groups]) {
    for (const { name } of trackScripts) named.add(name.value)
  }
  for (const { name } of things.scripts.values()) {
    if (named.has(name.value)) continue
    report({
      code: 'script-unused',
      severity: 'warning',
      span: name.at,
      message: `no instance tracks vrrp_script ${name.value}`,
      instead: 'it does not run',
    })
  }
}
