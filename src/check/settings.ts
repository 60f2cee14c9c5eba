/** What all checks have in common, and the settings of each kind. keepalived.conf(5), real_server. */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'

export interface CheckTiming {
  /** From the end of one check to the start of the next. */
  readonly delayLoop: Micros
  /** Further tries after a failure before the server counts as down. */
  readonly retry: number
  readonly delayBeforeRetry: Micros
  /** Random delay before the first check, at most this. */
  readonly warmup: Micros
  /** Counts as failed until the first success. */
  readonly alpha: boolean
}

export interface TcpCheckSettings {
  readonly is: 'tcp'
  readonly timing: CheckTiming
  readonly address: Address
  /** 1 to 65535. */
  readonly port: number
  readonly connectTimeout: Micros
}

export type CheckSettings = TcpCheckSettings
