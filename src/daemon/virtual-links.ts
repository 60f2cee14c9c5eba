/**
 * Makes the interfaces that the configuration wants (VMACs, ipvlans), keeps them there, and removes them: at a
 * stop, when a reload wants them no more, and when one of the name is another than wanted. One that somebody
 * deletes is made again at once; without what it stands on it waits. What a killed daemon left is taken over.
 */
import type { Address, Mac } from '../base/address.ts'
import type { Failure } from '../io/failure.ts'
import type { NetlinkSocket } from '../io/netlink.ts'
import type { Sysctls } from '../io/sysctl.ts'
import { decodeAddress, encodeListAddresses, ourProtocol } from '../netlink/address.ts'
import { encodeListLinks, linkType } from '../netlink/link.ts'
import {
  decodeVirtualLink,
  encodeGenerateNoAddress,
  encodeGetLink,
  encodeMakeLink,
  encodeRemoveLink,
  encodeSetGroup,
  encodeSetMaster,
  encodeSetUp,
  isLike,
  type VirtualLink,
} from '../netlink/link-create.ts'
import { encodeAddOwnAddress, isLinkLocal, linkLocalOf } from '../netlink/link-local.ts'
import type { NetlinkMessage } from '../netlink/message.ts'
import type { VirtualLinkEvent } from '../vrrp/virtual-link-events.ts'
import type { VirtualLinkSettings } from '../vrrp/virtual-links.ts'
import type { KernelSettings } from './kernel-settings.ts'
import { settingsOfBase, settingsOfLink, spreadReversePath } from './virtual-link-settings.ts'

export interface VirtualLinksOptions {
  readonly socket: NetlinkSocket
  readonly sysctls: Sysctls
  readonly kernel: KernelSettings
  tell(event: VirtualLinkEvent): void
}

export interface VirtualLinks {
  /**
   * The first one starts; a later one touches only what differs. What is not wanted any more stays until
   * `removeUnwanted`: addresses are on it.
   */
  configure(wanted: readonly VirtualLinkSettings[]): void
  removeUnwanted(): void
  /** Reads everything anew: notifications were lost. */
  resynchronise(): void
  /** Notifications of the kernel, of our own changes as well. */
  take(messages: readonly NetlinkMessage[]): void
  /** Everything that was made goes, and the kernel's settings are what they were. */
  close(): void
}

interface Made {
  readonly index: number
  readonly baseIndex: number
  readonly baseName: string
}

interface State {
  readonly options: VirtualLinksOptions
  wanted: ReadonlyMap<string, VirtualLinkSettings>
  /** Not wanted any more, and still there. */
  readonly unwanted: Map<string, VirtualLinkSettings>
  /** All interfaces of the host, by index and by name. */
  readonly present: Map<number, VirtualLink>
  readonly named: Map<string, VirtualLink>
  /** By name: index of what is in use as wanted, and of the interface below. */
  readonly made: Map<string, Made>
  /** What was told of names that wait or were refused: not again until something changes. */
  readonly told: Map<string, string>
  /** Names of a kind that this kernel does not have: not tried again with every change of some link. */
  readonly unknown: Set<string>
  isFilterSpread: boolean
}

export function openVirtualLinks(options: VirtualLinksOptions): VirtualLinks {
  const state: State = {
    ...{ options, wanted: new Map(), unwanted: new Map() },
    ...{ present: new Map(), named: new Map(), made: new Map(), told: new Map() },
    unknown: new Set(),
    isFilterSpread: false,
  }
  const resynchronise = () => {
    if (state.wanted.size === 0 && state.made.size === 0) return
    if (readAll(state)) ensureAll(state)
  }
  return {
    configure: (wanted) => {
      const before = state.wanted
      state.wanted = new Map(wanted.map((one) => [one.name, one]))
      state.told.clear()
      state.unknown.clear()
      for (const [name, link] of before) {
        const next = state.wanted.get(name)
        if (next === undefined) state.unwanted.set(name, link)
        // It is looked at anew: what it is stays, what it needs may be more.
        else if (JSON.stringify(next) !== JSON.stringify(link)) state.made.delete(name)
      }
      for (const name of state.wanted.keys()) state.unwanted.delete(name)
      resynchronise()
    },
    removeUnwanted: () => {
      for (const link of state.unwanted.values()) remove(state, link)
      state.unwanted.clear()
      if (![...state.wanted.values()].some(isIpv4Vmac)) gatherReversePath(state)
    },
    resynchronise,
    take: (messages) => {
      if (state.wanted.size === 0) return
      const touched = new Set(messages.flatMap((message) => note(state, message)))
      if (touched.size === 0) return
      for (const link of state.wanted.values()) {
        if (touched.has(link.name) || touched.has(link.base)) ensureKnown(state, link)
      }
    },
    close: () => {
      for (const link of [...state.unwanted.values(), ...state.wanted.values()]) remove(state, link)
      state.wanted = new Map()
      state.unwanted.clear()
      gatherReversePath(state)
    },
  }
}

function isIpv4Vmac({ kind, family }: VirtualLinkSettings): boolean {
  return kind.is === 'macvlan' && family === 'ipv4'
}

function readAll(state: State): boolean {
  const all = state.options.socket.dump(encodeListLinks())
  if (!all.ok) return false
  state.present.clear()
  state.named.clear()
  for (const message of all.value) note(state, message)
  return true
}

/** Returns the names that it was about: two when an interface was renamed. */
function note(state: State, message: NetlinkMessage): readonly string[] {
  const isGone = message.type === linkType.delLink
  const link = decodeVirtualLink(isGone ? { ...message, type: linkType.newLink } : message)
  if (link === undefined) return []
  const before = forget(state, link.index)
  if (!isGone) {
    state.present.set(link.index, link)
    state.named.set(link.name, link)
  }
  return before === undefined || before === link.name ? [link.name] : [before, link.name]
}

function forget({ present, named }: State, index: number): string | undefined {
  const link = present.get(index)
  if (link === undefined) return undefined
  present.delete(index)
  if (named.get(link.name)?.index === index) named.delete(link.name)
  return link.name
}

/** A macvlan on a macvlan stands on what that stands on: so the kernel has it. */
function baseOf(state: State, { base, kind }: VirtualLinkSettings): VirtualLink | undefined {
  const named = state.named.get(base)
  if (named === undefined || named.kind !== kind.is || named.baseIndex === undefined) return named
  return state.present.get(named.baseIndex)
}

function ensureAll(state: State): void {
  for (const link of state.wanted.values()) ensureKnown(state, link)
}

function ensureKnown(state: State, link: VirtualLinkSettings): void {
  if (!state.unknown.has(link.name)) ensure(state, link)
}

function ensure(state: State, wanted: VirtualLinkSettings): void {
  const { made, options } = state
  const { name, kind, instances } = wanted
  const base = baseOf(state, wanted)
  const there = state.named.get(name)
  const last = made.get(name)
  if (last !== undefined && !state.present.has(last.baseIndex)) options.kernel.forget(last.baseName)
  if (base === undefined) {
    made.delete(name)
    tellOnce(state, name, { is: 'virtual-link-waits', interface: name, base: wanted.base })
    return
  }
  const isWanted = there !== undefined && isLike(there, { baseIndex: base.index, kind })
  if (isWanted && last?.index === there.index && last.baseIndex === base.index) return
  const link = isWanted ? there : make(state, { wanted, base, there })
  if (link === undefined) return
  prepare(state, { wanted, base, link, isAdopted: isWanted })
  made.set(name, { index: link.index, baseIndex: base.index, baseName: base.name })
  state.told.delete(name)
  const about = { interface: name, base: base.name, instances }
  options.tell({ is: 'virtual-link-made', link: kind.is, ...about, adopted: isWanted })
}

interface Making {
  readonly wanted: VirtualLinkSettings
  readonly base: VirtualLink
  readonly there: VirtualLink | undefined
}

/** Both are 95: Node calls it by the first name. */
const unsupported: ReadonlySet<string> = new Set(['ENOTSUP', 'EOPNOTSUPP'])

type Refusal = Pick<Failure, 'code' | 'text'>

/** What is in its way goes, unless that is no interface of such a kind. */
function make(state: State, { wanted, base, there }: Making): VirtualLink | undefined {
  const { socket, tell } = state.options
  const { name, kind, instances } = wanted
  if (there !== undefined) {
    if (there.kind !== 'macvlan' && there.kind !== 'ipvlan') {
      return refuse(state, wanted, { code: 'EEXIST', text: `${name} is another interface of this host` })
    }
    tell({ is: 'virtual-link-incompatible', interface: name, instances })
    destroy(state, there)
  }
  const inTheWay = [...state.present.values()].filter((other) => isInTheWay(state, other, { wanted, base }))
  for (const other of inTheWay) destroy(state, other)
  const group = wanted.group ?? base.group
  const [answer] = socket.exchange([
    encodeMakeLink({ name, baseIndex: base.index, kind, group, echo: wanted.notifyByNetlink }),
  ])
  if (answer?.is === 'refused') return refuse(state, wanted, answer.failure)
  const link = readOne(state, name)
  if (link === undefined) refuse(state, wanted, { code: 'ENODEV', text: 'it is gone again' })
  return link
}

/** The kernel has one macvlan with a MAC address on an interface: one that a killed daemon named otherwise. */
function isInTheWay(
  state: State,
  other: VirtualLink,
  { wanted, base }: { readonly wanted: VirtualLinkSettings; readonly base: VirtualLink },
): boolean {
  return (
    wanted.kind.is === 'macvlan' &&
    other.name !== wanted.name &&
    !state.wanted.has(other.name) &&
    isLike(other, { baseIndex: base.index, kind: wanted.kind })
  )
}

function refuse(
  state: State,
  { name, kind, instances }: VirtualLinkSettings,
  { code, text }: Refusal,
): undefined {
  // The interface below has just gone: that will be told next.
  if (code === 'ENODEV') return
  if (unsupported.has(code)) state.unknown.add(name)
  tellOnce(state, name, { is: 'virtual-link-refused', link: kind.is, interface: name, instances, code, text })
}

function tellOnce(state: State, name: string, event: VirtualLinkEvent): void {
  const text = JSON.stringify(event)
  if (state.told.get(name) === text) return
  state.told.set(name, text)
  state.options.tell(event)
}

function readOne(state: State, name: string): VirtualLink | undefined {
  const [answer] = state.options.socket.exchange([encodeGetLink(name)])
  if (answer?.is === 'done') for (const message of answer.messages) note(state, message)
  return state.named.get(name)
}

/** Everything that it needs before it comes up, and then its addresses. */
function prepare(state: State, of: Omit<Making, 'there'> & { link: VirtualLink; isAdopted: boolean }): void {
  const { wanted, base, link, isAdopted } = of
  const { kernel, socket, sysctls, tell } = state.options
  const { index } = link
  if (isIpv4Vmac(wanted) && !state.isFilterSpread) spread(state)
  for (const { path, value } of settingsOfLink(wanted)) {
    const written = sysctls.write(path, value)
    // A kernel without IPv6, or without a setting, lacks nothing for it.
    if (!written.ok && written.error.code !== 'ENOENT') {
      const { doing, code, text } = written.error
      tell({ is: 'kernel-setting-refused', doing, code, text })
    }
  }
  kernel.hold(wanted.name, settingsOfBase(wanted, base.name), isAdopted)
  const master = state.present.get(base.masterIndex)
  const isInVrf = master?.kind === 'vrf'
  // Answers do not matter: what the kernel does not do shows in the state of the interface.
  socket.exchange([
    ...(wanted.kind.is === 'macvlan' ? [encodeGenerateNoAddress(index)] : []),
    ...(isInVrf && link.masterIndex !== master.index ? [encodeSetMaster(index, master.index)] : []),
    ...(wanted.group !== undefined && link.group !== wanted.group
      ? [encodeSetGroup(index, wanted.group)]
      : []),
    encodeSetUp(index, true),
    ...ownAddresses(state, { wanted, base, index }),
  ])
  readOne(state, wanted.name)
}

function ownAddresses(
  state: State,
  {
    wanted,
    base,
    index,
  }: { readonly wanted: VirtualLinkSettings; readonly base: VirtualLink; readonly index: number },
): readonly Uint8Array[] {
  const own =
    wanted.address === undefined
      ? []
      : [encodeAddOwnAddress({ index, prefix: wanted.address, deprecated: false })]
  if (!wanted.needsLinkLocal) return own
  const address = presentLinkLocal(state.options.socket, base.index) ?? generated(base.mac)
  if (address === undefined) return own
  return [...own, encodeAddOwnAddress({ index, prefix: { address, length: 64 }, deprecated: true })]
}

/** Of those of the interface one that nobody floats. */
function presentLinkLocal(socket: NetlinkSocket, index: number): Address | undefined {
  const all = socket.dump(encodeListAddresses())
  if (!all.ok) return undefined
  for (const message of all.value) {
    const report = decodeAddress(message)
    if (report?.is !== 'address' || report.address.index !== index) continue
    const { prefix, protocol } = report.address
    if (protocol !== ourProtocol && isLinkLocal(prefix.address)) return prefix.address
  }
  return undefined
}

function generated(mac: Mac | undefined): Address | undefined {
  return mac === undefined ? undefined : linkLocalOf(mac)
}

function destroy(state: State, link: VirtualLink): boolean {
  const [answer] = state.options.socket.exchange([encodeRemoveLink(link.index)])
  forget(state, link.index)
  return answer?.is === 'done'
}

/** Only what is as it was wanted: what somebody has put there instead is his. */
function remove(state: State, wanted: VirtualLinkSettings): void {
  const { name, kind, instances } = wanted
  const last = state.made.get(name)
  state.made.delete(name)
  state.told.delete(name)
  const there = last === undefined ? undefined : state.present.get(last.index)
  if (there !== undefined && destroy(state, there)) {
    state.options.tell({ is: 'virtual-link-removed', link: kind.is, interface: name, instances })
  }
  state.options.kernel.release(name)
}

const reversePath = 'reverse path'

function spread(state: State): void {
  const { kernel, sysctls, tell } = state.options
  const vmacs = state.wanted
  const others = [...state.present.values()].map(({ name }) => name).filter((name) => !vmacs.has(name))
  const settings = spreadReversePath(sysctls, others)
  state.isFilterSpread = true
  if (settings.length === 0) return
  kernel.hold(reversePath, settings)
  tell({ is: 'reverse-path-filter', change: 'spread' })
}

function gatherReversePath(state: State): void {
  if (!state.isFilterSpread) return
  state.isFilterSpread = false
  if (state.options.kernel.release(reversePath)) {
    state.options.tell({ is: 'reverse-path-filter', change: 'restored' })
  }
}
