/**
 * The virtual routers on this host: what the kernel and the network report goes in, the effects are
 * performed, and the alarm is set for what comes next. Decides nothing about who is master.
 */
import { ok, type Result } from '../base/result.ts'
import { type Micros, micros, plus } from '../base/time.ts'
import { now, openAlarm } from '../io/clock.ts'
import { digests } from '../io/digests.ts'
import type { Failure } from '../io/failure.ts'
import { openFrameSender } from '../io/frames.ts'
import { openLinkProbe } from '../io/link-state.ts'
import type { Native } from '../io/native.ts'
import { openNetlink, openRouteMonitor, type RouteMonitor, type SizedNetlinkSocket } from '../io/netlink.ts'
import { sysctls } from '../io/sysctl.ts'
import { reportKey, type TrackReport } from '../track/report.ts'
import type { Counters, VrrpEvent } from '../vrrp/events.ts'
import type { Holdings } from '../vrrp/placement.ts'
import {
  advance,
  clearCounters,
  countersOf,
  holdings,
  openRouter,
  type Router,
  type RouterEffect,
  type RouterEvent,
  wakeAt,
} from '../vrrp/router.ts'
import { interfacesOf } from '../vrrp/standing.ts'
import { type RouterView, viewOfRouter } from '../vrrp/view.ts'
import { type AddressReports, openAddressReports } from './address-reports.ts'
import { type Announcing, openAnnouncing } from './announcing.ts'
import { openAttachments } from './attachments.ts'
import { composeFarewells, farewellLife } from './farewells.ts'
import type { Firewall } from './firewall.ts'
import { openHearing } from './hear.ts'
import { firewallWishOf, openHostFirewall } from './host-firewall.ts'
import { type HostLinks, openHostLinks } from './host-links.ts'
import { type Keeping, openKeeping } from './keeping.ts'
import { openLinks } from './links.ts'
import type { FromVrrp } from './messages.ts'
import { floatingHoldings, needsOf } from './needs.ts'
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
  /** Undefined before the first settings. */
  view(): RouterView | undefined
  /** False when there is nothing to stop; else `onStopped` is called when everything is released. */
  stop(keep: boolean): boolean
}

export interface VrrpHostListener {
  tell(message: FromVrrp): void
  /** By the alarm, so much after the moment that was set. */
  onWoken(late: Micros): void
  onStopped(): void
}

const nothingHeld: Holdings = { addresses: [], routes: [], rules: [] }

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
  const running: Running = {
    router: undefined,
    wanted: [],
    reports: new Map(),
    isKept: false,
    isDetailed: false,
  }

  const links = openLinks(route.value)
  const queue = openWorkQueue(setImmediate)
  const keeping = openKeeping({
    ...{ socket: route.value, links, queue, tell },
    held: () => (running.router === undefined ? nothingHeld : holdings(running.router)),
    lose: (what) => happen({ is: 'lost', at: clock(), what }),
    later: (run) => void setTimeout(run, readAgainMillis),
  })
  const { addresses, routing } = keeping
  const attachments = openAttachments(
    native,
    openHearing({ happen, tell, macOf: (name) => attachments.get(name)?.mac }),
  )
  const firewall = openHostFirewall(native, {
    ...{ links, addresses },
    onRefused: ({ doing, code, text }) =>
      tell({ is: 'kernel-refused', doing: 'contain', what: doing, code, text }),
  })
  const refreshFirewall = once(firewall.refresh)
  const announcing = openAnnouncing({
    ...{ attachments, frames: frames.value, now: clock, tell },
    wake: (at) => announcer.set(at),
    forwards: (name) => {
      const read = sysctls.read(`ipv6/conf/${name}/forwarding`)
      return read.ok && read.value !== '0'
    },
    onRefused: (what, { code, text }) => tell({ is: 'kernel-refused', doing: 'announce', what, code, text }),
  })
  /** One of its own: announcing never moves the deadlines of adverts. */
  const announcer = openAlarm(native, announcing.due)
  /** Waking early does nothing. */
  const tick = () => {
    attachments.drain()
    happen({ is: 'due', at: clock() })
  }
  const alarm = openAlarm(native, (late) => {
    listener.onWoken(late)
    tick()
  })
  const perform = openPerformer({
    ...{ addresses, routing, attachments, announcing, queue, firewall, now: clock },
    ...listener,
    onStopped: () => {
      if (!running.isKept) keeping.removeStatics()
      queue.whenIdle(() => {
        if (!running.isKept) hostLinks.close()
        firewall.close()
        listener.onStopped()
      })
    },
    tellEvent: tell,
    isDetailed: () => running.isDetailed,
  })
  let composedAt = clock()
  /** What proves a good-bye is good for a while only; as long as adverts leave, it is made anew in time. */
  const isAged = (effects: readonly RouterEffect[]) => {
    if (!effects.some((effect) => effect.do === 'send' && effect.seal.is === 'hmac')) return false
    const life = running.router && farewellLife(running.router)
    return life !== undefined && plus(composedAt, life) <= clock()
  }
  const composeSoon = once(() => {
    if (running.router === undefined) return
    composedAt = clock()
    const farewells = composeFarewells(running.router, { removalsOf: keeping.removalsOf, attachments })
    listener.tell({ is: 'farewells', farewells })
  })
  function happen(event: RouterEvent): void {
    if (running.router === undefined) return
    const effects = advance(running.router, event, wallClock())
    perform(effects)
    alarm.set(wakeAt(running.router))
    if (effects.some(({ do: kind }) => kind === 'claim' || kind === 'release') || isAged(effects)) {
      composeSoon()
    }
  }

  const probe = openLinkProbe(native)
  if (!probe.ok) return probe
  const hostLinks = openHostLinks({
    ...{ socket: route.value, sysctls, probe: probe.value, tell, every: everySecond },
    onChange: (name) => watcher.report(name),
    // What a VMAC reports to switches as soon as it is up must not leave with its MAC address.
    beforeUp: firewall.refresh,
  })
  const { port } = route.value
  const wanted = () => running.wanted
  const watcher = watchKernel({
    ...{ port, links, addresses, attachments, wanted, happen, now: clock },
    ...{ isUp: hostLinks.isUp, onMessages: hostLinks.take },
    onAwaited: (name) => {
      if (hostLinks.isAwaited(name)) tell({ is: 'interface-awaited', interface: name })
    },
    later: (run) => void setTimeout(run, readAgainMillis),
    onAddressLost: keeping.onAddressLost,
    onRead: keeping.resynchronise,
    onRefused: ({ doing, code, text }) =>
      tell({ is: 'kernel-refused', doing: 'read-interfaces', what: doing, code, text }),
  })
  const reports = openAddressReports({
    nameOf: (index) => links.byIndex(index)?.name,
    isUsed: (name) => running.wanted.includes(name),
    tell,
  })
  const monitor = openRouteMonitor(native, {
    onMessages: (messages) => {
      watcher.take(messages)
      reports.take(messages)
      keeping.take(messages)
      refreshFirewall()
    },
    onOverrun: () => {
      tell({ is: 'overrun', socket: 'monitor' })
      watcher.resynchronise()
      hostLinks.resynchronise()
      refreshFirewall()
    },
  })
  if (!monitor.ok) return monitor
  return ok(
    hostOf(running, {
      ...{ keeping, sockets: { command: route.value, monitor: monitor.value } },
      attachments,
      watcher,
      clock,
      happen,
      tick,
      composeSoon,
      tell,
      hostLinks,
      firewall,
      announcing,
      reports,
      queue,
    }),
  )
}

interface Running {
  router: Router | undefined
  /** Names of the interfaces that the configuration uses. */
  wanted: readonly string[]
  readonly reports: Map<string, TrackReport>
  /** keepalived(8), --dont-release-vrrp: everything stays when it stops. */
  isKept: boolean
  /** keepalived(8), --log-detail. */
  isDetailed: boolean
}

interface Parts {
  readonly keeping: Keeping
  readonly sockets: { readonly command: SizedNetlinkSocket; readonly monitor: RouteMonitor }
  readonly attachments: ReturnType<typeof openAttachments>
  readonly watcher: ReturnType<typeof watchKernel>
  readonly hostLinks: HostLinks
  readonly firewall: Firewall
  readonly announcing: Announcing
  readonly reports: AddressReports
  readonly queue: ReturnType<typeof openWorkQueue>
  clock(): RouterEvent['at']
  happen(event: RouterEvent): void
  tick(): void
  composeSoon(): void
  tell(event: VrrpEvent): void
}

function hostOf(running: Running, parts: Parts): VrrpHost {
  const { watcher, happen, clock } = parts
  /** Returns the interfaces that were not used before. */
  const require = ({ vrrp: settings, buffers }: VrrpWork) => {
    const needs = needsOf(settings, buffers.adverts)
    const before = new Set(running.wanted)
    running.wanted = [...new Set([...needs.keys(), ...settings.instances.flatMap(interfacesOf)])]
    parts.attachments.require(needs)
    return running.wanted.filter((name) => !before.has(name))
  }
  /** Static things, and what is watched; buffers of the sockets for both. */
  const keepStatics = ({ vrrp, statics, buffers }: VrrpWork) => {
    const { command, monitor } = parts.sockets
    const sized = [command.resize(buffers.vrrpNetlinkCommand), monitor.resize(buffers.vrrpNetlinkMonitor)]
    for (const failure of sized) if (failure !== undefined) tellBuffer(parts.tell, failure)
    parts.keeping.configure({ statics, instances: vrrp.instances }, monitor)
    // A static address may be the source of adverts.
    if (statics.addresses.length > 0) for (const name of running.wanted) watcher.report(name)
  }
  /** What was told while they were made is older than what is read next: it goes first. */
  const makeLinks = (work: VrrpWork) => {
    parts.hostLinks.configure(work)
    parts.sockets.monitor.drain()
  }
  const start = (work: VrrpWork) => {
    const settings = work.vrrp
    parts.firewall.require(firewallWishOf(work))
    makeLinks(work)
    parts.announcing.configure(work)
    parts.reports.configure(work)
    require(work)
    running.router = openRouter(settings, digests)
    watcher.resynchronise()
    keepStatics(work)
    for (const report of running.reports.values()) happen({ is: 'report', at: clock(), report })
    // The clock of the alarm begins with the host.
    happen({ is: 'start', at: clock(), sinceBoot: clock() })
    parts.keeping.removeLeftovers(floatingHoldings(settings))
    rehearse(settings, parts.tick, setImmediate)
  }
  return {
    configure: (work) => {
      running.isDetailed = work.detail
      const settings = work.vrrp
      if (running.router === undefined) return start(work)
      parts.firewall.require(firewallWishOf(work))
      makeLinks(work)
      parts.announcing.configure(work)
      parts.reports.configure(work)
      for (const name of require(work)) watcher.report(name)
      keepStatics(work)
      happen({ is: 'settings', at: clock(), settings })
      parts.queue.whenIdle(parts.hostLinks.removeUnwanted)
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
    view: () => running.router && viewOfRouter(running.router),
    stop: (keep) => {
      running.isKept = keep
      happen({ is: 'stop', at: clock(), ...(keep ? { keep } : {}) })
      return running.router !== undefined
    },
  }
}

function everySecond(run: () => void): () => void {
  const timer = setInterval(run, 1_000)
  return () => clearInterval(timer)
}

function tellBuffer(tell: Parts['tell'], { doing, code, text }: Failure): void {
  tell({ is: 'kernel-refused', doing: 'open-socket', what: doing, code, text })
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
