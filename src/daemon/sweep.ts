/**
 * For a VRRP worker that is gone: takes off what it put on the interfaces and could not tell of any more. A
 * farewell knows what the worker held when it last spoke; one that dies while it puts addresses on has not
 * spoken yet, and its next life may be a minute away. Refuses to touch what does not bear our mark.
 */
import { formatPrefix, type Prefix } from '../base/address.ts'
import type { Failure } from '../io/failure.ts'
import type { Native } from '../io/native.ts'
import { type NetlinkSocket, openNetlink } from '../io/netlink.ts'
import { encodeRemoveAddress, ourProtocol } from '../netlink/address.ts'
import type { Placed } from '../vrrp/router.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import { openLinks } from './links.ts'
import { floatingAddresses } from './needs.ts'

export interface Swept {
  readonly removed: readonly Placed[]
  readonly failures: readonly Failure[]
}

/** Kernels before 5.18 keep no marks: there nothing is found, and the next worker's start finds it. */
export function sweepAddresses(native: Native, settings: VrrpSettings): Swept {
  const socket = openNetlink(native, 'route')
  if (!socket.ok) return { removed: [], failures: [socket.error] }
  try {
    return sweep(socket.value, settings)
  } finally {
    socket.value.close()
  }
}

function sweep(socket: NetlinkSocket, settings: VrrpSettings): Swept {
  const links = openLinks(socket)
  const all = links.read()
  if (!all.ok) return { removed: [], failures: [all.error] }
  const marked = new Set(
    all.value
      .filter(({ protocol }) => protocol === ourProtocol)
      .map(({ index, prefix }) => key(index, prefix)),
  )
  const left = floatingAddresses(settings).flatMap((placed) => {
    const index = links.byName(placed.interface)?.index
    const { prefix } = placed.address
    return index !== undefined && marked.has(key(index, prefix)) ? [{ placed, index, prefix }] : []
  })
  const answers = socket.exchange(left.map(encodeRemoveAddress))
  const refused = answers.flatMap((answer) => (answer.is === 'refused' ? [answer.failure] : []))
  return {
    removed: left.filter((_, at) => answers[at]?.is === 'done').map(({ placed }) => placed),
    failures: refused.filter(({ code }) => code !== 'EADDRNOTAVAIL'),
  }
}

function key(index: number, prefix: Prefix): string {
  return `${index} ${formatPrefix(prefix)}`
}
