/** One virtual address in several instances, or also outside of them. */
import type { Address } from '../../base/address.ts'
import { alsoAt, lineOf, type PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'

export const addressInTwoInstances: Lint = {
  code: 'address-in-two-instances',
  severity: 'warning',
  *find({ instances, understood }) {
    const fixed = new Set(understood.statics.addresses.map((one) => key(one.prefix.address, one.interface)))
    const first = new Map<string, { readonly name: string; readonly one: PlacedAddress }>()
    for (const { settings, addresses } of instances) {
      for (const one of addresses) {
        const { address } = one.prefix
        const place = key(address, one.on)
        const before = first.get(place)
        if (before === undefined) first.set(place, { name: settings.name, one })
        else if (before.name !== settings.name) {
          yield {
            at: one.at,
            ...alsoAt(before.one.at, 'the other one'),
            message:
              `${address} belongs to vrrp_instance ${before.name} already, ` +
              `in ${lineOf(before.one.at, one.at)}`,
            instead:
              'it stays while one of the two is master; keepalived takes it away when the other one leaves',
          }
        }
        if (!fixed.has(place)) continue
        yield {
          at: one.at,
          message: `${address} is in static_ipaddress too`,
          instead: 'this node has it also while the other one is master',
        }
      }
    }
  },
}

/** Link-local addresses may be the same on each link. */
function key(address: Address, on: string | undefined): string {
  return address.startsWith('fe80:') ? `${address} ${on}` : address
}
