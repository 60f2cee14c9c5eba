/**
 * The instances and sync groups that the daemon can run: what asks for more is left out as a whole, and said,
 * so that nothing runs half configured.
 */
import type { Report } from '../conf/diagnostics.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import type { Draft } from './grammar.ts'
import { instanceNotYet } from './not-yet-instance.ts'

export function vrrpThatRuns(whole: VrrpSettings, draft: Draft, report: Report): VrrpSettings {
  const drafts = new Map(draft.instances.map((one) => [one.name.value, one]))
  const leftOut = new Set<string>()
  for (const instance of whole.instances) {
    const written = drafts.get(instance.name)
    if (written === undefined) continue
    for (const { what, at } of instanceNotYet(instance, written)) {
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
  if (leftOut.size === 0) return whole
  reportMembers(draft, leftOut, report)
  const groups = whole.groups.map((group) => ({
    ...group,
    members: group.members.filter((member) => !leftOut.has(member)),
  }))
  return {
    ...whole,
    instances: whole.instances.filter((instance) => !leftOut.has(instance.name)),
    groups: groups.filter((group) => group.members.length > 0),
  }
}

function reportMembers(draft: Draft, leftOut: ReadonlySet<string>, report: Report): void {
  for (const { members } of draft.groups) {
    for (const { value, at } of members) {
      if (!leftOut.has(value)) continue
      report({
        code: 'member-left-out',
        severity: 'warning',
        span: at,
        message: `vrrp_instance ${value} is left out, so it cannot change state with the others`,
        instead: 'this member is left out',
      })
    }
  }
}
