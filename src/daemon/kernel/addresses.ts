/**
 * The addresses of this host: what the kernel says is there, and which of it is ours. Puts virtual addresses
 * on and takes them off in bounded slices, and notices when somebody else does. Decides nothing about who is
 * master.
 */
import type { Address, Family, Prefix } from '../../base/address.ts'
import { addressBytes, familyOf, formatPrefix, fullLength } from '../../base/address.ts'
import type { Failure } from '../../io/failure.ts'
import type { NetlinkAnswer, NetlinkSocket } from '../../io/netlink.ts'
import {
  encodeAddAddress,
  encodeAskForAddress,
  encodeRemoveAddress,
  type InterfaceAddress,
  ourProtocol,
} from '../../netlink/address.ts'
import type { Placed } from '../../vrrp/router.ts'

/** IFA_F_SECONDARY of linux/if_addr.h. */
const secondary = 0x01
/** IFA_F_TENTATIVE and IFA_F_DADFAILED: nothing may be sent from it yet, or ever. */
const unusable = 0x40 | 0x08

export interface AddressesOptions {
  readonly socket: NetlinkSocket
  /** Index of an interface, undefined when it does not exist now. */
  indexOf(name: string): number | undefined
  /** Absent: all are. An interface that goes down takes its IPv6 addresses along; nobody else did. */
  isUp?(index: number): boolean
  onRefused(doing: 'add-address' | 'remove-address', placed: Placed, failure: Failure): void
}

export interface Addresses {
  /**
   * At most `sliceMax`. Those that are there already stay as they are; they count as ours from now on unless
   * they belong to the host for good (an address owner's real address), which is then never taken off.
   */
  claim(placed: readonly Placed[]): void
  /** At most `sliceMax`; those that are not ours stay. Others of ours in the same network stay, too. */
  release(placed: readonly Placed[]): void
  /** Any number, before they are released slice by slice: what is about to go is not kept a moment more. */
  expectRelease(placed: readonly Placed[]): void
  /** As `release`, but also of what a killed daemon left: returns those that were there. */
  removeLeftovers(placed: readonly Placed[]): readonly Placed[]
  /**
   * The RTM_DELADDR request for a farewell; undefined when the interface is gone, and for an address that
   * belongs to the host for good.
   */
  removal(placed: Placed): Uint8Array | undefined
  /** Of the kernel's list or a notification. */
  noteAddress(address: InterfaceAddress): void
  /** Somebody else took it off; returns the address when it was ours. */
  noteGone(address: InterfaceAddress): Address | undefined
  /**
   * It went because of a request of ours; true when we had not asked for that: the kernel takes the secondary
   * addresses of a network along with its primary one (ip-sysctl, promote_secondaries).
   */
  noteSwept(address: InterfaceAddress): boolean
  /** Replaces everything known; returns those of ours that are gone. */
  resynchronise(all: readonly InterfaceAddress[]): readonly { index: number; address: Address }[]
  /**
   * The first address of the interface that nobody floats: the source of adverts. Of IPv6 the first
   * link-local one (RFC 9568 section 5.1.2.1) that has passed duplicate detection.
   */
  sourceOf(index: number, family?: Family): Address | undefined
  /** All that adverts could come from: those that nobody floats. */
  fixedOn(index: number): readonly Address[]
  /**
   * These are static ones: as long as they are ours they belong to the host, and adverts may come from them.
   */
  settle(statics: readonly Placed[]): void
  /** Whether it is ours or should be, and not about to go. */
  holds(placed: Placed): boolean
  /** The kernel would not have it when it was claimed: it is not there, and nobody may be told that it is. */
  isRefused(placed: Placed): boolean
  isAnyRefused(): boolean
  /** Those of ours that went with their interface, which is there again, or that were refused before. */
  missingOn(name: string): readonly Placed[]
}

export function openAddresses(options: AddressesOptions): Addresses {
  const host: Host = {
    options,
    present: new Map(),
    ours: new Map(),
    refused: new Map(),
    leaving: new Set(),
    indices: new Map(),
    settled: new Set(),
  }
  const { present, ours, refused } = host
  return {
    claim: (placed) => claim(host, placed),
    release: (placed) =>
      void remove(
        host,
        heldAt(host, placed).filter(({ key }) => ours.has(key) || forget(host, key)),
      ),
    removeLeftovers: (placed) => {
      const left = located(options, placed).filter((one) => mayBeLeftover(host, one))
      return remove(host, left).map(({ item }) => item)
    },
    expectRelease: (placed) => {
      for (const { key } of heldAt(host, placed)) host.leaving.add(key)
    },
    removal: (item) => {
      const [found] = located(options, [item])
      if (found === undefined) return undefined
      const { key } = found
      const isHosts = present.has(key) && !ours.has(key) && !mayBeLeftover(host, found)
      return isHosts ? undefined : encodeRemoveAddress(found)
    },
    noteAddress: (address) => void present.set(keyOf(address.index, address.prefix), address),
    noteGone: (address) => noteGone(host, address),
    noteSwept: (address) => {
      const key = keyOf(address.index, address.prefix)
      // Of ours it is the echo of what was done, and put right, before this was read.
      return !ours.has(key) && present.delete(key)
    },
    resynchronise: (all) => resynchronise(host, all),
    sourceOf: (index, family = 'ipv4') => sourceOf(host, index, family),
    fixedOn: (index) =>
      [...present]
        .filter(([key, address]) => address.index === index && isFixed(host, key, address))
        .map(([, { prefix }]) => prefix.address),
    settle: (statics) => {
      host.settled = new Set(located(options, statics).map(({ key }) => key))
    },
    holds: (item) => located(options, [item]).some(({ key }) => isHeld(host, key)),
    isRefused: (item) => located(options, [item]).some(({ key }) => refused.has(key)),
    isAnyRefused: () => refused.size > 0,
    missingOn: (name) => (options.indexOf(name) === undefined ? [] : missingOn(host, name)),
  }
}

function noteGone(host: Host, address: InterfaceAddress): Address | undefined {
  const { present, ours } = host
  const key = keyOf(address.index, address.prefix)
  if (ours.has(key) && isStillThere(host, address)) return undefined
  present.delete(key)
  if (wentWithLink(host, address)) return undefined
  return ours.delete(key) ? address.prefix.address : undefined
}

function resynchronise(host: Host, all: readonly InterfaceAddress[]) {
  const { present, ours } = host
  const before = [...present].filter(([key]) => ours.has(key))
  present.clear()
  for (const address of all) present.set(keyOf(address.index, address.prefix), address)
  const lost = before.filter(([key, address]) => !present.has(key) && !wentWithLink(host, address))
  for (const [key] of lost) ours.delete(key)
  return lost.map(([, { index, prefix }]) => ({ index, address: prefix.address }))
}

function isHeld({ ours, refused, leaving }: Host, key: string): boolean {
  return (ours.has(key) || refused.has(key)) && !leaving.has(key)
}

function missingOn({ ours, present, refused }: Host, name: string): readonly Placed[] {
  const gone = [...ours].flatMap(([key, item]) => (present.has(key) ? [] : [item]))
  return [...gone, ...refused.values()].filter((item) => item.interface === name)
}

/** It was never there: nothing is to be taken off. */
function forget({ refused }: Host, key: string): false {
  refused.delete(key)
  return false
}

interface Host {
  readonly options: AddressesOptions
  /** Everything that the kernel says is there. */
  readonly present: Map<string, InterfaceAddress>
  /** Those that we put there, or that a daemon left and we took over, by key. */
  readonly ours: Map<string, Placed>
  /** Claimed and not there, because the kernel said no, by key. */
  readonly refused: Map<string, Placed>
  /** Keys of those that will be released as soon as their slice comes. */
  readonly leaving: Set<string>
  /** By name, the interface on which something was put last. */
  readonly indices: Map<string, number>
  /** Keys of static ones. */
  settled: ReadonlySet<string>
}

interface Located {
  readonly item: Placed
  readonly index: number
  readonly prefix: Prefix
  readonly peer: Address | undefined
  readonly key: string
}

function located(options: Pick<AddressesOptions, 'indexOf'>, placed: readonly Placed[]): readonly Located[] {
  return placed.flatMap((item) => {
    const index = options.indexOf(item.interface)
    if (index === undefined) return []
    const { prefix, peer } = item.address
    return [{ item, index, prefix, peer, key: keyOf(index, prefix) }]
  })
}

/** Also on an interface that has another name now, as a running one may get since Linux 6.2. */
function heldAt(host: Host, placed: readonly Placed[]): readonly Located[] {
  const { options, indices } = host
  return located({ indexOf: (name) => options.indexOf(name) ?? indices.get(name) }, placed)
}

function claim(host: Host, placed: readonly Placed[]): void {
  const { options, present, ours } = host
  const all = located(options, placed)
  for (const { key, item } of all) {
    host.leaving.delete(key)
    forgetFormer(host, item, key)
  }
  for (const { item, index } of all) host.indices.set(item.interface, index)
  const targets = all.filter(({ key }) => !(ours.has(key) && present.has(key)))
  const wishes = targets.map(({ index, item }) => encodeAddAddress({ ...item.address, index }))
  const answers = options.socket.exchange(wishes)
  for (const [at, { key, index, item }] of targets.entries()) {
    const answer = answers[at]
    const before = host.refused.delete(key)
    if (answer?.is === 'done') {
      ours.set(key, item)
      present.set(key, describe(index, item))
    } else if (refusedWith(answer, 'EEXIST')) {
      if (mayBeLeftover(host, { key, index, item })) ours.set(key, item)
    } else if (answer !== undefined) {
      host.refused.set(key, item)
      if (!before) options.onRefused('add-address', item, answer.failure)
    }
  }
}

/** It was on an interface of that name which was made anew since: there it is nobody's any more. */
function forgetFormer({ indices, ours, refused }: Host, item: Placed, key: string): void {
  const index = indices.get(item.interface)
  const former = index === undefined ? key : keyOf(index, item.address.prefix)
  if (former === key) return
  ours.delete(former)
  refused.delete(former)
}

/** Returns those that were there. */
function remove(host: Host, targets: readonly Located[]): readonly Located[] {
  const { options, present, ours } = host
  // Forgotten first: whatever the kernel tells about them from now on is no loss.
  for (const { key } of targets) {
    ours.delete(key)
    host.refused.delete(key)
    host.leaving.delete(key)
  }
  const answers = options.socket.exchange(targets.map(encodeRemoveAddress))
  const removed = targets.filter(({ key, item }, at) => {
    const answer = answers[at]
    const done = answer?.is === 'done'
    const absent = refusedWith(answer, 'EADDRNOTAVAIL') || refusedWith(answer, 'ENODEV')
    if (done || absent) present.delete(key)
    else if (answer?.is === 'refused') options.onRefused('remove-address', item, answer.failure)
    return done
  })
  restore(host, removed)
  return removed
}

/**
 * The first address of a network on an interface is its primary one; unless promote_secondaries is set the
 * kernel takes all others of that network along with it. Those that we still hold are put back at once,
 * before anybody could miss them; where nothing went they are answered with EEXIST.
 */
function restore(host: Host, removed: readonly Located[]): void {
  const networks = new Set(removed.flatMap(({ index, prefix }) => networkOf(index, prefix) ?? []))
  if (networks.size === 0) return
  const siblings = [...host.present].filter(([, { index, prefix }]) => {
    const network = networkOf(index, prefix)
    return network !== undefined && networks.has(network)
  })
  for (const [key, { index, prefix, flags }] of siblings) {
    // A primary address of the host itself is still there, and everything stays with it.
    if (!host.ours.has(key) && (flags & secondary) === 0) networks.delete(networkOf(index, prefix) ?? '')
  }
  const lost = siblings.filter(
    ([key, { index, prefix }]) =>
      host.ours.has(key) && !host.leaving.has(key) && networks.has(networkOf(index, prefix) ?? ''),
  )
  const wishes = lost.flatMap(([key, { index }]) => {
    const item = host.ours.get(key)
    return item === undefined ? [] : [encodeAddAddress({ ...item.address, index })]
  })
  host.options.socket.exchange(wishes)
}

/**
 * Notifications of IPv6 do not say who did it: this one may be of an address that we took off and put back
 * since.
 */
function isStillThere({ options }: Host, { index, prefix: { address } }: InterfaceAddress): boolean {
  if (familyOf(address) === 'ipv4') return false
  return options.socket.exchange([encodeAskForAddress(index, address)])[0]?.is === 'done'
}

function wentWithLink({ options }: Host, { index, prefix }: InterfaceAddress): boolean {
  return familyOf(prefix.address) === 'ipv6' && options.isUp?.(index) === false
}

/** Interface and network; undefined where an address has no siblings: it is alone in its network, or IPv6. */
function networkOf(index: number, { address, length }: Prefix): string | undefined {
  if (familyOf(address) !== 'ipv4' || length === fullLength('ipv4')) return undefined
  const number = addressBytes(address).reduce((high, byte) => high * 256 + byte, 0)
  return `${index} ${Math.floor(number / 2 ** (fullLength('ipv4') - length))}/${length}`
}

/**
 * What a daemon left, as opposed to what belongs to the host for good. Ours bears a mark where the kernel
 * keeps marks (5.18). keepalived before 2.3 sets none: as with keepalived, a virtual address is no address
 * of the host unless it is an owner's, or the only one there.
 */
function mayBeLeftover(
  { present }: Host,
  { key, index, item }: Pick<Located, 'key' | 'index' | 'item'>,
): boolean {
  const address = present.get(key)
  if (address === undefined) return false
  const all = [...present]
  if (address.protocol === ourProtocol || !all.some(([, { protocol }]) => protocol !== 0)) return true
  const family = familyOf(address.prefix.address)
  const isOther = ([other, { index: on, prefix }]: (typeof all)[number]) =>
    other !== key && on === index && familyOf(prefix.address) === family
  return item.owned !== true && all.some(isOther)
}

function sourceOf(host: Host, index: number, family: Family): Address | undefined {
  for (const [key, address] of host.present) {
    const { index: on, prefix, flags } = address
    if (on !== index || familyOf(prefix.address) !== family || !isFixed(host, key, address)) continue
    if (family === 'ipv4' || (isLinkLocal(prefix.address) && (flags & unusable) === 0)) return prefix.address
  }
  return undefined
}

/** No virtual address; a static one of ours is as good as the host's. */
function isFixed(host: Host, key: string, { protocol }: InterfaceAddress): boolean {
  return host.settled.has(key) || !(host.ours.has(key) || protocol === ourProtocol)
}

/** fe80::/10. */
function isLinkLocal(address: Address): boolean {
  return /^fe[89ab].:/.test(address)
}

function keyOf(index: number, prefix: Prefix): string {
  return `${index} ${formatPrefix(prefix)}`
}

function describe(index: number, item: Placed): InterfaceAddress {
  const { prefix, peer, broadcast, label, scope } = item.address
  return { index, prefix, peer, broadcast, label, scope, flags: 0, protocol: ourProtocol }
}

function refusedWith(answer: NetlinkAnswer | undefined, code: string): boolean {
  return answer?.is === 'refused' && answer.failure.code === code
}
