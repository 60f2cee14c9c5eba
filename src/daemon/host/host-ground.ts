/**
 * What every part of the VRRP host stands on: sockets that nothing works without, the clock, the work queue,
 * and what is running. Opens and holds; knows no event.
 */
import { ok, type Result } from '../../base/result.ts'
import { type Micros, micros } from '../../base/time.ts'
import { now } from '../../io/clock.ts'
import type { Failure } from '../../io/failure.ts'
import { type FrameSender, openFrameSender } from '../../io/frames.ts'
import { type LinkProbe, openLinkProbe } from '../../io/link-state.ts'
import type { Native } from '../../io/native.ts'
import { openNetlink, type SizedNetlinkSocket } from '../../io/netlink.ts'
import type { TrackReport } from '../../track/report.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import type { Router } from '../../vrrp/router.ts'
import { type Links, openLinks } from '../kernel/links.ts'
import type { FromVrrp } from '../messages.ts'
import { openThrottle } from '../throttle.ts'
import { openWorkQueue, type WorkQueue } from '../work-queue.ts'

export interface VrrpHostListener {
  tell(message: FromVrrp): void
  /** By the alarm, so much after the moment that was set. */
  onWoken(late: Micros): void
  onStopped(): void
}

export interface Running {
  router: Router | undefined
  /** Names of the interfaces that the configuration uses. */
  wanted: readonly string[]
  readonly reports: Map<string, TrackReport>
  /** keepalived(8), --dont-release-vrrp: everything stays when it stops. */
  isKept: boolean
  /** keepalived(8), --log-detail. */
  isDetailed: boolean
}

export interface Ground {
  readonly native: Native
  readonly listener: VrrpHostListener
  readonly running: Running
  /** Requests to the kernel. */
  readonly command: SizedNetlinkSocket
  readonly frames: FrameSender
  readonly probe: LinkProbe
  readonly links: Links
  readonly queue: WorkQueue
  clock(): Micros
  /** In bounds: packets of others may bring about any number of events. */
  tell(event: VrrpEvent): void
  /** A moment later: the kernel would not say what is there. */
  readAgain(run: () => void): void
}

const readAgainMillis = 250

/** Fails when the kernel refuses a socket. */
export function openGround(native: Native, listener: VrrpHostListener): Result<Ground, Failure> {
  const command = openNetlink(native, 'route')
  if (!command.ok) return command
  const frames = openFrameSender(native)
  if (!frames.ok) return frames
  const probe = openLinkProbe(native)
  if (!probe.ok) return probe
  const clock = () => now(native)
  return ok({
    ...{ native, listener, clock },
    ...{ command: command.value, frames: frames.value, probe: probe.value },
    running: { router: undefined, wanted: [], reports: new Map(), isKept: false, isDetailed: false },
    links: openLinks(command.value),
    queue: openWorkQueue(setImmediate),
    tell: openThrottle(clock, (event) => listener.tell({ is: 'event', event })),
    readAgain: (run) => void setTimeout(run, readAgainMillis),
  })
}

/** Runs once for all calls of one turn: with many instances each message would hold all of them. */
export function once(run: () => void): () => void {
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
export function wallClock(): Micros {
  return micros(Date.now() * 1_000)
}
