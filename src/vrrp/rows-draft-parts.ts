/** The larger parts of a draft of an instance: unicast, virtual interfaces, HMAC. */
import type { Address, Prefix } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import type { Given } from '../conf/rows.ts'
import type { HmacMode, HmacReplay, HmacSecret, IpvlanMode, LinkGroup, OldChecksum } from './link-settings.ts'

export interface UnicastPeerDraft {
  readonly address: Given<Address>
  ttlMin?: number
  ttlMax?: number
}

/** Each field is also the sign that its keyword was there. */
export interface UnicastDraft {
  readonly peers: UnicastPeerDraft[]
  /** The first of the keywords that make an instance a unicast one. */
  meant?: Given<string>
  ttl?: Given<number>
  checkSource?: Span
  oldChecksum?: Given<OldChecksum>
  faultWithoutPeers?: Span
}

export interface VmacDraft {
  /** use_vmac; undefined: it is not there. */
  use?: Span
  name?: Given<string>
  /** Six octets, or five that the virtual_router_id follows. */
  mac?: Given<readonly number[]>
  notifyByNetlink?: Span
  group?: Given<LinkGroup>
  sendFromBase?: Span
  /** use_vmac_addr. */
  perAddress?: Span
}

export interface IpvlanDraft {
  readonly use: Span
  name?: Given<string>
  address?: Given<Prefix>
  mode?: IpvlanMode
  group?: Given<LinkGroup>
}

export interface HmacKeyDraft {
  /** 1 to 255. */
  readonly id: number
  readonly secret: HmacSecret
  readonly at: Span
}

export interface HmacDraft {
  readonly at: Span
  readonly keys: HmacKeyDraft[]
  activeKey?: Given<number>
  timeWindow?: Given<Micros>
  antiReplay?: Given<HmacReplay>
  mode?: Given<HmacMode>
}
