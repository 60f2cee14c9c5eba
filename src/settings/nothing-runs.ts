/**
 * A configuration with which the daemon starts and does nothing: it is empty, or all of it is left out. A
 * reload to it is refused (plan/reload-verdict.ts), so whoever checks it must hear of it.
 */
import type { Diagnostic } from '../conf/diagnostics.ts'
import type { Loaded } from './load.ts'
import type { Settings } from './settings.ts'

/** Nothing of it asks the daemon for a process. */
export function hasNothing({ vrrp, lvs }: Settings): boolean {
  return vrrp.instances.length === 0 && lvs.services.length === 0
}

/** One warning, or none. `file`: where the configuration begins. */
export function nothingRuns(
  { settings, understood }: Pick<Loaded, 'settings' | 'understood'>,
  file: string,
): readonly Diagnostic[] {
  // With a fatal error nothing starts, which that error says.
  if (settings === undefined || !hasNothing(settings)) return []
  const { vrrp, lvs } = understood
  const written = vrrp.instances.length + lvs.services.length
  return [
    {
      code: 'nothing-runs',
      severity: 'warning',
      span: { file, line: 1, column: 1, length: 0 },
      message:
        written === 0
          ? 'nothing runs: there is no vrrp_instance and no virtual_server that can be used'
          : 'nothing runs: every vrrp_instance and virtual_server is left out',
      instead: 'a start goes on and does nothing; a daemon that runs something refuses to reload to it',
    },
  ]
}
