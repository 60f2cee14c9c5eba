/**
 * What the VRRP worker does to the interfaces of the host and to the kernel's settings while it runs, in one
 * hand: VMACs and ipvlans, promote_secondaries, disable_local_igmp, and asking for links that nobody tells
 * of. Everything is as it was when it closes.
 */
import type { NetlinkSocket } from '../../io/netlink.ts'
import type { Sysctls } from '../../io/sysctl.ts'
import type { NetlinkMessage } from '../../netlink/message.ts'
import type { LinkPolling } from '../../track/settings.ts'
import { type InstanceSettings, interfaceOf, type VrrpSettings } from '../../vrrp/settings.ts'
import { interfacesOf } from '../../vrrp/standing.ts'
import type { VirtualLinkEvent } from '../../vrrp/virtual-link-events.ts'
import { virtualLinksOf } from '../../vrrp/virtual-links.ts'
import { type KernelSettings, openKernelSettings } from './kernel-settings.ts'
import { type LinkPollingOptions, openLinkPolling } from './link-polling.ts'
import { openVirtualLinks } from './virtual-links.ts'

/** The part of the worker's configuration that concerns interfaces. */
export interface LinkWork {
  readonly vrrp: VrrpSettings
  readonly polled: readonly LinkPolling[]
  readonly pollAll: boolean
  readonly disableLocalIgmp: boolean
}

export interface HostLinksOptions extends LinkPollingOptions {
  readonly socket: NetlinkSocket
  readonly sysctls: Sysctls
  /** An interface of ours is there, and not up yet. */
  beforeUp?(): void
  tell(event: VirtualLinkEvent): void
}

export interface HostLinks {
  /** Before sockets are opened: makes what is missing. */
  configure(work: LinkWork): void
  /** After the virtual routers have left it: removes what is not wanted any more. */
  removeUnwanted(): void
  /** Whether an interface that is not there may come, and somebody else makes it. */
  isAwaited(name: string): boolean
  take(messages: readonly NetlinkMessage[]): void
  /** Notifications were lost. */
  resynchronise(): void
  /** False: it was asked for its link, and has none. */
  isUp(name: string): boolean
  /** After the addresses have gone. */
  close(): void
}

const localIgmp = { path: 'ipv4/igmp_link_local_mcast_reports', value: '0' }

export function openHostLinks(options: HostLinksOptions): HostLinks {
  const { tell } = options
  const kernel = openKernelSettings({
    sysctls: options.sysctls,
    onRefused: ({ doing, code, text }) => tell({ is: 'kernel-setting-refused', doing, code, text }),
  })
  const virtual = openVirtualLinks({ ...options, kernel })
  const polling = openLinkPolling(options)
  let promoting: ReadonlySet<string> = new Set()
  let isStarted = false
  let made: ReadonlySet<string> = new Set()
  let mayCome = false
  return {
    configure: (work) => {
      // keepalived.conf(5): read at the start only, since the groups are joined then.
      if (!isStarted && work.disableLocalIgmp) kernel.hold('disable_local_igmp', [localIgmp])
      isStarted = true
      const wanted = virtualLinksOf(work.vrrp)
      mayCome = work.vrrp.dynamicInterfaces !== 'no'
      made = new Set(wanted.map(({ name }) => name))
      virtual.configure(wanted)
      promoting = promote(kernel, promoting, work.vrrp.instances)
      polling.configure(polledOf(work))
    },
    removeUnwanted: virtual.removeUnwanted,
    isAwaited: (name) => mayCome && !made.has(name),
    take: virtual.take,
    resynchronise: virtual.resynchronise,
    isUp: polling.isUp,
    close: () => {
      polling.close()
      virtual.close()
      kernel.releaseAll()
    },
  }
}

/** keepalived.conf(5), promote_secondaries: never of interfaces that we make, which have it anyway. */
function promote(
  kernel: KernelSettings,
  before: ReadonlySet<string>,
  instances: readonly InstanceSettings[],
): ReadonlySet<string> {
  const promoting = instances.filter((one) => one.promoteSecondaries && one.interface !== undefined)
  const names = new Set(promoting.map(interfaceOf))
  for (const name of before) if (!names.has(name)) kernel.release(ownerOf(name))
  for (const name of names) {
    kernel.hold(ownerOf(name), [{ path: `ipv4/conf/${name}/promote_secondaries`, value: '1' }])
  }
  return names
}

function ownerOf(name: string): string {
  return `promote_secondaries of ${name}`
}

/** What linkbeat_interfaces names, and what instances ask for in the old way; then all of them. */
export function polledOf({ polled, pollAll, vrrp }: LinkWork): readonly LinkPolling[] {
  const found = new Map(polled.map((one) => [one.interface, one]))
  // Those that we make have the link of what they stand on.
  const made = new Set(virtualLinksOf(vrrp).map(({ name }) => name))
  for (const instance of vrrp.instances) {
    const names = pollAll ? interfacesOf(instance) : instance.pollLink ? [interfaceOf(instance)] : []
    for (const name of names) {
      if (!made.has(name) && !found.has(name)) found.set(name, { interface: name, by: undefined })
    }
  }
  return [...found.values()]
}
