/**
 * What happens to a virtual router, as data. The kind is also the metric label and the log field.
 * These are for people and monitoring; nothing in the protocol depends on them.
 */
import type { Address, Family, Mac } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { ConfigurationFault } from './link-settings.ts'
import type { VirtualLinkEvent } from './virtual-link-events.ts'

/** What is notified; DELETED: a reload dropped the instance. */
export type StateName = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED'

/** Each cause counts on its own: an instance is up only when there is none. */
export type Fault =
  | { readonly is: 'interface-missing'; readonly interface: string }
  | { readonly is: 'interface-down'; readonly interface: string }
  /** Up although it is tracked with `reverse`. */
  | { readonly is: 'interface-up'; readonly interface: string }
  | { readonly is: 'no-address'; readonly interface: string; readonly family: Family }
  /** The configured source address is on no interface: track_src_ip. */
  | { readonly is: 'source-missing'; readonly address: Address }
  | { readonly is: 'configuration'; readonly fault: ConfigurationFault }
  | { readonly is: 'script-bad'; readonly script: string }
  /** A script of weight 0 has not ended yet: the instance waits silently. */
  | { readonly is: 'script-undecided'; readonly script: string }
  /** `status`: its number times its weight; its number alone where the weight is 0. */
  | { readonly is: 'file-bad'; readonly file: string; readonly status: number }
  | { readonly is: 'process-bad'; readonly process: string }
  | { readonly is: 'bfd-down'; readonly bfd: string }

/** Why an advert was dropped, in the order in which it is examined, or noted though accepted. */
export type Complaint =
  | { readonly is: 'length'; readonly received: number; readonly expected: number }
  | { readonly is: 'ttl'; readonly received: number }
  | { readonly is: 'version'; readonly received: number; readonly expected: number }
  | { readonly is: 'auth-type-invalid'; readonly received: number }
  | { readonly is: 'auth-type-mismatch'; readonly received: number; readonly expected: number }
  | { readonly is: 'auth-failure' }
  | { readonly is: 'interval-v2'; readonly received: number; readonly expected: number }
  | { readonly is: 'type'; readonly received: number }
  | { readonly is: 'ip-length'; readonly header: number; readonly received: number }
  | { readonly is: 'interval-v3'; readonly received: number; readonly expected: number }
  /** `peer`: the form in which it would be right. */
  | { readonly is: 'checksum'; readonly version: 2 | 3; readonly peer: ChecksumForm | undefined }
  /** Accepted though the peer sums otherwise than we do. */
  | { readonly is: 'checksum-form'; readonly peer: ChecksumForm; readonly ours: ChecksumForm }
  /** The unicast peers sum with the group: from now on we do, too. */
  | { readonly is: 'old-checksum' }
  | { readonly is: 'address-count'; readonly received: number; readonly expected: number }
  | { readonly is: 'address-missing'; readonly address: Address; readonly vrid: number }
  | { readonly is: 'own-address' }
  | { readonly is: 'cast'; readonly expected: 'unicast' | 'multicast' }
  | { readonly is: 'owner-ignores' }
  | { readonly is: 'stranger' }
  | { readonly is: 'ttl-range'; readonly received: number; readonly min: number; readonly max: number }
  /** Whether there is an IP authentication header. */
  | { readonly is: 'ah'; readonly received: boolean }
  /** Its index, as a number in network order. */
  | { readonly is: 'ah-index'; readonly received: number; readonly expected: number }
  | { readonly is: 'ah-value' }
  | { readonly is: 'ah-sequence'; readonly received: number; readonly last: number }
  /** What is inside it is no VRRP: not told. */
  | { readonly is: 'ah-inside' }
  | { readonly is: 'hmac-missing' }
  | { readonly is: 'hmac-malformed' }
  | { readonly is: 'hmac-unknown-key'; readonly id: number }
  | { readonly is: 'hmac-invalid' }
  /** Seconds by which the sender's clock is behind ours, negative when it is ahead. */
  | { readonly is: 'hmac-stale'; readonly skew: number; readonly window: number }
  | { readonly is: 'hmac-replayed' }
  /** Accepted, but it will not be for long if the clocks go on drifting. */
  | { readonly is: 'hmac-skewed'; readonly skew: number; readonly window: number }

/**
 * What a checksum covers. `plain`: the PDU alone; `pseudo`: RFC 9568 section 5.2.8; `group`: with 224.0.0.18
 * for the unicast destination.
 */
export type ChecksumForm = 'plain' | 'pseudo' | 'group'

/** keepalived.stats, section 7 of its layout. Zeroed only on request. */
export interface Counters {
  received: number
  sent: number
  becameMaster: number
  releasedMaster: number
  priorityZeroReceived: number
  priorityZeroSent: number
  rejected: Record<Complaint['is'], number>
}

export type VrrpEvent =
  /** The number of a tracked file became a fault, or is none any more. */
  | {
      readonly is: 'tracked-file'
      readonly instance: string
      readonly file: string
      readonly fault: boolean
    }
  | { readonly is: 'tracked-bfd'; readonly instance: string; readonly bfd: string; readonly up: boolean }
  | VirtualLinkEvent
  | {
      readonly is: 'entered'
      readonly instance: string
      readonly state: 'MASTER' | 'BACKUP' | 'FAULT'
      readonly starting: boolean
      readonly faults: readonly Fault[]
    }
  | { readonly is: 'advert-timeout'; readonly instance: string }
  | {
      readonly is: 'priority-zero-heard'
      readonly instance: string
      readonly state: 'master' | 'backup'
      readonly from: Address
    }
  | { readonly is: 'priority-zero-sent'; readonly instance: string }
  | {
      readonly is: 'outranked'
      readonly instance: string
      readonly from: Address
      readonly priority: number
      readonly ours: number
    }
  | {
      readonly is: 'lower-heard'
      readonly instance: string
      readonly state: 'master' | 'backup'
      /** lower_prio_no_advert: it was not answered. */
      readonly silent?: true
      readonly from: Address
      readonly priority: number
      readonly ours: number
    }
  | {
      readonly is: 'master-changed'
      readonly instance: string
      readonly from: Address | undefined
      readonly to: Address
    }
  | {
      readonly is: 'complaint'
      readonly instance: string
      readonly from: Address
      readonly dropped: boolean
      readonly complaint: Complaint
    }
  | { readonly is: 'unknown-vrid'; readonly interface: string; readonly vrid: number; readonly from: Address }
  /** Something of protocol 112 that has no room for an advert; `length` counts the whole packet. */
  | {
      readonly is: 'packet-too-short'
      readonly interface: string
      readonly length: number
      readonly form: 'ipv4' | 'ipv4-with-ah' | 'ipv6'
    }
  /** Known only now that the instance comes out of FAULT. */
  | { readonly is: 'priority-set'; readonly instance: string; readonly to: number }
  /** preempt_delay has begun; undefined: it was broken off, for a better master was heard. */
  | { readonly is: 'preempt-delay'; readonly instance: string; readonly delay: Micros | undefined }
  /** This process was not scheduled for that long after its advert was due. */
  | {
      readonly is: 'timer-expired'
      readonly instance: string
      readonly late: Micros
      /** `backup`: timer_expired_backup: somebody else must have taken over. */
      readonly outcome: 'backup' | 'stays'
    }
  /** vrrp_startup_delay; undefined: it is over. */
  | { readonly is: 'startup-delayed'; readonly by: Micros | undefined; readonly again: boolean }
  /** A delay of interface_up_down_delays would outlast the peers' patience. */
  | { readonly is: 'delay-shortened'; readonly interface: string; readonly to: Micros }
  | { readonly is: 'priority-changed'; readonly instance: string; readonly from: number; readonly to: number }
  | {
      readonly is: 'interval-learnt'
      readonly instance: string
      readonly from: Micros
      readonly to: Micros
    }
  | { readonly is: 'group-syncing'; readonly group: string; readonly to: 'MASTER' | 'BACKUP' | 'FAULT' }
  | {
      readonly is: 'address-lost'
      readonly instance: string
      readonly address: Address
      readonly interface: string
    }
  /** A virtual route or rule, or something static that the instance depends on; as ip(8) writes it. */
  | {
      readonly is: 'route-lost' | 'rule-lost' | 'static-lost'
      readonly instance: string
      readonly text: string
    }
  /** Another host answered for, or claimed, an address of ours while no master was heard. */
  | { readonly is: 'address-in-use'; readonly instance: string; readonly address: Address; readonly mac: Mac }
  /** It let go of addresses that stay, because another instance of this host holds them. */
  | {
      readonly is: 'address-shared'
      readonly instance: string
      readonly other: string
      /** At least one. */
      readonly addresses: readonly Address[]
    }
  /** Another host is configured as address owner too. */
  | {
      readonly is: 'owner-conflict'
      readonly instance: string
      readonly from: Address
      /** Seen for the first time; it went silent; it goes on, so we yield. */
      readonly outcome: 'noticed' | 'stopped' | 'yielding'
    }
  /** The addresses were kept until the successor had them. */
  | {
      readonly is: 'handed-over'
      readonly instance: string
      readonly because: 'claimed' | 'heard' | 'time' | 'fast'
    }
  | { readonly is: 'link'; readonly interface: string; readonly up: boolean }
  | { readonly is: 'interface-gone' | 'interface-added'; readonly interface: string }
  | { readonly is: 'send-failed'; readonly instance: string; readonly code: string; readonly text: string }
  | {
      readonly is: 'kernel-refused'
      readonly doing:
        | 'add-address'
        | 'remove-address'
        | 'add-route'
        | 'remove-route'
        | 'add-rule'
        | 'remove-rule'
        | 'open-socket'
        | 'announce'
        | 'read-interfaces'
        | 'be-preferred'
        | 'contain'
      /** An address, route or rule as its line in the configuration. */
      readonly what: string
      readonly code: string
      readonly text: string
      /** Who lacks it or cannot let go of it. */
      readonly instance?: string
      /** It belongs to no instance: static_ipaddress, static_routes, static_rules. */
      readonly isStatic?: true
    }
  /** Somebody else deleted the tables that keep packets from addresses and VMACs. */
  | { readonly is: 'firewall-deleted'; readonly table: string; readonly outcome: 'restored' | 'given-up' }
  /** The kernel told of it; `assigned`: it is on an interface of an instance, and not by us. */
  | {
      readonly is: 'address-reported' | 'address-assigned'
      readonly address: Address
      readonly interface: string
      readonly gone: boolean
    }
  /** A step of a new or a former master; told only when details are wanted. */
  | {
      readonly is: 'holding'
      readonly instance: string
      readonly change: 'setting' | 'removing'
      readonly what: 'firewall' | 'addresses' | 'excluded' | 'routes' | 'rules'
    }
  | {
      readonly is: 'announcing'
      readonly instance: string
      readonly interface: string
      readonly address: Address
    }
  /** A gratuitous ARP or an unsolicited neighbour advertisement left; told only when details are wanted. */
  | { readonly is: 'announced'; readonly address: Address; readonly interface: string }
  | { readonly is: 'leftover-removed'; readonly address: Address; readonly interface: string }
  /** A route or rule, as its line in the configuration. */
  | { readonly is: 'leftover-routing-removed'; readonly kind: 'route' | 'rule'; readonly text: string }
  /** Something static that somebody else took away is back. */
  | { readonly is: 'static-restored'; readonly kind: 'address' | 'route' | 'rule'; readonly text: string }
  /** Somebody takes it away each time it is back: from now on there are pauses. */
  | { readonly is: 'static-fought'; readonly kind: 'address' | 'route' | 'rule'; readonly text: string }
  /** So many events that packets had brought about were not told: too many at once. */
  | { readonly is: 'events-dropped'; readonly count: number }
  | { readonly is: 'overrun'; readonly socket: 'monitor' | 'adverts' }
