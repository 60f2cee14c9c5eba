/**
 * What loose bytes are, told by themselves: for people who paste a packet without saying where it was taken.
 */
import { arpBytes } from './arp.ts'
import { byteAt, longAt, wordAt } from './bytes.ts'
import { decodeEthernet, etherTypes } from './ethernet.ts'
import { decodeIpv4, isIpv4HeaderRight } from './ipv4.ts'
import { ipv6HeaderBytes } from './ipv6.ts'
import { vrrpHeaderBytes } from './vrrp.ts'

export type Recognised = 'ethernet-frame' | 'ipv4-packet' | 'ipv6-packet' | 'arp-message' | 'vrrp-pdu'

/**
 * The most certain reading wins: an IPv4 header with the right checksum, then an Ethernet frame whose type
 * fits what follows, then what merely starts like a packet, an ARP message or a PDU of version 2 or 3.
 * Undefined: none of them.
 */
export function recognise(bytes: Uint8Array): Recognised | undefined {
  const ipv4 = decodeIpv4(bytes)
  if (ipv4.ok && isIpv4HeaderRight(bytes, ipv4.value.headerLength)) return 'ipv4-packet'
  if (isEthernet(bytes)) return 'ethernet-frame'
  if (ipv4.ok) return 'ipv4-packet'
  const nibble = byteAt(bytes, 0) >> 4
  if (nibble === 6 && bytes.length >= ipv6HeaderBytes) return 'ipv6-packet'
  if (bytes.length >= arpBytes && longAt(bytes, 0) === 0x0001_0800) return 'arp-message'
  if ((nibble === 2 || nibble === 3) && bytes.length >= vrrpHeaderBytes) return 'vrrp-pdu'
  return undefined
}

function isEthernet(bytes: Uint8Array): boolean {
  const frame = decodeEthernet(bytes)
  if (!frame.ok) return false
  const { etherType, payloadAt } = frame.value
  switch (etherType) {
    case etherTypes.ipv4:
      return byteAt(bytes, payloadAt) >> 4 === 4
    case etherTypes.ipv6:
      return byteAt(bytes, payloadAt) >> 4 === 6
    case etherTypes.arp:
      return wordAt(bytes, payloadAt) === 1
    default:
      return false
  }
}
