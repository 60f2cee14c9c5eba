/**
 * Instances, sync groups and what they track: drafts to settings, with everything that is only wrong
 * together. Refuses (fatally) instances without interface or virtual_router_id and two of the same on one
 * interface. What the daemon cannot run yet is completed all the same: not-yet.ts leaves it out.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { NotifySettings } from '../../notify/settings.ts'
import type { ScriptSettings, TrackSettings } from '../../track/settings.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import type { StaticSettings } from '../../vrrp/static-settings.ts'
import { completeVrrpDefaults } from '../global/complete-vrrp-defaults.ts'
import type { Draft } from '../grammar.ts'
import type { HostFacts } from '../settings.ts'
import { completeTracking } from '../track/complete-tracking.ts'
import { withoutConflicts } from './checks-duplicates.ts'
import { completeGroups } from './complete-groups.ts'
import { aroundInstances, completeInstance } from './complete-instance.ts'
import { completeLines } from './complete-lines.ts'
import { completeNotify } from './complete-notify.ts'

export interface CompletedVrrp {
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly tracks: TrackSettings
  readonly notify: NotifySettings
  readonly statics: StaticSettings
}

/** Of VMACs and ipvlans. */
function givenNames({ vmac, ipvlan }: Draft['instances'][number]): readonly string[] {
  return [vmac.name, ipvlan?.name].flatMap((name) => name?.value ?? [])
}

export function completeVrrp(draft: Draft, host: HostFacts | undefined, report: Report): CompletedVrrp {
  const defaults = completeVrrpDefaults(draft.global)
  const lines = completeLines(draft, host, report)
  const around = aroundInstances(defaults, host, {
    names: draft.names,
    lines: lines.instances,
    defaultInterface: draft.global.defaultInterface?.value,
    reserved: new Set(draft.instances.flatMap(givenNames)),
  })
  const completed = draft.instances.flatMap((one) => completeInstance(one, around, report) ?? [])
  const groups = completeGroups(draft, report)
  const distinct = withoutConflicts(completed, { ...around, drafts: draft.instances, groups }, report)
  const tracking = completeTracking(draft, { instances: distinct, groups, host }, report)
  const vrrp: VrrpSettings = {
    instances: tracking.instances,
    groups: tracking.groups,
    handover: defaults.handover,
    startupDelay: defaults.startupDelay,
    delayAfterBoot: defaults.delayAfterBoot,
    logUnknownVrids: defaults.logUnknownVrids,
    delays: tracking.tracks.delays,
    dynamicInterfaces: defaults.dynamicInterfaces,
  }
  const running = new Set(vrrp.instances.map((one) => one.name))
  const used = new Set(vrrp.instances.flatMap((one) => one.trackScripts.map((track) => track.name)))
  return {
    vrrp,
    scripts: tracking.scripts.filter((script) => used.has(script.name)),
    tracks: tracking.tracks,
    notify: completeNotify(draft, running, new Set(vrrp.groups.map((group) => group.name))),
    statics: lines.statics,
  }
}
