/**
 * What the kernel must be told so that addresses on VMACs behave as addresses of one host: who answers ARP,
 * whose packets are let in (ip-sysctl of the kernel's documentation; keepalived.conf(5), use_vmac). Says only
 * what should be.
 */
import type { Sysctls } from '../../io/sysctl.ts'
import type { VirtualLinkSettings } from '../../vrrp/virtual-links.ts'
import type { WantedSetting } from './kernel-settings.ts'

/** Of the new interface itself, which takes them along when it goes. */
export function settingsOfLink(link: VirtualLinkSettings): readonly WantedSetting[] {
  if (link.kind.is === 'ipvlan') return []
  const ipv4 = (key: string, value: string) => ({ path: `ipv4/conf/${link.name}/${key}`, value })
  if (link.family === 'ipv6') return [ipv4('arp_ignore', '1')]
  return [
    // Others of this host must not answer for it, nor it for them.
    ipv4('arp_ignore', '1'),
    // Packets of this host come back to it from its own network.
    ipv4('accept_local', '1'),
    // What arrives there leaves by the interface below: the reverse path is another one.
    ipv4('rp_filter', '0'),
    ipv4('promote_secondaries', '1'),
    { path: `ipv6/conf/${link.name}/disable_ipv6`, value: link.carriesIpv6 ? '0' : '1' },
  ]
}

/**
 * Of the interface below: it must not answer ARP for addresses on the VMAC with its own MAC address, nor ask
 * in their name, or whoever is asked takes that for theirs (quirk baseAsksInItsOwnName).
 */
export function settingsOfBase(link: VirtualLinkSettings, base: string): readonly WantedSetting[] {
  if (link.kind.is === 'ipvlan' || link.family === 'ipv6') return []
  return [
    { path: `ipv4/conf/${base}/arp_ignore`, value: '1' },
    { path: `ipv4/conf/${base}/arp_filter`, value: '1' },
    { path: `ipv4/conf/${base}/arp_announce`, value: '2' },
  ]
}

/**
 * all.rp_filter counts for every interface and would reach VMACs: it moves to the others, one by one. Empty
 * when it is not set.
 */
export function spreadReversePath(sysctls: Sysctls, interfaces: readonly string[]): readonly WantedSetting[] {
  const path = (name: string) => `ipv4/conf/${name}/rp_filter`
  const number = (name: string) => {
    const found = sysctls.read(path(name))
    return found.ok && /^\d+$/.test(found.value) ? Number(found.value) : undefined
  }
  const all = number('all') ?? 0
  if (all === 0) return []
  const raised = ['default', ...interfaces].flatMap((name) => {
    const own = number(name)
    return own !== undefined && own < all ? [{ path: path(name), value: String(all) }] : []
  })
  return [...raised, { path: path('all'), value: '0' }]
}
