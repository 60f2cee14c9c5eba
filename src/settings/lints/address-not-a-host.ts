/** A virtual address that no host can have. */
import { familyOf, formatPrefix, isMulticast, type Prefix } from '../../base/address.ts'
import type { Ground, PlacedAddress } from './ground.ts'
import type { Lint } from './lint.ts'
import { lastOf, networkOf } from './networks.ts'

export const addressNotAHost: Lint = {
  code: 'address-not-a-host',
  severity: 'warning',
  *find({ instances, host }) {
    for (const { addresses } of instances) {
      for (const one of addresses) {
        const what = whatItIs(one, host)
        if (what === undefined) continue
        yield {
          at: one.at,
          message: `${formatPrefix(one.prefix)} is ${what}, not the address of a host`,
          instead: 'nobody reaches anything by it',
        }
      }
    }
  },
}

function whatItIs({ prefix, on, peer }: PlacedAddress, host: Ground['host']): string | undefined {
  const { address } = prefix
  if (isMulticast(address)) return 'a multicast address'
  if (familyOf(address) === 'ipv6') return address === '::' ? 'no address' : undefined
  if (/^(0|2[4-5][0-9])\./.test(address)) return 'a reserved address'
  if (address.startsWith('127.')) return 'an address of the loopback network'
  if (peer !== undefined) return undefined
  const around = host?.networks.around(address).filter((one) => one.interface === on) ?? []
  for (const network of [prefix, ...around.map((one) => one.network)]) {
    const edge = edgeOf(prefix, network)
    if (edge !== undefined) return edge
  }
  return undefined
}

/** RFC 919; a /31 has no edges (RFC 3021). */
function edgeOf({ address }: Prefix, network: Prefix): string | undefined {
  if (network.length > 30) return undefined
  if (networkOf(network).address === address) return `the name of its network, a /${network.length}`
  return lastOf(network) === address ? `the broadcast address of its /${network.length}` : undefined
}
