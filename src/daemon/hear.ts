/** From what the sockets hear to events of the virtual routers. Refuses to judge adverts. */
import type { Mac } from '../base/address.ts'
import { type Micros, minus, seconds } from '../base/time.ts'
import type { VrrpEvent } from '../vrrp/events.ts'
import type { RouterEvent } from '../vrrp/router.ts'
import { decodePacket } from '../wire/vrrp.ts'
import { arpEvent } from './arp-events.ts'
import type { AttachmentListener } from './attachments.ts'

/** Packets that are no adverts at all are told once in this time and interface: they may be a flood. */
const tellShortEvery = seconds(10)

export function openHearing(options: {
  happen(event: RouterEvent): void
  tell(event: VrrpEvent): void
  /** The MAC address of an interface, to know our own frames. */
  macOf(name: string): Mac | undefined
}): AttachmentListener {
  const toldShortAt = new Map<string, Micros>()
  const noteShort = (name: string, length: number, at: Micros) => {
    const last = toldShortAt.get(name)
    if (last !== undefined && minus(at, last) < tellShortEvery) return
    toldShortAt.set(name, at)
    options.tell({ is: 'packet-too-short', interface: name, length })
  }
  return {
    onPacket: (name, bytes, at) => {
      const packet = decodePacket(bytes)
      if (packet.ok) options.happen({ is: 'packet', at, interface: name, packet: packet.value })
      else noteShort(name, bytes.length, at)
    },
    onArp: (name, frame, at) => {
      const event = arpEvent(name, { frame, at, own: options.macOf(name) })
      if (event !== undefined) options.happen(event)
    },
    onOverrun: () => options.tell({ is: 'overrun', socket: 'adverts' }),
    onRefused: (name, { code, text, doing }) => {
      const what = `${name}: ${doing}`
      options.tell({ is: 'kernel-refused', doing: 'open-socket', what, code, text })
    },
  }
}
