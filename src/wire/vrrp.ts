/** VRRP adverts: RFC 3768 (version 2, with the authentication field of RFC 2338) and RFC 9568 (version 3). */
import type { Address, Family } from '../base/address.ts'

/** An advert to be sent. */
export type Advert =
  | {
      readonly version: 2
      readonly vrid: number
      /** 0: the sender leaves. */
      readonly priority: number
      readonly authType: 0 | 1
      /** 8 bytes; zeros without authentication. */
      readonly authData: Uint8Array
      /** 1 to 255. */
      readonly intervalSeconds: number
      readonly addresses: readonly Address[]
    }
  | {
      readonly version: 3
      readonly vrid: number
      readonly priority: number
      /** 1 to 4095. */
      readonly intervalCentis: number
      readonly addresses: readonly Address[]
    }

/** What a received IP packet of protocol 112 says, field by field and unjudged: `vrrp/inspect.ts` judges. */
export interface ReceivedPacket {
  readonly family: Family
  readonly source: Address
  readonly destination: Address
  readonly ttl: number
  /** Bytes received, IP header included. */
  readonly length: number
  readonly ipHeaderLength: number
  /** As the IP header claims. */
  readonly ipTotalLength: number
  readonly version: number
  readonly type: number
  readonly vrid: number
  readonly priority: number
  /** As the header claims; `addresses` has those that are really there. */
  readonly count: number
  readonly authType: number
  readonly authData: Uint8Array
  /** Version 2. */
  readonly intervalSeconds: number
  /** Version 3, reserved bits removed. */
  readonly intervalCentis: number
  /** Whether the checksum is right over the PDU alone, and with the pseudo-header of RFC 9568 section 5.2.8. */
  readonly checksum: { readonly plain: boolean; readonly pseudo: boolean }
  readonly addresses: readonly Address[]
}
