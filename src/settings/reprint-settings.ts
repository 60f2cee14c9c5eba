/**
 * The typed settings with every default, as JSON: what the daemon would work with. Durations are whole
 * microseconds, as everywhere inside; what is not set is null. Refuses to rename anything: the fields are
 * those of the settings types, which may change from release to release.
 */
import type { Understood } from './not-yet.ts'
import { hidden } from './secrets.ts'

export interface SettingsDocument {
  /** Raised when this wrapper changes. */
  readonly version: 1
  readonly durations: 'microseconds'
  readonly settings: unknown
}

/** JSON text, ending in a newline. */
export function settingsText(understood: Understood, options: { readonly hideSecrets: boolean }): string {
  const settings = options.hideSecrets ? withoutSecrets(understood) : understood
  const document: SettingsDocument = { version: 1, durations: 'microseconds', settings }
  return `${JSON.stringify(document, plainly, 2)}\n`
}

/** What JSON has no words for. */
function plainly(_key: string, value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Map) {
    const entries = [...value]
    return entries.every(([key]) => typeof key === 'string') ? Object.fromEntries(entries) : entries
  }
  return value instanceof Set ? [...value] : value
}

function withoutSecrets(understood: Understood): unknown {
  const { vrrp, lvs } = understood
  const instances = vrrp.instances.map((instance) => {
    const { authentication, hmac } = instance
    return {
      ...instance,
      authentication: 'password' in authentication ? { ...authentication, password: hidden } : authentication,
      hmac: hmac && {
        ...hmac,
        keys: hmac.keys.map(({ id, secret }) => ({
          id,
          secret: secret.is === 'file' ? secret : { is: secret.is, text: hidden },
        })),
      },
    }
  })
  const ssl = lvs.ssl && { ...lvs.ssl, password: lvs.ssl.password && hidden }
  return { ...understood, vrrp: { ...vrrp, instances }, lvs: { ...lvs, ssl } }
}
