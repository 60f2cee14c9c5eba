/** What is tracked, checked and typed. keepalived.conf(5), VRRP scripts and its neighbours. */
import type { Micros } from '../base/time.ts'
import type { Command } from '../conf/command.ts'

export interface ScriptSettings {
  readonly name: string
  readonly command: Command
  /** From start to start. */
  readonly interval: Micros
  /** SIGTERM after this, SIGKILL 2 s later. */
  readonly timeout: Micros
  /** Successes in a row to be good, at least 1. */
  readonly rise: number
  /** Failures in a row to be bad, at least 1. */
  readonly fall: number
  /** Count the script as failed until its first run has ended. */
  readonly initFail: boolean
}

/** track_file: whoever follows it adds its number, times a weight, to the priority. */
export interface FileSettings {
  readonly name: string
  readonly path: string
  /** -254 to 254, of who says no other: what the number is multiplied by; 0: any number but 0 is a fault. */
  readonly weight: number
  readonly reverse: boolean
  /**
   * What is written at start if the file is not there, or in any case with `overwrite`: a number of 32 bits.
   */
  readonly initial: { readonly value: number; readonly overwrite: boolean } | undefined
}

/** vrrp_track_process: good while `quorum` to `quorumMax` processes of this kind run. */
export interface ProcessSettings {
  readonly name: string
  /** Compared with the kernel's short name, or with the first word of the command line. */
  readonly process: string
  readonly fullCommand: boolean
  /**
   * `any`: whatever they are. `exact`: the same, none included. `partial`: these come first. `initial`: the
   * last may be longer than the one here.
   */
  readonly match: 'any' | 'exact' | 'partial' | 'initial'
  readonly parameters: readonly string[]
  /** 0 to 65535. */
  readonly quorum: number
  /** 0 to 65535; undefined: any number. */
  readonly quorumMax: number | undefined
  /** How long a gained quorum must hold, 0 to 3600 s. */
  readonly forkDelay: Micros
  /** How long a lost quorum must stay lost, 0 to 3600 s. */
  readonly terminateDelay: Micros
}

/** One line of interface_up_down_delays. */
export interface InterfaceDelays {
  readonly interface: string
  /** How long the link must be down before it counts as down, 0 to 255 s. */
  readonly down: Micros
  /** The same for up. */
  readonly up: Micros
}

/** One line of linkbeat_interfaces. */
export interface LinkPolling {
  readonly interface: string
  /** Undefined: the first that the driver can. */
  readonly by: 'MII' | 'ETHTOOL' | 'IOCTL' | undefined
}

/** garp_group: what is sent on one of the interfaces counts for all of them. */
export interface GarpGroup {
  /** Each in one group only. */
  readonly interfaces: readonly string[]
  /** Between gratuitous ARP messages, 0 to 4294.967295 s; undefined: as everywhere else. */
  readonly garpInterval: Micros | undefined
  /** Between unsolicited neighbour advertisements; undefined: as everywhere else. */
  readonly gnaInterval: Micros | undefined
}

/** An interface whose loss is a fault of an instance although no track_interface names it. */
export interface ImplicitInterface {
  readonly interface: string
  readonly because: 'own' | 'address' | 'route' | 'rule'
}

export interface TrackSettings {
  readonly files: readonly FileSettings[]
  readonly processes: readonly ProcessSettings[]
  readonly delays: readonly InterfaceDelays[]
  readonly polled: readonly LinkPolling[]
  readonly garpGroups: readonly GarpGroup[]
  /** By instance. */
  readonly implicit: Readonly<Record<string, readonly ImplicitInterface[]>>
}
