/**
 * Scripts, mails and FIFOs of instances and sync groups: drafts to settings. keepalived.conf(5), notify
 * scripts. Whoever does not run tells nothing.
 */
import type { NotifyDraft } from '../../notify/rows.ts'
import type { NotifyScripts, NotifySettings, ReportSettings, ReportsSettings } from '../../notify/settings.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import type { Draft } from '../grammar.ts'
import { runnable, runnableIfGiven } from '../scripts/checks-scripts.ts'

type Named = NotifyDraft & { readonly name: { readonly value: string } }

/** The scripts of the instances and groups that run, by their names. */
export function completeNotify(
  draft: Draft,
  running: ReadonlySet<string>,
  runningGroups: ReadonlySet<string>,
): NotifySettings {
  return { instances: notifyOf(draft.instances, running), groups: notifyOf(draft.groups, runningGroups) }
}

function notifyOf(drafts: readonly Named[], running: ReadonlySet<string>): Record<string, NotifyScripts> {
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

/** Mails and FIFO lines: what an instance does not say its group says, and what no group says global_defs. */
export function completeReports(
  draft: Draft,
  vrrp: Pick<VrrpSettings, 'instances' | 'groups'>,
): ReportsSettings {
  const { global } = draft
  const standard = {
    mail: (global.smtpAlertVrrp ?? global.smtpAlert)?.value ?? false,
    priorityChanges: global.notifyPriorityChanges?.value ?? false,
  }
  const byGroup = new Map<string, boolean | undefined>()
  for (const { name, report } of draft.groups) byGroup.set(name.value, report.priorityChanges?.value)
  const groupOf = new Map<string, boolean | undefined>()
  for (const { name, members } of vrrp.groups) {
    for (const member of members) groupOf.set(member, byGroup.get(name))
  }
  const instances = new Set(vrrp.instances.map(({ name }) => name))
  const groups = new Set(vrrp.groups.map(({ name }) => name))
  return {
    instances: reportsOf(draft.instances, instances, (name) => ({
      ...standard,
      priorityChanges: groupOf.get(name) ?? standard.priorityChanges,
    })),
    groups: reportsOf(draft.groups, groups, () => standard),
  }
}

function reportsOf(
  drafts: readonly Named[],
  running: ReadonlySet<string>,
  standard: (name: string) => Pick<ReportSettings, 'mail' | 'priorityChanges'>,
): Record<string, ReportSettings> {
  const found: Record<string, ReportSettings> = Object.create(null)
  for (const { name, report } of drafts) {
    if (!running.has(name.value)) continue
    const { mail, priorityChanges } = standard(name.value)
    const { deleted } = report
    found[name.value] = {
      mail: report.mail?.value ?? mail,
      priorityChanges: report.priorityChanges?.value ?? priorityChanges,
      lowerPriority: runnableIfGiven(report.lowerPriority),
      deleted: deleted && { command: deleted.value && runnable({ value: deleted.value, at: deleted.at }) },
    }
  }
  return found
}
