/** From an ARP frame to what it means for the virtual routers; most frames mean nothing. */
import type { Mac } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { RouterEvent } from '../vrrp/router.ts'
import { decodeArpFrame, isGratuitous } from '../wire/arp.ts'

export function arpEvent(
  name: string,
  heard: { readonly frame: Uint8Array; readonly at: Micros; readonly own: Mac | undefined },
): RouterEvent | undefined {
  const arp = decodeArpFrame(heard.frame)
  // What a switch sends back. A socket for ARP does not hear what its own host sends.
  if (!arp.ok || arp.value.senderMac === heard.own) return undefined
  const { operation, senderAddress: address, senderMac: mac } = arp.value
  if (isGratuitous(arp.value)) return { is: 'claimed', at: heard.at, interface: name, address, mac }
  if (operation === 2) return { is: 'answered', at: heard.at, interface: name, address, mac }
  return undefined
}
