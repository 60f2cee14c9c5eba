/**
 * Which addresses of a host are its own, and which it holds because it is master now. Nothing but their order
 * tells: the kernel lists the addresses of an interface by age, IPv4 from the oldest, IPv6 within one scope
 * from the youngest, and a host had its own before it became master. Refuses to call own what it may hold.
 */
import { type Address, familyOf, fullLength, type Prefix } from '../../base/address.ts'
import type { HostInterface } from '../settings.ts'

/** What a configuration makes of a host. */
export interface VirtualGround {
  /** Virtual addresses, and the lengths that they have. */
  readonly lengths: ReadonlyMap<Address, ReadonlySet<number>>
  /** Interfaces of IPv4 instances: a master had an address there to send its adverts from. */
  readonly homes: ReadonlySet<string>
}

/** The prefixes of the interface that were there without the configuration. */
export function ownPrefixesOf(
  one: Pick<HostInterface, 'name' | 'kind'> & { readonly networks: readonly Prefix[] },
  ground: VirtualGround,
): readonly Prefix[] {
  const { networks } = one
  return networks.filter((prefix) => {
    const lengths = ground.lengths.get(prefix.address)
    if (lengths === undefined) return true
    const rivals = networks.filter((other) => scopeOf(other) === scopeOf(prefix))
    const isIpv4 = familyOf(prefix.address) === 'ipv4'
    if (rivals.at(isIpv4 ? 0 : -1) !== prefix) return false
    if (isIpv4 && ground.homes.has(one.name)) return true
    // A virtual MAC address has its own interface, on which nothing else is.
    if (one.kind === 'macvlan' || one.kind === 'ipvlan') return false
    // Alone in its network: it came with an earlier configuration.
    const isLone = prefix.length === fullLength(familyOf(prefix.address))
    const isOtherwise = !lengths.has(prefix.length) && !isLone
    return isOtherwise || rivals.some(({ address }) => !ground.lengths.has(address))
  })
}

/** Addresses of one scope are one list. RFC 4291, 2.5.6. */
function scopeOf({ address }: Prefix): string {
  if (familyOf(address) === 'ipv4') return 'ipv4'
  return address.startsWith('fe80:') ? 'link' : 'global'
}
