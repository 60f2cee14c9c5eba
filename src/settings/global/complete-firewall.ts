/** Which firewall is used: drafts to settings. keepalived.conf(5), nftables, vrrp_iptables, vrrp_ipsets. */
import type { Report } from '../../conf/diagnostics.ts'
import type { RootDraft } from './root-rows.ts'
import type { FirewallDraft } from './rows-firewall.ts'
import type { FirewallSettings, IpsetNames } from './settings.ts'

/** `isNeeded`: addresses of an instance must not answer, with no_accept, in strict mode or on a VMAC. */
export function completeFirewall(
  draft: FirewallDraft & RootDraft,
  isNeeded: boolean,
  report: Report,
): FirewallSettings {
  const { nftables, iptables, ipsets } = draft
  if (nftables !== undefined && iptables !== undefined) {
    report({
      code: 'two-firewalls',
      severity: 'note',
      span: iptables.at,
      message: 'vrrp_iptables and nftables are both given',
      instead: 'nftables is used',
    })
  } else if (ipsets !== undefined && iptables === undefined) {
    report({
      code: 'ipsets-without-iptables',
      severity: 'note',
      span: ipsets.at,
      message: 'vrrp_ipsets means nothing without vrrp_iptables',
      instead: 'it is ignored',
    })
  }
  return {
    backend: backendOf(draft) ?? (isNeeded ? automatic : { is: 'none' }),
    byInterfaceNumber: draft.nftablesByInterfaceNumber !== undefined,
    counters: draft.nftablesCounters !== undefined,
    setsInNamespace: draft.namespaceWithIpsets !== undefined,
  }
}

function backendOf({
  nftables,
  nftablesPriority,
  iptables,
  ipsets,
}: FirewallDraft): FirewallSettings['backend'] | undefined {
  if (nftables !== undefined) {
    return { is: 'nftables', table: nftables.value, chainPriority: nftablesPriority?.value ?? chainPriority }
  }
  if (iptables === undefined) return undefined
  const { input, output } = iptables.value
  return {
    is: 'iptables',
    inputChain: input,
    outputChain: output,
    sets: setNames(ipsets?.value ?? ['keepalived']),
  }
}

const chainPriority = -1

/** keepalived logs it; nobody has to do anything. */
export const automatic = { is: 'nftables', table: 'keepalived', chainPriority } as const

/** Names that are not given are made from the first; none at all: no sets. */
function setNames([ipv4, ...others]: readonly string[]): IpsetNames | undefined {
  if (ipv4 === undefined) return undefined
  const [ipv6, ipv6Interface, igmp, mld, neighbours] = others
  return {
    ipv4,
    ipv6: ipv6 ?? `${ipv4}6`,
    ipv6Interface: ipv6Interface ?? `${ipv4}_if6`,
    igmp: igmp ?? `${ipv4}_igmp`,
    mld: mld ?? `${ipv4}_mld`,
    neighbours: neighbours ?? `${ipv4}_nd`,
  }
}
