/**
 * Sync groups: members to instances, each in one group only. keepalived.conf(5), vrrp_sync_group. Trackers of
 * groups are completed with all others.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import { nearestUnused } from '../../conf/suggest.ts'
import type { GroupSettings, Trackers } from '../../vrrp/settings.ts'
import type { Draft } from '../grammar.ts'
import type { WholeGroup, WholeInstance } from './blocks-vrrp.ts'

export function completeGroups(draft: Draft, report: Report): Omit<GroupSettings, keyof Trackers>[] {
  const known = new Map(draft.instances.map((instance) => [instance.name.value, instance]))
  const takenBy = new Map<string, string>()
  return draft.groups.flatMap((group) => {
    const name = group.name.value
    const members: Given<string>[] = []
    const written = new Set(group.members.map((member) => member.value))
    const isUsed = { has: (one: string) => written.has(one) || takenBy.has(one) }
    for (const member of group.members) {
      const refused = refusalOf(member.value, { known, takenBy, isUsed })
      if (refused === undefined) {
        takenBy.set(member.value, name)
        members.push(member)
      } else report({ ...refused, span: member.at, instead: 'this member is left out' })
    }
    reportFew(group, members, report)
    reportMixed(group, { members, known }, report)
    return members.length === 0 ? [] : [{ name, members: members.map((member) => member.value) }]
  })
}

interface Instances {
  readonly known: ReadonlyMap<string, WholeInstance>
  readonly takenBy: ReadonlyMap<string, string>
  /** In this group, or in another one. */
  readonly isUsed: Pick<ReadonlySet<string>, 'has'>
}

function refusalOf(name: string, { known, takenBy, isUsed }: Instances) {
  if (!known.has(name)) {
    const near = nearestUnused(name, known.keys(), isUsed)
    const message = `there is no vrrp_instance ${name}`
    const suggestion = near === undefined ? {} : { suggestion: near }
    return { code: 'unknown-member', severity: 'error', message, ...suggestion } as const
  }
  const owner = takenBy.get(name)
  if (owner === undefined) return undefined
  const message = `${name} is in vrrp_sync_group ${owner} already`
  return { code: 'member-of-two-groups', severity: 'warning', message } as const
}

function reportFew(group: WholeGroup, members: readonly Given<string>[], report: Report): void {
  const [only, second] = members
  if (only === undefined) {
    report({
      code: 'group-without-members',
      severity: 'error',
      span: group.name.at,
      message: `vrrp_sync_group ${group.name.value} has no members`,
      instead: 'the group is left out',
    })
  } else if (second === undefined) {
    report({
      code: 'group-of-one',
      severity: 'warning',
      span: group.members[0]?.at ?? group.name.at,
      message: `vrrp_sync_group ${group.name.value} has one member, ${only.value}: nothing to keep in step`,
      instead: 'the group is kept; its notify scripts run',
    })
  }
}

/**
 * An owner never gives way, so that members that do cannot stay in step with it. keepalived says so only when
 * its owners come first and the next member is explicitly BACKUP; in other orders this is a note.
 */
function reportMixed(
  { name }: WholeGroup,
  { members, known }: { readonly members: readonly Given<string>[]; readonly known: Instances['known'] },
  report: Report,
): void {
  const owns = (member: Given<string>) => isOwner(known.get(member.value))
  const other = members.find((member) => !owns(member))
  if (other === undefined || !members.some(owns)) return
  const [first] = members
  const told =
    first !== undefined && isExplicitOwner(known.get(first.value))
      ? members.find((member) => !isExplicitOwner(known.get(member.value)))
      : undefined
  const said = told !== undefined && known.get(told.value)?.state?.value === 'BACKUP'
  report({
    code: 'group-of-owner',
    severity: said ? 'warning' : 'note',
    span: other.at,
    message:
      `vrrp_sync_group ${name.value} has owners of their addresses (priority 255), and ${other.value} ` +
      `is none: an owner stays master when the others cannot`,
    instead: 'the group is kept; give all members 255 on this node, or none',
  })
}

function isExplicitOwner(instance: WholeInstance | undefined): boolean {
  return instance?.state?.value === 'MASTER' && instance.priority?.value === 255
}

function isOwner(instance: WholeInstance | undefined): boolean {
  return (instance?.priority?.value ?? (instance?.state?.value === 'MASTER' ? 255 : 100)) === 255
}
