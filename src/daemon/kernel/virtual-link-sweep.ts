/**
 * For a VRRP worker that died and gets no next life: removes the VMACs and ipvlans that it made, and puts the
 * interfaces below as new ones are. Refuses to touch an interface that is not as we would have made it.
 */
import type { Native } from '../../io/native.ts'
import { type NetlinkSocket, openNetlink } from '../../io/netlink.ts'
import type { Sysctls } from '../../io/sysctl.ts'
import { encodeListLinks } from '../../netlink/link.ts'
import { decodeVirtualLink, encodeRemoveLink, isLike, type VirtualLink } from '../../netlink/link-create.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import { type VirtualLinkSettings, virtualLinksOf } from '../../vrrp/virtual-links.ts'
import { openKernelSettings } from './kernel-settings.ts'
import { settingsOfBase } from './virtual-link-settings.ts'

/**
 * Returns what it removed. Where the kernel does not answer, nothing: the next start takes over what is left.
 */
export function sweepVirtualLinks(
  native: Native,
  sysctls: Sysctls,
  settings: VrrpSettings,
): readonly VirtualLinkSettings[] {
  const wanted = virtualLinksOf(settings)
  const socket = wanted.length === 0 ? undefined : openNetlink(native, 'route')
  if (socket?.ok !== true) return []
  try {
    return sweep(socket.value, sysctls, wanted)
  } finally {
    socket.value.close()
  }
}

function sweep(
  socket: NetlinkSocket,
  sysctls: Sysctls,
  wanted: readonly VirtualLinkSettings[],
): readonly VirtualLinkSettings[] {
  const all = socket.dump(encodeListLinks())
  if (!all.ok) return []
  const present = all.value.flatMap((message) => decodeVirtualLink(message) ?? [])
  const found = wanted.flatMap((link) => {
    const there = present.find(({ name }) => name === link.name)
    const base = present.find(({ index }) => index === there?.baseIndex)
    const isOurs = there !== undefined && base !== undefined && isAsMade(there, base, link)
    return isOurs ? [{ link, index: there.index, base: base.name }] : []
  })
  const answers = socket.exchange(found.map(({ index }) => encodeRemoveLink(index)))
  const removed = found.filter((_, at) => answers[at]?.is === 'done')
  const kernel = openKernelSettings({ sysctls, onRefused: () => undefined })
  for (const { link, base } of removed) kernel.hold(link.name, settingsOfBase(link, base), true)
  kernel.releaseAll()
  return removed.map(({ link }) => link)
}

function isAsMade(there: VirtualLink, base: VirtualLink, link: VirtualLinkSettings): boolean {
  return isLike(there, { baseIndex: base.index, kind: link.kind })
}
