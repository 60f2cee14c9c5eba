/** A virtual server on an address that accepts nothing. */
import { ownerPriority } from '../../vrrp/election.ts'
import { alsoAt, lineOf, type PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'
import { addressesOf, nameOf } from './service-addresses.ts'

export const serviceSilent: Lint = {
  code: 'service-silent',
  severity: 'warning',
  *find({ instances, services }) {
    const silent = new Map<string, { readonly name: string; readonly one: PlacedAddress }>()
    for (const { settings, addresses } of instances) {
      if (settings.accept || settings.priority === ownerPriority) continue
      for (const one of addresses) silent.set(one.prefix.address, { name: settings.name, one })
    }
    if (silent.size === 0) return
    for (const { settings, draft } of services) {
      for (const { address, port } of addressesOf(settings)) {
        const there = silent.get(address)
        if (there === undefined) continue
        const { at } = draft.head
        yield {
          at,
          ...alsoAt(there.one.at, 'its address'),
          message:
            `virtual_server ${nameOf(settings, { address, port })} is on an address of vrrp_instance ` +
            `${there.name} (${lineOf(there.one.at, at)}), which accepts nothing: strict mode or no_accept`,
          instead: 'the firewall drops what comes for it before the load balancer sees it',
        }
      }
    }
  },
}
