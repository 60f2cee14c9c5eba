/**
 * The virtual routers on this host: what the kernel and the network report goes in, the effects are
 * performed, and the alarm is set for what comes next. Decides nothing about who is master.
 */
import { ok, type Result } from '../base/result.ts'
import { type Micros, micros } from '../base/time.ts'
import { now, openAlarm } from '../io/clock.ts'
import type { Failure } from '../io/failure.ts'
import { openFrameSender } from '../io/frames.ts'
import type { Native } from '../io/native.ts'
import { type NetlinkSocket, openNetlink, openRouteMonitor } from '../io/netlink.ts'
import { reportKey, type TrackReport } from '../track/report.ts'
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
import { type Addresses, openAddresses, sliceMax } from './addresses.ts'
import { openAttachments } from './attachments.ts'
import { composeFarewells } from './farewells.ts'
import { openHearing } from './hear.ts'
import { type Links, openLinks } from './links.ts'
import type { FromVrrp } from './messages.ts'
import { floatingAddresses, needsOf } from './needs.ts'
import { openPerformer } from './perform.ts'
import { rehearse } from './rehearse.ts'
import { openThrottle } from './throttle.ts'
import type { VrrpWork } from './vrrp-work.ts'
import { watchKernel } from './watch-kernel.ts'
import { openWorkQueue } from './work-queue.ts'

export interface VrrpHost {
  /** The first one starts the virtual routers, later ones reload them. */
  configure(work: VrrpWork): void
  /** May come before the first `configure`: then the virtual routers start knowing it. */
  report(report: TrackReport): void
  count(clear: boolean): Readonly<Record<string, Counters>>
  /** False when there is nothing to stop; else `onStopped` is called when everything is released. */
  stop(keep: boolean): boolean
}

export interface VrrpHostListener {
  tell(message: FromVrrp): void
  onStopped(): void
}

/** When the kernel would not say what is there, it is asked again after this. */
const readAgainMillis = 250

/** Fails when the kernel refuses a socket that nothing works without. */
export function openVrrpHost(native: Native, listener: VrrpHostListener): Result<VrrpHost, Failure> {
  const route = openNetlink(native, 'route')
  if (!route.ok) return route
  const frames = openFrameSender(native)
  if (!frames.ok) return frames
  const clock = () => now(native)
  const tell = openThrottle(clock, (event) => listener.tell({ is: 'event', event }))
  const running: Running = { router: undefined, wanted: [], reports: new Map() }

  const links = openLinks(route.value)
  const addresses = openHostAddresses(route.value, links, tell)
  const attachments = openAttachments(
    native,
    openHearing({ happen, tell, macOf: (name) => attachments.get(name)?.mac }),
  )
  /** Waking early does nothing. */
  const tick = () => {
    attachments.drain()
    happen({ is: 'due', at: clock() })
  }
  const alarm = openAlarm(native, tick)
  const queue = openWorkQueue(setImmediate)
  const perform = openPerformer({
    ...{ addresses, attachments, frames: frames.value, queue, now: clock },
    ...listener,
    tellEvent: tell,
  })
  const composeSoon = once(() => {
    if (running.router === undefined) return
    const farewells = composeFarewells(running.router, { addresses, attachments })
    listener.tell({ is: 'farewells', farewells })
  })
  function happen(event: RouterEvent): void {
    if (running.router === undefined) return
    const effects = advance(running.router, event, wallClock())
    perform(effects)
    alarm.set(wakeAt(running.router))
    if (effects.some(({ do: kind }) => kind === 'claim' || kind === 'release')) composeSoon()
  }

  const { port } = route.value
  const wanted = () => running.wanted
  const watcher = watchKernel({
    ...{ port, links, addresses, attachments, wanted, happen, now: clock },
    later: (run) => void setTimeout(run, readAgainMillis),
    onRefused: ({ doing, code, text }) =>
      tell({ is: 'kernel-refused', doing: 'read-interfaces', what: doing, code, text }),
  })
  const monitor = openRouteMonitor(native, {
    onMessages: watcher.take,
    onOverrun: () => {
      tell({ is: 'overrun', socket: 'monitor' })
      watcher.resynchronise()
    },
  })
  if (!monitor.ok) return monitor
  return ok(hostOf(running, { addresses, attachments, watcher, clock, happen, tick, composeSoon, tell }))
}

interface Running {
  router: Router | undefined
  /** Names of the interfaces that the configuration uses. */
  wanted: readonly string[]
  readonly reports: Map<string, TrackReport>
}

interface Parts {
  readonly addresses: Addresses
  readonly attachments: ReturnType<typeof openAttachments>
  readonly watcher: ReturnType<typeof watchKernel>
  clock(): RouterEvent['at']
  happen(event: RouterEvent): void
  tick(): void
  composeSoon(): void
  tell(event: VrrpEvent): void
}

function hostOf(running: Running, parts: Parts): VrrpHost {
  const { watcher, happen, clock } = parts
  /** Returns the interfaces that were not used before. */
  const require = (settings: VrrpSettings) => {
    const needs = needsOf(settings)
    const before = new Set(running.wanted)
    running.wanted = [...needs.keys()]
    parts.attachments.require(needs)
    return running.wanted.filter((name) => !before.has(name))
  }
  const start = ({ vrrp: settings }: VrrpWork) => {
    require(settings)
    running.router = openRouter(settings)
    watcher.resynchronise()
    for (const report of running.reports.values()) happen({ is: 'report', at: clock(), report })
    // The clock of the alarm begins with the host.
    happen({ is: 'start', at: clock(), sinceBoot: clock() })
    for (const placed of removeLeftovers(running.router, parts.addresses, floatingAddresses(settings))) {
      const { address } = placed.address.prefix
      parts.tell({ is: 'leftover-removed', address, interface: placed.interface })
    }
    rehearse(settings, parts.tick, setImmediate)
  }
  return {
    configure: (work) => {
      const settings = work.vrrp
      if (running.router === undefined) return start(work)
      for (const name of require(settings)) watcher.report(name)
      happen({ is: 'settings', at: clock(), settings })
      parts.composeSoon()
    },
    report: (report) => {
      running.reports.set(reportKey(report), report)
      happen({ is: 'report', at: clock(), report })
    },
    count: (clear) => {
      if (running.router === undefined) return {}
      const counters = structuredClone(countersOf(running.router))
      if (clear) clearCounters(running.router)
      return counters
    },
    stop: (keep) => {
      happen({ is: 'stop', at: clock(), ...(keep ? { keep } : {}) })
      return running.router !== undefined
    },
  }
}

function openHostAddresses(socket: NetlinkSocket, links: Links, tell: (event: VrrpEvent) => void): Addresses {
  return openAddresses({
    socket,
    indexOf: (name) => links.byName(name)?.index,
    onRefused: (doing, placed, { code, text }) => {
      const what = `${placed.address.prefix.address} on ${placed.interface}`
      tell({ is: 'kernel-refused', doing, what, code, text })
    },
  })
}

/** What a killed daemon left on the interfaces, unless it is wanted right now: then it is adopted. */
function removeLeftovers(
  router: Router,
  addresses: Addresses,
  floating: readonly Placed[],
): readonly Placed[] {
  const key = (placed: Placed) => `${placed.interface} ${placed.address.prefix.address}`
  const held = new Set(holdings(router).addresses.map(key))
  const left = floating.filter((placed) => !held.has(key(placed)))
  const removed: Placed[] = []
  for (let at = 0; at < left.length; at += sliceMax) {
    removed.push(...addresses.removeLeftovers(left.slice(at, at + sliceMax)))
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

/** Microseconds since 1970, as the host believes now. */
function wallClock(): Micros {
  return micros(Date.now() * 1_000)
}
