/**
 * The last step from text to settings: what keepalived-ts understands in full and cannot do yet is left out
 * of the settings that run, each with its reason. Refuses to run half of anything: a sync group goes with all
 * its members or not at all, since half of it could be master while the other half is not.
 */
import type { Span } from '../base/span.ts'
import type { SslSettings } from '../check/settings.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { ServiceGroup, ServiceSettings, VirtualServer } from '../lvs/settings.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'
import type { Settings } from './settings.ts'
import type { NotYet } from './vrrp/not-yet-instance.ts'

/** Everything that the configuration says, whether it can be run or not. */
export interface Understood extends Omit<Settings, 'lvs'> {
  readonly lvs: {
    readonly services: readonly ServiceSettings[]
    readonly groups: readonly ServiceGroup[]
    /** Undefined: SSL_GET shows no certificate. */
    readonly ssl: SslSettings | undefined
  }
}

export interface Abilities {
  /** Why an instance cannot run yet, and where that is written; empty: it can. */
  readonly instance: (instance: InstanceSettings) => readonly NotYet[]
  /** Where the block of an instance begins. */
  readonly placeOf: (instance: string) => Span
  /** The virtual servers that run; it has reported the others. */
  readonly services: readonly VirtualServer[]
}

/** What the daemon gets. Reports each instance that is left out, with code `not-yet`. */
export function leaveOutWhatCannotRun(
  understood: Understood,
  abilities: Abilities,
  report: Report,
): Settings {
  const { vrrp } = understood
  const lvs = { services: abilities.services }
  const leftOut = new Set<string>()
  for (const instance of vrrp.instances) {
    for (const { what, at } of abilities.instance(instance)) {
      leftOut.add(instance.name)
      report({
        code: 'not-yet',
        severity: 'error',
        span: at,
        message: `vrrp_instance ${instance.name} asks for ${what}, which keepalived-ts cannot do yet`,
        instead: 'the instance is left out as a whole; everything else runs',
      })
    }
  }
  if (leftOut.size === 0) return { ...understood, lvs }
  const groups = vrrp.groups.filter((group) => mayStay(group, leftOut, { ...abilities, report }))
  const instances = vrrp.instances.filter(({ name }) => !leftOut.has(name))
  const tracked = new Set(instances.flatMap(({ trackScripts }) => trackScripts.map(({ name }) => name)))
  const names = new Set(instances.map(({ name }) => name))
  const groupNames = new Set(groups.map(({ name }) => name))
  const { notify, reports, scripts, tracks } = understood
  return {
    ...understood,
    lvs,
    vrrp: { ...vrrp, instances, groups },
    scripts: scripts.filter(({ name }) => tracked.has(name)),
    tracks: { ...tracks, implicit: only(tracks.implicit, names) },
    notify: { instances: only(notify.instances, names), groups: only(notify.groups, groupNames) },
    reports: { instances: only(reports.instances, names), groups: only(reports.groups, groupNames) },
  }
}

/** Takes the other members along when one is left out. */
function mayStay(
  group: { readonly name: string; readonly members: readonly string[] },
  leftOut: Set<string>,
  { placeOf, report }: Pick<Abilities, 'placeOf'> & { readonly report: Report },
): boolean {
  const first = group.members.find((member) => leftOut.has(member))
  if (first === undefined) return true
  for (const member of group.members) {
    if (leftOut.has(member)) continue
    leftOut.add(member)
    report({
      code: 'not-yet',
      severity: 'error',
      span: placeOf(member),
      message:
        `vrrp_instance ${member} shares the state of vrrp_instance ${first}, which is left out ` +
        `(vrrp_sync_group ${group.name}): half a group could be master while the other half is not`,
      instead: 'the whole group is left out with its instances',
    })
  }
  return false
}

function only<T>(all: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  const found: Record<string, T> = Object.create(null)
  for (const [name, one] of Object.entries(all)) if (names.has(name)) found[name] = one
  return found
}
