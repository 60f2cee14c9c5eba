/**
 * What a virtual server stands for: an address, a mark, or the lines of its group, which may be defined after
 * it. Facts of a group are found once, however many virtual servers name it. Refuses groups that are not
 * there, and those of another address family.
 */
import { type Family, familyOf } from '../../base/address.ts'
import type { GroupDraft } from '../../lvs/draft.ts'
import type { GroupEntry } from '../../lvs/settings.ts'
import type { WholeVirtualServer } from './blocks-lvs.ts'
import type { Correct } from './complete-lvs.ts'

/** What the checks of a virtual server must know of its addresses and marks. */
export interface Target {
  readonly entries: readonly GroupEntry[]
  readonly hasAddresses: boolean
  readonly hasMarks: boolean
  /** Of the addresses; 0 is any port. */
  readonly ports: ReadonlySet<number>
  /** Of addresses and of marks that name theirs. */
  readonly families: ReadonlySet<Family>
}

export interface Groups {
  readonly targets: ReadonlyMap<string, Target>
  /** How many virtual servers have named the group so far. */
  readonly users: Map<string, number>
}

export function groupsOf(drafts: ReadonlyMap<string, GroupDraft>): Groups {
  const targets = new Map<string, Target>()
  for (const [name, { entries }] of drafts) targets.set(name, targetOf(entries))
  return { targets, users: new Map() }
}

function targetOf(entries: readonly GroupEntry[]): Target {
  const ports = new Set<number>()
  const families = new Set<Family>()
  for (const entry of entries) {
    if (entry.is === 'addresses') {
      ports.add(entry.port)
      families.add(familyOf(entry.first))
    } else if (entry.family !== undefined) families.add(entry.family)
  }
  const hasMarks = entries.some(({ is }) => is === 'fwmark')
  return { entries, hasAddresses: ports.size > 0, hasMarks, ports, families }
}

/**
 * Undefined when its group cannot be used, which is reported. A family that only the group knows is taken
 * over.
 */
export function findTarget(
  service: WholeVirtualServer,
  groups: Groups,
  correct: Correct,
): Target | undefined {
  const { head } = service
  if (head.is === 'address') {
    const families = new Set([familyOf(head.address)])
    return { entries: [], hasAddresses: true, hasMarks: false, ports: new Set([head.port]), families }
  }
  if (head.is === 'fwmark') return markTarget
  const target = groups.targets.get(head.group)
  const leftOut = 'the virtual server is left out'
  if (target === undefined) {
    correct('service-group-unknown', head.at, ['there is no virtual_server_group of this name', leftOut])
    return undefined
  }
  const [family, other] = target.families
  if (service.family === undefined) {
    // Tunnels serve both families. A mark that nobody knows the family of is one of IPv4.
    if (other === undefined) service.family = family ?? 'ipv4'
  } else if (family !== undefined && (other !== undefined || family !== service.family)) {
    const has = other !== undefined ? 'IPv4 and IPv6' : family === 'ipv4' ? 'IPv4' : 'IPv6'
    const its = service.family === 'ipv4' ? 'IPv4' : 'IPv6'
    correct('service-group-family', head.at, [`it is of ${its}, but its group has ${has}`, leftOut])
    return undefined
  }
  return target
}

const markTarget: Target = {
  entries: [],
  hasAddresses: false,
  hasMarks: true,
  ports: new Set(),
  families: new Set(),
}
