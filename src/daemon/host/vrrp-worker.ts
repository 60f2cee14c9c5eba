/**
 * The VRRP worker: a process of its own around the virtual routers. It runs no script, writes no log and
 * reads no file, so that nothing slow ever stands between an advert and its moment. Here are its messages
 * and its end; `vrrp-host.ts` has the sockets and the kernel.
 */
import { type Micros, seconds, toSeconds } from '../../base/time.ts'
import type { Native } from '../../io/native.ts'
import { askingForRealTime, openAutoPriority, type PriorityLimits } from '../../io/own-process.ts'
import type { ParentChannel } from '../../io/parent-channel.ts'
import { dieWithParent, leaveSignalsToParent } from '../../io/thread.ts'
import type { ProcessesSettings } from '../../settings/global/settings.ts'
import type { ProcessEvent } from '../events.ts'
import type { FromVrrp, ToVrrp } from '../messages.ts'
import { openOutbox } from '../outbox.ts'
import { openShape } from '../process-shape.ts'
import { permanentErrorStatus } from '../supervise.ts'
import { openVrrpHost, type VrrpHost } from './vrrp-host.ts'

/**
 * Longer than every graceful handover takes: the longest skew of version 3 is 41 s, of version 2 one second.
 */
const stopPatience = seconds(45)

/** What is not allowed or not there will not be in a second either; no memory or descriptors may pass. */
const permanentCodes = ['EPERM', 'EACCES', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']

/** Takes over the process, which ends when its work does. Exit status 2: restarting would not help. */
export function runVrrpWorker(native: Native, channel: ParentChannel): void {
  const outbox = openOutbox<FromVrrp>(channel.send, setImmediate)
  const { flush } = outbox
  const tell = (message: FromVrrp) => {
    outbox.tell(message)
    // What the parent must do should this process die now cannot wait.
    if (message.is === 'farewells') flush()
  }
  const end = (status: number) => {
    flush()
    endProcess(channel, status)
  }
  const running = openRunning(native, tell)
  dieWithParent(native)
  leaveSignalsToParent(native)

  const opened = openVrrpHost(native, {
    tell,
    onWoken: running.woken,
    onStopped: () => {
      tell({ is: 'stopped' })
      end(0)
    },
  })
  if (!opened.ok) {
    const { doing, text, code } = opened.error
    tell({ is: 'refused', text: `${doing}: ${text} (${code})` })
    end(permanentCodes.includes(code) ? permanentErrorStatus : 1)
    return
  }
  const host = opened.value

  let stopping = false
  const stop = (keep = false) => {
    if (stopping) return
    stopping = true
    if (!host.stop(keep)) end(0)
    setTimeout(() => end(0), toSeconds(stopPatience) * 1_000)
  }
  channel.onMessage((raw) => obey(raw as ToVrrp, { host, running, tell, stop }))
  channel.onGone(() => stop())
  tell({ is: 'loaded' })
}

interface VrrpWorker {
  readonly host: VrrpHost
  readonly running: ReturnType<typeof openRunning>
  tell(message: FromVrrp): void
  stop(keep: boolean): void
}

function obey(message: ToVrrp, worker: VrrpWorker) {
  const { host, tell } = worker
  switch (message.is) {
    case 'configure':
      worker.running.configure(message.work.processes)
      host.configure(message.work, message.farewellSaid === true)
      return tell({ is: 'configured' })
    case 'report':
      return host.report(message.report)
    case 'count':
      return tell({ is: 'counted', instances: host.count(message.clear) })
    case 'dump':
      return tell({ is: 'dumped', view: host.view() })
    case 'ping':
      return tell({ is: 'pong' })
    case 'stop':
      return worker.stop(message.keep === true)
  }
}

/**
 * How this process runs. From its first moment with real-time priority, so that a busy machine does not delay
 * adverts; the configuration may ask for another one.
 */
function openRunning(native: Native, tell: (message: FromVrrp) => void) {
  const say = (event: ProcessEvent) => tell({ is: 'process', event })
  const shape = openShape(native, { name: 'keepalived_vrrp', realTimePriority: 1 })
  let priority = raiser(native, standardLimits, say)
  let before = ''
  const configure = (processes: ProcessesSettings | undefined) => {
    const own = processes?.workers.vrrp
    for (const { doing, code, text } of shape.apply(own)) {
      if (!doing.startsWith(askingForRealTime)) say({ is: 'process-refused', worker: 'VRRP', doing, text })
      else
        tell({ is: 'event', event: { is: 'kernel-refused', doing: 'be-preferred', what: doing, code, text } })
    }
    if (processes === undefined) return
    const limits = {
      from: own?.realTimePriority ?? 1,
      max: processes.maxAutoPriority,
      lateFrom: processes.minAutoPriorityDelay,
    }
    // A reload that changes nothing here leaves the priority, so the steps go on from where they are.
    const now = JSON.stringify([own, limits])
    if (now === before) return
    before = now
    priority = raiser(native, limits, say)
  }
  configure(undefined)
  return { configure, woken: (late: Micros) => priority.late(late) }
}

const standardLimits = { from: 1, max: 0, lateFrom: seconds(1) }

function raiser(native: Native, limits: PriorityLimits, say: (event: ProcessEvent) => void) {
  return openAutoPriority(native, limits, {
    onLate: (late) => say({ is: 'woken-late', worker: 'VRRP', seconds: toSeconds(late) }),
    onRaised: (priority) => say({ is: 'priority-raised', worker: 'VRRP', priority }),
    onRefused: ({ doing, text }) => say({ is: 'process-refused', worker: 'VRRP', doing, text }),
  })
}

/** Lets the last messages out first: the channel is a pipe that is flushed before it closes. */
function endProcess(channel: ParentChannel, status: number): void {
  process.exitCode = status
  channel.close()
  setImmediate(() => process.exit(status))
}
