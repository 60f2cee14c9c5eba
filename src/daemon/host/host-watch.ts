/**
 * What the kernel tells of interfaces and addresses, and the interfaces that the daemon makes itself: carried
 * to the virtual routers, to what is kept, and to the firewall. Decides nothing.
 */
import { ok, type Result } from '../../base/result.ts'
import type { Failure } from '../../io/failure.ts'
import { openRouteMonitor, type RouteMonitor } from '../../io/netlink.ts'
import { sysctls } from '../../io/sysctl.ts'
import { type AddressReports, openAddressReports } from '../kernel/address-reports.ts'
import type { Firewall } from '../kernel/firewall.ts'
import { type HostLinks, openHostLinks } from '../kernel/host-links.ts'
import type { Keeping } from '../kernel/keeping.ts'
import { type KernelWatcher, watchKernel } from '../kernel/watch-kernel.ts'
import type { Attachments } from './attachments.ts'
import { type Ground, once } from './host-ground.ts'
import type { Heart } from './host-heart.ts'

export interface WatchedParts {
  readonly heart: Heart
  readonly keeping: Keeping
  readonly attachments: Attachments
  readonly firewall: Firewall
}

export interface HostWatch {
  readonly hostLinks: HostLinks
  readonly watcher: KernelWatcher
  readonly reports: AddressReports
  readonly monitor: RouteMonitor
}

export function openHostWatch(ground: Ground, parts: WatchedParts): Result<HostWatch, Failure> {
  const { links, running, tell } = ground
  const { firewall, keeping } = parts
  const refreshFirewall = once(firewall.refresh)
  const hostLinks: HostLinks = openHostLinks({
    ...{ socket: ground.command, sysctls, probe: ground.probe, tell, every: everySecond },
    onChange: (name) => watcher.report(name),
    // What a VMAC reports to switches as soon as it is up must not leave with its MAC address.
    beforeUp: firewall.refresh,
  })
  const watcher = openWatcher(ground, { ...parts, hostLinks })
  const reports = openAddressReports({
    nameOf: (index) => links.byIndex(index)?.name,
    isUsed: (name) => running.wanted.includes(name),
    tell,
  })
  const monitor = openRouteMonitor(ground.native, {
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
  return monitor.ok ? ok({ hostLinks, watcher, reports, monitor: monitor.value }) : monitor
}

function openWatcher(
  { links, running, tell, clock, command, readAgain }: Ground,
  parts: WatchedParts & { readonly hostLinks: HostLinks },
): KernelWatcher {
  const { heart, keeping, attachments, hostLinks } = parts
  return watchKernel({
    ...{ port: command.port, links, addresses: keeping.addresses, attachments },
    ...{ happen: heart.happen, now: clock, later: readAgain },
    wanted: () => running.wanted,
    ...{ isUp: hostLinks.isUp, onMessages: hostLinks.take },
    onAwaited: (name) => {
      if (hostLinks.isAwaited(name)) tell({ is: 'interface-awaited', interface: name })
    },
    onAddressLost: keeping.onAddressLost,
    onRead: keeping.resynchronise,
    onRefused: ({ doing, code, text }) =>
      tell({ is: 'kernel-refused', doing: 'read-interfaces', what: doing, code, text }),
  })
}

function everySecond(run: () => void): () => void {
  const timer = setInterval(run, 1_000)
  return () => clearInterval(timer)
}
