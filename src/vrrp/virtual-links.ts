/**
 * The interfaces that a configuration wants to be made: VMACs and ipvlans of instances, VMACs of single
 * addresses (keepalived.conf(5), use_vmac, use_ipvlan, use_vmac_addr; RFC 9568, 7.3). Refuses to know which
 * are there.
 */
import { type Family, familyOf, type Mac, type Prefix } from '../base/address.ts'
import type { IpvlanMode } from './link-settings.ts'
import type { InstanceSettings, VirtualAddress, VrrpSettings } from './settings.ts'

export type VirtualLinkKind =
  | { readonly is: 'macvlan'; readonly mac: Mac }
  | { readonly is: 'ipvlan'; readonly flags: IpvlanMode }

export interface VirtualLinkSettings {
  readonly name: string
  /** What it stands on, as the configuration names it. */
  readonly base: string
  readonly kind: VirtualLinkKind
  /** Undefined: that of the base. */
  readonly group: number | undefined
  readonly notifyByNetlink: boolean
  /** The instances that need it, for the log; at least one. */
  readonly instances: readonly string[]
  /** Of what it is there for; the kernel gets other settings for IPv4. */
  readonly family: Family
  /** Some address on it is an IPv6 one. */
  readonly carriesIpv6: boolean
  /** Adverts of IPv6 leave through it, and need a link-local address there. */
  readonly needsLinkLocal: boolean
  /** Its own address, which it has whoever is master. */
  readonly address: Prefix | undefined
}

/** By name, each once: instances of a sync group may share one. */
export function virtualLinksOf({
  instances,
}: Pick<VrrpSettings, 'instances'>): readonly VirtualLinkSettings[] {
  const found = new Map<string, VirtualLinkSettings>()
  for (const instance of instances) {
    for (const link of [...ofInstance(instance), ...ofAddresses(instance)]) {
      const before = found.get(link.name)
      found.set(link.name, before === undefined ? link : merged(before, link))
    }
  }
  return [...found.values()]
}

function ofInstance(instance: InstanceSettings): readonly VirtualLinkSettings[] {
  const { virtualInterface: own, interface: base, family, name } = instance
  // Held in fault for ever, it needs none; and what another instance has is not its own.
  if (own === undefined || base === undefined || instance.faults.length > 0) return []
  const common = {
    ...{ name: own.name, base, family, instances: [name], group: own.group },
    carriesIpv6: family === 'ipv6' || carriesIpv6(instance),
  }
  if (own.is === 'vmac') {
    const { mac, notifyByNetlink, sendFromBase } = own
    const needsLinkLocal = family === 'ipv6' && !sendFromBase
    return [{ ...common, kind: { is: 'macvlan', mac }, notifyByNetlink, needsLinkLocal, address: undefined }]
  }
  const kind = { is: 'ipvlan', flags: own.mode } as const
  return [{ ...common, kind, notifyByNetlink: false, needsLinkLocal: false, address: own.address }]
}

/** Addresses without an interface of their own are on that of the instance, of whatever family they are. */
function carriesIpv6({ addresses, excluded }: InstanceSettings): boolean {
  return [...addresses, ...excluded].some(
    (one) => one.interface === undefined && familyOf(one.prefix.address) === 'ipv6',
  )
}

function ofAddresses(instance: InstanceSettings): readonly VirtualLinkSettings[] {
  if (instance.faults.length > 0) return []
  return [...instance.addresses, ...instance.excluded].flatMap((one) => ofAddress(one, instance.name))
}

function ofAddress(one: VirtualAddress, instance: string): readonly VirtualLinkSettings[] {
  const { ownMac, interface: name } = one
  if (ownMac === undefined || name === undefined) return []
  const family = familyOf(one.prefix.address)
  const kind = { is: 'macvlan', mac: ownMac.mac } as const
  const plain = { group: undefined, notifyByNetlink: false, needsLinkLocal: false, address: undefined }
  return [
    {
      name,
      base: ownMac.base,
      kind,
      instances: [instance],
      family,
      carriesIpv6: family === 'ipv6',
      ...plain,
    },
  ]
}

/** The first one says what it is; all say what it must be able to do. */
function merged(first: VirtualLinkSettings, other: VirtualLinkSettings): VirtualLinkSettings {
  return {
    ...first,
    group: first.group ?? other.group,
    notifyByNetlink: first.notifyByNetlink || other.notifyByNetlink,
    instances: [...new Set([...first.instances, ...other.instances])],
    carriesIpv6: first.carriesIpv6 || other.carriesIpv6,
    needsLinkLocal: first.needsLinkLocal || other.needsLinkLocal,
    address: first.address ?? other.address,
  }
}
