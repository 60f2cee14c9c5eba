/**
 * `use_vmac` on single addresses: an interface of their own where they are not on that of the instance.
 * keepalived.conf(5), virtual_ipaddress, use_vmac_addr.
 */
import { type Family, familyOf } from '../../base/address.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { VirtualAddress } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { InstanceAddresses } from './complete-addresses.ts'
import type { OwnInterface } from './complete-vmac.ts'

export interface AddressVmacInput {
  readonly its: { readonly family: Family; readonly interface: string | undefined }
  readonly own: OwnInterface
  readonly report: Report
}

/** The addresses without the word where it says what is so anyway, which is reported. */
export function withNeededVmacs(
  draft: WholeInstance,
  addresses: InstanceAddresses,
  about: AddressVmacInput,
): InstanceAddresses {
  const asks = (one: { readonly ownMac?: unknown }) => one.ownMac !== undefined
  if (!draft.addresses.some(asks) && !draft.excluded.some(asks)) return addresses
  const asked = [...draft.addresses, ...draft.excluded].filter(asks)
  const spans = new Map(asked.map((one) => [keyOf(one.prefix.address, one.interface?.value), one.at]))
  const needed = (one: VirtualAddress): VirtualAddress => {
    const why = one.ownMac === undefined ? undefined : redundant(one, about)
    if (why === undefined) return one
    const { ownMac: _, ...without } = one
    about.report({
      code: 'address-vmac-redundant',
      severity: 'warning',
      span: spans.get(keyOf(one.prefix.address, one.interface)) ?? draft.name.at,
      message: `use_vmac of ${one.prefix.address}: ${why}`,
      instead: 'the word is ignored',
    })
    return without
  }
  return { addresses: addresses.addresses.map(needed), excluded: addresses.excluded.map(needed) }
}

function keyOf(address: string, device: string | undefined): string {
  return `${address} ${device ?? ''}`
}

function redundant(one: VirtualAddress, { its, own }: AddressVmacInput): string | undefined {
  const elsewhere =
    (one.interface ?? its.interface) !== its.interface || familyOf(one.prefix.address) !== its.family
  if (!elsewhere && own.virtualInterface?.is === 'vmac') return 'the VMAC of the instance is used for it'
  return elsewhere && own.addressVmacs ? 'use_vmac_addr says it for all such addresses' : undefined
}
