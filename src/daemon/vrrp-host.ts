/**
 * The virtual routers on this host: what the kernel and the network report goes in, the effects are performed, and
 * the alarm is set for what comes next. Decides nothing about who is master.
 */
import { ok, type Result } from '../base/result.ts'
import { now, openAlarm } from '../io/clock.ts'
import type { Failure } from '../io/failure.ts'
import { openFrameSender } from '../io/frames.ts'
import type { Native } from '../io/native.ts'
import { openNetlink, openRouteMonitor } from '../io/netlink.ts'
import type { NetlinkMessage } from '../netlink/message.ts'
import type { Counters, VrrpEvent } from '../vrrp/events.ts'
import {
  advance,
  clearCounters,
  countersOf,
  holdings,
  openRouter,
  type Placed,
  type Router,
  type RouterEvent,
  wakeAt,
} from '../vrrp/router.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import { decodePacket } from '../wire/vrrp.ts'
import { type Addresses, openAddresses, sliceMax } from './addresses.ts'
import { arpEvent } from './arp-events.ts'
import { type Attachments, openAttachments } from './attachments.ts'
import { composeFarewells } from './farewells.ts'
import { type Links, openLinks } from './links.ts'
import type { FromVrrp } from './messages.ts'
import { floatingAddresses, needsOf } from './needs.ts'
import { openPerformer } from './perform.ts'
import { openWorkQueue } from './work-queue.ts'

export interface VrrpHost {
  /** The first one starts the virtual routers, later ones reload them. */
  configure(settings: VrrpSettings): void
  /** May come before the first `configure`: then the virtual routers start knowing it. */
  script(name: string, verdict: 'good' | 'bad'): void
  count(clear: boolean): Readonly<Record<string, Counters>>
  /** False when there is nothing to stop; else `onStopped` is called when everything is released. */
  stop(): boolean
}

export interface VrrpHostListener {
  tell(message: FromVrrp): void
  onStopped(): void
}

/** Fails when the kernel refuses a socket that nothing works without. */
export function openVrrpHost(native: Native, listener: VrrpHostListener): Result<VrrpHost, Failure> {
  const route = openNetlink(native, 'route')
  if (!route.ok) return route
  const frames = openFrameSender(native)
  if (!frames.ok) return frames

  const tellEvent = (event: VrrpEvent) => listener.tell({ is: 'event', event })
  const clock = () => now(native)
  const links = openLinks(route.value)
  const addresses = openAddresses({
    socket: route.value,
    indexOf: (name) => links.byName(name)?.index,
    onRefused: (doing, placed, { code, text }) => {
      const what = `${placed.address.prefix.address} on ${placed.interface}`
      tellEvent({ is: 'kernel-refused', doing, what, code, text })
    },
  })
  const parts: Parts = {
    port: route.value.port,
    links,
    addresses,
    attachments: openEars(),
    router: undefined,
    wanted: [],
  }
  const verdicts = new Map<string, 'good' | 'bad'>()
  const alarm = openAlarm(native, () => {
    parts.attachments.drain()
    happen({ is: 'due', at: clock() })
  })
  const perform = openPerformer({
    addresses,
    attachments: parts.attachments,
    frames: frames.value,
    queue: openWorkQueue(setImmediate),
    now: clock,
    tell: listener.tell,
    onStopped: listener.onStopped,
  })
  const composeSoon = once(() => {
    if (parts.router === undefined) return
    listener.tell({ is: 'farewells', farewells: composeFarewells(parts.router, parts) })
  })

  function happen(event: RouterEvent): void {
    if (parts.router === undefined) return
    const effects = advance(parts.router, event)
    perform(effects)
    alarm.set(wakeAt(parts.router))
    if (effects.some(({ do: kind }) => kind === 'claim' || kind === 'release')) composeSoon()
  }
  function openEars(): Attachments {
    return openAttachments(native, {
      onPacket: (name, bytes, at) => {
        const packet = decodePacket(bytes)
        if (packet.ok) happen({ is: 'packet', at, interface: name, packet: packet.value })
      },
      onArp: (name, frame, at) => {
        const event = arpEvent(name, { frame, at, own: parts.attachments.get(name)?.mac })
        if (event !== undefined) happen(event)
      },
      onOverrun: () => tellEvent({ is: 'overrun', socket: 'adverts' }),
      onRefused: (name, { code, text, doing }) => {
        const what = `${name}: ${doing}`
        tellEvent({ is: 'kernel-refused', doing: 'open-socket', what, code, text })
      },
    })
  }
  const watcher = watchKernel(parts, { happen, clock })
  const monitor = openRouteMonitor(native, {
    onMessages: watcher.take,
    onOverrun: () => {
      tellEvent({ is: 'overrun', socket: 'monitor' })
      watcher.resynchronise()
    },
  })
  if (!monitor.ok) return monitor

  const require = (settings: VrrpSettings) => {
    const needs = needsOf(settings)
    const before = new Set(parts.wanted)
    parts.wanted = [...needs.keys()]
    parts.attachments.require(needs)
    return parts.wanted.filter((name) => !before.has(name))
  }
  return ok({
    configure: (settings) => {
      const fresh = require(settings)
      if (parts.router === undefined) {
        parts.router = openRouter(settings)
        watcher.resynchronise()
        for (const [name, verdict] of verdicts) happen({ is: 'script', at: clock(), name, verdict })
        happen({ is: 'start', at: clock() })
        for (const placed of removeLeftovers(parts, floatingAddresses(settings))) {
          const { address } = placed.address.prefix
          tellEvent({ is: 'leftover-removed', address, interface: placed.interface })
        }
      } else {
        for (const name of fresh) watcher.report(name)
        happen({ is: 'settings', at: clock(), settings })
        composeSoon()
      }
    },
    script: (name, verdict) => {
      verdicts.set(name, verdict)
      happen({ is: 'script', at: clock(), name, verdict })
    },
    count: (clear) => {
      if (parts.router === undefined) return {}
      const counters = structuredClone(countersOf(parts.router))
      if (clear) clearCounters(parts.router)
      return counters
    },
    stop: () => {
      happen({ is: 'stop', at: clock() })
      return parts.router !== undefined
    },
  })
}

interface Parts {
  /** Netlink port of the socket that changes addresses. */
  readonly port: number
  readonly links: Links
  readonly addresses: Addresses
  readonly attachments: Attachments
  router: Router | undefined
  /** Names of the interfaces that the configuration uses. */
  wanted: readonly string[]
}

interface Outlet {
  happen(event: RouterEvent): void
  clock(): RouterEvent['at']
}

/** From the kernel's notifications to events of the virtual routers. */
function watchKernel(parts: Parts, outlet: Outlet) {
  const { links, addresses } = parts
  const report = (name: string) => {
    const link = links.byName(name)
    parts.attachments.follow(name, link)
    const state = link && { up: link.up, address: addresses.sourceOf(link.index) }
    outlet.happen({ is: 'link', at: outlet.clock(), interface: name, link: state })
  }
  const lose = (index: number, address: Placed['address']['prefix']['address']) => {
    const name = links.byIndex(index)?.name
    if (name === undefined) return
    outlet.happen({ is: 'address-lost', at: outlet.clock(), interface: name, address })
  }
  return {
    report,
    resynchronise: () => {
      const all = links.read()
      if (!all.ok) return
      for (const lost of addresses.resynchronise(all.value)) lose(lost.index, lost.address)
      for (const name of parts.wanted) report(name)
    },
    take: (messages: readonly NetlinkMessage[]) => {
      const changes = links.take(messages, parts.port)
      const touched = new Set(changes.names)
      for (const { address, gone } of changes.addresses) {
        const name = links.byIndex(address.index)?.name
        if (name !== undefined) touched.add(name)
        if (!gone) addresses.noteAddress(address)
        else if (addresses.noteGone(address)) lose(address.index, address.prefix.address)
      }
      for (const name of touched) if (parts.wanted.includes(name)) report(name)
    },
  }
}

/** What a killed daemon left on the interfaces, unless it is wanted right now: then it is adopted. */
function removeLeftovers(parts: Parts, floating: readonly Placed[]): readonly Placed[] {
  const key = (placed: Placed) => `${placed.interface} ${placed.address.prefix.address}`
  const held = new Set(parts.router === undefined ? [] : holdings(parts.router).map(key))
  const left = floating.filter((placed) => !held.has(key(placed)))
  const removed: Placed[] = []
  for (let at = 0; at < left.length; at += sliceMax) {
    removed.push(...parts.addresses.removeLeftovers(left.slice(at, at + sliceMax)))
  }
  return removed
}

/** Runs once for all calls of one turn: with many instances each message would hold all of them. */
function once(run: () => void): () => void {
  let due = false
  return () => {
    if (due) return
    due = true
    setImmediate(() => {
      due = false
      run()
    })
  }
}
