/** Keyed digests by node:crypto, for the protection of adverts. Holds no key. */
import { createHmac } from 'node:crypto'
import type { Digests } from '../wire/seal.ts'

export const digests: Digests = {
  hmacMd5: (key, bytes) => createHmac('md5', key).update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}
