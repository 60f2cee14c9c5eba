/** A virtual address that brings no network and is in none of its interface's. */
import { type Address, familyOf, formatPrefix, fullLength } from '../../base/address.ts'
import type { HostInterface } from '../settings.ts'
import type { PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'
import { networkIndex } from './networks.ts'

export const addressOutsideNetworks: Lint = {
  code: 'address-outside-networks',
  severity: 'note',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { addresses } of instances) {
      const brought = networksBrought(addresses)
      for (const one of addresses) {
        const { prefix, on, at } = one
        const facts = on === undefined ? undefined : host.interfaces.get(on)
        if (facts === undefined || !judges(one, facts)) continue
        if (host.networks.around(prefix.address).length > 0 || brought(prefix.address)) continue
        const networks = networksOf(facts, prefix.address)
        // A host with nothing but single addresses is routed to: a cloud.
        if (networks === undefined) continue
        yield {
          at,
          message: `${formatPrefix(prefix)} is in no network of ${on}, which has ${networks}`,
          instead: 'only a router that has a route to it finds it; give it the length of its network',
        }
      }
    }
  },
}

function judges({ prefix, peer }: PlacedAddress, facts: HostInterface): boolean {
  if (peer !== undefined) return false
  if (facts.networks === undefined || facts.loopback || facts.kind === 'dummy') return false
  return facts.pointToPoint !== true && !prefix.address.startsWith('fe80:')
}

function networksBrought(addresses: readonly PlacedAddress[]): (address: Address) => boolean {
  const index = networkIndex()
  for (const { prefix, on } of addresses) index.add(prefix, on ?? '')
  return (address) => index.around(address).length > 0
}

/** As text; undefined: it has addresses of this family, and each of them stands alone. */
function networksOf({ networks = [] }: HostInterface, like: Address): string | undefined {
  const family = familyOf(like)
  const same = networks.filter(({ address }) => familyOf(address) === family && !address.startsWith('fe80:'))
  const wide = same.filter(({ length }) => length < fullLength(family))
  if (wide.length > 0) return wide.map(formatPrefix).join(', ')
  return same.length > 0 ? undefined : `no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`
}
