/** The recorded frames of test/data/frames, and small words for writing bytes in tests. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { address, type Mac, parseMac } from '../../src/base/address.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { type Advert, type Ends, passwordBytes } from '../../src/wire/vrrp.ts'

export const framesFolder = join(import.meta.dirname, '../data/frames')

interface WrittenAdvert {
  readonly version: 2 | 3
  readonly vrid: number
  readonly priority: number
  readonly password?: string | null
  readonly intervalSeconds?: number
  readonly intervalCentis?: number
  readonly addresses: readonly string[]
}

interface WrittenEnvelope {
  readonly source: string
  readonly destination: string
  readonly id: number
  readonly ttl: number
  readonly sourceMac: string
  readonly destinationMac: string
}

/** `stamp` in hexadecimal digits, like `key`. */
type WrittenSeal =
  | { readonly is: 'ah'; readonly password: string; readonly sequence: number }
  | { readonly is: 'hmac'; readonly keyId: number; readonly key: string; readonly stamp: string }

export interface WrittenSealed {
  readonly advert: WrittenAdvert
  readonly envelope: WrittenEnvelope
  readonly checksum?: 'plain' | 'group'
  readonly seal?: WrittenSeal
}

interface Vectors {
  readonly adverts: readonly {
    readonly name: string
    readonly frame: string
    readonly advert: WrittenAdvert
    readonly envelope: WrittenEnvelope
  }[]
  readonly readOnly: readonly {
    readonly name: string
    readonly frame: string
    readonly verdict: 'ok' | readonly { readonly is: string }[]
    readonly vrrp: object
    /** What the sender was told to say. */
    readonly sent: WrittenSealed
  }[]
  readonly announcements: readonly {
    readonly name: string
    readonly frame: string
    readonly mac: string
    readonly address: string
    readonly router?: boolean
  }[]
  readonly others: readonly { readonly name: string; readonly frame: string }[]
}

export const vectors: Vectors = JSON.parse(readFileSync(join(framesFolder, 'vectors.json'), 'utf8'))

export const recordings: readonly string[] = readdirSync(framesFolder).filter((name) =>
  name.endsWith('.pcap'),
)

export function recording(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(framesFolder, name)))
}

export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function mac(text: string): Mac {
  const parsed = parseMac(text)
  if (!parsed.ok) throw new Error(`not a MAC address: ${text}`)
  return parsed.value
}

export function advertOf(written: WrittenAdvert): Advert {
  const { vrid, priority } = written
  const addresses = written.addresses.map(address)
  if (written.version === 3) {
    return { version: 3, vrid, priority, intervalCentis: written.intervalCentis ?? 0, addresses }
  }
  const authType = typeof written.password === 'string' ? 1 : 0
  const authData = passwordBytes(written.password ?? '')
  return {
    version: 2,
    vrid,
    priority,
    authType,
    authData,
    intervalSeconds: written.intervalSeconds ?? 0,
    addresses,
  }
}

export function envelopeOf(written: WrittenEnvelope): Ends & { readonly id: number; readonly ttl: number } {
  const { id, ttl } = written
  return { source: address(written.source), destination: address(written.destination), id, ttl }
}

/** A frame to the VRRP group around an IPv4 packet. */
export function inFrame(packet: Uint8Array): Uint8Array {
  const ends = { source: mac('02:00:00:00:00:01'), destination: mac('01:00:5e:00:00:12') }
  return encodeEthernet({ ...ends, etherType: etherTypes.ipv4 }, packet)
}
