/**
 * The virtual routers on this host: what the kernel and the network report goes in, the effects are
 * performed, and the alarm is set for what comes next. Here its parts are put together and the parent's
 * wishes carried out; `host-heart.ts` has the beat, `host-watch.ts` the ear for the kernel. Decides nothing
 * about who is master.
 */
import { ok, type Result } from '../../base/result.ts'
import { openAlarm } from '../../io/clock.ts'
import { digests } from '../../io/digests.ts'
import type { Failure } from '../../io/failure.ts'
import type { Native } from '../../io/native.ts'
import { sysctls } from '../../io/sysctl.ts'
import { reportKey, type TrackReport } from '../../track/report.ts'
import type { Counters } from '../../vrrp/events.ts'
import type { Holdings } from '../../vrrp/placement.ts'
import { clearCounters, countersOf, holdings, openRouter, surpassFarewells } from '../../vrrp/router.ts'
import { interfacesOf } from '../../vrrp/standing.ts'
import { type RouterView, viewOfRouter } from '../../vrrp/view.ts'
import type { Firewall } from '../kernel/firewall.ts'
import { firewallWishOf, openHostFirewall } from '../kernel/host-firewall.ts'
import { type Keeping, openKeeping } from '../kernel/keeping.ts'
import type { VrrpWork } from '../vrrp-work.ts'
import { type Announcing, openAnnouncing } from './announcing.ts'
import { type Attachments, openAttachments } from './attachments.ts'
import { openHearing } from './hear.ts'
import { type Ground, openGround, type VrrpHostListener, wallClock } from './host-ground.ts'
import { type Heart, openHeart } from './host-heart.ts'
import { type HostWatch, openHostWatch } from './host-watch.ts'
import { floatingHoldings, ipv6HoldersOf, needsOf } from './needs.ts'
import { openPerformer } from './perform.ts'
import { rehearse } from './rehearse.ts'

export interface VrrpHost {
  /**
   * The first one starts the virtual routers, later ones reload them. `farewellSaid`: for those that ran here
   * before, good-byes have been sent.
   */
  configure(work: VrrpWork, farewellSaid?: boolean): void
  /** May come before the first `configure`: then the virtual routers start knowing it. */
  report(report: TrackReport): void
  count(clear: boolean): Readonly<Record<string, Counters>>
  /** Undefined before the first settings. */
  view(): RouterView | undefined
  /** False when there is nothing to stop; else `onStopped` is called when everything is released. */
  stop(keep: boolean): boolean
}

const nothingHeld: Holdings = { addresses: [], routes: [], rules: [] }

/** Everything that a host consists of; each part knows those above it. */
interface Parts extends HostWatch {
  readonly heart: Heart
  readonly keeping: Keeping
  readonly attachments: Attachments
  readonly firewall: Firewall
  readonly announcing: Announcing
}

/** Fails when the kernel refuses a socket that nothing works without. */
export function openVrrpHost(native: Native, listener: VrrpHostListener): Result<VrrpHost, Failure> {
  const opened = openGround(native, listener)
  if (!opened.ok) return opened
  const ground = opened.value
  const heart = openHeart(ground, () => ({ attachments, keeping, perform }))
  const keeping = keepingOn(ground, heart)
  const attachments: Attachments = openAttachments(
    native,
    openHearing({
      ...{ happen: heart.happen, tell: ground.tell },
      macOf: (name) => (isShared(ground, name) ? undefined : attachments.get(name)?.mac),
    }),
  )
  const firewall = openHostFirewall(native, {
    ...{ links: ground.links, addresses: keeping.addresses },
    now: ground.clock,
    onLost: (table, outcome) => ground.tell({ is: 'firewall-deleted', table, outcome }),
    onRefused: ({ doing, code, text }) =>
      ground.tell({ is: 'kernel-refused', doing: 'contain', what: doing, code, text }),
  })
  const announcing = announcingOn(ground, attachments)
  const watch = openHostWatch(ground, { heart, keeping, attachments, firewall })
  if (!watch.ok) return watch
  const parts: Parts = { ...watch.value, heart, keeping, attachments, firewall, announcing }
  const perform = performerOn(ground, parts)
  return ok(hostOf(ground, parts))
}

/** Its MAC address is that of the virtual router: whoever sends with it is the peer, never we ourselves. */
function isShared({ running }: Ground, name: string): boolean {
  const instances = running.router?.settings.instances ?? []
  return instances.some(({ virtualInterface: own }) => own?.is === 'vmac' && own.name === name)
}

function keepingOn(
  { command, links, queue, tell, running, clock, readAgain }: Ground,
  heart: Heart,
): Keeping {
  return openKeeping({
    ...{ socket: command, links, queue, tell, clock, later: readAgain },
    held: () => (running.router === undefined ? nothingHeld : holdings(running.router)),
    lose: (what) => heart.happen({ is: 'lost', at: clock(), what }),
  })
}

/** Its alarm is one of its own: announcing never moves the deadlines of adverts. */
function announcingOn({ native, frames, clock, tell }: Ground, attachments: Attachments): Announcing {
  const announcing: Announcing = openAnnouncing({
    ...{ attachments, frames, now: clock, tell },
    wake: (at) => alarm.set(at),
    forwards: (name) => {
      const read = sysctls.read(`ipv6/conf/${name}/forwarding`)
      return read.ok && read.value !== '0'
    },
    onRefused: (what, { code, text }) => tell({ is: 'kernel-refused', doing: 'announce', what, code, text }),
  })
  const alarm = openAlarm(native, announcing.due)
  return announcing
}

function performerOn(ground: Ground, parts: Parts) {
  const { running, queue, clock, tell, listener } = ground
  const { keeping, attachments, announcing, firewall, hostLinks } = parts
  return openPerformer({
    ...{ addresses: keeping.addresses, routing: keeping.routing },
    ...{ attachments, announcing, queue, firewall, now: clock },
    releasable: keeping.releasable,
    tell: listener.tell,
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
}

function hostOf(ground: Ground, parts: Parts): VrrpHost {
  const { running, clock } = ground
  const { happen } = parts.heart
  return {
    configure: (work, farewellSaid) => {
      running.isDetailed = work.detail
      if (running.router === undefined) start(ground, parts, { work, farewellSaid })
      else reload(ground, parts, work)
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

function start(
  ground: Ground,
  parts: Parts,
  { work, farewellSaid = false }: { readonly work: VrrpWork; readonly farewellSaid: boolean | undefined },
): void {
  const { running, clock } = ground
  const { happen, tick } = parts.heart
  prepare(parts, work)
  require(ground, parts, work)
  running.router = openRouter(work.vrrp, digests)
  if (farewellSaid) surpassFarewells(running.router, wallClock())
  parts.watcher.resynchronise()
  keepStatics(ground, parts, work)
  for (const report of running.reports.values()) happen({ is: 'report', at: clock(), report })
  // The clock of the alarm begins with the host.
  happen({ is: 'start', at: clock(), sinceBoot: clock() })
  parts.keeping.removeLeftovers(floatingHoldings(work.vrrp))
  rehearse(work.vrrp, tick, setImmediate)
}

function reload(ground: Ground, parts: Parts, work: VrrpWork): void {
  prepare(parts, work)
  for (const name of require(ground, parts, work)) parts.watcher.report(name)
  keepStatics(ground, parts, work)
  parts.heart.happen({ is: 'settings', at: ground.clock(), settings: work.vrrp })
  parts.attachments.closeUnneeded()
  parts.keeping.handOver()
  ground.queue.whenIdle(parts.hostLinks.removeUnwanted)
  parts.heart.composeSoon()
}

/** Before sockets and addresses: what contains them, and the interfaces that they are on. */
function prepare(parts: Parts, work: VrrpWork): void {
  parts.firewall.require(firewallWishOf(work))
  parts.hostLinks.configure(work)
  // What was told while the links were made is older than what is read next: it goes first.
  parts.monitor.drain()
  parts.announcing.configure(work)
  parts.reports.configure(work)
}

/** Opens the sockets that are needed now; returns the interfaces that were unused before, or only tracked. */
function require({ running }: Ground, parts: Parts, { vrrp, buffers }: VrrpWork): readonly string[] {
  const needs = needsOf(vrrp, buffers.adverts)
  const before = new Set(running.wanted)
  running.wanted = [...new Set([...needs.keys(), ...vrrp.instances.flatMap(interfacesOf)])]
  parts.attachments.require(needs, ipv6HoldersOf(vrrp))
  const isSilent = (name: string) => needs.has(name) && parts.attachments.get(name) === undefined
  return running.wanted.filter((name) => !before.has(name) || isSilent(name))
}

/** Static things, and what is watched; buffers of the sockets for both. */
function keepStatics({ running, command, tell }: Ground, parts: Parts, work: VrrpWork): void {
  const { vrrp, statics, buffers } = work
  const { monitor } = parts
  const sized = [command.resize(buffers.vrrpNetlinkCommand), monitor.resize(buffers.vrrpNetlinkMonitor)]
  for (const failure of sized) {
    if (failure === undefined) continue
    const { doing: what, code, text } = failure
    tell({ is: 'kernel-refused', doing: 'open-socket', what, code, text })
  }
  parts.keeping.configure({ statics, instances: vrrp.instances }, monitor)
  // A static address may be the source of adverts.
  if (statics.addresses.length > 0) for (const name of running.wanted) parts.watcher.report(name)
}
