/** The whole configuration as typed settings: what parsing, binding and the checks across blocks produce. */
import type { HostInterface } from '../base/host-interface.ts'
import type { BfdSettings } from '../bfd/settings.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { NotifySettings, ReportsSettings } from '../notify/settings.ts'
import type { ScriptSettings, TrackSettings } from '../track/settings.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import type { StaticSettings } from '../vrrp/static-settings.ts'
import type { GlobalSettings } from './global/settings.ts'

export type { HostInterface } from '../base/host-interface.ts'
export type { GlobalSettings, MailSettings } from './global/settings.ts'

export interface Settings {
  readonly global: GlobalSettings
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly tracks: TrackSettings
  readonly bfd: readonly BfdSettings[]
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
  readonly lvs: LvsSettings
  readonly statics: StaticSettings
}

/** What the checks across blocks must know of the host; undefined: check nothing that depends on it. */
export interface HostFacts {
  readonly interfaces: readonly HostInterface[]
}
