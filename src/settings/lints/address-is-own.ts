/** A virtual address that this host has anyway, so that it answers although the other node is master. */
import { ownerPriority } from '../../vrrp/election.ts'
import type { Lint } from './lint.ts'

export const addressIsOwn: Lint = {
  code: 'address-is-own',
  severity: 'warning',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { settings, addresses } of instances) {
      // The owner has them by definition: RFC 9568, 1.7.
      if (settings.priority === ownerPriority) continue
      for (const one of addresses) {
        const on = host.ownAddresses.get(one.prefix.address)
        if (on === undefined) continue
        yield {
          at: one.at,
          message: `${one.prefix.address} is an address of this host itself, on ${on}`,
          instead:
            'it answers here also while the other node is master, and is taken away when this node becomes ' +
            'backup',
        }
      }
    }
  },
}
