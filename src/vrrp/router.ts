/**
 * All virtual routers of this node as one pure thing: it is told what happened and answers with what is to be
 * done. The daemon and the simulation drive the same router. It has no clock, no socket and no randomness.
 */
import type { Address, Mac } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { Advert, ReceivedPacket } from '../wire/vrrp.ts'
import type { StateName, VrrpEvent } from './events.ts'
import type { VirtualAddress, VrrpSettings } from './settings.ts'

export type RouterEvent =
  /** All instances begin. Links, addresses and scripts that are known were told before. */
  | { readonly is: 'start'; readonly at: Micros }
  | { readonly is: 'due'; readonly at: Micros }
  | {
      readonly is: 'packet'
      readonly at: Micros
      readonly interface: string
      readonly packet: ReceivedPacket
    }
  /** An interface as it is now; `undefined` state: it does not exist. */
  | {
      readonly is: 'link'
      readonly at: Micros
      readonly interface: string
      readonly link: { readonly up: boolean; readonly address: Address | undefined } | undefined
    }
  | { readonly is: 'script'; readonly at: Micros; readonly name: string; readonly verdict: 'good' | 'bad' }
  | {
      readonly is: 'address-lost'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
    }
  /** A gratuitous ARP of another host. */
  | {
      readonly is: 'claimed'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
      readonly mac: Mac
    }
  /** Another host answered a probe of ours. */
  | {
      readonly is: 'answered'
      readonly at: Micros
      readonly interface: string
      readonly address: Address
      readonly mac: Mac
    }
  /** A reload: only what changed is touched. */
  | { readonly is: 'settings'; readonly at: Micros; readonly settings: VrrpSettings }
  | { readonly is: 'stop'; readonly at: Micros }

/** An address and where it belongs. */
export interface Placed {
  readonly interface: string
  readonly address: VirtualAddress
}

/** To be carried out in the given order. */
export type RouterEffect =
  | {
      readonly do: 'send'
      readonly instance: string
      readonly interface: string
      readonly source: Address
      readonly destination: Address
      readonly advert: Advert
    }
  /** Put the addresses on their interfaces; those that are there already stay untouched. */
  | { readonly do: 'claim'; readonly instance: string; readonly addresses: readonly Placed[] }
  /** Take them off, those that are there; rounds still to be announced are forgotten. */
  | { readonly do: 'release'; readonly instance: string; readonly addresses: readonly Placed[] }
  /** Send so many rounds of gratuitous ARP over the addresses, once they are on their interface. */
  | {
      readonly do: 'announce'
      readonly instance: string
      readonly addresses: readonly Placed[]
      readonly rounds: number
    }
  /** Ask who has the addresses (RFC 5227 section 2.1.1), to warn before they are taken. */
  | { readonly do: 'probe'; readonly instance: string; readonly addresses: readonly Placed[] }
  | {
      readonly do: 'notify'
      readonly of: 'instance' | 'group'
      readonly name: string
      readonly state: StateName
      /** Effective priority; 0 for groups. */
      readonly priority: number
    }
  | { readonly do: 'tell'; readonly event: VrrpEvent }
  /** After `stop`: every instance has let go. */
  | { readonly do: 'stopped' }
