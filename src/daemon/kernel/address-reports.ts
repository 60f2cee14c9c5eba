/**
 * Tells of addresses that come and go on interfaces: all of them with -a, those that others put on interfaces
 * of ours with -D. keepalived(8), --address-monitoring. Refuses to act upon them.
 */
import { type AddressReport, decodeAddress, ourProtocol } from '../../netlink/address.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'

export interface AddressReportsOptions {
  nameOf(index: number): string | undefined
  /** Whether an instance uses the interface. */
  isUsed(name: string): boolean
  tell(event: VrrpEvent): void
}

export interface AddressReports {
  configure(wishes: { readonly reportAddresses: boolean; readonly detail: boolean }): void
  take(messages: readonly NetlinkMessage[]): void
}

export function openAddressReports(options: AddressReportsOptions): AddressReports {
  let all = false
  let detail = false
  const report = ({ is, address }: AddressReport) => {
    const name = options.nameOf(address.index)
    if (name === undefined) return
    const event = { address: address.prefix.address, interface: name, gone: is === 'address-gone' }
    if (all) return options.tell({ is: 'address-reported', ...event })
    const isForeign = address.protocol !== ourProtocol
    if (detail && isForeign && options.isUsed(name)) options.tell({ is: 'address-assigned', ...event })
  }
  return {
    configure: (wishes) => {
      all = wishes.reportAddresses
      detail = wishes.detail
    },
    take: (messages) => {
      if (!all && !detail) return
      for (const message of messages) {
        const decoded = decodeAddress(message)
        if (decoded !== undefined) report(decoded)
      }
    },
  }
}
