/** What the keywords of virtual_server, real_server and virtual_server_group fill. Knows no rules. */
import type { Address, Family } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Command } from '../conf/command.ts'
import type { Given } from '../conf/rows.ts'
import type { Forwarding, GroupEntry, Protocol, SchedulerFlag, Tunnel } from './settings.ts'

export interface ServerHead {
  readonly address: Address
  /** 0: none given. */
  readonly port: number
  readonly at: Span
}

/** What follows virtual_server. Marks and groups have no port of their own. */
export type ServiceHead =
  | ({ readonly is: 'address' } & ServerHead)
  | { readonly is: 'fwmark'; readonly mark: number; readonly port: 0; readonly at: Span }
  | { readonly is: 'group'; readonly group: string; readonly port: 0; readonly at: Span }

/** lvs_method: the options count only for `tun`, and stay when only the word changes. */
export interface Method {
  readonly forwarding: Forwarding
  readonly tunnel: Tunnel
}

export interface MethodDraft {
  method?: Given<Method> | undefined
}

export interface RealServerDraft extends MethodDraft {
  readonly head: ServerHead
  weight?: Given<number> | undefined
  upperThreshold?: Given<number>
  lowerThreshold?: Given<number>
  inhibitOnFailure?: Given<boolean>
  notifyUp?: Given<Command>
  notifyDown?: Given<Command>
  smtpAlert?: Given<boolean>
  virtualHost?: Given<string>
  snmpName?: Given<string>
}

export interface SorryServerDraft extends MethodDraft {
  readonly head: ServerHead
  inhibit: boolean
}

export interface VirtualServerDraft extends MethodDraft {
  readonly head: ServiceHead
  /** Of the address, ip_family, the mask of persistence, or the first real server without a tunnel. */
  family?: Family
  protocol?: Given<Protocol>
  scheduler?: Given<string>
  readonly schedulerFlags: Set<SchedulerFlag>
  onePacket?: Span
  persistenceSeconds?: Given<number>
  persistenceMask?: Given<number>
  persistenceEngine?: Given<string>
  haSuspend?: Span
  smtpAlert?: Given<boolean>
  virtualHost?: Given<string>
  snmpName?: Given<string>
  omega?: Span
  quorum?: Given<number>
  hysteresis?: Given<number>
  quorumUp?: Given<Command>
  quorumDown?: Given<Command>
  inhibitOnFailure?: Given<boolean>
  weight?: Given<number>
  sorryServer?: SorryServerDraft
}

export interface GroupDraft {
  readonly name: Given<string>
  readonly entries: GroupEntry[]
}
