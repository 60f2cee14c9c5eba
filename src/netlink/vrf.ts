/**
 * Which routing table a VRF has (include/uapi/linux/if_link.h, IFLA_VRF_TABLE): routes may name the VRF
 * instead of the table. Reads only.
 */
import { decodeAttributes, readText, readU32 } from './attribute.ts'
import { linkType } from './link.ts'
import type { NetlinkMessage } from './message.ts'

export interface VrfTable {
  readonly name: string
  readonly table: number
}

const headLength = 16
const attribute = { name: 3, linkInfo: 18 } as const
const info = { kind: 1, data: 2 } as const
const vrfTable = 1

/** Undefined for what is not an RTM_NEWLINK of a VRF. */
export function decodeVrf(message: NetlinkMessage): VrfTable | undefined {
  if (message.type !== linkType.newLink || message.payload.length < headLength) return undefined
  const attributes = decodeAttributes(message.payload.subarray(headLength))
  const about = attributes.get(attribute.linkInfo)
  const name = readText(attributes, attribute.name)
  if (about === undefined || name === undefined) return undefined
  const its = decodeAttributes(about)
  const data = its.get(info.data)
  if (readText(its, info.kind) !== 'vrf' || data === undefined) return undefined
  const table = readU32(decodeAttributes(data), vrfTable)
  return table === undefined ? undefined : { name, table }
}
