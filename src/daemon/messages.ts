/**
 * The whole vocabulary between the parent and its workers. Every message is plain data that structured
 * cloning carries. Workers share nothing else. A worker may send
 * several messages as one list, in their order (`outbox.ts`).
 */
import type { CheckEvent, OwedCommand } from '../check/events.ts'
import type { LvsSettings } from '../lvs/settings.ts'
import type { ProcessSettings } from '../settings/global/settings.ts'
import type { TrackReport } from '../track/report.ts'
import type { Counters, StateName, VrrpEvent } from '../vrrp/events.ts'
import type { RouterView } from '../vrrp/view.ts'
import type { ProcessEvent } from './events.ts'
import type { VrrpWork } from './vrrp-work.ts'

/**
 * What the parent must do for an instance when the VRRP worker dies: send these packets, ready-made, and take
 * these addresses off. The parent understands neither.
 */
export interface Farewell {
  readonly instance: string
  readonly interfaceIndex: number
  readonly interface: string
  /** Whole IP packets, all of one family, and where they go. */
  readonly packets: readonly { readonly bytes: Uint8Array; readonly destination: string }[]
  /** RTM_DELADDR requests, ready-made. */
  readonly removals: readonly Uint8Array[]
}

export type ToVrrp =
  /**
   * The first one starts the worker, later ones reload it. `farewellSaid`: good-byes of one before it
   * have been sent, and its adverts must count as later ones.
   */
  | { readonly is: 'configure'; readonly work: VrrpWork; readonly farewellSaid?: true }
  /** What a tracked thing says now. */
  | { readonly is: 'report'; readonly report: TrackReport }
  | { readonly is: 'count'; readonly clear: boolean }
  /** For keepalived.data and keepalived.json. */
  | { readonly is: 'dump' }
  | { readonly is: 'ping' }
  /** `keep`: no priority 0, and addresses, routes and rules stay. */
  | { readonly is: 'stop'; readonly keep?: true }

export type FromVrrp =
  /** Loaded and waiting for its configuration. */
  | { readonly is: 'loaded' }
  | { readonly is: 'configured' }
  | { readonly is: 'event'; readonly event: VrrpEvent }
  /** Of the worker itself. */
  | { readonly is: 'process'; readonly event: ProcessEvent }
  | {
      readonly is: 'notify'
      readonly of: 'instance' | 'group'
      readonly name: string
      readonly state: StateName | 'MASTER_RX_LOWER_PRI'
      readonly priority: number
    }
  /** The effective priority has changed, and the state has not. */
  | {
      readonly is: 'notify-priority'
      readonly of: 'instance'
      readonly name: string
      readonly state: 'MASTER' | 'BACKUP'
      readonly priority: number
    }
  | { readonly is: 'farewells'; readonly farewells: readonly Farewell[] }
  | { readonly is: 'counted'; readonly instances: Readonly<Record<string, Counters>> }
  /** Undefined: it has no settings yet. */
  | { readonly is: 'dumped'; readonly view: RouterView | undefined }
  /** Alive: the loop turns. */
  | { readonly is: 'pong' }
  /** Cannot run at all: the parent ends the daemon with exit status 2. */
  | { readonly is: 'refused'; readonly text: string }
  | { readonly is: 'stopped' }

export type ToChecker =
  /** The first one starts the worker, later ones reload it. */
  | {
      readonly is: 'configure'
      readonly settings: LvsSettings
      readonly process: ProcessSettings | undefined
    }
  | { readonly is: 'ping' }
  | { readonly is: 'stop' }

export type FromChecker =
  | { readonly is: 'loaded' }
  | { readonly is: 'configured' }
  | { readonly is: 'event'; readonly event: CheckEvent }
  | { readonly is: 'process'; readonly event: ProcessEvent }
  | { readonly is: 'owes'; readonly owed: OwedCommand }
  | { readonly is: 'pong' }
  | { readonly is: 'stopped' }
