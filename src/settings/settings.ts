/** The whole configuration as typed settings: what parsing, binding and the checks across blocks produce. */
import type { Address, Prefix } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { NotifySettings } from '../notify/settings.ts'
import type { ScriptSettings } from '../track/settings.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'

export interface MailSettings {
  readonly to: readonly string[]
  readonly from: string | undefined
  readonly server: { readonly host: string; readonly port: number } | undefined
  readonly connectTimeout: Micros
}

export interface GlobalSettings {
  readonly routerId: string | undefined
  readonly mail: MailSettings
  readonly scriptUser: { readonly user: string; readonly group: string | undefined } | undefined
  readonly scriptSecurity: boolean
}

export interface Settings {
  readonly global: GlobalSettings
  readonly vrrp: VrrpSettings
  readonly scripts: readonly ScriptSettings[]
  readonly notify: NotifySettings
  readonly lvs: LvsSettings
}

/** What the checks across blocks must know of the host; undefined: check nothing that depends on it. */
export interface HostFacts {
  readonly interfaces: readonly {
    readonly name: string
    readonly loopback: boolean
    readonly addresses: readonly Address[]
    /** The same addresses with the length of their networks; undefined: not known. */
    readonly networks?: readonly Prefix[]
  }[]
}
