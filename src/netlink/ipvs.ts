/**
 * The kernel's virtual servers (ipvs) by generic netlink, family IPVS, include/uapi/linux/ip_vs.h. Services
 * by address, protocol and port; marks, sync daemons and timeouts are not spoken yet. Nothing here judges
 * what it is given; decoding leaves out what is not whole.
 */
import {
  type Address,
  addressBytes,
  addressFromBytes,
  type Family,
  familyOf,
  fullLength,
} from '../base/address.ts'
import {
  type Attribute,
  type Attributes,
  decodeAttributes,
  littleEndian,
  nested,
  readText,
  readU16,
  readU16Network,
  readU32,
  text,
  u16,
  u16Network,
  u32,
  viewOf,
} from './attribute.ts'
import { decodeGeneric, encodeGeneric } from './generic.ts'
import { messageFlag, type NetlinkMessage } from './message.ts'

export type IpvsProtocol = 'tcp' | 'udp' | 'sctp'
/** `local` is what the kernel makes of a destination whose address is its own. */
export type IpvsForwarding = 'nat' | 'local' | 'tun' | 'dr' | 'bypass'

export interface IpvsServiceKey {
  readonly protocol: IpvsProtocol
  readonly address: Address
  /** 0: any port. */
  readonly port: number
}

export interface IpvsService extends IpvsServiceKey {
  readonly scheduler: string
  /**
   * Clients that are the same under the mask stay together: IPv4 as a number, 255.255.255.0 is 0xffffff00;
   * IPv6 the length of a prefix.
   */
  readonly persistence: { readonly seconds: number; readonly mask: number } | undefined
}

export interface IpvsDestination {
  readonly address: Address
  readonly port: number
  readonly forwarding: IpvsForwarding
  /** 0 to 2147483647; 0 takes no new connections. */
  readonly weight: number
}

export type IpvsCommand =
  | {
      readonly is: 'add-service' | 'change-service' | 'remove-service'
      readonly service: IpvsService
    }
  | {
      readonly is: 'add-destination' | 'change-destination' | 'remove-destination'
      readonly service: IpvsService
      readonly destination: IpvsDestination
    }

/** What the kernel has; counters are left out. */
export type IpvsReport =
  | { readonly is: 'service'; readonly service: IpvsService }
  | { readonly is: 'destination'; readonly destination: IpvsDestination }

export const ipvsFamilyName = 'IPVS'

const commandNumber = {
  'add-service': 1,
  'change-service': 2,
  'remove-service': 3,
  'add-destination': 5,
  'change-destination': 6,
  'remove-destination': 7,
} as const
const queryNumber = { services: 4, destinations: 8, info: 15 } as const
const replyNumber = { service: 1, destination: 5, info: 14 } as const
const topAttribute = { service: 1, destination: 2 } as const
const infoAttribute = { version: 1 } as const
const serviceAttribute = {
  family: 1,
  protocol: 2,
  address: 3,
  port: 4,
  scheduler: 6,
  flags: 7,
  timeout: 8,
  netmask: 9,
} as const
const destinationAttribute = {
  address: 1,
  port: 2,
  forwarding: 3,
  weight: 4,
  upperThreshold: 5,
  lowerThreshold: 6,
  family: 11,
} as const
const familyNumber = { ipv4: 2, ipv6: 10 } as const
const protocolNumber = { tcp: 6, udp: 17, sctp: 132 } as const
const forwardingNumber = { nat: 0, local: 1, tun: 2, dr: 3, bypass: 4 } as const
const forwardingMask = 0x7
const persistentFlag = 0x1

/**
 * One change, acknowledged. Destinations are addressed by a service without its persistence, as keepalived
 * does.
 */
export function encodeIpvsCommand(family: number, command: IpvsCommand): Uint8Array {
  const attributes =
    'destination' in command
      ? [
          encodeService({ ...command.service, persistence: undefined }),
          nested(topAttribute.destination, destinationAttributes(command.destination)),
        ]
      : [encodeService(command.service)]
  const flags = messageFlag.request | messageFlag.ack
  return encodeGeneric({ family, command: commandNumber[command.is], flags, attributes })
}

/** A dump of all services. */
export function encodeListServices(family: number): Uint8Array {
  const flags = messageFlag.request | messageFlag.dump
  return encodeGeneric({ family, command: queryNumber.services, flags, attributes: [] })
}

/** A dump of the destinations of one service; empty when there is no such service. */
export function encodeListDestinations(family: number, service: IpvsServiceKey): Uint8Array {
  const attributes = [nested(topAttribute.service, keyAttributes(service))]
  const flags = messageFlag.request | messageFlag.dump
  return encodeGeneric({ family, command: queryNumber.destinations, flags, attributes })
}

/** Asks for the version; also shows whether this process may use ipvs at all. */
export function encodeGetInfo(family: number): Uint8Array {
  const flags = messageFlag.request | messageFlag.ack
  return encodeGeneric({ family, command: queryNumber.info, flags, attributes: [] })
}

/** '1.2.1' from the answer to `encodeGetInfo`. */
export function decodeVersion(message: NetlinkMessage): string | undefined {
  const generic = decodeGeneric(message)
  if (generic?.command !== replyNumber.info) return undefined
  const version = readU32(generic.attributes, infoAttribute.version)
  return version === undefined ? undefined : `${version >>> 16}.${(version >> 8) & 0xff}.${version & 0xff}`
}

/** Undefined for services by mark and for whatever is not whole. */
export function decodeIpvs(message: NetlinkMessage): IpvsReport | undefined {
  const generic = decodeGeneric(message)
  if (generic === undefined) return undefined
  const block = (type: number) => decodeAttributes(generic.attributes.get(type) ?? new Uint8Array())
  if (generic.command === replyNumber.service) {
    const service = readService(block(topAttribute.service))
    return service === undefined ? undefined : { is: 'service', service }
  }
  if (generic.command === replyNumber.destination) {
    const destination = readDestination(block(topAttribute.destination))
    return destination === undefined ? undefined : { is: 'destination', destination }
  }
  return undefined
}

function encodeService(service: IpvsService): Attribute {
  const { persistence } = service
  const family = familyOf(service.address)
  const flags = new Uint8Array(8)
  viewOf(flags).setUint32(0, persistence === undefined ? 0 : persistentFlag, littleEndian)
  viewOf(flags).setUint32(4, 0xffffffff, littleEndian)
  return nested(topAttribute.service, [
    ...keyAttributes(service),
    text(serviceAttribute.scheduler, service.scheduler),
    { type: serviceAttribute.flags, value: flags },
    u32(serviceAttribute.timeout, persistence?.seconds ?? 0),
    encodeMask(family, persistence?.mask ?? (family === 'ipv4' ? 0xffffffff : fullLength(family))),
  ])
}

function keyAttributes(key: IpvsServiceKey): Attribute[] {
  return [
    u16(serviceAttribute.family, familyNumber[familyOf(key.address)]),
    u16(serviceAttribute.protocol, protocolNumber[key.protocol]),
    { type: serviceAttribute.address, value: padded(key.address) },
    u16Network(serviceAttribute.port, key.port),
  ]
}

/** IPv4: the bytes of the mask; IPv6: the length of the prefix as a number in host order. */
function encodeMask(family: Family, mask: number): Attribute {
  const attribute = u32(serviceAttribute.netmask, mask)
  if (family === 'ipv4') viewOf(attribute.value).setUint32(0, mask, false)
  return attribute
}

function destinationAttributes(destination: IpvsDestination): Attribute[] {
  return [
    u16(destinationAttribute.family, familyNumber[familyOf(destination.address)]),
    { type: destinationAttribute.address, value: padded(destination.address) },
    u16Network(destinationAttribute.port, destination.port),
    u32(destinationAttribute.forwarding, forwardingNumber[destination.forwarding]),
    u32(destinationAttribute.weight, destination.weight),
    u32(destinationAttribute.upperThreshold, 0),
    u32(destinationAttribute.lowerThreshold, 0),
  ]
}

/** Always 16 bytes, an IPv4 address in the first four. */
function padded(address: Address): Uint8Array {
  const bytes = new Uint8Array(16)
  bytes.set(addressBytes(address))
  return bytes
}

function readService(attributes: Attributes): IpvsService | undefined {
  const family = familyFromNumber(readU16(attributes, serviceAttribute.family))
  const protocol = nameOf(protocolNumber, readU16(attributes, serviceAttribute.protocol))
  const port = readU16Network(attributes, serviceAttribute.port)
  const scheduler = readText(attributes, serviceAttribute.scheduler)
  if (family === undefined || protocol === undefined || port === undefined || scheduler === undefined) {
    return undefined
  }
  const address = readAddress(attributes.get(serviceAttribute.address), family)
  if (address === undefined) return undefined
  return { protocol, address, port, scheduler, persistence: readPersistence(attributes, family) }
}

function readPersistence(attributes: Attributes, family: Family): IpvsService['persistence'] {
  const flags = readU32(attributes, serviceAttribute.flags) ?? 0
  if ((flags & persistentFlag) === 0) return undefined
  const netmask = attributes.get(serviceAttribute.netmask)
  if (netmask === undefined || netmask.length < 4) return undefined
  return {
    seconds: readU32(attributes, serviceAttribute.timeout) ?? 0,
    mask: viewOf(netmask).getUint32(0, family === 'ipv6' && littleEndian),
  }
}

function readDestination(attributes: Attributes): IpvsDestination | undefined {
  const value = attributes.get(destinationAttribute.address)
  const port = readU16Network(attributes, destinationAttribute.port)
  const weight = readU32(attributes, destinationAttribute.weight)
  const method = readU32(attributes, destinationAttribute.forwarding)
  const forwarding = method === undefined ? undefined : nameOf(forwardingNumber, method & forwardingMask)
  // Kernels before 4.0 do not tell the family; they have no other than the service's, told by the zeros after
  // it.
  const family = familyFromNumber(readU16(attributes, destinationAttribute.family) ?? guessFamily(value))
  if (family === undefined || port === undefined || weight === undefined || forwarding === undefined) {
    return undefined
  }
  const address = readAddress(value, family)
  return address === undefined ? undefined : { address, port, forwarding, weight }
}

function guessFamily(value: Uint8Array | undefined): number {
  return value?.subarray(4).some((byte) => byte !== 0) === true ? familyNumber.ipv6 : familyNumber.ipv4
}

function readAddress(value: Uint8Array | undefined, family: Family): Address | undefined {
  const length = fullLength(family) / 8
  return value === undefined || value.length < length
    ? undefined
    : addressFromBytes(value.subarray(0, length))
}

function familyFromNumber(number: number | undefined): Family | undefined {
  return nameOf(familyNumber, number)
}

function nameOf<Name extends string>(
  numbers: Readonly<Record<Name, number>>,
  number: number | undefined,
): Name | undefined {
  for (const name in numbers) if (numbers[name] === number) return name
  return undefined
}
