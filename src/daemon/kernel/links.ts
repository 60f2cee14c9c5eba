/** The interfaces of this network namespace as the kernel last told of them, by name and by index. */
import { ok, type Result } from '../../base/result.ts'
import type { Failure } from '../../io/failure.ts'
import { listAddresses, listLinks, type NetlinkSocket } from '../../io/netlink.ts'
import { addressType, decodeAddress, type InterfaceAddress } from '../../netlink/address.ts'
import { decodeLink, type Link, type LinkReport } from '../../netlink/link.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'

export interface AddressChange {
  readonly address: InterfaceAddress
  readonly gone: boolean
  /** This process asked for it, or for something that it came along with. */
  readonly byUs: boolean
}

export interface Links {
  /** Reads everything anew; returns all addresses. */
  read(): Result<readonly InterfaceAddress[], Failure>
  /**
   * Notes changes of links; returns the names that are touched and the changes of addresses, in order.
   * Leaves out addresses that the netlink socket of the given port put there.
   */
  take(
    messages: readonly NetlinkMessage[],
    ownPort: number,
  ): {
    readonly names: readonly string[]
    readonly addresses: readonly AddressChange[]
  }
  byName(name: string): Link | undefined
  byIndex(index: number): Link | undefined
  /** Names of the interfaces that are up. */
  upNames(): readonly string[]
  /**
   * Names of the interfaces that are up and were not, at any time since it was asked last: one that is set
   * down and up at once comes without its routes, too.
   */
  raised(): readonly string[]
}

export function openLinks(socket: NetlinkSocket): Links {
  const byIndex = new Map<number, Link>()
  const byName = new Map<string, Link>()
  const raised = new Set<string>()

  const forget = (index: number): string | undefined => {
    const link = byIndex.get(index)
    if (link === undefined) return undefined
    byIndex.delete(index)
    if (byName.get(link.name)?.index === index) byName.delete(link.name)
    return link.name
  }
  /** Returns the names concerned: two when an interface was renamed. */
  const note = (report: LinkReport): readonly string[] => {
    if (report.is === 'link-gone') {
      forget(report.index)
      return [report.name]
    }
    const { index, name, up } = report.link
    const wasUp = byIndex.get(index)?.up === true
    const before = forget(index)
    byIndex.set(index, report.link)
    byName.set(name, report.link)
    if (up && !(wasUp && before === name)) raised.add(name)
    return before === undefined || before === name ? [name] : [before, name]
  }

  return {
    read: () => {
      const links = listLinks(socket)
      if (!links.ok) return links
      const addresses = listAddresses(socket)
      if (!addresses.ok) return addresses
      const listed = new Set(links.value.map(indexOf))
      for (const index of byIndex.keys()) if (!listed.has(index)) forget(index)
      for (const report of links.value) note(report)
      return ok(addresses.value.map((report) => report.address))
    },
    take: (messages, ownPort) => {
      const names: string[] = []
      const addresses: AddressChange[] = []
      for (const message of messages) {
        const byUs = message.port === ownPort
        // What this process put there it knows from the answer: a thousand addresses make no echo.
        if (byUs && message.type === addressType.newAddress) continue
        const link = decodeLink(message)
        if (link !== undefined) names.push(...note(link))
        const report = decodeAddress(message)
        if (report === undefined) continue
        addresses.push({ address: report.address, gone: report.is === 'address-gone', byUs })
      }
      return { names, addresses }
    },
    byName: (name) => byName.get(name),
    byIndex: (index) => byIndex.get(index),
    upNames: () => [...byIndex.values()].filter(({ up }) => up).map(({ name }) => name),
    raised: () => emptied(raised).filter((name) => byName.get(name)?.up === true),
  }
}

function indexOf(report: LinkReport): number {
  return report.is === 'link' ? report.link.index : report.index
}

/** What was in it. */
function emptied(names: Set<string>): readonly string[] {
  const all = [...names]
  names.clear()
  return all
}
