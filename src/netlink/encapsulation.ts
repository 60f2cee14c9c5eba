/**
 * RTA_ENCAP: the header that a route puts around each packet (include/uapi/linux/lwtunnel.h,
 * mpls_iptunnel.h, ila.h; ip-route(8), ENCAP). Numbers of the outer header are in network order.
 */
import { type Address, addressBytes } from '../base/address.ts'
import { type Attribute, nested, u8, u16, u16Network } from './attribute.ts'

interface Tunnel {
  /** 0 to 2^64-1 in decimal. */
  readonly id?: string
  readonly destination?: Address
  readonly source?: Address
  /** 0 to 65535. */
  readonly flags?: number
}

export type RouteEncapsulation =
  | ({ readonly is: 'ip'; readonly tos?: number; readonly ttl?: number } & Tunnel)
  | ({ readonly is: 'ip6'; readonly trafficClass?: number; readonly hopLimit?: number } & Tunnel)
  /** Labels of 20 bits, the outermost first. */
  | { readonly is: 'mpls'; readonly labels: readonly number[] }
  /** Four groups of 16 bits. */
  | { readonly is: 'ila'; readonly locator: readonly number[] }

/** RTA_ENCAP_TYPE and RTA_ENCAP. */
const attribute = { type: 21, content: 22 } as const
/** LWTUNNEL_ENCAP_*. */
const encapsulationType = { mpls: 1, ip: 2, ila: 3, ip6: 4 } as const
/** LWTUNNEL_IP_* and LWTUNNEL_IP6_*; in the last two the families differ. */
const tunnel = { id: 1, destination: 2, source: 3, fourth: 4, fifth: 5, flags: 6 } as const
const mplsDestination = 1
const ilaLocator = 1
/** RFC 3032 section 2.1: label 20 bits, traffic class 3, bottom of stack 1, time to live 8. */
const labelUnit = 0x1000
const bottomOfStack = 0x100

export function encapsulationAttributes(encapsulation: RouteEncapsulation): readonly Attribute[] {
  return [
    u16(attribute.type, encapsulationType[encapsulation.is]),
    nested(attribute.content, contentOf(encapsulation)),
  ]
}

function contentOf(encapsulation: RouteEncapsulation): readonly Attribute[] {
  switch (encapsulation.is) {
    case 'mpls':
      return [{ type: mplsDestination, value: labelStack(encapsulation.labels) }]
    case 'ila':
      return [{ type: ilaLocator, value: groupsOf(encapsulation.locator) }]
    case 'ip':
      return [
        ...tunnelAttributes(encapsulation),
        ...byte(tunnel.fourth, encapsulation.ttl),
        ...byte(tunnel.fifth, encapsulation.tos),
        ...flagsOf(encapsulation),
      ]
    case 'ip6':
      return [
        ...tunnelAttributes(encapsulation),
        ...byte(tunnel.fourth, encapsulation.hopLimit),
        ...byte(tunnel.fifth, encapsulation.trafficClass),
        ...flagsOf(encapsulation),
      ]
  }
}

function tunnelAttributes({ id, destination, source }: Tunnel): readonly Attribute[] {
  return [
    ...(id === undefined ? [] : [{ type: tunnel.id, value: number64Network(id) }]),
    ...(destination === undefined ? [] : [{ type: tunnel.destination, value: addressBytes(destination) }]),
    ...(source === undefined ? [] : [{ type: tunnel.source, value: addressBytes(source) }]),
  ]
}

function flagsOf({ flags }: Tunnel): readonly Attribute[] {
  return flags === undefined ? [] : [u16Network(tunnel.flags, flags)]
}

function byte(type: number, value: number | undefined): readonly Attribute[] {
  return value === undefined ? [] : [u8(type, value)]
}

/** 0 to 2^64-1 in decimal to eight bytes, the highest first. */
export function number64Network(decimal: string): Uint8Array {
  const bytes = new Uint8Array(8)
  let rest = BigInt(decimal)
  for (let at = 7; at >= 0; at--) {
    bytes[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  return bytes
}

function labelStack(labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [at, label] of labels.entries()) {
    const last = at === labels.length - 1
    view.setUint32(at * 4, label * labelUnit + (last ? bottomOfStack : 0), false)
  }
  return bytes
}

function groupsOf(locator: readonly number[]): Uint8Array {
  return Uint8Array.from(locator.flatMap((group) => [group >> 8, group & 0xff]))
}
