/**
 * Makes the interfaces that the configuration wants (VMACs, ipvlans), keeps them there, and removes them: at
 * a stop, when a reload wants them no more, and when one of the name is another than wanted. One that
 * somebody deletes is made again at once; without what it stands on it waits. What a killed daemon left is
 * taken over.
 */
import { addressType, decodeAddress, ourProtocol } from '../../netlink/address.ts'
import { isLike, type VirtualLink } from '../../netlink/link-create.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import type { VirtualLinkSettings } from '../../vrrp/virtual-links.ts'
import { make, ownAddresses, prepare } from './virtual-link-making.ts'
import { spreadReversePath } from './virtual-link-settings.ts'
import {
  destroyAll,
  note,
  readAll,
  type State,
  tellOnce,
  type VirtualLinksOptions,
} from './virtual-link-state.ts'

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
      removeAll(state, state.unwanted.values())
      state.unwanted.clear()
      if (![...state.wanted.values()].some(isIpv4Vmac)) gatherReversePath(state)
    },
    resynchronise,
    take: (messages) => {
      if (state.wanted.size === 0) return
      for (const message of messages) restoreAddress(state, message)
      const touched = new Set(messages.flatMap((message) => note(state, message)))
      if (touched.size === 0) return
      for (const link of state.wanted.values()) {
        if (touched.has(link.name) || touched.has(link.base)) ensureKnown(state, link)
      }
    },
    close: () => {
      removeAll(state, [...state.unwanted.values(), ...state.wanted.values()])
      state.wanted = new Map()
      state.unwanted.clear()
      gatherReversePath(state)
    },
  }
}

function isIpv4Vmac({ kind, family }: VirtualLinkSettings): boolean {
  return kind.is === 'macvlan' && family === 'ipv4'
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
    // On one that has another name now it stays, and is removed with the others.
    if (there?.index !== last?.index) made.delete(name)
    tellOnce(state, name, { is: 'virtual-link-waits', interface: name, base: wanted.base })
    return
  }
  const isWanted = there !== undefined && isLike(there, { baseIndex: base.index, kind })
  if (isWanted && last?.index === there.index && last.baseIndex === base.index) return
  const link = isWanted ? there : make(state, { wanted, base, there })
  if (link === undefined) return
  if (isIpv4Vmac(wanted) && !state.isFilterSpread) spread(state)
  prepare(state, { wanted, base, link, isAdopted: isWanted })
  made.set(name, { index: link.index, baseIndex: base.index, baseName: base.name })
  state.told.delete(name)
  const about = { interface: name, base: base.name, instances }
  options.tell({ is: 'virtual-link-made', link: kind.is, ...about, adopted: isWanted })
}

/** Its own address was taken off, by hand or because it was set down: without it no advert leaves. */
function restoreAddress(state: State, message: NetlinkMessage): void {
  if (message.type !== addressType.delAddress) return
  const report = decodeAddress(message)
  if (report === undefined || report.address.protocol === ourProtocol) return
  for (const [name, { index }] of state.made) {
    const wanted = index === report.address.index ? state.wanted.get(name) : undefined
    const base = wanted && baseOf(state, wanted)
    if (wanted === undefined || base === undefined) continue
    state.options.socket.exchange(ownAddresses(state, { wanted, base, index }))
  }
}

/** Only what is as it was wanted: what somebody has put there instead is his. */
function removeAll(state: State, unwanted: Iterable<VirtualLinkSettings>): void {
  const { made, told, options } = state
  const all = [...unwanted]
  const there = all.flatMap((link) => {
    const present = state.present.get(made.get(link.name)?.index ?? 0)
    return present === undefined ? [] : [{ link, present }]
  })
  const gone = destroyAll(
    state,
    there.map(({ present }) => present),
  )
  for (const { link, present } of there) {
    if (!gone.has(present.index)) continue
    const { name, kind, instances } = link
    options.tell({ is: 'virtual-link-removed', link: kind.is, interface: name, instances })
  }
  for (const { name } of all) {
    made.delete(name)
    told.delete(name)
    options.kernel.release(name)
  }
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
