/**
 * What links and scripts make of an instance: effective priority, faults, source address. Derived each time
 * from what is known, never kept as a tally (keepalived.conf(5), track_script). Refuses to know states.
 */
import type { Address } from '../base/address.ts'
import { ownerPriority } from './election.ts'
import type { Fault } from './events.ts'
import { type InstanceSettings, interfaceOf } from './settings.ts'

export interface Link {
  readonly up: boolean
  readonly address: Address | undefined
}

/** What is known of the world, by name. */
export interface World {
  readonly links: ReadonlyMap<string, Link>
  readonly scripts: ReadonlyMap<string, 'good' | 'bad'>
}

export interface Standing {
  /** 1 to 254, or 255 for an owner. */
  readonly priority: number
  readonly faults: readonly Fault[]
  readonly source: Address | undefined
  readonly linkUp: boolean
}

export function standing(settings: InstanceSettings, world: World): Standing {
  const link = world.links.get(interfaceOf(settings))
  return {
    priority: effectivePriority(settings, world.scripts),
    faults: [...linkFaults(settings, world), ...scriptFaults(settings, world.scripts)],
    source: settings.source ?? link?.address,
    linkUp: link?.up === true,
  }
}

/**
 * Causes that take a running instance down: all but an undecided script (quirks: undecidedHoldsOnlyStart).
 */
export function standingFaults(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter((fault) => fault.is !== 'script-undecided')
}

/** What one weighted script adds (keepalived.conf(5), track_script). Weight 0 adds nothing, it faults. */
export function contribution(
  track: { readonly weight: number; readonly reverse: boolean },
  verdict: 'good' | 'bad' | undefined,
): number {
  if (verdict === undefined || track.weight === 0) return 0
  const effect = track.weight > 0 === (verdict === 'good') ? track.weight : 0
  return effect === 0 ? 0 : track.reverse ? -effect : effect
}

function effectivePriority(settings: InstanceSettings, scripts: World['scripts']): number {
  if (settings.priority === ownerPriority) return ownerPriority
  let total = settings.priority
  for (const track of settings.trackScripts) total += contribution(track, scripts.get(track.name))
  return Math.min(Math.max(total, 1), 254)
}

function linkFaults(settings: InstanceSettings, world: World): Fault[] {
  const faults: Fault[] = []
  for (const name of interfacesOf(settings)) {
    const link = world.links.get(name)
    if (link === undefined) faults.push({ is: 'interface-missing', interface: name })
    else if (!link.up) faults.push({ is: 'interface-down', interface: name })
    if (name !== settings.interface || link === undefined) continue
    if (settings.source === undefined && link.address === undefined) {
      faults.push({ is: 'no-address', interface: name })
    }
  }
  return faults
}

/** The instance's own interface first, then those of addresses with `dev`, each once. */
export function interfacesOf(settings: InstanceSettings): readonly string[] {
  const names = new Set([interfaceOf(settings)])
  for (const { interface: name } of [...settings.addresses, ...settings.excluded]) {
    names.add(name ?? interfaceOf(settings))
  }
  return [...names]
}

function scriptFaults(settings: InstanceSettings, scripts: World['scripts']): Fault[] {
  const faults: Fault[] = []
  for (const track of settings.trackScripts) {
    if (track.weight !== 0) continue
    const verdict = scripts.get(track.name)
    if (verdict === undefined) faults.push({ is: 'script-undecided', script: track.name })
    else if ((verdict === 'bad') !== track.reverse) faults.push({ is: 'script-bad', script: track.name })
  }
  return faults
}
