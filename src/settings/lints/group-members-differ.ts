/** Members of a sync group that do not agree on who should be master. */
import { toSeconds } from '../../base/time.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import { alsoAt, type GroundInstance, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

export const groupMembersDiffer: Lint = {
  code: 'group-members-differ',
  severity: 'note',
  *find({ instances, understood }) {
    const byName = new Map(instances.map((one) => [one.settings.name, one]))
    for (const { name, members } of understood.vrrp.groups) {
      const [first, ...others] = members.flatMap((member) => byName.get(member) ?? [])
      if (first === undefined) continue
      for (const other of others) {
        const difference = differenceOf(first.settings, other.settings)
        if (difference === undefined) continue
        const { at } = other.draft.name
        const { what, instead } = difference
        yield {
          at: placeOf(other, difference.field) ?? at,
          ...alsoAt(placeOf(first, difference.field) ?? first.draft.name.at, first.settings.name),
          message:
            `vrrp_sync_group ${name}: ${other.settings.name} has ${what}` +
            ` of ${first.settings.name} (${lineOf(first.draft.name.at, at)})`,
          instead,
        }
      }
    }
  },
}

interface Difference {
  readonly field: 'priority' | 'noPreempt' | 'advertInterval'
  readonly what: string
  readonly instead: string
}

/**
 * A group becomes master when all of its members would. An owner among them is group-of-owner already.
 */
function differenceOf(first: InstanceSettings, other: InstanceSettings): Difference | undefined {
  if (first.priority !== other.priority && first.priority < 255 && other.priority < 255) {
    return {
      field: 'priority',
      what: `priority ${other.priority}, not the ${first.priority}`,
      instead:
        'a node takes over only when it wins with every member: if the other node wins one of them, the ' +
        'better one never comes back',
    }
  }
  if (first.preempt !== other.preempt) {
    return {
      field: 'noPreempt',
      what: other.preempt ? 'no nopreempt, against that' : 'nopreempt, against the lack of it',
      instead: 'one member with nopreempt is enough: the whole group never takes over from a lower priority',
    }
  }
  if (first.advertInterval === other.advertInterval) return undefined
  return {
    field: 'advertInterval',
    what: `advert_int ${toSeconds(other.advertInterval)}, not the ${toSeconds(first.advertInterval)}`,
    instead: 'the slowest member decides when the group takes over',
  }
}

function placeOf({ draft }: GroundInstance, field: Difference['field']) {
  return (field === 'noPreempt' ? draft.switches.noPreempt : draft[field])?.at
}
