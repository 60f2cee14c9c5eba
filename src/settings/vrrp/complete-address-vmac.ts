/**
 * `use_vmac` on single addresses: an interface of their own where they are not on that of the instance.
 * keepalived.conf(5), virtual_ipaddress, use_vmac_addr.
 */
import { type Family, familyOf, macFromBytes } from '../../base/address.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { VirtualAddressDraft } from '../../vrrp/address-line.ts'
import type { VirtualInterface } from '../../vrrp/link-settings.ts'
import type { VirtualAddress } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { InstanceAddresses } from './complete-addresses.ts'
import type { Around } from './complete-instance.ts'

export interface AddressVmacInput {
  readonly its: Around & {
    readonly family: Family
    readonly vrid: number
    readonly interface: string | undefined
  }
  readonly virtualInterface: VirtualInterface | undefined
  readonly report: Report
}

/**
 * The addresses, those that get a VMAC on it. The word where it says what is so anyway is ignored, which is
 * reported.
 */
export function withOwnMacs(
  draft: WholeInstance,
  addresses: InstanceAddresses,
  about: AddressVmacInput,
): InstanceAddresses {
  const asked = [...draft.addresses, ...draft.excluded].filter((one) => one.ownMac !== undefined)
  if (asked.length === 0 && draft.vmac.perAddress === undefined) return addresses
  const asking = new Map(asked.map((one) => [keyOf(one.prefix.address, one.interface?.value), one]))
  const placed = (one: VirtualAddress): VirtualAddress => {
    const word = asking.get(keyOf(one.prefix.address, one.interface))
    return hasOwnMac(draft, { one, word }, about) ? onVmac(draft, one, about) : one
  }
  return { addresses: addresses.addresses.map(placed), excluded: addresses.excluded.map(placed) }
}

function keyOf(address: string, device: string | undefined): string {
  return `${address} ${device ?? ''}`
}

function hasOwnMac(
  draft: WholeInstance,
  address: { readonly one: VirtualAddress; readonly word: VirtualAddressDraft | undefined },
  { its, virtualInterface, report }: AddressVmacInput,
): boolean {
  const { one, word } = address
  const isElsewhere =
    (one.interface ?? its.interface) !== its.interface || familyOf(one.prefix.address) !== its.family
  const all = draft.vmac.perAddress !== undefined
  const isOnOwn = !isElsewhere && virtualInterface?.is === 'vmac'
  if (word === undefined) return all && isElsewhere
  if (isOnOwn || (all && isElsewhere)) {
    report({
      code: 'address-vmac-redundant',
      severity: 'warning',
      span: word.at,
      message:
        `use_vmac of ${one.prefix.address}: ` +
        (isOnOwn
          ? 'the VMAC of the instance is used for it'
          : 'use_vmac_addr says it for all such addresses'),
      instead: 'the word is ignored',
    })
  }
  return !isOnOwn
}

function onVmac(draft: WholeInstance, one: VirtualAddress, { its }: AddressVmacInput): VirtualAddress {
  const device = one.interface ?? its.interface
  if (device === undefined) return one
  const facts = its.host?.get(device)
  const base = facts?.kind === 'macvlan' ? (facts.base ?? device) : device
  const family = familyOf(one.prefix.address)
  // Its own MAC address is that of the instance only where that has one to give: RFC 9568, 7.3.
  const mac = macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, family === 'ipv4' ? 1 : 2, its.vrid))
  const { name } = its.vmacNames.nameFor({
    ...{ owner: draft.name.value, prefix: its.defaults.vmacAddressPrefix, vrid: its.vrid, family },
    ...{ kind: 'macvlan', given: undefined, link: { base, mac } },
  })
  return { ...one, interface: name, ownMac: { base, mac } }
}
