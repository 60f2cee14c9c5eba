/**
 * Neighbour discovery, RFC 4861 section 4: reads solicitations, advertisements, router messages and
 * redirects, and writes what tells and what asks who has an address. Refuses other ICMPv6 types.
 *
 *     0        8        16                 31
 *     +--------+--------+------------------+
 *     |  type  |  code  |     checksum     |  0
 *     |R|S|O|            0                 |  4   (136; other types have their own fields here)
 *     |      target address, 16 bytes      |  8   (135, 136, 137)
 *     |  kind  |length/8|  hardware address| 24   options
 */
import { type Address, addressBytes, type Mac, macBytes, macFromBytes } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, putWord, wordAt } from './bytes.ts'
import { decodeEthernet, encodeEthernet, etherTypes } from './ethernet.ts'
import { icmp6Protocol, isIcmp6Right, sealIcmp6 } from './icmp6.ts'
import { decodeIpv6, encodeIpv6, ipv6At } from './ipv6.ts'

const kinds = {
  133: { name: 'router-solicitation', fixedBytes: 8 },
  134: { name: 'router-advertisement', fixedBytes: 16 },
  135: { name: 'neighbour-solicitation', fixedBytes: 24 },
  136: { name: 'neighbour-advertisement', fixedBytes: 24 },
  137: { name: 'redirect', fixedBytes: 40 },
} as const

export type NeighbourKind = (typeof kinds)[keyof typeof kinds]['name']

export interface NeighbourMessage {
  readonly kind: NeighbourKind
  readonly code: number
  /** Of a neighbour advertisement: the sender is a router, was asked, overrides caches. */
  readonly flags:
    | { readonly router: boolean; readonly solicited: boolean; readonly override: boolean }
    | undefined
  /** Of a router advertisement; 0: not a default router. */
  readonly routerLifetimeSeconds: number | undefined
  /** What is asked for, told about, or better. */
  readonly target: Address | undefined
  /** Options 1 and 2. */
  readonly sourceMac: Mac | undefined
  readonly targetMac: Mac | undefined
  /** Whether the options fill the message exactly, none of them of length 0 (RFC 4861 section 4.6). */
  readonly optionsWhole: boolean
}

export type NeighbourFailure =
  | { readonly is: 'not-neighbour-discovery'; readonly type: number }
  | { readonly is: 'too-short'; readonly kind: NeighbourKind; readonly expected: number }

/** Reads a whole ICMPv6 message; the checksum is left to `isIcmp6Right`. Never throws. */
export function decodeNeighbour(message: Uint8Array): Result<NeighbourMessage, NeighbourFailure> {
  const type = byteAt(message, 0)
  if (!isKnown(type)) return err({ is: 'not-neighbour-discovery', type })
  const { name: kind, fixedBytes } = kinds[type]
  if (message.length < fixedBytes) return err({ is: 'too-short', kind, expected: fixedBytes })
  const flags = byteAt(message, 4)
  return ok({
    kind,
    code: byteAt(message, 1),
    flags:
      type === 136
        ? { router: (flags & 0x80) !== 0, solicited: (flags & 0x40) !== 0, override: (flags & 0x20) !== 0 }
        : undefined,
    routerLifetimeSeconds: type === 134 ? wordAt(message, 6) : undefined,
    target: fixedBytes >= 24 ? ipv6At(message, 8) : undefined,
    ...readOptions(message, fixedBytes),
  })
}

function isKnown(type: number): type is keyof typeof kinds {
  return type in kinds
}

function readOptions(
  message: Uint8Array,
  start: number,
): Pick<NeighbourMessage, 'sourceMac' | 'targetMac' | 'optionsWhole'> {
  let sourceMac: Mac | undefined
  let targetMac: Mac | undefined
  let at = start
  while (at + 8 <= message.length) {
    const length = byteAt(message, at + 1) * 8
    if (length === 0 || at + length > message.length) break
    const option = byteAt(message, at)
    if (option === 1) sourceMac = macFromBytes(message.subarray(at + 2, at + 8))
    if (option === 2) targetMac = macFromBytes(message.subarray(at + 2, at + 8))
    at += length
  }
  return { sourceMac, targetMac, optionsWhole: at === message.length }
}

/** Who says that an address is its own. */
export interface NeighbourClaim {
  readonly address: Address
  /** Where the address is; without that option, of the sender of the frame. */
  readonly mac: Mac
  readonly senderMac: Mac
  /** It answers a question, rather than telling everybody. */
  readonly solicited: boolean
}

/**
 * A neighbour advertisement in an Ethernet frame, as a packet socket delivers it, if RFC 4861 section 7.1.2
 * lets it count and it overrides caches (section 7.2.5); undefined otherwise. Never throws.
 */
export function decodeNeighbourClaim(frame: Uint8Array): NeighbourClaim | undefined {
  const link = decodeEthernet(frame)
  if (!link.ok || link.value.etherType !== etherTypes.ipv6) return undefined
  const packet = frame.subarray(link.value.payloadAt)
  const header = decodeIpv6(packet)
  if (!header.ok) return undefined
  const { nextHeader, hopLimit, payloadAt, payloadLength, destination } = header.value
  if (nextHeader !== icmp6Protocol || hopLimit !== 255) return undefined
  // The link pads short frames.
  const message = packet.subarray(payloadAt, 40 + payloadLength)
  const read = decodeNeighbour(message)
  if (!read.ok || !isIcmp6Right(message, header.value)) return undefined
  const { code, flags, target, targetMac, optionsWhole } = read.value
  if (code !== 0 || !optionsWhole || flags?.override !== true || target === undefined) return undefined
  if (target.startsWith('ff') || (flags.solicited && destination.startsWith('ff'))) return undefined
  const { source: senderMac } = link.value
  return { address: target, mac: targetMac ?? senderMac, senderMac, solicited: flags.solicited }
}

const allNodes = 'ff02::1' as Address
const allNodesMac = '33:33:00:00:00:01' as Mac

/**
 * The Ethernet frame that tells a LAN where `address` now is: 86 bytes, to all nodes, from and about the
 * address itself, override set (RFC 4861 section 7.2.6, RFC 9568 section 6.4.1). `router`: the interface
 * forwards.
 */
export function unsolicitedAdvertisement(announced: {
  readonly mac: Mac
  readonly address: Address
  readonly router: boolean
}): Uint8Array {
  const { mac, address } = announced
  const ends = { source: address, destination: allNodes }
  const message = new Uint8Array(32)
  message[0] = 136
  message[4] = announced.router ? 0xa0 : 0x20
  message.set(addressBytes(address), 8)
  putWord(message, 24, 0x0201)
  message.set(macBytes(mac), 26)
  sealIcmp6(message, ends)
  const packet = encodeIpv6({ ...ends, nextHeader: icmp6Protocol, hopLimit: 255, trafficClass: 0 }, message)
  return encodeEthernet({ destination: allNodesMac, source: mac, etherType: etherTypes.ipv6 }, packet)
}

const nobody = '::' as Address
const solicitedNodes = 'ff02::1:ff00:0' as Address

/**
 * The Ethernet frame that asks who has `address`, from nobody, so that no cache learns from the question: 78
 * bytes, to the solicited-node group (RFC 4862 section 5.4.2). Whoever has it tells everybody.
 */
export function neighbourProbe({
  mac,
  address,
}: {
  readonly mac: Mac
  readonly address: Address
}): Uint8Array {
  const last = addressBytes(address).subarray(13)
  const group = addressBytes(solicitedNodes).slice()
  group.set(last, 13)
  const destination = ipv6At(group, 0)
  const ends = { source: nobody, destination }
  const message = new Uint8Array(24)
  message[0] = 135
  message.set(addressBytes(address), 8)
  sealIcmp6(message, ends)
  const packet = encodeIpv6({ ...ends, nextHeader: icmp6Protocol, hopLimit: 255, trafficClass: 0 }, message)
  const groupMac = macFromBytes(Uint8Array.of(0x33, 0x33, 0xff, ...last))
  return encodeEthernet({ destination: groupMac, source: mac, etherType: etherTypes.ipv6 }, packet)
}
