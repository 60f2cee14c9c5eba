/**
 * ARP for IPv4 over Ethernet, RFC 826. Refuses every other pair of hardware and protocol.
 *
 *     0        8        16                 31
 *     +-----------------+-----------------+
 *     |  hardware = 1   | protocol = 0800 |  0
 *     |  6     |   4    |    operation    |  4
 *     |        sender hardware address    |  8  (6 bytes)
 *     |         sender address            | 14  (4)
 *     |        target hardware address    | 18  (6)
 *     |         target address            | 24  (4)
 */
import { type Address, type Mac, macBytes, macFromBytes, putAddress } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { longAt, putLong, putWord, wordAt } from './bytes.ts'
import { encodeEthernet, ethernetHeaderBytes, etherTypes } from './ethernet.ts'
import { ipv4At } from './ipv4.ts'

export const arpBytes = 28

const broadcast = 'ff:ff:ff:ff:ff:ff' as Mac
const nobody = '00:00:00:00:00:00' as Mac
const unspecified = '0.0.0.0' as Address

export interface Arp {
  /** 1 request, 2 reply. */
  readonly operation: number
  readonly senderMac: Mac
  readonly senderAddress: Address
  readonly targetMac: Mac
  readonly targetAddress: Address
}

export type ArpFailure =
  | { readonly is: 'too-short'; readonly length: number }
  | { readonly is: 'not-arp'; readonly etherType: number }
  /** Hardware or protocol, or the lengths of their addresses, are not those of IPv4 over Ethernet. */
  | { readonly is: 'not-ipv4-over-ethernet' }

/** Reads an ARP message, which starts `payload`; link padding after it is ignored. Never throws. */
export function decodeArp(payload: Uint8Array): Result<Arp, ArpFailure> {
  if (payload.length < 8) return err({ is: 'too-short', length: payload.length })
  if (longAt(payload, 0) !== 0x0001_0800 || wordAt(payload, 4) !== 0x0604) {
    return err({ is: 'not-ipv4-over-ethernet' })
  }
  if (payload.length < arpBytes) return err({ is: 'too-short', length: payload.length })
  return ok({
    operation: wordAt(payload, 6),
    senderMac: macFromBytes(payload.subarray(8, 14)),
    senderAddress: ipv4At(payload, 14),
    targetMac: macFromBytes(payload.subarray(18, 24)),
    targetAddress: ipv4At(payload, 24),
  })
}

/** Reads an untagged Ethernet frame, as a packet socket delivers it. Never throws. */
export function decodeArpFrame(frame: Uint8Array): Result<Arp, ArpFailure> {
  if (frame.length < ethernetHeaderBytes) return err({ is: 'too-short', length: frame.length })
  const etherType = wordAt(frame, ethernetHeaderBytes - 2)
  if (etherType !== etherTypes.arp) return err({ is: 'not-arp', etherType })
  return decodeArp(frame.subarray(ethernetHeaderBytes))
}

/** The 28 bytes of the message. */
export function encodeArp(arp: Arp): Uint8Array {
  const bytes = new Uint8Array(arpBytes)
  putLong(bytes, 0, 0x0001_0800)
  putWord(bytes, 4, 0x0604)
  putWord(bytes, 6, arp.operation)
  bytes.set(macBytes(arp.senderMac), 8)
  putAddress(bytes, 14, arp.senderAddress)
  bytes.set(macBytes(arp.targetMac), 18)
  putAddress(bytes, 24, arp.targetAddress)
  return bytes
}

/**
 * The frame that tells a LAN where `address` now is: 42 bytes, a broadcast request from and for the address
 * itself (RFC 5227 section 3, RFC 9568 section 6.4.1). The target hardware address is the broadcast address,
 * as keepalived and RFC 9568 have it.
 */
export function gratuitous(mac: Mac, address: Address): Uint8Array {
  return request({ senderMac: mac, senderAddress: address, targetMac: broadcast, targetAddress: address })
}

/**
 * The frame that asks whether anybody holds `address` without claiming it: sender address 0.0.0.0, so that no
 * cache learns anything from it (RFC 5227 section 2.1.1). 42 bytes.
 */
export function probe(mac: Mac, address: Address): Uint8Array {
  return request({ senderMac: mac, senderAddress: unspecified, targetMac: nobody, targetAddress: address })
}

/**
 * Whether the sender claims the address for itself: RFC 5227 section 1.2.1, an announcement of either
 * operation.
 */
export function isGratuitous(arp: Arp): boolean {
  return arp.senderAddress === arp.targetAddress && arp.senderAddress !== unspecified
}

/** Whether the sender only asks whether anybody has the target address: RFC 5227 section 1.2.1. */
export function isProbe(arp: Arp): boolean {
  return arp.operation === 1 && arp.senderAddress === unspecified
}

function request(ends: Omit<Arp, 'operation'>): Uint8Array {
  const header = { destination: broadcast, source: ends.senderMac, etherType: etherTypes.arp }
  return encodeEthernet(header, encodeArp({ operation: 1, ...ends }))
}
