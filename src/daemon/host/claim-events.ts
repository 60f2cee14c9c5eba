/**
 * From a frame that says who has an address, ARP or a neighbour advertisement, to what it means for the
 * virtual routers; most frames mean nothing.
 */
import type { Mac } from '../../base/address.ts'
import type { Micros } from '../../base/time.ts'
import type { RouterEvent } from '../../vrrp/router.ts'
import { decodeArpFrame, isGratuitous } from '../../wire/arp.ts'
import { decodeNeighbourClaim } from '../../wire/neighbour.ts'

interface Heard {
  readonly frame: Uint8Array
  readonly at: Micros
  /** The MAC address of the interface, if nobody else has it. */
  readonly own: Mac | undefined
}

export function arpEvent(name: string, heard: Heard): RouterEvent | undefined {
  const arp = decodeArpFrame(heard.frame)
  // What a switch sends back. A socket for ARP does not hear what its own host sends.
  if (!arp.ok || arp.value.senderMac === heard.own) return undefined
  const { operation, senderAddress: address, senderMac: mac } = arp.value
  if (isGratuitous(arp.value)) return { is: 'claimed', at: heard.at, interface: name, address, mac }
  if (operation === 2) return { is: 'answered', at: heard.at, interface: name, address, mac }
  return undefined
}

/** RFC 4861 section 7.2.6: what is told unasked claims the address. */
export function neighbourEvent(name: string, heard: Heard): RouterEvent | undefined {
  const claim = decodeNeighbourClaim(heard.frame)
  // What a switch, or another port of a bond, sends back.
  if (claim === undefined || claim.mac === heard.own || claim.senderMac === heard.own) return undefined
  const { address, mac, solicited } = claim
  return { is: solicited ? 'answered' : 'claimed', at: heard.at, interface: name, address, mac }
}
