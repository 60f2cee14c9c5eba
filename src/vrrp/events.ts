/**
 * What happens to a virtual router, as data. The kind is also the metric label and the log field.
 * These are for people and monitoring; nothing in the protocol depends on them.
 */
import type { Address, Mac } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

export type StateName = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP'

/** Each cause counts on its own: an instance is up only when there is none. */
export type Fault =
  | { readonly is: 'interface-missing'; readonly interface: string }
  | { readonly is: 'interface-down'; readonly interface: string }
  | { readonly is: 'no-address'; readonly interface: string }
  | { readonly is: 'script-bad'; readonly script: string }
  /** A script of weight 0 has not ended yet: the instance waits silently. */
  | { readonly is: 'script-undecided'; readonly script: string }

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
  | { readonly is: 'checksum'; readonly version: 2 | 3 }
  | { readonly is: 'address-count'; readonly received: number; readonly expected: number }
  | { readonly is: 'address-missing'; readonly address: Address }
  | { readonly is: 'own-address' }

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
  | { readonly is: 'packet-too-short'; readonly interface: string; readonly length: number }
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
  /** Another host answered for, or claimed, an address of ours while no master was heard. */
  | { readonly is: 'address-in-use'; readonly instance: string; readonly address: Address; readonly mac: Mac }
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
        | 'open-socket'
        | 'announce'
        | 'read-interfaces'
        | 'be-preferred'
      readonly what: string
      readonly code: string
      readonly text: string
    }
  | { readonly is: 'leftover-removed'; readonly address: Address; readonly interface: string }
  /** So many events that packets had brought about were not told: too many at once. */
  | { readonly is: 'events-dropped'; readonly count: number }
  | { readonly is: 'overrun'; readonly socket: 'monitor' | 'adverts' }
