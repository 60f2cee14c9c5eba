/**
 * A reload as a difference: instances are matched by what they are on the wire, what did
 * not change is not touched at all. What only changes hands is kept by sharing.ts.
 * Refuses to judge the settings: they were checked before.
 */
import { type Difference, difference } from '../base/difference.ts'
import type { Micros } from '../base/time.ts'
import { plan } from './agenda.ts'
import { tellShortened } from './debounce.ts'
import { drive, driveStanding, notifyGroup, settle, tellPriority } from './drive.ts'
import { beginning, startOf } from './group.ts'
import { deadlineOf } from './machine.ts'
import { type Entry, keyOf, openEntry, openRoster, type Router, sourceKeyOf, viewOf } from './roster.ts'
import type { RouterEffect } from './router.ts'
import type { InstanceSettings, VrrpSettings } from './settings.ts'
import { type Standing, standing } from './standing.ts'
import { changeDelay } from './startup.ts'

interface Kept {
  readonly entry: Entry
  readonly before: InstanceSettings
  readonly stood: Standing
}

export function reload(router: Router, settings: VrrpSettings, at: Micros): RouterEffect[] {
  const change = changeOf(router, settings)
  const left = change.removed.flatMap((entry) => drive(router, entry, { is: 'remove', at }))
  const kept = change.kept.map(({ present, wanted }) => adopt(router, present, wanted))
  const added = change.added.map((instance) => openEntry(instance, router))
  regroup(router, settings, [...kept.map(({ entry }) => entry), ...added])
  if (router.phase === 'idle') return left
  const delay = changeDelay(router, at)
  const postponed = kept.filter(() => delay.by !== 0)
  const changed = kept.filter(({ entry, before, stood }) => differs(entry, before, stood))
  const resettled = changed.flatMap((one) => resettle(router, one, at))
  const releasing = (effect: RouterEffect) => effect.do === 'release'
  return [
    ...delay.told,
    ...tellShortened(router),
    ...left,
    ...postponed.flatMap(({ entry }) => drive(router, entry, { is: 'postponed', at, by: delay.by })),
    // What leaves, leaves first: the kernel must not refuse an address that only changes its label or its
    // owner.
    ...resettled.filter(releasing),
    ...resettled.filter((effect) => !releasing(effect)),
    ...changed.flatMap(({ entry }) => driveStanding(router, entry, at)),
    ...kept.flatMap(({ entry }) =>
      isHeldByNobody(entry) ? drive(router, entry, { is: 'healthy', at }) : [],
    ),
    ...begin(router, added, at),
    ...settle(router, router.roster.groups.values(), at),
  ]
}

type Change = Difference<Entry, InstanceSettings>

/** A unicast instance may have another name than before: then its source tells which it was. */
function changeOf(router: Router, settings: VrrpSettings): Change {
  const keys = { ofPresent: (entry: Entry) => entry.key, ofWanted: keyOf }
  const { added, removed, kept } = difference(router.roster.entries.values(), settings.instances, keys)
  const strays = removed.filter((entry) => sourceKeyOf(entry.settings) !== undefined)
  if (strays.length === 0) return { added, removed, kept }
  const news = added.filter((instance) => sourceKeyOf(instance) !== undefined)
  const renamed = difference(strays, news, {
    ofPresent: (entry) => sourceKeyOf(entry.settings) ?? entry.key,
    ofWanted: (instance) => sourceKeyOf(instance) ?? keyOf(instance),
  }).kept
  const found = new Set<unknown>(renamed.flatMap(({ present, wanted }) => [present, wanted]))
  return {
    added: added.filter((instance) => !found.has(instance)),
    removed: removed.filter((entry) => !found.has(entry)),
    kept: [...kept, ...renamed],
  }
}

/** New settings, same machine: state, counters and deadlines stay. */
function adopt(router: Router, entry: Entry, settings: InstanceSettings): Kept {
  const kept = { entry, before: entry.settings, stood: entry.standing }
  entry.settings = settings
  const key = keyOf(settings)
  if (key !== entry.key) {
    plan(router.agenda, entry.key, undefined)
    plan(router.agenda, key, deadlineOf(entry.state))
    entry.key = key
  }
  entry.standing = standing(settings, router)
  return kept
}

function regroup(router: Router, settings: VrrpSettings, entries: readonly Entry[]): void {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const ordered = new Map<string, Entry>()
  for (const instance of settings.instances) {
    const entry = byKey.get(keyOf(instance))
    if (entry !== undefined) ordered.set(entry.key, entry)
  }
  router.settings = settings
  router.roster = openRoster(ordered, settings, router.roster)
  router.strangers.clear()
}

/** A new name alone is no change: nothing on the wire has it. */
function differs(entry: Entry, before: InstanceSettings, stood: Standing): boolean {
  const same = JSON.stringify({ ...before, name: '' }) === JSON.stringify({ ...entry.settings, name: '' })
  return !same || JSON.stringify(stood) !== JSON.stringify(entry.standing)
}

function resettle(router: Router, { entry, before, stood }: Kept, at: Micros): RouterEffect[] {
  const changed = entry.standing.priority !== stood.priority
  const told = changed ? tellPriority(entry, stood.priority) : []
  const priorityBefore = stood.priority
  return [...told, ...drive(router, entry, { is: 'settings', at, before, priorityBefore })]
}

/** It was out of order for the others of a group in which it is no more. */
function isHeldByNobody({ state, standing: { faults }, group }: Entry): boolean {
  if ((state.is !== 'fault' && state.is !== 'waiting') || faults.length > 0) return false
  if (group === undefined) return true
  const isSound = group.members.every((member) => member.standing.faults.length === 0)
  return isSound && group.state !== 'fault' && group.state !== 'idle'
}

function begin(router: Router, added: readonly Entry[], at: Micros): RouterEffect[] {
  const out: RouterEffect[] = []
  for (const group of router.roster.groups.values()) {
    if (group.state !== 'idle' || !group.members.some((member) => added.includes(member))) continue
    group.state = beginning(startOf(group.members.map(viewOf)), router.delayedUntil !== undefined)
    out.push(...notifyGroup(group))
  }
  return [...out, ...added.flatMap((entry) => drive(router, entry, { is: 'start', at }))]
}
