/**
 * The interfaces of the host as whoever makes some of them must know them, and the small changes that both
 * making and removing need. Refuses to decide what should be there.
 */
import type { NetlinkSocket } from '../../io/netlink.ts'
import type { Sysctls } from '../../io/sysctl.ts'
import { encodeListLinks, linkType } from '../../netlink/link.ts'
import {
  decodeVirtualLink,
  encodeGetLink,
  encodeRemoveGroup,
  encodeRemoveLink,
  encodeSetGroup,
  type VirtualLink,
} from '../../netlink/link-create.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import type { VirtualLinkEvent } from '../../vrrp/virtual-link-events.ts'
import type { VirtualLinkSettings } from '../../vrrp/virtual-links.ts'
import type { KernelSettings } from './kernel-settings.ts'

export interface VirtualLinksOptions {
  readonly socket: NetlinkSocket
  readonly sysctls: Sysctls
  readonly kernel: KernelSettings
  /** It is there, and not up yet: nothing has left it. */
  beforeUp?(): void
  tell(event: VirtualLinkEvent): void
}

export interface Made {
  readonly index: number
  readonly baseIndex: number
  readonly baseName: string
}

export interface State {
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

/** False: the kernel did not say. */
export function readAll(state: State): boolean {
  const all = state.options.socket.dump(encodeListLinks())
  if (!all.ok) return false
  state.present.clear()
  state.named.clear()
  for (const message of all.value) note(state, message)
  return true
}

/** Returns the names that it was about: two when an interface was renamed. */
export function note(state: State, message: NetlinkMessage): readonly string[] {
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

export function tellOnce(state: State, name: string, event: VirtualLinkEvent): void {
  const text = JSON.stringify(event)
  if (state.told.get(name) === text) return
  state.told.set(name, text)
  state.options.tell(event)
}

/** As the kernel has it now. */
export function readOne(state: State, name: string): VirtualLink | undefined {
  const [answer] = state.options.socket.exchange([encodeGetLink(name)])
  if (answer?.is === 'done') for (const message of answer.messages) note(state, message)
  return state.named.get(name)
}

/** False: the kernel has refused. */
export function destroy(state: State, link: VirtualLink): boolean {
  const [answer] = state.options.socket.exchange([encodeRemoveLink(link.index)])
  forget(state, link.index)
  return answer?.is === 'done'
}

/**
 * Several in one step, as a group of links that nobody else is in. Returns the indexes of those that went.
 */
export function destroyAll(state: State, links: readonly VirtualLink[]): ReadonlySet<number> {
  const { socket } = state.options
  if (links.length > 1) {
    const used = new Set([...state.present.values()].map(({ group }) => group))
    let group = leavingGroup
    while (used.has(group)) group++
    const requests = [...links.map(({ index }) => encodeSetGroup(index, group)), encodeRemoveGroup(group)]
    if (socket.exchange(requests).at(-1)?.is === 'done') {
      for (const { index } of links) forget(state, index)
      return new Set(links.map(({ index }) => index))
    }
  }
  return new Set(links.filter((link) => destroy(state, link)).map(({ index }) => index))
}

/** Any number that is not in use will do. */
const leavingGroup = 0x6b61
