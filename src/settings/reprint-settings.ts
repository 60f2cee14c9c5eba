/**
 * The typed settings with every default, as JSON: what the daemon would work with. Durations are whole
 * microseconds, as everywhere inside; what is not set is null. Refuses to rename anything: the fields are
 * those of the settings types, which may change from release to release.
 */
import type { Understood } from './understood.ts'

export interface SettingsDocument {
  /** Raised when this wrapper changes. */
  readonly version: 1
  readonly durations: 'microseconds'
  readonly settings: unknown
}

/** JSON text, ending in a newline. */
export function settingsText(understood: Understood): string {
  const document: SettingsDocument = { version: 1, durations: 'microseconds', settings: understood }
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
