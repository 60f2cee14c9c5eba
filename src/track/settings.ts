/** vrrp_script blocks, checked and typed. keepalived.conf(5), VRRP scripts. */
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
}
