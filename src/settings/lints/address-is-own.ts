/** A virtual address that this host has anyway, so that it answers although the other node is master. */
import type { Address } from '../../base/address.ts'
import { familyOf } from '../../base/address.ts'
import { ownerPriority } from '../../vrrp/election.ts'
import type { GroundHost, PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'

export const addressIsOwn: Lint = {
  code: 'address-is-own',
  severity: 'warning',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { settings, addresses } of instances) {
      // The owner has them by definition: RFC 9568, 1.7.
      if (settings.priority === ownerPriority) continue
      const virtual = new Set(addresses.map(({ prefix }) => prefix.address))
      for (const one of addresses) {
        const on = holder(one, virtual, host)
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

/**
 * A master that runs has its virtual addresses too. It had another one before: its adverts come from there.
 */
function holder(one: PlacedAddress, virtual: ReadonlySet<Address>, host: GroundHost): string | undefined {
  const { address, length } = one.prefix
  const own = host.ownAddresses.get(address)
  if (own !== undefined || one.on === undefined) return own
  const there = host.interfaces.get(one.on)?.networks ?? []
  const isThere = there.some((prefix) => prefix.address === address && prefix.length === length)
  const family = familyOf(address)
  const others = there.some((prefix) => familyOf(prefix.address) === family && !virtual.has(prefix.address))
  return isThere && !others ? one.on : undefined
}
