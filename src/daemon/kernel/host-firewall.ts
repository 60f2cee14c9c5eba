/** The firewall of this host, with what it needs to know of interfaces. Decides nothing about packets. */
import { type Micros, micros } from '../../base/time.ts'
import type { Failure } from '../../io/failure.ts'
import type { Native } from '../../io/native.ts'
import { openNftables, watchTables } from '../../io/nftables.ts'
import { linkLocalOf } from '../../netlink/link-local.ts'
import type { FirewallSettings } from '../../settings/global/settings.ts'
import { virtualLinksOf } from '../../vrrp/virtual-links.ts'
import type { VrrpWork } from '../vrrp-work.ts'
import type { Addresses } from './addresses.ts'
import { type Firewall, type FirewallWish, openFirewall } from './firewall.ts'
import type { Links } from './links.ts'

export function openHostFirewall(
  native: Native,
  host: {
    readonly links: Pick<Links, 'byName'>
    readonly addresses: Pick<Addresses, 'sourceOf'>
    onRefused(failure: Failure): void
    now(): Micros
    onLost(table: string, outcome: 'restored' | 'given-up'): void
  },
): Firewall {
  return openFirewall({
    open: () => openNftables(native),
    // The kernel is asked: notifications of an interface that was made just now may still be on their way.
    indexOf: (name) => native.interfaceIndex(name),
    linkLocalOf: (name) => {
      const link = host.links.byName(name)
      if (link === undefined) return undefined
      // Without an address of its own a VMAC gets the one that is made of the MAC address below.
      return host.addresses.sourceOf(link.index, 'ipv6') ?? (link.mac && linkLocalOf(link.mac))
    },
    onRefused: host.onRefused,
    ...{ now: host.now, onLost: host.onLost },
    watch: (listener) => {
      const opened = watchTables(native, listener)
      if (opened.ok) return opened.value
      host.onRefused(opened.error)
      return undefined
    },
    later: (run) => void setImmediate(run),
  })
}

/**
 * When the daemon ends: takes the tables away that a worker left which could not end in order. A worker that
 * dies and comes back finds them, and replaces them: until then they go on hiding what it may have left.
 */
export function sweepFirewall(native: Native, settings: FirewallSettings): void {
  if (settings.backend.is === 'none') return
  const firewall = openFirewall({
    open: () => openNftables(native),
    indexOf: () => 0,
    linkLocalOf: () => undefined,
    // The worker has told of it, or has used none.
    onRefused: () => undefined,
    later: () => undefined,
    ...{ watch: () => undefined, now: () => micros(0), onLost: () => undefined },
  })
  firewall.require({ settings, links: [], untracked: new Set() })
  firewall.close()
}

/** What of a configuration the firewall must know; the addresses come when they are claimed. */
export function firewallWishOf({ vrrp, firewall }: VrrpWork): FirewallWish {
  return {
    settings: firewall,
    links: virtualLinksOf(vrrp),
    untracked: new Set(vrrp.instances.flatMap(({ name, trackPrimary }) => (trackPrimary ? [] : [name]))),
  }
}
