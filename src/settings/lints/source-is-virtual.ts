/** Adverts that come from an address that moves. */
import { ownerPriority } from '../../vrrp/election.ts'
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

export const sourceIsVirtual: Lint = {
  code: 'source-is-virtual',
  severity: 'warning',
  *find({ instances }) {
    for (const { settings, draft, addresses } of instances) {
      const { source } = draft
      if (source === undefined || settings.priority === ownerPriority) continue
      const same = addresses.find(({ prefix }) => prefix.address === source.value)
      if (same === undefined) continue
      yield {
        at: source.at,
        ...alsoAt(same.at, 'the virtual address'),
        message: `adverts come from ${source.value}, the virtual address of ${lineOf(same.at, source.at)}`,
        instead:
          'both nodes send from the same address: each takes the adverts of the other for its own, and ' +
          'both can be master',
      }
    }
  },
}
