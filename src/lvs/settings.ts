/** Virtual and real servers, checked and typed. keepalived.conf(5), LVS CONFIGURATION. */
import type { Address, Family } from '../base/address.ts'
import type { CheckSettings } from '../check/settings.ts'
import type { Command } from '../conf/command.ts'

export type Protocol = 'tcp' | 'udp' | 'sctp'
export type Forwarding = 'nat' | 'dr' | 'tun'

/**
 * What packets to a real server are wrapped in when forwarding is `tun`: lvs_method TUN type. IP in IP has no
 * checksum of its own, GRE no remote one.
 */
export type Tunnel =
  | { readonly is: 'ipip' }
  /** Generic UDP encapsulation to this port, 1 to 65535. */
  | { readonly is: 'gue'; readonly port: number; readonly checksum: 'none' | 'csum' | 'remcsum' }
  | { readonly is: 'gre'; readonly checksum: 'none' | 'csum' }

/** Where packets go, and how. */
export interface Destination {
  readonly address: Address
  /**
   * 0 to 65535; equal to the service's unless forwarding is NAT. 0: the port of the packet, behind a firewall
   * mark, or that of the entry, behind a group.
   */
  readonly port: number
  readonly forwarding: Forwarding
  /** Undefined exactly when forwarding is not `tun`. */
  readonly tunnel: Tunnel | undefined
}

export interface RealServer extends Destination {
  /** 0 to 2147483647. */
  readonly weight: number
  /** Connections from which on it gets no new ones, 0 to 4294967295; 0: no limit. uthreshold. */
  readonly upperThreshold: number
  /** Connections below which it gets new ones again, 0 to 4294967295; 0: no limit. lthreshold. */
  readonly lowerThreshold: number
  /** Keep it in the kernel with weight 0 instead of removing it. */
  readonly inhibitOnFailure: boolean
  readonly notifyUp: Command | undefined
  readonly notifyDown: Command | undefined
  /** A mail when it goes up or down. Of its own smtp_alert, else as global_defs has it, else on. */
  readonly smtpAlert: boolean
  /** What HTTP checks ask for when they do not say themselves. */
  readonly virtualHost: string | undefined
  readonly snmpName: string | undefined
  readonly checks: readonly CheckSettings[]
}

/** Takes the traffic while the quorum is down. Its weight is always 1. */
export interface SorryServer extends Destination {
  /** Keep it in the kernel with weight 0 while it is not needed. */
  readonly inhibitOnFailure: boolean
}

/** What all virtual servers have, however packets are chosen for them. */
interface ServiceBase {
  /** Kernel name of the scheduler, 1 to 15 characters. */
  readonly scheduler: string
  /** Numbers of the scheduler flags that are set, in order: flag-1 is *-fallback, flag-2 is *-port. */
  readonly schedulerFlags: readonly SchedulerFlag[]
  /** One packet scheduling: every packet finds its server anew. UDP or a firewall mark only. */
  readonly onePacket: boolean
  /**
   * Seconds: 1 to 2678400. Mask: IPv4 as a number, 255.255.255.0 is 0xffffff00; IPv6 the length of a prefix.
   */
  readonly persistence: { readonly seconds: number; readonly mask: number } | undefined
  /** Kernel name of the engine, 1 to 15 characters. Means nothing without persistence. */
  readonly persistenceEngine: string | undefined
  /** Suspend checks while this host does not have the address. */
  readonly haSuspend: boolean
  /** Weight that must be up, 0 to 4294967295 and not more than all weights together. */
  readonly quorum: number
  /** Below the quorum. */
  readonly hysteresis: number
  readonly quorumUp: Command | undefined
  readonly quorumDown: Command | undefined
  /** Run notify_down and quorum_down when the daemon stops. */
  readonly omega: boolean
  /**
   * A mail when the quorum is gained or lost. Of its own smtp_alert, else as global_defs has it, else off.
   */
  readonly smtpAlert: boolean
  readonly virtualHost: string | undefined
  readonly snmpName: string | undefined
  readonly sorryServer: SorryServer | undefined
  /** At least one. */
  readonly realServers: readonly RealServer[]
}

export type SchedulerFlag = 1 | 2 | 3

/** A virtual server of one address: what the daemon runs. */
export interface VirtualServer extends ServiceBase {
  readonly is: 'address'
  readonly protocol: Protocol
  readonly address: Address
  /** 0: any port, only with persistence. */
  readonly port: number
}

/** A virtual server of all packets that the firewall has marked. */
export interface FwmarkService extends ServiceBase {
  readonly is: 'fwmark'
  /** 1 to 4294967295. */
  readonly mark: number
  readonly family: Family
}

/** A virtual server of many addresses and marks. */
export interface GroupService extends ServiceBase {
  readonly is: 'group'
  readonly group: string
  /** Which of the virtual servers of this group it is, from 0. */
  readonly index: number
  /** Undefined: the group has marks only. */
  readonly protocol: Protocol | undefined
  /** Undefined: both, which only tunnels serve. */
  readonly family: Family | undefined
  readonly entries: readonly GroupEntry[]
}

export type ServiceSettings = VirtualServer | FwmarkService | GroupService

/** A line of virtual_server_group. Masks of persistence do not count for it. */
export type GroupEntry =
  | {
      readonly is: 'addresses'
      readonly first: Address
      /** Of the same family, and not before the first. */
      readonly last: Address
      /** 0: any port. */
      readonly port: number
    }
  /** `family` undefined: as the virtual server. */
  | { readonly is: 'fwmark'; readonly mark: number; readonly family: Family | undefined }

export interface ServiceGroup {
  readonly name: string
  readonly entries: readonly GroupEntry[]
}

/** What the daemon runs. */
export interface LvsSettings {
  readonly services: readonly VirtualServer[]
}
