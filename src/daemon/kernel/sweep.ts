/**
 * For a VRRP worker that is gone: takes off what it put on the interfaces and could not tell of any more. A
 * farewell knows what the worker held when it last spoke; one that dies while it puts addresses on has not
 * spoken yet, and its next life may be a minute away. Refuses to touch what does not bear our mark.
 */
import { formatPrefix, type Prefix } from '../../base/address.ts'
import type { Failure } from '../../io/failure.ts'
import type { Native } from '../../io/native.ts'
import { type NetlinkSocket, openNetlink } from '../../io/netlink.ts'
import { encodeRemoveAddress, ourProtocol } from '../../netlink/address.ts'
import type { Placed } from '../../vrrp/router.ts'
import type { VrrpSettings } from '../../vrrp/settings.ts'
import { floatingAddresses, floatingHoldings } from '../host/needs.ts'
import { type Links, openLinks } from './links.ts'
import { openRouting, type Routed } from './routing.ts'
import { routedOf } from './statics.ts'

export interface Swept {
  readonly removed: readonly Placed[]
  readonly removedRouting: readonly Routed[]
  readonly failures: readonly Failure[]
}

/**
 * Kernels before 5.18 keep no marks of addresses: there none is found, and the next worker's start finds it.
 */
export function sweepAddresses(native: Native, settings: VrrpSettings): Swept {
  const socket = openNetlink(native, 'route')
  if (!socket.ok) return { ...nothing, failures: [socket.error] }
  try {
    return sweep(socket.value, settings)
  } finally {
    socket.value.close()
  }
}

const nothing = { removed: [], removedRouting: [] } as const

function sweep(socket: NetlinkSocket, settings: VrrpSettings): Swept {
  const links = openLinks(socket)
  const all = links.read()
  if (!all.ok) return { ...nothing, failures: [all.error] }
  const removedRouting = sweepRouting(socket, links, settings)
  const marked = new Set(
    all.value
      .filter(({ protocol }) => protocol === ourProtocol)
      .map(({ index, prefix }) => key(index, prefix)),
  )
  const left = floatingAddresses(settings).flatMap((placed) => {
    const index = links.byName(placed.interface)?.index
    const { prefix } = placed.address
    return index !== undefined && marked.has(key(index, prefix))
      ? [{ placed, index, prefix, peer: placed.address.peer }]
      : []
  })
  const answers = socket.exchange(left.map(encodeRemoveAddress))
  const refused = answers.flatMap((answer) => (answer.is === 'refused' ? [answer.failure] : []))
  return {
    removedRouting,
    removed: left.filter((_, at) => answers[at]?.is === 'done').map(({ placed }) => placed),
    failures: refused.filter(({ code }) => code !== 'EADDRNOTAVAIL'),
  }
}

/** Rules before routes, as when a master lets go. A kernel that cannot list them has none of ours. */
function sweepRouting(socket: NetlinkSocket, links: Links, settings: VrrpSettings): readonly Routed[] {
  const routing = openRouting({
    socket,
    indexOf: (name) => links.byName(name)?.index,
    isUp: (name) => links.byName(name)?.up === true,
    onRefused: () => undefined,
  })
  const items = routedOf(floatingHoldings(settings))
  return items.length === 0 ? [] : routing.removeLeftovers(items.toReversed())
}

function key(index: number, prefix: Prefix): string {
  return `${index} ${formatPrefix(prefix)}`
}
