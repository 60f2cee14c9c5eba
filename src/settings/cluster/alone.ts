/** A virtual router that not all nodes have. */
import type { Comparison, Finding } from './comparison.ts'
import { titleOf } from './comparison.ts'
import { placeOf } from './node.ts'

export const alone: Comparison = {
  code: 'cluster-alone',
  severity: 'warning',
  *find({ nodes, routers }): Iterable<Finding> {
    for (const { members } of routers) {
      const [first] = members
      if (first === undefined || members.length === nodes.length) continue
      const there = new Set(members.map(({ node }) => node.index))
      const missing = nodes.filter(({ index }) => !there.has(index)).map(({ name }) => name)
      const only = members.length === 1
      yield {
        at: placeOf(first, first.draft.vrid),
        message: `${titleOf(first)} has no counterpart on ${missing.join(', ')}`,
        instead: only
          ? `no other node takes over when ${first.node.name} fails`
          : `${missing.join(', ')} cannot take over`,
        related: members.slice(1).map((member) => {
          return { span: placeOf(member, member.draft.vrid), message: `${member.node.name} has it` }
        }),
      }
    }
  },
}
