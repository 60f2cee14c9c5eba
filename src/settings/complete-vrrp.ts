/**
 * Instances, sync groups and scripts: drafts to settings, with everything that is only wrong together. The
 * order is keepalived's. Refuses (fatally) instances without interface or virtual_router_id and two of the
 * same on one interface.
 */

import { seconds } from '../base/time.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { NotifyDraft } from '../notify/rows.ts'
import type { NotifyScripts, NotifySettings } from '../notify/settings.ts'
import type { ScriptDraft } from '../track/rows.ts'
import type { ScriptSettings } from '../track/settings.ts'
import { type GroupSettings, noTrackers, type VrrpSettings } from '../vrrp/settings.ts'
import { checkDuplicates } from './checks-duplicates.ts'
import { runnable, runnableIfGiven } from './checks-scripts.ts'
import { completeGroups } from './complete-groups.ts'
import { completeInstance } from './complete-instance.ts'
import { completeTrackScripts } from './complete-tracking.ts'
import type { Draft } from './grammar.ts'
import type { HostFacts } from './settings.ts'

export interface CompletedVrrp {
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly notify: NotifySettings
}

export function completeVrrp(draft: Draft, host: HostFacts | undefined, report: Report): CompletedVrrp {
  const scripts = usableScripts(draft.scripts, report)
  const memberships = new Map<string, boolean>()
  for (const group of draft.groups) {
    for (const member of group.members) memberships.set(member.value, group.weightsAllowed === true)
  }
  const instances = draft.instances.flatMap((instance) => {
    const completed = completeInstance(instance, { global: draft.global, host }, report)
    if (completed === undefined) return []
    const track = { scripts, weights: weightsOf(memberships.get(instance.name.value), completed.priority) }
    const trackScripts = completeTrackScripts(instance.trackScripts, track, report)
    return [{ ...completed, ...noTrackers, trackScripts }]
  })
  checkDuplicates(draft.instances, instances, report)
  const running = new Set(instances.map((instance) => instance.name))
  const groups: readonly GroupSettings[] = completeGroups(draft, running, report)
  const used = new Set(instances.flatMap((instance) => instance.trackScripts.map((track) => track.name)))
  reportUnused(draft, scripts, report)
  return {
    vrrp: { instances, groups, handover: draft.global.handover?.value ?? 'graceful' },
    scripts: [...scripts.values()].filter((script) => used.has(script.name.value)).map(scriptSettings),
    notify: {
      instances: notifyOf(draft.instances, running),
      groups: notifyOf(draft.groups, new Set(groups.map((group) => group.name))),
    },
  }
}

/** Weighted trackers would tear a sync group apart, and an address owner's priority is fixed. */
function weightsOf(allowedInGroup: boolean | undefined, priority: number): 'allowed' | 'group' | 'owner' {
  if (allowedInGroup === false) return 'group'
  return priority === 255 ? 'owner' : 'allowed'
}

type UsableScript = ScriptDraft & { readonly command: NonNullable<ScriptDraft['command']> }

function usableScripts(drafts: readonly ScriptDraft[], report: Report): Map<string, UsableScript> {
  const usable = new Map<string, UsableScript>()
  for (const draft of drafts) {
    const { command, name } = draft
    if (command !== undefined) usable.set(name.value, { ...draft, command })
    else {
      report({
        code: 'script-without-command',
        severity: 'error',
        span: name.at,
        message: `vrrp_script ${name.value} has no script`,
        instead: 'it is left out; nothing can track it',
      })
    }
  }
  return usable
}

function reportUnused(draft: Draft, scripts: ReadonlyMap<string, UsableScript>, report: Report): void {
  const named = new Set(draft.instances.flatMap((one) => one.trackScripts.map((track) => track.name.value)))
  for (const { name } of scripts.values()) {
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

const secondsDefault = seconds(1)

function scriptSettings(draft: UsableScript): ScriptSettings {
  const interval = draft.interval?.value ?? secondsDefault
  const { user, group } = draft.user?.value ?? { user: undefined, group: undefined }
  return {
    name: draft.name.value,
    command: { ...runnable(draft.command), user, group },
    interval,
    timeout: draft.timeout?.value ?? interval,
    rise: draft.rise?.value ?? 1,
    fall: draft.fall?.value ?? 1,
  }
}

function notifyOf(
  drafts: readonly (NotifyDraft & { readonly name: { readonly value: string } })[],
  running: ReadonlySet<string>,
): Record<string, NotifyScripts> {
  const found: Record<string, NotifyScripts> = Object.create(null)
  for (const { name, notify } of drafts) {
    if (!running.has(name.value) || Object.keys(notify).length === 0) continue
    found[name.value] = {
      master: runnableIfGiven(notify.master),
      backup: runnableIfGiven(notify.backup),
      fault: runnableIfGiven(notify.fault),
      stop: runnableIfGiven(notify.stop),
      any: runnableIfGiven(notify.any),
    }
  }
  return found
}
