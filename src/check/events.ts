/** What happens to checks, real servers and services, as data. */
import type { Command } from '../conf/command.ts'

export type CheckEvent =
  | { readonly is: 'activated'; readonly server: string; readonly service: string }
  | { readonly is: 'check-succeeded'; readonly kind: string; readonly target: string }
  | { readonly is: 'check-failed'; readonly kind: string; readonly target: string; readonly retries: number }
  | {
      readonly is: 'check-could-not-run'
      readonly kind: string
      readonly target: string
      readonly text: string
    }
  | {
      readonly is: 'server'
      readonly change: 'added' | 'removed' | 'enabled' | 'disabled' | 'shutting-down' | 'gone'
      readonly server: string
      readonly service: string
    }
  | {
      readonly is: 'weight-changed'
      readonly server: string
      readonly service: string
      readonly from: number
      readonly to: number
      readonly active: boolean
    }
  | {
      readonly is: 'quorum'
      readonly change: 'gained' | 'lost' | 'starting-down'
      readonly service: string
      readonly quorum: number
      readonly hysteresis: number
      readonly sum: number
    }
  | { readonly is: 'service-gone'; readonly service: string }
  /** Told once: checks go on, nothing is forwarded. */
  | { readonly is: 'no-ipvs'; readonly code: string; readonly text: string }
  | {
      readonly is: 'ipvs-refused'
      readonly doing: string
      readonly what: string
      readonly code: string
      readonly text: string
    }

/** A script that a change of a real server or of a quorum owes; run by the parent. */
export interface OwedCommand {
  readonly why: string
  readonly command: Command
}
