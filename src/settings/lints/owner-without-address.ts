/** Priority 255 for a node that does not own the addresses. */
import { ownerPriority } from '../../vrrp/election.ts'
import type { Lint } from './lint.ts'

export const ownerWithoutAddress: Lint = {
  code: 'owner-without-address',
  severity: 'note',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { settings, draft, addresses } of instances) {
      // Without a word of it, owner-by-default says so.
      if (settings.priority !== ownerPriority || draft.priority === undefined) continue
      const own = addresses.filter(({ on }) => on !== undefined && host.interfaces.has(on))
      const [first] = own
      // An owner that runs has it in any case.
      if (first === undefined || own.some(({ prefix }) => host.addresses.has(prefix.address))) continue
      const soon =
        settings.initial === 'master' ? 'it is master as soon as it starts, without listening; ' : ''
      yield {
        at: draft.priority.at,
        message: `priority 255 is for the owner, but this host does not have ${first.prefix.address}`,
        instead: `${soon}no weight ever lowers it; write 254 for the highest priority that others have`,
      }
    }
  },
}
