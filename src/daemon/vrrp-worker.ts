/**
 * The VRRP worker: a process of its own around the virtual routers. It runs no script, writes no log and
 * reads no file, so that nothing slow ever stands between an advert and its moment. Here are its messages
 * and its end; `vrrp-host.ts` has the sockets and the kernel.
 */
import { seconds, toSeconds } from '../base/time.ts'
import type { Native } from '../io/native.ts'
import type { ParentChannel } from '../io/parent-channel.ts'
import { dieWithParent, leaveSignalsToParent, nameProcess, raisePriority } from '../io/thread.ts'
import type { FromVrrp, ToVrrp } from './messages.ts'
import { openOutbox } from './outbox.ts'
import { permanentErrorStatus } from './supervise.ts'
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
  nameProcess(native, 'keepalived_vrrp')
  dieWithParent(native)
  const unpreferred = raisePriority(native)
  leaveSignalsToParent(native)

  const opened = openVrrpHost(native, {
    tell,
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
  channel.onMessage((raw) => obey(raw as ToVrrp, { host, tell, stop }))
  channel.onGone(() => stop())
  tell({ is: 'loaded' })
  if (unpreferred !== undefined) {
    const { doing: what, code, text } = unpreferred
    tell({ is: 'event', event: { is: 'kernel-refused', doing: 'be-preferred', what, code, text } })
  }
}

function obey(
  message: ToVrrp,
  worker: { readonly host: VrrpHost; tell(message: FromVrrp): void; stop(keep: boolean): void },
) {
  const { host, tell } = worker
  switch (message.is) {
    case 'configure':
      host.configure(message.work)
      return tell({ is: 'configured' })
    case 'report':
      return host.report(message.report)
    case 'count':
      return tell({ is: 'counted', instances: host.count(message.clear) })
    case 'ping':
      return tell({ is: 'pong' })
    case 'stop':
      return worker.stop(message.keep === true)
  }
}

/** Lets the last messages out first: the channel is a pipe that is flushed before it closes. */
function endProcess(channel: ParentChannel, status: number): void {
  process.exitCode = status
  channel.close()
  setImmediate(() => process.exit(status))
}
