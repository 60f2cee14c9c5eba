/**
 * What holds for the daemon as a whole, checked and typed: global_defs and the lines at the top level,
 * keepalived.conf(5), GLOBAL CONFIGURATION. What belongs to one room has its type there.
 */
import type { Micros } from '../../base/time.ts'
import type { Command } from '../../conf/command.ts'
import type { LvsDefaults } from '../../lvs/defaults.ts'
import type { FifoSettings } from '../../notify/settings.ts'
import type { VrrpDefaults } from '../../vrrp/defaults.ts'

export interface MailSettings {
  /** notification_email: as written, `Name <address>` included. */
  readonly to: readonly string[]
  /** notification_email_from; undefined: USER@HOST. */
  readonly from: string | undefined
  /** smtp_server: an address or a name, and a port of 1 to 65535. */
  readonly server: { readonly host: string; readonly port: number } | undefined
  /** smtp_helo_name; undefined: the host name. */
  readonly helo: string | undefined
  /** smtp_connect_timeout: 1 s to 4294 s. */
  readonly connectTimeout: Micros
  /**
   * smtp_starttls, ours: `on` and `unverified` insist on encryption, `on` also on a certificate that fits.
   */
  readonly startTls: 'off' | 'on' | 'unverified'
  /** smtp_user and smtp_password, ours. */
  readonly login: MailLogin | undefined
  /** smtp_alert_vrrp, else smtp_alert: of instances and sync groups that say nothing. */
  readonly alertVrrp: boolean
  /** smtp_alert_checker, else smtp_alert; undefined: off for virtual servers, on for real servers. */
  readonly alertChecker: boolean | undefined
  /** no_email_faults: no mail when an instance enters the fault state. */
  readonly noFaults: boolean
  /** no_checker_emails: mails of real servers, none of single checks. */
  readonly noCheckers: boolean
}

export interface MailLogin {
  readonly user: string
  readonly password:
    | { readonly is: 'text'; readonly text: string }
    | { readonly is: 'file'; readonly path: string }
}

/** startup_script and shutdown_script: run once by the parent, before and after everything else. */
export interface OnceScript {
  readonly command: Command
  /** 1 s to 1000 s; then the script is ended. */
  readonly timeout: Micros
}

export interface GlobalScripts {
  readonly startup: OnceScript | undefined
  readonly shutdown: OnceScript | undefined
  /** use_symlink_paths: run scripts by the path as written instead of the one without links. */
  readonly useSymlinkPaths: boolean
  /** set_supplementary_groups: scripts get all groups of their user, not only where `:` asks for it. */
  readonly supplementaryGroups: boolean
}

/** How one of the processes runs: setpriority(2), sched_setscheduler(2), mlockall(2), setrlimit(2). */
export interface ProcessSettings {
  /** At most 15 bytes; undefined: as the program is called. */
  readonly name: string | undefined
  /** -20 to 19; undefined: as it was started. */
  readonly nice: number | undefined
  /** Of SCHED_RR, 1 to 99; undefined: no real-time scheduling. */
  readonly realTimePriority: number | undefined
  readonly noSwap: boolean
  /** Numbers of processors; empty: all. */
  readonly cpus: readonly number[]
  /**
   * RLIMIT_RTTIME: processor time without a pause under real-time scheduling, 2 µs to 4294.967295 s;
   * undefined: keepalived has 10 ms then, keepalived-ts no limit.
   */
  readonly realTimeLimit: Micros | undefined
}

export type WorkerName = 'vrrp' | 'checker' | 'bfd'

export interface ProcessesSettings {
  /** process_name; undefined: as the program is called. */
  readonly parentName: string | undefined
  readonly workers: Readonly<Record<WorkerName, ProcessSettings>>
  /**
   * max_auto_priority: highest real-time priority that a process that was woken late gives itself, 1 to 99;
   * 0: it never does; -1: nor is it advised.
   */
  readonly maxAutoPriority: number
  /** min_auto_priority_delay: how late is late, 1 µs to 10 s. */
  readonly minAutoPriorityDelay: Micros
  /** umask(2) of files that are made, 0 to 0o777; undefined: 0o177. */
  readonly umask: number | undefined
  /** child_wait_time: what processes get for ending, 0 s to 4294967295 s. */
  readonly childWait: Micros
}

/** SO_RCVBUF of a socket, in bytes; undefined: as the system has it. `force`: beyond rmem_max. */
export interface BufferSettings {
  readonly bytes: number | undefined
  readonly force: boolean
}

export interface BuffersSettings {
  readonly vrrpNetlinkCommand: BufferSettings
  readonly vrrpNetlinkMonitor: BufferSettings
  readonly lvsNetlinkCommand: BufferSettings
  readonly lvsNetlinkMonitor: BufferSettings
  readonly processMonitor: BufferSettings
  /** vrrp_rx_bufs_policy: of sockets that receive adverts; bytes, or so many of what the policy says. */
  readonly adverts:
    | { readonly is: 'system' }
    | { readonly is: 'bytes'; readonly bytes: number }
    | { readonly is: 'mtu' | 'advert'; readonly multiplier: number }
}

export interface SnmpSettings {
  /** snmp_socket: of the AgentX master. */
  readonly socket: string
  readonly traps: boolean
  /** enable_snmp_vrrp, enable_snmp_checker: the two parts of KEEPALIVED-MIB. */
  readonly vrrp: boolean
  readonly checker: boolean
  /** VRRP-MIB, RFC 2787, and VRRPV3-MIB, RFC 6527. */
  readonly rfc2787: boolean
  readonly rfc6527: boolean
  /** 1 ms to 30 s: counters of virtual and of real servers are read again when they are older. */
  readonly virtualServersEvery: Micros
  readonly realServersEvery: Micros
}

export interface DbusSettings {
  readonly enabled: boolean
  readonly serviceName: string
  /** Element of the object path of instances without interface. */
  readonly noInterfaceName: string
}

/** How addresses that must not be accepted are kept from answering. */
export interface FirewallSettings {
  readonly backend:
    | { readonly is: 'none' }
    | { readonly is: 'nftables'; readonly table: string; readonly chainPriority: number }
    | {
        readonly is: 'iptables'
        readonly inputChain: string
        readonly outputChain: string
        /** vrrp_ipsets; undefined: no sets, a rule for each address. */
        readonly sets: IpsetNames | undefined
      }
  /** nftables_ifindex: link-local addresses with the number of their interface. */
  readonly byInterfaceNumber: boolean
  readonly counters: boolean
  /** namespace_with_ipsets: also in kernels before 3.13. */
  readonly setsInNamespace: boolean
}

export interface IpsetNames {
  readonly ipv4: string
  readonly ipv6: string
  readonly ipv6Interface: string
  readonly igmp: string
  readonly mld: string
  readonly neighbours: string
}

export interface ReloadSettings {
  /** reload_check_config; keepalived-ts always looks at a configuration before it takes it. */
  readonly check: { readonly logFile: string | undefined } | undefined
  /** reload_time_file: says when to reload. */
  readonly timeFile: string | undefined
  /** reload_repeat: keep that file after the reload. */
  readonly repeat: boolean
  /** reload_file: is there while a configuration is read; undefined: none, '': in the pid directory. */
  readonly markerFile: string | undefined
}

export interface FilesSettings {
  /**
   * state_dump_file, stats_dump_file, json_dump_file; with a final `/` a directory; undefined:
   * keepalived.data and so on in $TMPDIR or /tmp.
   */
  readonly stateDump: string | undefined
  readonly statisticsDump: string | undefined
  readonly jsonDump: string | undefined
  /** json_version */
  readonly jsonVersion: 1 | 2
  /** data_use_instance: instance and namespace in the names of dumps. */
  readonly namesWithInstance: boolean
  readonly saveDirectory: string | undefined
  readonly temporaryDirectory: string | undefined
  /** Tables of iproute2: rt_tables and its neighbours; undefined: where iproute2 has them. */
  readonly iprouteVendorDirectory: string | undefined
  readonly iprouteDirectory: string | undefined
}

export interface GlobalSettings {
  readonly routerId: string | undefined
  readonly mail: MailSettings
  readonly scriptUser: { readonly user: string; readonly group: string | undefined } | undefined
  readonly scriptSecurity: boolean
  readonly scripts: GlobalScripts
  readonly fifos: {
    readonly all: FifoSettings | undefined
    readonly vrrp: FifoSettings | undefined
    readonly lvs: FifoSettings | undefined
    /** fifo_write_vrrp_states_on_reload */
    readonly statesOnReload: boolean
  }
  /**
   * notify_serial, ours: scripts of an instance or group wait for those of its earlier change, at most so
   * long, 1 s to 3600 s. undefined: they run side by side.
   */
  readonly notifySerial: Micros | undefined
  readonly processes: ProcessesSettings
  readonly buffers: BuffersSettings
  readonly snmp: SnmpSettings
  readonly dbus: DbusSettings
  readonly firewall: FirewallSettings
  readonly vrrp: VrrpDefaults
  readonly lvs: LvsDefaults
  readonly reload: ReloadSettings
  readonly files: FilesSettings
  /** instance: name of this one of several daemons on a host. */
  readonly instance: string | undefined
  /** use_pid_dir, and always with an instance or a namespace. */
  readonly pidDirectory: boolean
  /** net_namespace */
  readonly namespace: string | undefined
  /** net_namespace_ipvs; '': that of the host; undefined: as everything else. */
  readonly namespaceOfIpvs: string | undefined
  /** linkbeat_use_polling: ask interfaces for their link instead of being told. */
  readonly linkPolling: boolean
  /** random_seed: 0 to 4294967295; has no effect in keepalived either. */
  readonly randomSeed: number | undefined
}
