/**
 * One line of virtual_rules or static_rules, checked and typed for rtnetlink(7); ip-rule(8) tells what each
 * part does. An absent field was not given. Refuses nothing: only valid settings are ever built.
 */
import type { Family, Prefix } from '../base/address.ts'
import type { Realms } from './route-settings.ts'

/** Both ends are part of it. */
export interface NumberRange {
  readonly first: number
  readonly last: number
}

export type RuleAction =
  | {
      /** Look the route up there: 1 to 4294967295. */
      readonly is: 'table'
      readonly table: number
    }
  /** Go on with the rule of that preference, which is higher than that of this rule. */
  | { readonly is: 'goto'; readonly preference: number }
  /** Look the route up in the table of the VRF that the packet belongs to. */
  | { readonly is: 'l3mdev' }
  | { readonly is: 'nop' | 'blackhole' | 'prohibit' | 'unreachable' }

export interface RuleSettings {
  readonly family: Family
  /** The lowest is asked first: 0 to 4294967295. */
  readonly preference: number
  /** For packets that do not match. */
  readonly inverted: boolean
  readonly from?: Prefix
  readonly to?: Prefix
  /** 0 to 255. */
  readonly tos?: number
  /** Firewall mark, each 0 to 4294967295; without a mask all bits count. */
  readonly mark?: { readonly value: number; readonly mask?: number }
  /** `iif`. */
  readonly inputInterface?: string
  /** `oif`. */
  readonly outputInterface?: string
  /** IPv4 and tables only. */
  readonly realms?: Realms
  /** Tables only: routes of such or shorter prefixes do not count; 0 to 2147483647. */
  readonly suppressPrefixLength?: number
  /** Tables only: routes through interfaces of this group do not count; 0 to 2147483647. */
  readonly suppressGroup?: number
  /** 0 to 2^64-1 in decimal: more than a number holds. */
  readonly tunnelId?: string
  /** User ids, each 0 to 4294967295. */
  readonly users?: NumberRange
  /** IPPROTO_*, 0 to 127. */
  readonly ipProtocol?: number
  /** 0 to 65535. */
  readonly sourcePorts?: NumberRange
  /** 0 to 65535. */
  readonly destinationPorts?: NumberRange
  /** RTPROT_*, 0 to 255. */
  readonly protocol: number
  readonly action: RuleAction
  /** Its loss and that of its interfaces count; false: `no_track`. */
  readonly tracked: boolean
  /** Static rules: the instances that leave master when it is lost. */
  readonly trackGroup?: string
}
