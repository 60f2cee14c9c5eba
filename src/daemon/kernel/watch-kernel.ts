/** From what the kernel tells of links and addresses to events of the virtual routers. */
import type { Address } from '../../base/address.ts'
import type { Failure } from '../../io/failure.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import type { RouterEvent } from '../../vrrp/router.ts'
import type { Attachments } from '../host/attachments.ts'
import type { Addresses } from './addresses.ts'
import type { Links } from './links.ts'

export interface WatchOptions {
  /** Netlink port of the socket that changes addresses for us. */
  readonly port: number
  readonly links: Links
  readonly addresses: Addresses
  readonly attachments: Attachments
  /** Names of the interfaces that the configuration uses. */
  wanted(): readonly string[]
  happen(event: RouterEvent): void
  now(): RouterEvent['at']
  /** Runs it a moment later. */
  later(run: () => void): void
  /** False: it was asked for its link, and has none. Absent: nobody asks. */
  isUp?(name: string): boolean
  /** At the first reading: the configuration names an interface that is not there. */
  onAwaited?(name: string): void
  /** Of virtual links: every message goes there as well, after it has counted here. */
  onMessages?(messages: readonly NetlinkMessage[]): void
  /** Once for a row of failures. */
  onRefused(failure: Failure): void
  /** An address of ours was taken off by somebody else. */
  onAddressLost?(interfaceName: string, address: Address): void
  /** Everything was read anew. */
  onRead?(): void
}

export interface KernelWatcher {
  /** Tells how an interface is now, and lets its sockets follow. */
  report(name: string): void
  /** Reads everything anew, at the start and when notifications were lost; again later when that fails. */
  resynchronise(): void
  take(messages: readonly NetlinkMessage[]): void
}

export function watchKernel(options: WatchOptions): KernelWatcher {
  const { links, addresses, happen, now } = options
  const report = (name: string) => {
    const link = links.byName(name)
    options.attachments.follow(name, link)
    const state = link && {
      up: link.up && options.isUp?.(name) !== false,
      address: addresses.sourceOf(link.index),
      address6: addresses.sourceOf(link.index, 'ipv6'),
      addresses: addresses.fixedOn(link.index),
    }
    happen({ is: 'link', at: now(), interface: name, link: state })
  }
  const lose = (index: number, address: Address) => {
    const name = links.byIndex(index)?.name
    if (name === undefined) return
    happen({ is: 'lost', at: now(), what: { is: 'address', interface: name, address } })
    options.onAddressLost?.(name, address)
  }
  let isRead = false
  const patience = openPatience(options)
  const resynchronise = () => {
    const all = links.read()
    if (!all.ok) return patience.refused(all.error, resynchronise)
    patience.done()
    for (const lost of addresses.resynchronise(all.value)) lose(lost.index, lost.address)
    options.onRead?.()
    for (const name of options.wanted()) {
      if (!isRead && name !== '' && links.byName(name) === undefined) options.onAwaited?.(name)
      report(name)
    }
    isRead = true
  }
  return {
    report,
    resynchronise,
    take: (messages) => {
      const changes = links.take(messages, options.port)
      const touched = new Set(changes.names)
      for (const { address, gone, byUs } of changes.addresses) {
        if (byUs && !addresses.noteSwept(address)) continue
        const name = links.byIndex(address.index)?.name
        if (name !== undefined) touched.add(name)
        if (byUs) continue
        if (!gone) addresses.noteAddress(address)
        else if (addresses.noteGone(address)) lose(address.index, address.prefix.address)
      }
      const wanted = options.wanted()
      for (const name of touched) if (wanted.includes(name)) report(name)
      options.onMessages?.(messages)
    },
  }
}

/**
 * On a host that makes and removes interfaces all the time the lists may change at every try: tries again
 * later, and says so once.
 */
function openPatience(options: Pick<WatchOptions, 'later' | 'onRefused'>) {
  let isRefused = false
  let isPlanned = false
  return {
    refused: (failure: Failure, again: () => void): void => {
      if (!isRefused) options.onRefused(failure)
      isRefused = true
      if (isPlanned) return
      isPlanned = true
      options.later(() => {
        isPlanned = false
        again()
      })
    },
    done: (): void => {
      isRefused = false
    },
  }
}
