/**
 * Which networks interfaces are in, found by address without going through all of them. IPv4 and IPv6. A
 * prefix of full length is an address, no network.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  familyOf,
  formatPrefix,
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
  // Several lints ask for the same addresses.
  const known = new Map<Address, readonly ConnectedNetwork[]>()
  return {
    add: (prefix, onInterface) => {
      const family = familyOf(prefix.address)
      if (prefix.length === fullLength(family)) return
      const network = networkOf(prefix)
      const one = { interface: onInterface, network }
      const there = found.get(formatPrefix(network))
      if (there === undefined) found.set(formatPrefix(network), [one])
      else there.push(one)
      lengths[family].add(prefix.length)
      known.clear()
    },
    around: (address) => {
      const before = known.get(address)
      if (before !== undefined) return before
      const bytes = addressBytes(address)
      const longestFirst = [...lengths[familyOf(address)]].sort((a, b) => b - a)
      const networks = longestFirst.flatMap((length) => {
        return found.get(formatPrefix({ address: edge(bytes, length, 0), length })) ?? []
      })
      known.set(address, networks)
      return networks
    },
  }
}

/** The prefix with the bits of hosts cleared. */
export function networkOf({ address, length }: Prefix): Prefix {
  return { address: edge(addressBytes(address), length, 0), length }
}

/** The address with all bits of hosts set: the broadcast address of an IPv4 network. */
export function lastOf({ address, length }: Prefix): Address {
  return edge(addressBytes(address), length, 0xff)
}

function edge(address: Uint8Array, length: number, fill: 0 | 0xff): Address {
  const bytes = address.map((byte, index) => {
    const host = 0xff >> Math.max(0, Math.min(8, length - index * 8))
    return (byte & ~host) | (fill & host)
  })
  return addressFromBytes(bytes)
}
