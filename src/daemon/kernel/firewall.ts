/**
 * Keeps packets from addresses that must not be used (no_accept), and from the LAN what a VMAC says without
 * being asked (IGMP, MLD, neighbour discovery): keepalived.conf(5), nftables. What must be contained is
 * stated whole each time, and the kernel gets the difference. Where the kernel refuses, that is told once and
 * everything else goes on.
 */
import type { Address, Family } from '../../base/address.ts'
import type { Result } from '../../base/result.ts'
import type { Micros } from '../../base/time.ts'
import type { Failure } from '../../io/failure.ts'
import type { Nftables, TableWatchListener } from '../../io/nftables.ts'
import { isLinkLocal } from '../../netlink/link-local.ts'
import {
  type ContainedVmac,
  type Containment,
  changes,
  removal,
  type Table,
  tableOf,
} from '../../netlink/nftables-tables.ts'
import type { FirewallSettings } from '../../settings/global/settings.ts'
import type { Placed } from '../../vrrp/router.ts'
import type { VirtualLinkSettings } from '../../vrrp/virtual-links.ts'
import { openTableGuard, type TableGuard } from './table-guard.ts'

export interface FirewallOptions {
  /** Opened when there is something to contain, and not before. */
  open(): Result<Nftables, Failure>
  /** Of an interface as it is now; 0: there is none. */
  indexOf(name: string): number
  /** The link-local address from which an interface sends. */
  linkLocalOf(name: string): Address | undefined
  onRefused(failure: Failure): void
  /** Tells of deleted tables; undefined: the kernel does not. */
  watch(listener: TableWatchListener): { close(): void } | undefined
  now(): Micros
  /** Somebody else has deleted tables of ours; they are there again, or that is given up. */
  onLost(table: string, outcome: 'restored' | 'given-up'): void
  /** Runs it in a later turn. */
  later(run: () => void): void
}

export interface FirewallWish {
  readonly settings: FirewallSettings
  readonly links: readonly VirtualLinkSettings[]
  /** Instances that do not track their interface (dont_track_primary), which may change its index. */
  readonly untracked: ReadonlySet<string>
}

export interface Firewall {
  /** The first one replaces what a daemon before us left behind. */
  require(wish: FirewallWish): void
  /** Interfaces may have other indexes or addresses than before. */
  refresh(): void
  /** They are to be hidden: from `ready` on they are. An owner is an instance. */
  hide(owner: string, placed: readonly Placed[]): void
  /**
   * To be called before the first of them is there. Of many instances that become master together the first
   * call hides the addresses of all.
   */
  ready(): void
  /** What is hidden up to now is older than what this returns. */
  mark(): number
  /** They are gone, or may be used: those that were not hidden again after the mark are shown, soon. */
  show(owner: string, placed: readonly Placed[], mark: number): void
  /** Takes the tables away, unless addresses stay that must not be used: keepalived(8), -V. */
  close(): void
}

const families: readonly Family[] = ['ipv4', 'ipv6']

export function openFirewall(options: FirewallOptions): Firewall {
  const state = openState(options)
  const ready = () => {
    if (state.isDirty) settle(state)
  }
  return {
    require: (wish) => {
      const before = backendOf(state.wish)
      state.wish = wish
      const after = backendOf(wish)
      state.told = undefined
      state.guard.renew()
      if (before?.table === after?.table) return settle(state)
      for (const family of families) state.installed.set(family, after === undefined ? 'none' : 'unknown')
      settle(state)
      // The others first: there is no moment without any.
      if (before !== undefined) discard(state, before.table)
    },
    refresh: () => {
      if (state.wish !== undefined && seen(state) !== state.seen) settle(state)
    },
    hide: (owner, placed) => {
      const mine = state.hidden.get(owner) ?? new Map<string, Hidden>()
      state.hidden.set(owner, mine)
      const mark = ++state.count
      for (const one of placed) {
        state.isDirty ||= !mine.has(keyOf(one))
        mine.set(keyOf(one), { placed: one, mark })
      }
    },
    ready,
    mark: () => state.count,
    show: (owner, placed, mark) => {
      const mine = state.hidden.get(owner)
      if (mine === undefined) return
      for (const key of placed.map(keyOf)) {
        if ((mine.get(key)?.mark ?? Number.POSITIVE_INFINITY) <= mark) state.isDirty = mine.delete(key)
      }
      if (mine.size === 0) state.hidden.delete(owner)
      options.later(ready)
    },
    close: () => {
      const backend = backendOf(state.wish)
      const isLeft = state.hidden.size > 0
      if (backend !== undefined && state.nftables !== undefined && !isLeft) discard(state, backend.table)
      state.wish = undefined
      state.guard.follow(false)
      state.nftables?.close()
      state.nftables = undefined
    },
  }
}

interface State {
  readonly options: FirewallOptions
  wish: FirewallWish | undefined
  /** By owner, by address and interface. */
  readonly hidden: Map<string, Map<string, Hidden>>
  /** What the kernel has, as far as we know. */
  readonly installed: Map<Family, Table | 'none' | 'unknown'>
  nftables: Nftables | undefined
  /** The interfaces as they were when the tables were made. */
  seen: string
  /** Code of the failure that was told last: not again until the configuration changes. */
  told: string | undefined
  /** How often something was hidden. */
  count: number
  /** What is hidden is not what the kernel was told last. */
  isDirty: boolean
  readonly guard: TableGuard
}

function openState(options: FirewallOptions): State {
  const state: State = {
    options,
    wish: undefined,
    hidden: new Map(),
    installed: new Map(families.map((family) => [family, 'unknown'])),
    nftables: undefined,
    seen: '',
    told: undefined,
    count: 0,
    isDirty: false,
    guard: guardOf(options, () => state),
  }
  return state
}

function guardOf(options: FirewallOptions, state: () => State): TableGuard {
  return openTableGuard({
    ...{ watch: options.watch, now: options.now, later: options.later },
    isMissed: ({ family, table }, port) => {
      const { installed, nftables, wish } = state()
      const isOurs = table === backendOf(wish)?.table && typeof installed.get(family) === 'object'
      return isOurs && port !== nftables?.port
    },
    restore: (some) => {
      const { installed } = state()
      for (const family of some) if (installed.get(family) !== 'none') installed.set(family, 'unknown')
      settle(state())
    },
    onLost: (outcome) => options.onLost(backendOf(state().wish)?.table ?? '', outcome),
  })
}

interface Hidden {
  readonly placed: Placed
  readonly mark: number
}

/** Of iptables until there is another: the addresses must be contained by something. */
const automatic = { is: 'nftables', table: 'keepalived', chainPriority: -1 } as const

function backendOf(wish: FirewallWish | undefined) {
  const backend = wish?.settings.backend
  if (backend === undefined || backend.is === 'none') return undefined
  return backend.is === 'nftables' ? backend : automatic
}

/** From what the kernel has to what it should have, in one transaction. */
function settle(state: State): void {
  state.isDirty = false
  state.seen = seen(state)
  const wanted = wantedOf(state)
  if (wanted === undefined) return
  const after = new Map(families.map((family) => [family, tableOf(family, wanted)]))
  let failure = commit(state, wanted.table, after)
  if (failure !== undefined && state.nftables !== undefined) {
    // Somebody else has emptied the tables, as a reload of nftables.service does: all of it anew.
    for (const family of families) state.installed.set(family, 'unknown')
    failure = commit(state, wanted.table, after)
  }
  if (failure === undefined) {
    for (const [family, table] of after) state.installed.set(family, table ?? 'none')
    state.guard.follow([...after.values()].some((table) => table !== undefined))
  } else if (state.told !== failure.code) {
    state.told = failure.code
    state.options.onRefused(failure)
  }
}

function commit(
  state: State,
  name: string,
  after: ReadonlyMap<Family, Table | undefined>,
): Failure | undefined {
  const messages = families.flatMap((family) => {
    const before = state.installed.get(family) ?? 'unknown'
    const table = after.get(family)
    if (table !== undefined) return changes(typeof before === 'string' ? undefined : before, table)
    return before === 'none' ? [] : removal({ family, table: name })
  })
  return messages.length === 0 ? undefined : send(state, messages)
}

function send(state: State, messages: readonly Uint8Array[]): Failure | undefined {
  if (state.nftables === undefined) {
    const opened = state.options.open()
    if (!opened.ok) return opened.error
    state.nftables = opened.value
  }
  return state.nftables.commit(messages)
}

/** What cannot be taken away now is replaced at the next start. */
function discard(state: State, table: string): void {
  send(
    state,
    families.flatMap((family) => removal({ family, table })),
  )
}

/** All that may change by itself: news of a busy host must not cost a comparison of all addresses. */
function seen({ wish, hidden, options }: State): string {
  const vmacs = wish?.links.map((link) => containedOf(link, options))
  const others = [...hidden.values()].flatMap((mine) =>
    [...mine.values()]
      .filter(({ placed }) => isLinkLocal(placed.address.prefix.address))
      .map(({ placed }) => options.indexOf(placed.interface)),
  )
  return JSON.stringify([vmacs, others])
}

function wantedOf({ wish, hidden, options }: State): Containment | undefined {
  const backend = backendOf(wish)
  if (wish === undefined || backend === undefined) return undefined
  const isByName = (owner: string) => wish.untracked.has(owner) && !wish.settings.byInterfaceNumber
  return {
    table: backend.table,
    chainPriority: backend.chainPriority,
    counters: wish.settings.counters,
    vmacs: wish.links.flatMap((link) => containedOf(link, options) ?? []),
    hidden: [...hidden].flatMap(([owner, mine]) =>
      [...mine.values()].map(({ placed }) => ({
        address: placed.address.prefix.address,
        interface: placed.interface,
        index: isLinkLocal(placed.address.prefix.address) ? options.indexOf(placed.interface) : 0,
        byName: isByName(owner),
      })),
    ),
  }
}

/** Undefined: it is no VMAC, or not there at the moment. */
function containedOf(link: VirtualLinkSettings, options: FirewallOptions): ContainedVmac | undefined {
  const { kind, name, family, carriesIpv6, needsLinkLocal } = link
  if (kind.is !== 'macvlan') return undefined
  const index = options.indexOf(name)
  const baseIndex = options.indexOf(link.base)
  if (index === 0 || baseIndex === 0) return undefined
  return {
    ...{ name, index, baseIndex },
    families: family === 'ipv4' && carriesIpv6 ? families : [family],
    baseLinkLocal: needsLinkLocal ? options.linkLocalOf(link.base) : undefined,
  }
}

function keyOf({ interface: name, address }: Placed): string {
  return `${name} ${address.prefix.address}`
}
