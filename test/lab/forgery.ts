/**
 * Adverts that nobody in the lab would send: changed in one field or spoilt as bytes, as whole Ethernet
 * frames.
 */
import { address, type Mac } from '../../src/base/address.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { type Advert, encodePacket, passwordBytes } from '../../src/wire/vrrp.ts'
import { vip } from './configuration.ts'

const group = '01:00:5e:00:00:12' as Mac
export const sender = '02:00:00:00:00:03' as Mac
const source = address('10.0.0.3')
export const auth = 'authentication {\n auth_type PASS\n auth_pass secret\n }'

const advert: Advert = {
  version: 2,
  vrid: 51,
  priority: 250,
  authType: 1,
  authData: passwordBytes('secret'),
  intervalSeconds: 1,
  addresses: [address(vip)],
}

export interface Forgery {
  readonly advert?: Partial<Extract<Advert, { version: 2 }>>
  readonly ttl?: number
  readonly source?: string
  /** Changes the finished IP packet; the length in its header is put right afterwards unless it lies. */
  readonly spoil?: (packet: Uint8Array) => Uint8Array
}

export function forge(forgery: Forgery): Uint8Array {
  const ends = { source: address(forgery.source ?? source), destination: address('224.0.0.18') }
  const packet = encodePacket({ ...advert, ...forgery.advert } as Advert, {
    ...ends,
    id: 1,
    ttl: forgery.ttl ?? 255,
  })
  const spoilt = forgery.spoil?.(packet) ?? packet
  return encodeEthernet({ destination: group, source: sender, etherType: etherTypes.ipv4 }, spoilt)
}

/** Cuts or lengthens a packet, and makes its IP header agree. */
export function resized(packet: Uint8Array, length: number): Uint8Array {
  const changed = new Uint8Array(length)
  changed.set(packet.subarray(0, length))
  changed[2] = length >> 8
  changed[3] = length & 0xff
  changed[10] = 0
  changed[11] = 0
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += ((changed[at] ?? 0) << 8) | (changed[at + 1] ?? 0)
  const folded = (sum & 0xffff) + (sum >>> 16)
  changed[10] = ~folded >> 8
  changed[11] = ~folded & 0xff
  return changed
}

export function flipped(packet: Uint8Array, at: number): Uint8Array {
  return packet.map((byte, index) => (index === at ? byte ^ 0xff : byte))
}
