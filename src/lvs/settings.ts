/** Virtual and real servers, checked and typed. keepalived.conf(5), LVS configuration. */
import type { Address } from '../base/address.ts'
import type { CheckSettings } from '../check/settings.ts'
import type { Command } from '../conf/command.ts'

export type Protocol = 'tcp' | 'udp' | 'sctp'
export type Forwarding = 'nat' | 'dr' | 'tun'

export interface RealServer {
  readonly address: Address
  /** 0 to 65535; equal to the service's unless forwarding is NAT. */
  readonly port: number
  /** 0 to 2147483647. */
  readonly weight: number
  readonly forwarding: Forwarding
  /** Keep it in the kernel with weight 0 instead of removing it. */
  readonly inhibitOnFailure: boolean
  readonly notifyUp: Command | undefined
  readonly notifyDown: Command | undefined
  readonly checks: readonly CheckSettings[]
}

export interface VirtualServer {
  readonly protocol: Protocol
  readonly address: Address
  /** 0: any port, only with persistence. */
  readonly port: number
  /** Kernel name of the scheduler, 1 to 15 characters. */
  readonly scheduler: string
  /** Mask: IPv4 as a number, 255.255.255.0 is 0xffffff00; IPv6 the length of a prefix. */
  readonly persistence: { readonly seconds: number; readonly mask: number } | undefined
  readonly quorum: number
  readonly hysteresis: number
  readonly quorumUp: Command | undefined
  readonly quorumDown: Command | undefined
  readonly realServers: readonly RealServer[]
}

export interface LvsSettings {
  readonly services: readonly VirtualServer[]
}
