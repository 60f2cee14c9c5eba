/**
 * Between which priorities an instance can be, whatever becomes of what it tracks: keepalived.conf(5),
 * track_script. What one file can say of who wins; two nodes compare these numbers. Refuses to guess: the
 * numbers in track files may be any, so they count as 0.
 */
import { ownerPriority } from '../../vrrp/election.ts'
import type { InstanceSettings, Tracked, Trackers } from '../../vrrp/settings.ts'
import { contribution } from '../../vrrp/standing.ts'

export type Weighed = Pick<InstanceSettings, 'priority' | keyof Trackers>

/** Trackers that are good or bad and nothing between, and that change the priority. */
export function weighedTrackers(instance: Omit<Weighed, 'priority'>): readonly Tracked[] {
  const { trackInterfaces, trackScripts, trackProcesses, trackBfd } = instance
  const all = [...trackInterfaces, ...trackScripts, ...trackProcesses, ...trackBfd]
  return all.filter(({ weight }) => weight !== 0)
}

/** 1 to 254, or 255 for an owner: when everything that it tracks and that only weighs is bad. */
export function lowestPriority(instance: Weighed): number {
  return clamped(
    instance,
    total(instance, (one) => Math.min(contribution(one, 'good'), contribution(one, 'bad'))),
  )
}

/** 1 to 254, or 255 for an owner: when all of it is good. */
export function highestPriority(instance: Weighed): number {
  return clamped(instance, highestSum(instance))
}

/** The same before 254 ends it. */
export function highestSum(instance: Weighed): number {
  return total(instance, (one) => Math.max(contribution(one, 'good'), contribution(one, 'bad')))
}

/** How much lies between good and bad. */
export function swing(track: Tracked): number {
  return Math.abs(contribution(track, 'good') - contribution(track, 'bad'))
}

function total(instance: Weighed, of: (track: Tracked) => number): number {
  return weighedTrackers(instance).reduce((sum, track) => sum + of(track), instance.priority)
}

function clamped({ priority }: Weighed, sum: number): number {
  return priority === ownerPriority ? ownerPriority : Math.min(Math.max(sum, 1), ownerPriority - 1)
}
