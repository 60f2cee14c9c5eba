/** track_script entries: names to scripts, and which weights count. keepalived.conf(5), track_script. */
import type { Report } from '../conf/diagnostics.ts'
import { nearest } from '../conf/suggest.ts'
import type { ScriptDraft, TrackScriptDraft } from '../track/rows.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'

export interface Tracking {
  readonly scripts: ReadonlyMap<string, ScriptDraft>
  /** Why weights cannot count: the instance is in a sync group, or owns its addresses. */
  readonly weights: 'allowed' | 'group' | 'owner'
}

export function completeTrackScripts(
  entries: readonly TrackScriptDraft[],
  tracking: Tracking,
  report: Report,
): InstanceSettings['trackScripts'] {
  const seen = new Set<string>()
  return entries.flatMap((entry) => {
    const { value: name, at: span } = entry.name
    const script = tracking.scripts.get(name)
    if (script === undefined) {
      const near = nearest(name, tracking.scripts.keys())
      report({
        code: 'unknown-script',
        severity: 'error',
        span,
        message: `there is no vrrp_script ${name}`,
        instead: 'it is not tracked',
        ...(near === undefined ? {} : { suggestion: near }),
      })
      return []
    }
    if (seen.has(name)) {
      const message = `${name} is tracked already`
      report({ code: 'tracked-twice', severity: 'note', span, message, instead: 'the first entry counts' })
      return []
    }
    seen.add(name)
    const weight = entry.weight ?? script.weight?.value ?? 0
    if (weight !== 0 && tracking.weights !== 'allowed') {
      reportWeight(entry, tracking.weights, report)
      return []
    }
    return [{ name, weight, reverse: entry.reverse ?? script.reverse ?? false }]
  })
}

function reportWeight(entry: TrackScriptDraft, why: 'group' | 'owner', report: Report): void {
  report({
    code: 'weight-cannot-count',
    severity: 'warning',
    span: entry.name.at,
    message:
      why === 'group'
        ? `${entry.name.value} has a weight, but in a sync group all members share one state`
        : `${entry.name.value} has a weight, but the priority of an address owner (255) is fixed`,
    instead:
      why === 'group'
        ? 'it is not tracked; with sync_group_tracking_weight in the group it would be'
        : 'it is not tracked',
  })
}
