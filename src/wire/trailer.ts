/**
 * The 28 bytes that keepalived 2.4 with `auth_hmac` puts after a PDU. Reads only: whether the digest is
 * right, only a holder of the key can say.
 *
 *     0        8        16               31
 *     +--------+--------+----------------+
 *     | scheme | key id |  reserved = 0  |  0
 *     |       seconds since 1970         |  4
 *     |  1/65536 s      |    counter     |  8
 *     |      digest, 16 bytes            | 12
 */
import { err, ok, type Result } from '../base/result.ts'
import { byteAt, longAt, wordAt } from './bytes.ts'

export const trailerBytes = 28

export interface Trailer {
  /** 1: HMAC-SHA-256, its first 128 bits. */
  readonly scheme: number
  readonly keyId: number
  readonly reserved: number
  readonly seconds: number
  /** In 1/65536 s. */
  readonly fraction: number
  readonly counter: number
  /** A copy of the 16 bytes. */
  readonly digest: Uint8Array
}

/** Reads the trailer at `start`. Refuses less than 28 bytes. Never throws. */
export function decodeTrailer(bytes: Uint8Array, start: number): Result<Trailer, 'too-short'> {
  if (bytes.length < start + trailerBytes) return err('too-short')
  return ok({
    scheme: byteAt(bytes, start),
    keyId: byteAt(bytes, start + 1),
    reserved: wordAt(bytes, start + 2),
    seconds: longAt(bytes, start + 4),
    fraction: wordAt(bytes, start + 8),
    counter: wordAt(bytes, start + 10),
    digest: new Uint8Array(bytes.subarray(start + 12, start + trailerBytes)),
  })
}
