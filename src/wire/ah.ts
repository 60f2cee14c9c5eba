/**
 * The IP authentication header, RFC 4302 section 2, with the 96-bit value that VRRP version 2 uses (RFC 2338
 * section 5.3.6.3). Reads only: whether the value is right, only a holder of the key can say.
 *
 *     0             8              16                              31
 *     +-------------+--------------+-------------------------------+
 *     | next header | words - 2    |               0               |  0
 *     |              security parameters index                     |  4
 *     |                    sequence number                         |  8
 *     |            integrity check value, 12 bytes                 | 12
 */
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, longAt } from './bytes.ts'

export const ahProtocol = 51
export const ahBytes = 24

export interface AuthenticationHeader {
  readonly nextHeader: number
  /** As claimed: 24 where VRRP is inside. */
  readonly length: number
  /** keepalived: the four bytes of the source address. */
  readonly spi: number
  readonly sequence: number
  /** A copy of the 12 bytes. */
  readonly value: Uint8Array
}

/** Reads the header at `start`. Refuses less than 24 bytes. Never throws. */
export function decodeAh(bytes: Uint8Array, start: number): Result<AuthenticationHeader, 'too-short'> {
  if (bytes.length < start + ahBytes) return err('too-short')
  return ok({
    nextHeader: byteAt(bytes, start),
    length: (byteAt(bytes, start + 1) + 2) * 4,
    spi: longAt(bytes, start + 4),
    sequence: longAt(bytes, start + 8),
    value: new Uint8Array(bytes.subarray(start + 12, start + ahBytes)),
  })
}
