/**
 * Ethernet II frames with up to two VLAN tags (IEEE 802.1Q). Refuses 802.3 length frames, which carry none of
 * ours.
 *
 *     +----------------+----------------+- - - - - - - -+------+---------
 *     | destination  6 |    source    6 | 8100  tag   4 | type | payload
 *     +----------------+----------------+- - - - - - - -+------+---------
 */
import { type Mac, macBytes, macFromBytes } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { putWord, wordAt } from './bytes.ts'

export const ethernetHeaderBytes = 14

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const

const vlanTypes: readonly number[] = [0x8100, 0x88a8]
const vlanTagsMax = 2

export interface Frame {
  readonly destination: Mac
  readonly source: Mac
  /** VLAN identifiers, outermost first. */
  readonly vlans: readonly number[]
  readonly etherType: number
  /** Of the payload, in the frame. */
  readonly payloadAt: number
}

/** Reads the header of a frame. Never throws; refuses less than 14 bytes and types below 0x0600. */
export function decodeEthernet(frame: Uint8Array): Result<Frame, 'too-short' | 'not-ethernet'> {
  const vlans: number[] = []
  let at = ethernetHeaderBytes - 2
  while (vlans.length < vlanTagsMax && vlanTypes.includes(wordAt(frame, at))) {
    vlans.push(wordAt(frame, at + 2) & 0x0fff)
    at += 4
  }
  if (frame.length < at + 2) return err('too-short')
  const etherType = wordAt(frame, at)
  if (etherType < 0x0600) return err('not-ethernet')
  const destination = macFromBytes(frame.subarray(0, 6))
  const source = macFromBytes(frame.subarray(6, 12))
  return ok({ destination, source, vlans, etherType, payloadAt: at + 2 })
}

/** An untagged frame, unpadded: the driver fills it up to 60 bytes. */
export function encodeEthernet(
  header: { readonly destination: Mac; readonly source: Mac; readonly etherType: number },
  payload: Uint8Array,
): Uint8Array {
  const frame = new Uint8Array(ethernetHeaderBytes + payload.length)
  frame.set(macBytes(header.destination), 0)
  frame.set(macBytes(header.source), 6)
  putWord(frame, 12, header.etherType)
  frame.set(payload, ethernetHeaderBytes)
  return frame
}
