/** Pages about sync groups. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

function instances(lines: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(lines)
    .map(([name, more], index) =>
      instanceWith(...more)
        .replace(' A ', ` ${name} `)
        .replace('id 10', `id ${10 + index}`)
        .replace('10.0.0.1', `10.0.0.${1 + index}`),
    )
    .join('')
}

function group(name: string, ...members: readonly string[]): string {
  return block(`vrrp_sync_group ${name}`, [block('group', members).trimEnd()])
}

export const vrrpGroupPages: readonly CodePage[] = [
  {
    code: 'unknown-member',
    about: 'A sync group names an instance that is not there. It is left out of the group, as in keepalived.',
    cure: 'Correct the name; vrrp_instance may stand before or after the group.',
    example: group('G', 'outside', 'insdie') + instances({ outside: [], inside: [] }),
  },
  {
    code: 'member-of-two-groups',
    about: 'An instance changes state with one group only. The first group that names it has it.',
    cure: 'Take it out of the other group, or make one group of both.',
    example: group('G', 'A', 'B') + group('H', 'B', 'C') + instances({ A: [], B: [], C: [] }),
  },
  {
    code: 'group-without-members',
    about:
      'No member is left in a sync group: it has no group block, or none of its names is an instance. The ' +
      'group is left out with its scripts, as in keepalived.',
    cure: 'Write `group { ... }` with the names of instances; bare names are the syntax of 1.0.',
    example: block('vrrp_sync_group G', ['smtp_alert off']) + instances({ A: [] }),
  },
  {
    code: 'group-of-one',
    about:
      'A sync group keeps instances in one state, and this one has a single member. keepalived keeps it.',
    cure: 'Add the other instances, or move the scripts into the instance and take the group out.',
    example: group('G', 'A') + instances({ A: [] }),
  },
  {
    code: 'group-of-owner',
    about:
      'Owners of their addresses (priority 255) never give way, so they cannot stay in step with members ' +
      'that do. keepalived says so only when its owners stand first and the next member has state BACKUP.',
    cure: 'Give all members of the group priority 255 on this node, or none.',
    example: group('G', 'A', 'B') + instances({ A: ['state MASTER', 'priority 255'], B: ['state BACKUP'] }),
  },
]
