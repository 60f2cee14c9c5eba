/** What a VRRP configuration needs of the host's interfaces. */
import { familyOf } from '../../base/address.ts'
import { milliseconds } from '../../base/time.ts'
import type { BuffersSettings } from '../../settings/global/settings.ts'
import { advertOf, socketInterfaceOf } from '../../vrrp/adverts.ts'
import { type Holdings, placedOf } from '../../vrrp/placement.ts'
import type { Placed } from '../../vrrp/router.ts'
import {
  type InstanceSettings,
  interfaceOf,
  noInterface,
  type VrrpSettings,
  workingInterfaceOf,
} from '../../vrrp/settings.ts'
import { encodedLength } from '../../wire/compose.ts'
import type { Ear, Needs } from './attachments.ts'

/** At this interval or above, 2 ms are nothing: the skew of the highest priority is longer. */
const unhurried = milliseconds(1_000)

/** By interface: the sockets that hear for its instances, each with the numbers to listen to. */
export function needsOf(
  settings: VrrpSettings,
  policy: BuffersSettings['adverts'] = { is: 'system' },
): ReadonlyMap<string, Needs> {
  const needs = new Map<string, Map<string, readonly InstanceSettings[]>>()
  const want = (name: string) => {
    const ears = needs.get(name) ?? new Map<string, readonly InstanceSettings[]>()
    needs.set(name, ears)
    return ears
  }
  for (const instance of settings.instances) {
    const ears = want(socketInterfaceOf(instance))
    const key = earKey(instance)
    ears.set(key, [...(ears.get(key) ?? []), instance])
    // Of those without adverts only their state and their ARP matter.
    const placed = placedOf(instance).map((one) => one.interface)
    for (const name of [interfaceOf(instance), workingInterfaceOf(instance), ...placed]) {
      if (name !== noInterface) want(name)
    }
  }
  const earsOf = (ears: ReadonlyMap<string, readonly InstanceSettings[]>): Needs =>
    new Map([...ears].map(([key, sharers]) => [key, earFor(sharers, settings, policy)]))
  return new Map([...needs].map(([name, ears]) => [name, earsOf(ears)]))
}

/** Instances with the same one share a socket. */
function earKey(instance: InstanceSettings): string {
  const { family } = instance
  const at = listensAt(instance) ?? 'unicast'
  return `${family} ${at}${instance.authentication.is === 'ah' ? ' ah' : ''}`
}

/** A unicast instance without a configured source may get another one with the address of its interface. */
function listensAt({ unicast, source, destination }: InstanceSettings) {
  return unicast === undefined ? destination : source
}

function earFor(
  sharers: readonly InstanceSettings[],
  settings: VrrpSettings,
  policy: BuffersSettings['adverts'],
): Ear {
  const [first] = sharers
  return {
    family: first?.family ?? 'ipv4',
    at: first && listensAt(first),
    authenticated: first?.authentication.is === 'ah',
    vrids: settings.logUnknownVrids ? 'all' : sharers.map(({ vrid }) => vrid),
    queueBytes: (mtu) => queueBytes(sharers, policy, mtu),
    mayWait: sharers.every(({ advertInterval }) => advertInterval >= unhurried),
  }
}

/** keepalived.conf(5): kernel_rx_buf_size and vrrp_rx_bufs_policy count for each instance on the socket. */
function queueBytes(
  sharers: readonly InstanceSettings[],
  policy: BuffersSettings['adverts'],
  mtu: number,
): number | undefined {
  let total = 0
  for (const instance of sharers) total += instance.receiveBufferBytes ?? shareOf(instance, policy, mtu)
  return total === 0 ? undefined : total
}

function shareOf(instance: InstanceSettings, policy: BuffersSettings['adverts'], mtu: number): number {
  switch (policy.is) {
    case 'system':
      return 0
    case 'bytes':
      return policy.bytes
    case 'mtu':
      return mtu * policy.multiplier
    case 'advert': {
      const sealed = instance.hmac === undefined ? instance.authentication.is === 'ah' : 'hmac'
      return encodedLength(advertOf(instance, 0), instance.family, sealed) * policy.multiplier
    }
  }
}

/** Everything that masters of the configuration would hold. */
export function floatingHoldings(settings: VrrpSettings): Holdings {
  const { instances } = settings
  return {
    addresses: floatingAddresses(settings),
    routes: instances.flatMap(({ routes }) => [...routes]),
    rules: instances.flatMap(({ rules }) => [...rules]),
  }
}

/** Every virtual address of the configuration, where it belongs. */
export function floatingAddresses(settings: VrrpSettings): readonly Placed[] {
  return settings.instances.flatMap((instance) => placedOf(instance))
}

/** The interfaces that may get virtual addresses of IPv6. */
export function ipv6HoldersOf(settings: VrrpSettings): ReadonlySet<string> {
  const ipv6 = floatingAddresses(settings).filter(
    ({ address }) => familyOf(address.prefix.address) === 'ipv6',
  )
  return new Set(ipv6.map((placed) => placed.interface))
}
