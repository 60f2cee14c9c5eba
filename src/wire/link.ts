/**
 * What stands before the IP packet or ARP message in a capture: Ethernet, the two "cooked" headers of Linux
 * (`tcpdump -i any`), or nothing. Numbers and drawings: https://www.tcpdump.org/linktypes.html
 *
 *     cooked 1:  | packet type 2 | hardware 2 | length 2 | address 8 | protocol 2 |
 *     cooked 2:  | protocol 2 | 0 2 | interface 4 | hardware 2 | packet type 1 | length 1 | address 8 |
 */
import { type Mac, macFromBytes } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, wordAt } from './bytes.ts'
import { decodeEthernet, etherTypes } from './ethernet.ts'

export type LinkKind = 'ethernet' | 'cooked' | 'cooked-2' | 'none'

const kindsByNumber: ReadonlyMap<number, LinkKind> = new Map<number, LinkKind>([
  [1, 'ethernet'],
  [12, 'none'],
  [14, 'none'],
  [101, 'none'],
  [113, 'cooked'],
  [228, 'none'],
  [229, 'none'],
  [276, 'cooked-2'],
])

/** The link of a capture's number; undefined: one we cannot read. */
export function linkKind(linkType: number): LinkKind | undefined {
  return kindsByNumber.get(linkType)
}

export interface Link {
  readonly kind: LinkKind
  readonly source: Mac | undefined
  readonly destination: Mac | undefined
  readonly vlans: readonly number[]
  readonly etherType: number
  /** Where the payload starts in the frame. */
  readonly payloadAt: number
}

/**
 * Reads the link header of a frame. Never throws; refuses a header that is cut or of an unknown protocol
 * family.
 */
export function decodeLink(kind: LinkKind, frame: Uint8Array): Result<Link, 'too-short' | 'not-ethernet'> {
  switch (kind) {
    case 'ethernet': {
      const decoded = decodeEthernet(frame)
      return decoded.ok ? ok({ kind, ...decoded.value }) : decoded
    }
    case 'cooked':
      if (frame.length < 16) return err('too-short')
      return ok(cooked(kind, frame, { protocolAt: 14, hardwareAt: 2, addressAt: 6, payloadAt: 16 }))
    case 'cooked-2':
      if (frame.length < 20) return err('too-short')
      return ok(cooked(kind, frame, { protocolAt: 0, hardwareAt: 8, addressAt: 12, payloadAt: 20 }))
    case 'none': {
      if (frame.length === 0) return err('too-short')
      const etherType = byteAt(frame, 0) >> 4 === 6 ? etherTypes.ipv6 : etherTypes.ipv4
      return ok({ kind, source: undefined, destination: undefined, vlans: [], etherType, payloadAt: 0 })
    }
  }
}

const arpHardwareEthernet = 1

function cooked(
  kind: LinkKind,
  frame: Uint8Array,
  at: {
    readonly protocolAt: number
    readonly hardwareAt: number
    readonly addressAt: number
    readonly payloadAt: number
  },
): Link {
  const isEthernet = wordAt(frame, at.hardwareAt) === arpHardwareEthernet
  return {
    kind,
    source: isEthernet ? macFromBytes(frame.subarray(at.addressAt, at.addressAt + 6)) : undefined,
    destination: undefined,
    vlans: [],
    etherType: wordAt(frame, at.protocolAt),
    payloadAt: at.payloadAt,
  }
}
