/** What every kind of check is, and the port through which checks reach the network. */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { CheckSettings, CheckTiming } from './settings.ts'

export type CheckResult =
  | { readonly is: 'success' }
  | { readonly is: 'failure' }
  /** This host could not even try: says nothing about the server. */
  | { readonly is: 'could-not-run'; readonly text: string }

export interface Target {
  readonly address: Address
  /** 1 to 65535. */
  readonly port: number
}

/** How an attempt to connect ended. */
export type Connected =
  | { readonly is: 'connected' }
  | { readonly is: 'timeout' }
  | { readonly is: 'failed'; readonly code: string; readonly text: string }

export interface Attempt {
  /** `onEnd` is not called any more. */
  cancel(): void
}

/** Implemented in io/connect.ts; tests bring their own. */
export interface Connect {
  /**
   * Opens a connection and closes it again at once. `onEnd` is called once, never before `connect` returns.
   */
  connect(
    wish: { readonly target: Target; readonly timeout: Micros },
    onEnd: (end: Connected) => void,
  ): Attempt
}

export interface CheckPorts {
  readonly connect: Connect
}

/** One check with its settings, ready to run any number of times, never twice at once. */
export interface Check {
  /** Also the metric label. */
  readonly kind: CheckSettings['is']
  readonly target: Target
  readonly timing: CheckTiming
  /** Equal for checks that ask the same question: over a reload, one takes over what the other knows. */
  readonly identity: string
  run(ports: CheckPorts, onResult: (result: CheckResult) => void): Attempt
}
