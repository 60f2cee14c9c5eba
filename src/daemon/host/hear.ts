/** From what the sockets hear to events of the virtual routers. Refuses to judge adverts. */
import type { Mac } from '../../base/address.ts'
import { openAddressMemory } from '../../base/address-memory.ts'
import { type Micros, minus, seconds } from '../../base/time.ts'
import type { Ipv6Ends } from '../../io/arrivals.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import type { RouterEvent } from '../../vrrp/router.ts'
import { ahProtocol } from '../../wire/ah.ts'
import { decodePacket, decodePdu6 } from '../../wire/vrrp.ts'
import type { AttachmentListener } from './attachments.ts'
import { arpEvent, neighbourEvent } from './claim-events.ts'

/** Packets that are no adverts at all are told once in this time and interface: they may be a flood. */
const tellShortEvery = seconds(10)
/** Of an IPv4 header. */
const protocolAt = 9

export function openHearing(options: {
  happen(event: RouterEvent): void
  tell(event: VrrpEvent): void
  /** The MAC address of an interface, to know our own frames; undefined: others may have it, too (a VMAC). */
  macOf(name: string): Mac | undefined
}): AttachmentListener {
  const toldShortAt = new Map<string, Micros>()
  const read = openAddressMemory()
  type Short = Omit<VrrpEvent & { readonly is: 'packet-too-short' }, 'is'>
  const noteShort = (at: Micros, short: Short) => {
    const name = short.interface
    const last = toldShortAt.get(name)
    if (last !== undefined && minus(at, last) < tellShortEvery) return
    toldShortAt.set(name, at)
    options.tell({ is: 'packet-too-short', ...short })
  }
  return {
    onPacket: (name, bytes, at, ends) => {
      const packet = ends === undefined ? decodePacket(bytes, read) : decodePdu6(bytes, around(ends), read)
      if (packet.ok) return options.happen({ is: 'packet', at, interface: name, packet: packet.value })
      const hasHeader = bytes[protocolAt] === ahProtocol
      const form = ends !== undefined ? 'ipv6' : hasHeader ? 'ipv4-with-ah' : 'ipv4'
      noteShort(at, { interface: name, length: bytes.length, form })
    },
    onArp: (name, frame, at) => {
      const event = arpEvent(name, { frame, at, own: options.macOf(name) })
      if (event !== undefined) options.happen(event)
    },
    onNeighbour: (name, frame, at) => {
      const event = neighbourEvent(name, { frame, at, own: options.macOf(name) })
      if (event !== undefined) options.happen(event)
    },
    onOverrun: () => options.tell({ is: 'overrun', socket: 'adverts' }),
    onRefused: (name, { code, text, doing }) => {
      const what = `${name}: ${doing}`
      options.tell({ is: 'kernel-refused', doing: 'open-socket', what, code, text })
    },
  }
}

function around({ source, destination, hopLimit }: Ipv6Ends) {
  return { source, destination, ttl: hopLimit }
}
