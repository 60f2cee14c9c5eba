/** What the command line decides about a run of the daemon, checked. keepalived(8), OPTIONS. */

export interface RunOptions {
  /** Absolute. */
  readonly configFile: string
  /** For lines marked @ID; undefined: the host name up to its first dot. */
  readonly configId: string | undefined
  /** A missing configuration file is an error. */
  readonly allConfig: boolean
  readonly foreground: boolean
  readonly logTo: 'stderr' | 'syslog' | 'none'
  readonly logJson: boolean
  readonly logDetail: boolean
  /** Syslog facility number: 3 daemon, 1 user, 16 to 23 local0 to local7. */
  readonly logFacility: number
  readonly dumpConfiguration: boolean
  readonly subsystems: { readonly vrrp: boolean; readonly checker: boolean }
  readonly respawn: boolean
  readonly stopOnInterrupt: boolean
  readonly pidFiles: { readonly daemon: string; readonly vrrp: string; readonly checker: string }
  /** As typed, for the log. */
  readonly commandLine: readonly string[]
  /** Options that are accepted and have no effect yet, as people type them: `--dont-release-vrrp (-V)`. */
  readonly later: readonly string[]
}
