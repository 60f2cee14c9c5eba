/**
 * Which networks interfaces are in, found by address without going through all of them. IPv4 and IPv6. A
 * prefix of full length is an address, no network.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  familyOf,
  fullLength,
  type Prefix,
} from '../../base/address.ts'

export interface ConnectedNetwork {
  readonly interface: string
  /** With the bits of hosts cleared. */
  readonly network: Prefix
}

export interface NetworkIndex {
  readonly add: (prefix: Prefix, onInterface: string) => void
  /** The networks that contain the address, the longest first. */
  readonly around: (address: Address) => readonly ConnectedNetwork[]
}

export function networkIndex(): NetworkIndex {
  const found = new Map<string, ConnectedNetwork[]>()
  const lengths = { ipv4: new Set<number>(), ipv6: new Set<number>() }
  return {
    add: (prefix, onInterface) => {
      const family = familyOf(prefix.address)
      if (prefix.length === fullLength(family)) return
      const network = networkOf(prefix)
      const key = `${network.address}/${network.length}`
      const there = found.get(key)
      const one = { interface: onInterface, network }
      if (there === undefined) found.set(key, [one])
      else there.push(one)
      lengths[family].add(prefix.length)
    },
    around: (address) =>
      [...lengths[familyOf(address)]]
        .sort((a, b) => b - a)
        .flatMap((length) => found.get(`${networkOf({ address, length }).address}/${length}`) ?? []),
  }
}

/** The prefix with the bits of hosts cleared. */
export function networkOf(prefix: Prefix): Prefix {
  return { address: edge(prefix, 0), length: prefix.length }
}

/** The address with all bits of hosts set: the broadcast address of an IPv4 network. */
export function lastOf(prefix: Prefix): Address {
  return edge(prefix, 0xff)
}

function edge({ address, length }: Prefix, fill: 0 | 0xff): Address {
  const bytes = addressBytes(address).map((byte, index) => {
    const host = 0xff >> Math.max(0, Math.min(8, length - index * 8))
    return (byte & ~host) | (fill & host)
  })
  return addressFromBytes(bytes)
}
