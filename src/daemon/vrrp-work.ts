/**
 * What the VRRP worker is configured with: the parts of the settings that it acts on, and nothing that only
 * the parent needs. Plain data that structured cloning carries.
 */
import type { BuffersSettings, FirewallSettings, ProcessesSettings } from '../settings/global/settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { GarpGroup, LinkPolling } from '../track/settings.ts'
import type { AnnounceDefaults } from '../vrrp/defaults.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import type { StaticSettings } from '../vrrp/static-settings.ts'
import { withoutScripts } from './notices/scripts.ts'

/** How fast announcements may follow one another: keepalived.conf(5), vrrp_garp_interval, garp_group. */
export interface PaceSettings extends Pick<AnnounceDefaults, 'garpInterval' | 'gnaInterval'> {
  readonly groups: readonly GarpGroup[]
}

export interface VrrpWork {
  readonly vrrp: VrrpSettings
  /** Addresses, routes and rules outside instances. */
  readonly statics: StaticSettings
  readonly firewall: FirewallSettings
  readonly buffers: BuffersSettings
  readonly pace: PaceSettings
  /** linkbeat_interfaces: asked for their link, not awaited. */
  readonly polled: readonly LinkPolling[]
  /** linkbeat_use_polling of global_defs: all of them. */
  readonly pollAll: boolean
  readonly disableLocalIgmp: boolean
  /** Names, priorities and processors of the processes. */
  readonly processes: ProcessesSettings
  /** -D: somebody reads every single step. */
  readonly detail: boolean
  /** -a: every address that comes or goes is told. */
  readonly reportAddresses: boolean
}

/** `refused`: scripts that may not run, which no instance then tracks. */
export function vrrpWorkOf(
  settings: Settings,
  given: { readonly refused: readonly string[]; readonly detail: boolean; readonly reportAddresses: boolean },
): VrrpWork {
  const { global, statics, tracks } = settings
  const { refused, detail, reportAddresses } = given
  const { garpInterval, gnaInterval } = global.vrrp.announce
  return {
    vrrp: withoutSessions(withoutScripts(settings.vrrp, refused)),
    statics,
    firewall: global.firewall,
    buffers: global.buffers,
    pace: { garpInterval, gnaInterval, groups: tracks.garpGroups },
    polled: tracks.polled,
    pollAll: global.linkPolling,
    disableLocalIgmp: global.vrrp.disableLocalIgmp,
    processes: global.processes,
    detail,
    reportAddresses,
  }
}

/**
 * No instance follows a BFD session as long as nobody opens one (track/rows-bfd.ts, `later`): a session that
 * says nothing is down, and would hold its instances in FAULT for ever.
 */
function withoutSessions(vrrp: VrrpSettings): VrrpSettings {
  if (vrrp.instances.every(({ trackBfd }) => trackBfd.length === 0)) return vrrp
  return { ...vrrp, instances: vrrp.instances.map((instance) => ({ ...instance, trackBfd: [] })) }
}

/** Whether there is anything to do for a VRRP worker. */
export function hasVrrpWork({ vrrp, statics }: Pick<Settings, 'vrrp' | 'statics'>): boolean {
  const { addresses, routes, rules } = statics
  return vrrp.instances.length + addresses.length + routes.length + rules.length > 0
}
