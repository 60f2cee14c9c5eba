/** What the LVS machine remembers, what it is told and what it answers. */
import type { CheckEvent, OwedCommand } from '../check/events.ts'
import type { KernelCommand, KernelDestination, KernelEntry } from './kernel.ts'
import type { Plan, PlannedServer, PlannedService } from './plan.ts'

export interface ServerState {
  readonly planned: PlannedServer
  /** Keys of the checks whose last verdict is down; an alpha check begins there. */
  readonly down: readonly string[]
  /**
   * Takes traffic. Falls with the first check that fails, rises when the last one recovered; not simply
   * derived from `down`, because an alpha check that a reload brings does not take a working server out.
   */
  readonly alive: boolean
}

export interface ServiceState {
  readonly planned: PlannedService
  readonly quorumUp: boolean
  readonly servers: readonly ServerState[]
  /** What the kernel was told and holds, as far as it obeyed. */
  readonly present: readonly KernelDestination[]
}

export interface LvsState {
  readonly services: readonly ServiceState[]
}

export type LvsEvent =
  /** The first one starts everything, later ones are reloads. `present`: what the kernel has, ours or not. */
  | { readonly is: 'plan'; readonly plan: Plan; readonly present: readonly KernelEntry[] }
  /**
   * The kernel, of which nothing was known or whose state was lost, has this now, and should have what we
   * say.
   */
  | { readonly is: 'kernel'; readonly present: readonly KernelEntry[] }
  /** Also when it is the same as before (check/retry.ts). */
  | { readonly is: 'verdict'; readonly check: string; readonly verdict: 'up' | 'down' }
  /** Everything of ours leaves the kernel. */
  | { readonly is: 'stop' }

/** To be carried out in the given order. */
export type LvsEffect =
  | { readonly do: 'kernel'; readonly command: KernelCommand }
  | { readonly do: 'owe'; readonly owed: OwedCommand }
  | { readonly do: 'tell'; readonly event: CheckEvent }

export type ServiceStep = readonly [ServiceState, readonly LvsEffect[]]

export const nothing: LvsState = { services: [] }
