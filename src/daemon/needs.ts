/** What a VRRP configuration needs of the host's interfaces. */
import type { Address } from '../base/address.ts'
import type { Placed } from '../vrrp/router.ts'
import { interfaceOf, type VrrpSettings } from '../vrrp/settings.ts'
import type { Needs } from './attachments.ts'

/** By interface and multicast group: the virtual router ids to listen to. */
export function needsOf(settings: VrrpSettings): ReadonlyMap<string, Needs> {
  const needs = new Map<string, Map<Address, number[]>>()
  for (const instance of settings.instances) {
    const groups = needs.get(interfaceOf(instance)) ?? new Map<Address, number[]>()
    const vrids = groups.get(instance.destination) ?? []
    groups.set(instance.destination, [...vrids, instance.vrid])
    needs.set(interfaceOf(instance), groups)
    for (const { interface: other } of [...instance.addresses, ...instance.excluded]) {
      if (other !== undefined && !needs.has(other)) needs.set(other, new Map())
    }
  }
  return needs
}

/** Every virtual address of the configuration, where it belongs. */
export function floatingAddresses(settings: VrrpSettings): readonly Placed[] {
  return settings.instances.flatMap((instance) =>
    [...instance.addresses, ...instance.excluded].map((address) => ({
      interface: address.interface ?? interfaceOf(instance),
      address,
    })),
  )
}
