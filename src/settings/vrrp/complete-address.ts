/** One address: what its line says, with the values of what it leaves out. Refuses nothing. */
import { familyOf, fullLength } from '../../base/address.ts'
import type { Report } from '../../conf/diagnostics.ts'
import { completeScope } from '../../vrrp/address-line.ts'
import type { VirtualAddressDraft } from '../../vrrp/address-options.ts'
import type { NameTables } from '../../vrrp/name-tables.ts'
import type { VirtualAddress } from '../../vrrp/settings.ts'

export function completeAddress(
  draft: VirtualAddressDraft,
  names: NameTables,
  report: Report,
): VirtualAddress {
  const { prefix, peer, flags, detectsDuplicates, untracked } = draft
  const ipv6 = familyOf(prefix.address) === 'ipv6'
  return {
    prefix,
    interface: draft.interface?.value,
    broadcast: draft.broadcast,
    label: draft.label,
    scope: completeScope(draft, names, report),
    ...(peer === undefined ? {} : { peer }),
    ...(flags === undefined ? {} : { flags }),
    ...(ipv6 ? { preferredLifetime: lifetimeOf(draft) } : {}),
    // IPv4 has no such thing.
    ...(ipv6 && detectsDuplicates === true ? { detectsDuplicates } : {}),
    ...(untracked === undefined ? {} : { untracked }),
  }
}

/** keepalived.conf(5): an address of a single host is not to be chosen as the source of new connections. */
function lifetimeOf({ prefix, preferredLifetime }: VirtualAddressDraft): number | 'forever' {
  return preferredLifetime ?? (prefix.length === fullLength('ipv6') ? 0 : 'forever')
}
