/**
 * What a configuration says, beside what of it runs: virtual servers that the daemon cannot do yet are
 * understood and left out. Types only.
 */
import type { SslSettings } from '../check/settings.ts'
import type { ServiceGroup, ServiceSettings } from '../lvs/settings.ts'
import type { Settings } from './settings.ts'

/** Everything that the configuration says, whether it can be run or not. */
export interface Understood extends Omit<Settings, 'lvs'> {
  readonly lvs: {
    readonly services: readonly ServiceSettings[]
    readonly groups: readonly ServiceGroup[]
    /** Undefined: SSL_GET shows no certificate. */
    readonly ssl: SslSettings | undefined
  }
}
