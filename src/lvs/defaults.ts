/**
 * What global_defs says of IPVS and of health checks, checked and typed: keepalived.conf(5), lvs_* and
 * others.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

/** ipvsadm(8), --set; undefined: as the kernel has it. 0 s to 2678400 s each. */
export interface LvsTimeouts {
  readonly tcp: Micros | undefined
  readonly tcpFin: Micros | undefined
  readonly udp: Micros | undefined
}

/** The daemon in the kernel that tells a partner of connections: ipvsadm(8), --start-daemon. */
export interface LvsSyncDaemon {
  /** 1 to 15 characters. */
  readonly interface: string
  /** Whose state decides between master and backup; undefined: none is named. */
  readonly instance: string | undefined
  /** 0 to 255; undefined: the virtual_router_id of the instance, 0 without one. */
  readonly id: number | undefined
  /** Bytes of a packet, 1 to 65507; undefined: as the kernel has it. So have the others. */
  readonly lengthMax: number | undefined
  readonly port: number | undefined
  readonly ttl: number | undefined
  readonly group: Address | undefined
}

export interface LvsDefaults {
  readonly timeouts: LvsTimeouts
  /** lvs_flush: empty the table before the first service is added. */
  readonly flushOnStart: boolean
  /** lvs_flush_on_stop: `services`: only ours, `all`: the whole table; undefined: entry by entry. */
  readonly flushOnStop: 'all' | 'services' | undefined
  readonly syncDaemon: LvsSyncDaemon | undefined
  /** nftables_ipvs: fwmarks by nftables for virtual server groups. */
  readonly nftables:
    | { readonly table: string; readonly chainPriority: number; readonly firstFwmark: number }
    | undefined
  /** rs_init_notifies: notify scripts also run for the first verdict of a real server. */
  readonly notifyOnStart: boolean
  /** checker_log_all_failures: of checks that do not say it themselves. */
  readonly logAllFailures: boolean
}
