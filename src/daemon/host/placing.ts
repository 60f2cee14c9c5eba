/**
 * Puts virtual addresses on interfaces with the routes and rules that belong to them, takes all off and
 * announces the addresses, in slices through the work queue: in the order of the effects, and never longer at
 * a stretch than an advert may wait.
 */
import { type Holdings, isNothing } from '../../vrrp/placement.ts'
import type { Placed } from '../../vrrp/router.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Firewall } from '../kernel/firewall.ts'
import type { Routing } from '../kernel/routing.ts'
import { routedOf } from '../kernel/statics.ts'
import { inSlices, type WorkQueue } from '../work-queue.ts'
import type { Announcing } from './announcing.ts'

export interface PlacingOptions {
  readonly addresses: Pick<Addresses, 'claim' | 'expectRelease' | 'isRefused' | 'release'>
  readonly routing: Pick<Routing, 'claim' | 'release'>
  readonly announcing: Pick<Announcing, 'send' | 'forget'>
  readonly queue: WorkQueue
  readonly firewall: Pick<Firewall, 'hide' | 'ready' | 'mark' | 'show'>
  /** What of it may go: static things stay, whoever held them beside. */
  releasable(holdings: Holdings): Holdings
}

export interface Placing {
  /**
   * Addresses, then routes, then rules. `hidden`: what is sent to the addresses does not arrive, from before
   * they are there until after they are gone.
   */
  claim(owner: string, holdings: Holdings, hidden: boolean): void
  /**
   * Each slice is announced once as soon as it is there: the first of a thousand does not wait for the last.
   */
  claimAndAnnounce(
    owner: string,
    holdings: Holdings,
    how: { readonly rounds: number; readonly hidden: boolean },
  ): void
  /** Rules, then routes, then addresses. `kept`: these stay, and are hidden for this owner no more. */
  release(owner: string, holdings: Holdings, kept?: readonly Placed[]): void
  announce(owner: string, placed: readonly Placed[], rounds: number): void
}

export function openPlacing(options: PlacingOptions): Placing {
  const { addresses, announcing, firewall, routing, queue } = options
  const present = (some: readonly Placed[]) => some.filter((item) => !addresses.isRefused(item))
  const claimRouted = (owner: string, holdings: Holdings) => {
    const routed = routedOf(holdings)
    if (routed.length > 0) queue.add({ owner, kind: 'claim', slice: inSlices(routed, routing.claim) })
  }
  const announceRounds = (
    owner: string,
    placed: readonly Placed[],
    { rounds, most }: { readonly rounds: number; readonly most: number },
  ) => {
    // Round by round over all addresses, not address by address: each is told once as early as possible.
    const all = Array.from({ length: Math.max(0, rounds) }, () => placed).flat()
    const slice = inSlices(all, (some) => announcing.send(owner, present(some), most))
    if (all.length > 0) queue.add({ owner, kind: 'announce', slice })
  }
  return {
    claim: (owner, holdings, hidden) => {
      const placed = holdings.addresses
      guard(firewall, { owner, placed, hidden })
      const slice = guarded(placed, { before: firewall.ready, work: addresses.claim })
      if (placed.length > 0) queue.add({ owner, kind: 'claim', slice })
      claimRouted(owner, holdings)
    },
    claimAndAnnounce: (owner, holdings, { rounds, hidden }) => {
      const placed = holdings.addresses
      const work = (some: readonly Placed[]) => {
        addresses.claim(some)
        announcing.send(owner, present(some), rounds)
      }
      guard(firewall, { owner, placed, hidden })
      const slice = guarded(placed, { before: firewall.ready, work })
      if (placed.length > 0) queue.add({ owner, kind: 'claim', slice })
      claimRouted(owner, holdings)
      announceRounds(owner, placed, { rounds: rounds - 1, most: rounds })
    },
    release: (owner, all, kept = []) => {
      firewall.show(owner, kept, firewall.mark())
      if (isNothing(all)) return
      // Claims that wait are done first and then undone: the order of effects is the order in the kernel.
      queue.drop((job) => job.owner === owner && job.kind === 'announce')
      announcing.forget(owner)
      const mark = firewall.mark()
      const holdings = options.releasable(all)
      const routed = routedOf(holdings).toReversed()
      if (routed.length > 0) queue.add({ owner, kind: 'release', slice: inSlices(routed, routing.release) })
      const placed = holdings.addresses
      const after = () => firewall.show(owner, all.addresses, mark)
      if (placed.length === 0) return after()
      addresses.expectRelease(placed)
      const slice = guarded(placed, { after, work: addresses.release })
      queue.add({ owner, kind: 'release', slice })
    },
    announce: (owner, placed, rounds) => announceRounds(owner, placed, { rounds, most: rounds }),
  }
}

/** What every claim begins with; a release before it that still waits does not undo it. */
function guard(
  firewall: PlacingOptions['firewall'],
  claim: { readonly owner: string; readonly placed: readonly Placed[]; readonly hidden: boolean },
): void {
  const { owner, placed, hidden } = claim
  if (hidden) firewall.hide(owner, placed)
  else firewall.show(owner, placed, firewall.mark())
}

/** A slice with something before the first and after the last item. */
function guarded(
  placed: readonly Placed[],
  job: { before?(): void; after?(): void; work(some: readonly Placed[]): void },
): () => boolean {
  const slice = inSlices(placed, job.work)
  let isBegun = false
  return () => {
    if (!isBegun) job.before?.()
    isBegun = true
    const isDone = slice()
    if (isDone) job.after?.()
    return isDone
  }
}
