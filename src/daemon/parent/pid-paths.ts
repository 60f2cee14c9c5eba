/**
 * Where pid files and what stands beside them are, and what this one of several daemons is called:
 * keepalived(8), NAMESPACES; keepalived.conf(5), instance, use_pid_dir.
 */
import { dirname } from 'node:path'
import type { GlobalSettings } from '../../settings/settings.ts'
import type { GivenPidFiles } from '../run-options.ts'

export interface PidFiles {
  readonly daemon: string
  readonly vrrp: string
  readonly checker: string
}

/** What the command line says comes first. `namespace`: the one that the daemon works in. */
export function pidFilesOf(
  given: GivenPidFiles,
  global: Pick<GlobalSettings, 'instance' | 'pidDirectory'> | undefined,
  namespace: string | undefined,
): PidFiles {
  const ownDirectory = global?.pidDirectory === true || namespace !== undefined
  const instance = global?.instance === undefined ? '' : `_${global.instance}`
  const path = (name: string) =>
    ownDirectory ? `/run/keepalived/${name}${instance}.pid` : `/run/${name}.pid`
  return {
    daemon: given.daemon ?? path('keepalived'),
    vrrp: given.vrrp ?? path('vrrp'),
    checker: given.checker ?? path('checkers'),
  }
}

/** The program's name in the system log: Keepalived_NAMESPACE_INSTANCE. */
export function syslogIdent(instance: string | undefined, namespace: string | undefined): string {
  return ['Keepalived', namespace, instance].filter((part) => part !== undefined).join('_')
}

/** reload_file: beside the pid file when it has no path. */
export function markerPath(marker: string | undefined, pidFile: string): string | undefined {
  return marker === '' ? `${dirname(pidFile)}/keepalived.reload` : marker
}
