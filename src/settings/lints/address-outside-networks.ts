/**
 * A virtual address in none of the networks of its interface: one that brings no network of its own, and one
 * that brings one in which this host is only while it is master.
 */
import { type Address, familyOf, formatPrefix, fullLength, type Prefix } from '../../base/address.ts'
import type { HostInterface } from '../settings.ts'
import type { PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'
import { networkIndex, networkOf } from './networks.ts'

export const addressOutsideNetworks: Lint = {
  code: 'address-outside-networks',
  severity: 'note',
  *find({ instances, host, understood }) {
    if (host === undefined) return
    const fixed = networkIndex()
    for (const one of understood.statics.addresses) fixed.add(one.prefix, one.interface)
    const told = new Set<string>()
    for (const { addresses } of instances) {
      const brought = networksBrought(addresses)
      for (const one of addresses) {
        const { prefix, on, at } = one
        const facts = on === undefined ? undefined : host.interfaces.get(on)
        if (facts === undefined || !judges(one, facts)) continue
        const around = [host.networks, fixed].flatMap((index) => index.around(prefix.address))
        if (around.length > 0) continue
        const isLone = prefix.length === fullLength(familyOf(prefix.address))
        if (isLone && brought(prefix.address)) continue
        const networks = networksOf(host.ownPrefixes.get(facts.name) ?? [], prefix.address)
        // A host with nothing but single addresses is routed to: a cloud.
        if (networks === undefined) continue
        const network = formatPrefix(networkOf(prefix))
        if (!isLone) {
          // An interface without any is there for what it is given; the excluded ones are of many networks.
          if (networks === none || one.excluded || told.has(`${on} ${network}`)) continue
          told.add(`${on} ${network}`)
        }
        const has = networks === none ? `no ${familyName(prefix.address)} address` : networks
        yield {
          at,
          message: `${formatPrefix(prefix)} is in no network of ${on}, which has ${has}`,
          instead: isLone
            ? 'only a router that has a route to it finds it; give it the length of its network'
            : `right if ${network} is on this link too, and only the master has an address of it; if not, ` +
              'nobody finds it',
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

const none = ''

function familyName(like: Address): string {
  return familyOf(like) === 'ipv4' ? 'IPv4' : 'IPv6'
}

/** As text, `none` without any; undefined: it has addresses of this family, and each of them stands alone. */
function networksOf(networks: readonly Prefix[], like: Address): string | undefined {
  const family = familyOf(like)
  const same = networks.filter(({ address }) => familyOf(address) === family && !address.startsWith('fe80:'))
  const wide = same.filter(({ length }) => length < fullLength(family))
  if (wide.length > 0) return wide.map(formatPrefix).join(', ')
  return same.length > 0 ? undefined : none
}
