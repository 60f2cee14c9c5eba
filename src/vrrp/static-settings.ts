/**
 * Addresses, routes and rules outside instances: keepalived.conf(5), STATIC. They are set when the daemon
 * starts and go when it stops. Refuses nothing: only valid settings are ever built.
 */
import type { RouteSettings } from './route-settings.ts'
import type { RuleSettings } from './rule-settings.ts'
import type { VirtualAddress } from './settings.ts'

export interface StaticAddress extends VirtualAddress {
  readonly interface: string
  /** The instances that leave master when it is lost. */
  readonly trackGroup?: string
}

/** track_group: who leaves master when something static is lost. */
export interface TrackGroup {
  readonly name: string
  /** Names of instances that there are, at least one. */
  readonly members: readonly string[]
}

export interface StaticSettings {
  readonly groups: readonly TrackGroup[]
  readonly addresses: readonly StaticAddress[]
  readonly routes: readonly RouteSettings[]
  readonly rules: readonly RuleSettings[]
}
