/**
 * Generic netlink: families of kernel messages found by name (Documentation/userspace-api/netlink). Knows no
 * family but the one that finds the others.
 *
 *   struct genlmsghdr: command 1, version 1, zero 2; then attributes
 */
import {
  type Attribute,
  type Attributes,
  concatenate,
  decodeAttributes,
  encodeAttributes,
  readU16,
  text,
} from './attribute.ts'
import { encodeMessage, type NetlinkMessage } from './message.ts'

const headLength = 4
const controlFamily = 0x10
const getFamily = 3
const attribute = { familyId: 1, familyName: 2 } as const

export interface GenericRequest {
  readonly family: number
  readonly command: number
  readonly flags: number
  readonly attributes: readonly Attribute[]
}

export interface GenericMessage {
  readonly command: number
  readonly attributes: Attributes
}

/** Interface version 1. */
export function encodeGeneric(request: GenericRequest): Uint8Array {
  const head = Uint8Array.of(request.command, 1, 0, 0)
  const payload = concatenate([head, encodeAttributes(request.attributes)])
  return encodeMessage({ type: request.family, flags: request.flags }, payload)
}

/** Undefined when the message is too short to be one. */
export function decodeGeneric(message: NetlinkMessage): GenericMessage | undefined {
  const command = message.payload[0]
  if (command === undefined || message.payload.length < headLength) return undefined
  return { command, attributes: decodeAttributes(message.payload.subarray(headLength)) }
}

/** Asks for the number of a family; ENOENT when the kernel has none of that name. */
export function encodeFindFamily(name: string, flags: number): Uint8Array {
  return encodeGeneric({
    family: controlFamily,
    command: getFamily,
    flags,
    attributes: [text(attribute.familyName, name)],
  })
}

export function decodeFamily(message: NetlinkMessage): number | undefined {
  if (message.type !== controlFamily) return undefined
  const generic = decodeGeneric(message)
  return generic === undefined ? undefined : readU16(generic.attributes, attribute.familyId)
}
