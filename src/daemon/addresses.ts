/**
 * The addresses of this host: what the kernel says is there, and which of it is ours. Puts virtual addresses on
 * and takes them off in bounded slices, and notices when somebody else does. Decides nothing about who is master.
 */
import type { Address, Prefix } from '../base/address.ts'
import { formatPrefix } from '../base/address.ts'
import type { Failure } from '../io/failure.ts'
import type { NetlinkAnswer, NetlinkSocket } from '../io/netlink.ts'
import {
  encodeAddAddress,
  encodeRemoveAddress,
  type InterfaceAddress,
  ourProtocol,
} from '../netlink/address.ts'
import type { Placed } from '../vrrp/router.ts'

/** Requests sent to the kernel in one turn: about 2 ms of its time. */
export const sliceMax = 100

export interface AddressesOptions {
  readonly socket: NetlinkSocket
  /** Index of an interface, undefined when it does not exist now. */
  indexOf(name: string): number | undefined
  onRefused(doing: 'add-address' | 'remove-address', placed: Placed, failure: Failure): void
}

export interface Addresses {
  /**
   * At most `sliceMax`. Those that are there already stay as they are; they count as ours from now on unless they
   * belong to the host for good (an address owner's real address), which is then never taken off.
   */
  claim(placed: readonly Placed[]): void
  /** At most `sliceMax`; those that are not ours stay. */
  release(placed: readonly Placed[]): void
  /** As `release`, but also of what a killed daemon left: returns those that were there. */
  removeLeftovers(placed: readonly Placed[]): readonly Placed[]
  /** The RTM_DELADDR request for a farewell; undefined when the interface is gone. */
  removal(placed: Placed): Uint8Array | undefined
  /** Of the kernel's list or a notification. */
  noteAddress(address: InterfaceAddress): void
  /** Somebody else took it off; returns the address when it was ours. */
  noteGone(address: InterfaceAddress): Address | undefined
  /** Replaces everything known; returns those of ours that are gone. */
  resynchronise(all: readonly InterfaceAddress[]): readonly { index: number; address: Address }[]
  /** The first address of the interface that nobody floats: the source of adverts. IPv4. */
  sourceOf(index: number): Address | undefined
}

export function openAddresses(options: AddressesOptions): Addresses {
  const present = new Map<string, InterfaceAddress>()
  const ours = new Set<string>()

  const located = (placed: readonly Placed[]) =>
    placed.flatMap((item) => {
      const index = options.indexOf(item.interface)
      if (index === undefined) return []
      return [{ item, index, prefix: item.address.prefix, key: keyOf(index, item.address.prefix) }]
    })

  /** A kernel that keeps marks (5.18) tells what a daemon left from what belongs to the host for good. */
  const mayBeLeftover = (key: string) => {
    const address = present.get(key)
    if (address === undefined) return false
    return address.protocol === ourProtocol || ![...present.values()].some((other) => other.protocol !== 0)
  }

  const remove = (targets: ReturnType<typeof located>): ReturnType<typeof located> => {
    for (const { key } of targets) ours.delete(key)
    const answers = options.socket.exchange(targets.map(encodeRemoveAddress))
    const removed: ReturnType<typeof located> = []
    for (const [at, target] of targets.entries()) {
      const answer = answers[at]
      const absent = refusedWith(answer, 'EADDRNOTAVAIL') || refusedWith(answer, 'ENODEV')
      if (accepted(answer) || absent) present.delete(target.key)
      else report('remove-address', target.item, answer)
      if (accepted(answer)) removed.push(target)
    }
    return removed
  }

  const report = (
    doing: 'add-address' | 'remove-address',
    item: Placed,
    answer: NetlinkAnswer | undefined,
  ) => {
    if (answer?.is === 'refused') options.onRefused(doing, item, answer.failure)
  }

  return {
    claim: (placed) => {
      const targets = located(placed).filter(({ key }) => !(ours.has(key) && present.has(key)))
      const wishes = targets.map(({ index, item }) => ({ index, ...item.address }))
      const answers = options.socket.exchange(wishes.map(encodeAddAddress))
      for (const [at, target] of targets.entries()) {
        const answer = answers[at]
        if (accepted(answer)) {
          ours.add(target.key)
          present.set(target.key, describe(target.index, target.item))
        } else if (refusedWith(answer, 'EEXIST')) {
          if (mayBeLeftover(target.key)) ours.add(target.key)
        } else report('add-address', target.item, answer)
      }
    },
    release: (placed) => void remove(located(placed).filter(({ key }) => ours.has(key))),
    removeLeftovers: (placed) => {
      const left = located(placed).filter(({ key }) => mayBeLeftover(key))
      return remove(left).map(({ item }) => item)
    },
    removal: (item) => {
      const index = options.indexOf(item.interface)
      return index === undefined ? undefined : encodeRemoveAddress({ index, prefix: item.address.prefix })
    },
    noteAddress: (address) => void present.set(keyOf(address.index, address.prefix), address),
    noteGone: (address) => {
      const key = keyOf(address.index, address.prefix)
      present.delete(key)
      return ours.delete(key) ? address.prefix.address : undefined
    },
    resynchronise: (all) => {
      present.clear()
      for (const address of all) present.set(keyOf(address.index, address.prefix), address)
      const lost = [...ours].filter((key) => !present.has(key))
      for (const key of lost) ours.delete(key)
      return lost.map((key) => {
        const [index, text] = key.split(' ')
        return { index: Number(index), address: (text ?? '').replace(/\/.*/, '') as Address }
      })
    },
    sourceOf: (index) => {
      for (const [key, address] of present) {
        if (address.index !== index || address.prefix.address.includes(':')) continue
        if (!ours.has(key) && address.protocol !== ourProtocol) return address.prefix.address
      }
      return undefined
    },
  }
}

function keyOf(index: number, prefix: Prefix): string {
  return `${index} ${formatPrefix(prefix)}`
}

function describe(index: number, item: Placed): InterfaceAddress {
  const { prefix, broadcast, label, scope } = item.address
  return { index, prefix, peer: undefined, broadcast, label, scope, flags: 0, protocol: ourProtocol }
}

function accepted(answer: NetlinkAnswer | undefined): boolean {
  return answer?.is === 'done'
}

function refusedWith(answer: NetlinkAnswer | undefined, code: string): boolean {
  return answer?.is === 'refused' && answer.failure.code === code
}
