/**
 * The parent's half of VRRP: tells the worker what it must know, keeps what must be done should it die, and
 * does it.
 */
import { type Micros, micros, seconds } from '../base/time.ts'
import type { Native } from '../io/native.ts'
import { sysctls } from '../io/sysctl.ts'
import type { TrackReport } from '../track/report.ts'
import type { Counters, StateName, VrrpEvent } from '../vrrp/events.ts'
import type { RouterView } from '../vrrp/view.ts'
import type { DaemonEvent } from './events.ts'
import { performFarewells } from './farewells.ts'
import { sweepFirewall } from './kernel/host-firewall.ts'
import { textOf } from './kernel/statics.ts'
import { sweepAddresses } from './kernel/sweep.ts'
import { sweepVirtualLinks } from './kernel/virtual-link-sweep.ts'
import type { Farewell, FromVrrp, ToVrrp } from './messages.ts'
import { openSide } from './side.ts'
import type { VrrpWork } from './vrrp-work.ts'

export interface VrrpSideOptions {
  readonly native: Native
  readonly pidFile: string
  readonly respawn: boolean
  /** Its end leaves everything as it is. */
  readonly keepWhenStopping: boolean
  readonly settings: VrrpWork
  /** What the tracked things say so far. */
  reports(): Iterable<TrackReport>
  tell(event: DaemonEvent): void
  onEvent(event: VrrpEvent): void
  /** A worker begins anew: it announces every state once more. */
  onStarted(): void
  onNotify(change: {
    readonly of: 'instance' | 'group'
    readonly name: string
    readonly state: StateName | 'MASTER_RX_LOWER_PRI'
    readonly priority: number
  }): void
  /** Of every instance; whether somebody wants to know is not decided here. */
  onNotifyPriority?(change: FromVrrp & { readonly is: 'notify-priority' }): void
  /** The worker runs the settings that it was given last. */
  onConfigured(): void
  onFatal(status: number): void
}

export interface VrrpSide {
  configure(work: VrrpWork): void
  report(report: TrackReport): void
  /** `onCounted` is not called when no worker runs, or it dies meanwhile. */
  count(clear: boolean, onCounted: (instances: Readonly<Record<string, Counters>>) => void): void
  /** Likewise, nor before it has its settings. */
  view(onViewed: (view: RouterView) => void): void
  end(): Promise<void>
  readonly pid: number | undefined
}

export function openVrrpSide(options: VrrpSideOptions): VrrpSide {
  let work = options.settings
  const farewells = keepFarewells(options)
  const asked: Asked = { viewers: [], counters: [] }
  const onLoaded = () => {
    options.onStarted()
    for (const report of options.reports()) side.send({ is: 'report', report })
    side.send({ is: 'configure', work, ...(farewells.isSaid() && { farewellSaid: true }) })
  }
  const letGo = () => {
    farewells.say()
    sweep(options, work)
  }
  const side = openSide<ToVrrp, FromVrrp>({
    ...options,
    worker: 'VRRP',
    entry: 'vrrp',
    onDied: () => {
      asked.viewers.length = 0
      asked.counters.length = 0
      letGo()
    },
    onMessage: (message) => hear(message, { options, farewells, asked, onLoaded }),
  })
  return {
    configure: (next) => {
      work = next
      side.send({ is: 'configure', work })
    },
    report: (report) => side.send({ is: 'report', report }),
    count: (clear, listener) => {
      // While none runs nobody would answer, and the next answer would go to the wrong one.
      if (side.pid === undefined) return
      asked.counters.push(listener)
      side.send({ is: 'count', clear })
    },
    view: (listener) => {
      if (side.pid === undefined) return
      asked.viewers.push(listener)
      side.send({ is: 'dump' })
    },
    get pid() {
      return side.pid
    },
    end: async () => {
      await side.end(patienceFor(work), options.keepWhenStopping)
      if (options.keepWhenStopping) return
      letGo()
      for (const { name, kind, instances } of sweepVirtualLinks(options.native, sysctls, work.vrrp)) {
        options.onEvent({ is: 'virtual-link-removed', link: kind.is, interface: name, instances })
      }
      sweepFirewall(options.native, work.firewall)
    },
  }
}

type Viewer = (view: RouterView) => void

function viewed(viewer: Viewer | undefined, view: RouterView | undefined): void {
  if (view !== undefined) viewer?.(view)
}

/** Who waits for an answer, in the order in which the answers come: every question has one. */
interface Asked {
  readonly viewers: Viewer[]
  readonly counters: ((instances: Readonly<Record<string, Counters>>) => void)[]
}

interface Hearing {
  readonly options: VrrpSideOptions
  readonly farewells: ReturnType<typeof keepFarewells>
  readonly asked: Asked
  onLoaded(): void
}

function hear(message: FromVrrp, { options, farewells, asked, onLoaded }: Hearing) {
  switch (message.is) {
    case 'loaded':
      return onLoaded()
    case 'configured':
      return options.onConfigured()
    case 'event':
      return options.onEvent(message.event)
    case 'process':
      return options.tell(message.event)
    case 'notify':
      return options.onNotify(message)
    case 'notify-priority':
      return options.onNotifyPriority?.(message)
    case 'farewells':
      return farewells.keep(message.farewells)
    case 'counted':
      return asked.counters.shift()?.(message.instances)
    case 'dumped':
      return viewed(asked.viewers.shift(), message.view)
    case 'refused':
      return options.tell({ is: 'worker-refused', worker: 'VRRP', text: message.text })
    case 'stopped':
      // It has let go itself: nothing is left to be done for it.
      return farewells.keep([])
    case 'pong':
      return
  }
}

/** What is to be said for a worker that dies; nothing once it is said. */
function keepFarewells(options: Pick<VrrpSideOptions, 'native' | 'tell'>) {
  let kept: readonly Farewell[] = []
  let isSaid = false
  return {
    /** Whether any was ever said: all later lives count on from there, each beyond the one before. */
    isSaid: () => isSaid,
    keep: (next: readonly Farewell[]) => {
      kept = next
    },
    say: () => {
      if (kept.length === 0) return
      isSaid = true
      for (const said of performFarewells(options.native, kept))
        options.tell({ is: 'farewell-sent', ...said })
      kept = []
    },
  }
}

/** Whatever the worker could not let go itself and had not told of. */
function sweep(to: Pick<VrrpSideOptions, 'native' | 'tell' | 'onEvent'>, { vrrp }: VrrpWork): void {
  const { removed, removedRouting, failures } = sweepAddresses(to.native, vrrp)
  for (const { interface: name, address } of removed) {
    to.onEvent({ is: 'leftover-removed', address: address.prefix.address, interface: name })
  }
  for (const item of removedRouting) {
    to.onEvent({ is: 'leftover-routing-removed', kind: item.is, text: textOf(item) })
  }
  for (const { doing, text } of failures) to.tell({ is: 'failed', doing, text })
}

/**
 * A stopping master waits for its successor at most a skew: one second in version 2, one interval in version
 * 3.
 */
function patienceFor({ vrrp, processes }: VrrpWork): Micros {
  const waits = vrrp.instances.map(({ version, advertInterval }) =>
    version === 2 ? seconds(1) : advertInterval,
  )
  return micros(Math.max(0, ...waits) + processes.childWait)
}
