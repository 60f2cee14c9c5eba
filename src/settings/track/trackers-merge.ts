/**
 * The trackers of a sync group in each of its members. keepalived.conf(5), vrrp_sync_group. Of what both
 * name, the group's entry counts, but for interfaces: there the member's does.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { ImplicitInterface } from '../../track/settings.ts'
import type { InstanceSettings, Trackers } from '../../vrrp/settings.ts'
import { nothingResolved, type Resolved, type ResolvedTrackers, withoutPlaces } from './trackers-resolve.ts'

export interface OfGroup {
  readonly resolved: ResolvedTrackers
  readonly group: string
}

export interface Member {
  readonly instance: Pick<InstanceSettings, 'name' | 'interface'>
  readonly trackers: ResolvedTrackers
  readonly implicit: readonly ImplicitInterface[]
}

/** `ofGroup` undefined: the instance is in none. */
export function merged(member: Member, ofGroup: OfGroup | undefined, report: Report): Trackers {
  const { trackers } = member
  if (ofGroup === undefined || ofGroup.resolved === nothingResolved) return withoutPlaces(trackers)
  const { resolved, group } = ofGroup
  const join = (list: Exclude<keyof Trackers, 'trackInterfaces'>): readonly Resolved[] => {
    const own = trackers[list]
    const theirs = resolved[list]
    if (own.length === 0 || theirs.length === 0) return own.length === 0 ? theirs : own
    const named = new Set(theirs.map(({ name }) => name))
    const rest = own.filter(({ name, at: span }) => {
      if (!named.has(name)) return true
      const message = `${name} is tracked by vrrp_sync_group ${group} too`
      const instead = 'the entry of the group counts'
      report({ code: 'tracked-by-group-too', severity: 'note', span, message, instead })
      return false
    })
    return [...rest, ...theirs]
  }
  return withoutPlaces({
    trackInterfaces: [...trackers.trackInterfaces, ...newLinks(member, ofGroup, report)],
    trackScripts: join('trackScripts'),
    trackFiles: join('trackFiles'),
    trackProcesses: join('trackProcesses'),
    trackBfd: join('trackBfd'),
  })
}

/** The interfaces of the group that the member does not follow by itself. */
function newLinks(
  { instance, trackers, implicit }: Member,
  { resolved, group }: OfGroup,
  report: Report,
): readonly Resolved[] {
  return resolved.trackInterfaces.filter(({ name, at: span }) => {
    const needed = implicit.find((one) => one.interface === name)?.because
    const isNamed = trackers.trackInterfaces.some((own) => own.name === name)
    if (needed === undefined && !isNamed) return true
    // An interface of an address counts silently, in keepalived too.
    if (needed !== 'own' && !isNamed) return false
    report({
      code: 'tracked-by-group-too',
      severity: 'warning',
      span,
      message: `vrrp_sync_group ${group} tracks ${name}, and vrrp_instance ${instance.name} does by itself`,
      instead: 'in that instance its own tracking counts, without the weight of the group',
    })
    return false
  })
}
