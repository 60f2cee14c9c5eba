/** What the command line decides about a run of the daemon, checked. keepalived(8), OPTIONS. */

/** Absolute; undefined: where it belongs by the configuration (`pid-paths.ts`). */
export interface GivenPidFiles {
  readonly daemon: string | undefined
  readonly vrrp: string | undefined
  readonly checker: string | undefined
}

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
  /** 1: -D; 2: -D twice, with what is only wanted when something is looked for. */
  readonly logDetail: 0 | 1 | 2
  /** Syslog facility number: 3 daemon, 1 user, 16 to 23 local0 to local7. */
  readonly logFacility: number
  /** Absolute: a file that gets the lines beside `logTo`. `flush`: each is on the disk before the next. */
  readonly logFile: { readonly path: string; readonly flush: boolean } | undefined
  readonly dumpConfiguration: boolean
  /** `all`: also those that the configuration has nothing for. */
  readonly subsystems: { readonly vrrp: boolean; readonly checker: boolean; readonly all: boolean }
  readonly respawn: boolean
  readonly stopOnInterrupt: boolean
  /** -V: the end of the daemon leaves addresses, routes and rules, and says no priority 0. */
  readonly keepWhenStopping: boolean
  /** -a: every address that comes or goes on an interface is told. */
  readonly reportAddresses: boolean
  /** -s: name below /run/netns; undefined: as net_namespace has it. */
  readonly namespace: string | undefined
  /** 0 to 0o777; undefined: as `umask` of global_defs has it. */
  readonly umask: number | undefined
  /** -m, -M: `pattern` is for /proc/sys/kernel/core_pattern while the daemon runs. */
  readonly coreDump: { readonly pattern: string | undefined } | undefined
  readonly pidFiles: GivenPidFiles
  /** As typed, for the log. */
  readonly commandLine: readonly string[]
  /** Options that are accepted and have no effect yet, as people type them: `--snmp (-x)`. */
  readonly later: readonly string[]
  /** Options that have nothing to do here, and why. */
  readonly idle: readonly { readonly option: string; readonly because: string }[]
}
