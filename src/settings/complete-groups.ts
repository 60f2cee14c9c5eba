/**
 * Sync groups: members to instances that run, each in one group only. keepalived.conf(5), vrrp_sync_group.
 */
import type { Span } from '../base/span.ts'
import type { Report } from '../conf/diagnostics.ts'
import { type GroupSettings, noTrackers } from '../vrrp/settings.ts'
import type { WholeGroup } from './blocks-vrrp.ts'
import type { Draft } from './grammar.ts'

export function completeGroups(draft: Draft, running: ReadonlySet<string>, report: Report): GroupSettings[] {
  const known = new Set(draft.instances.map((instance) => instance.name.value))
  const takenBy = new Map<string, string>()
  return draft.groups.flatMap((group) => {
    const members: string[] = []
    for (const { value, at } of group.members) {
      const refused = refusalOf(value, { known, running, takenBy })
      if (refused === undefined) {
        takenBy.set(value, group.name.value)
        members.push(value)
      } else {
        const { code, severity, message } = refused
        report({ code, severity, span: at, message, instead: 'this member is left out' })
      }
    }
    reportFew(group, members, report)
    return members.length === 0 ? [] : [{ name: group.name.value, members, ...noTrackers }]
  })
}

interface Instances {
  readonly known: ReadonlySet<string>
  readonly running: ReadonlySet<string>
  readonly takenBy: ReadonlyMap<string, string>
}

function refusalOf(name: string, { known, running, takenBy }: Instances) {
  if (!known.has(name)) {
    const message = `there is no vrrp_instance ${name}`
    return { code: 'unknown-member', severity: 'error', message } as const
  }
  const owner = takenBy.get(name)
  if (owner !== undefined) {
    const message = `${name} is in vrrp_sync_group ${owner} already`
    return { code: 'member-of-two-groups', severity: 'warning', message } as const
  }
  if (running.has(name)) return undefined
  const message = `vrrp_instance ${name} is left out, so it cannot change state with the others`
  return { code: 'member-left-out', severity: 'warning', message } as const
}

function reportFew(group: WholeGroup, members: readonly string[], report: Report): void {
  const [only] = members
  const span: Span = group.members[0]?.at ?? group.name.at
  if (only === undefined) {
    report({
      code: 'group-without-members',
      severity: 'error',
      span: group.name.at,
      message: `vrrp_sync_group ${group.name.value} has no members`,
      instead: 'the group is left out',
    })
  } else if (members.length === 1) {
    report({
      code: 'group-of-one',
      severity: 'warning',
      span,
      message: `vrrp_sync_group ${group.name.value} has one member, ${only}: nothing to keep in step`,
      instead: 'the group is kept; its notify scripts run',
    })
  }
}
