/**
 * Puts virtual addresses on interfaces with the routes and rules that belong to them, takes all off and
 * announces the addresses, in slices through the work queue: in the order of the effects, and never longer at
 * a stretch than an advert may wait.
 */
import type { Failure } from '../io/failure.ts'
import type { FrameSender } from '../io/frames.ts'
import type { Holdings } from '../vrrp/placement.ts'
import type { Placed } from '../vrrp/router.ts'
import { gratuitous, probe } from '../wire/arp.ts'
import type { Addresses } from './addresses.ts'
import type { Attachments } from './attachments.ts'
import type { Firewall } from './firewall.ts'
import type { Routing } from './routing.ts'
import { routedOf } from './statics.ts'
import { inSlices, sliceMax, type WorkQueue } from './work-queue.ts'

export interface PlacingOptions {
  readonly addresses: Addresses
  readonly routing: Pick<Routing, 'claim' | 'release'>
  readonly attachments: Attachments
  readonly frames: FrameSender
  readonly queue: WorkQueue
  readonly firewall: Pick<Firewall, 'hide' | 'show'>
  onRefused(interfaceName: string, failure: Failure): void
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
  /** Rules, then routes, then addresses. */
  release(owner: string, holdings: Holdings): void
  announce(owner: string, placed: readonly Placed[], rounds: number): void
  /** At once, for the first `sliceMax` of each interface. One that cannot be sent warns of nothing. */
  probe(placed: readonly Placed[]): void
}

export function openPlacing(options: PlacingOptions): Placing {
  const { addresses, firewall, routing, queue } = options
  const claimRouted = (owner: string, holdings: Holdings) => {
    const routed = routedOf(holdings)
    if (routed.length > 0) queue.add({ owner, kind: 'claim', slice: inSlices(routed, routing.claim) })
  }
  const announceOnce = (placed: readonly Placed[]) => {
    for (const [name, failure] of sendArp(options, placed, gratuitous)) options.onRefused(name, failure)
  }
  const announce: Placing['announce'] = (owner, placed, rounds) => {
    // Round by round over all addresses, not address by address: each is told once as early as possible.
    const all = Array.from({ length: Math.max(0, rounds) }, () => placed).flat()
    if (all.length > 0) queue.add({ owner, kind: 'announce', slice: inSlices(all, announceOnce) })
  }
  /** In its turn: a release before it that waits would make the addresses usable again. */
  const guard = (owner: string, placed: readonly Placed[], hidden: boolean) => {
    const slice = () => {
      if (hidden) firewall.hide(owner, placed)
      else firewall.show(owner, placed)
      return true
    }
    if (placed.length > 0) queue.add({ owner, kind: hidden ? 'claim' : 'release', slice })
  }
  return {
    claim: (owner, holdings, hidden) => {
      const placed = holdings.addresses
      guard(owner, placed, hidden)
      if (placed.length > 0) queue.add({ owner, kind: 'claim', slice: inSlices(placed, addresses.claim) })
      claimRouted(owner, holdings)
    },
    claimAndAnnounce: (owner, holdings, { rounds, hidden }) => {
      const placed = holdings.addresses
      guard(owner, placed, hidden)
      const slice = inSlices(placed, (some) => {
        addresses.claim(some)
        announceOnce(some)
      })
      if (placed.length > 0) queue.add({ owner, kind: 'claim', slice })
      claimRouted(owner, holdings)
      announce(owner, placed, rounds - 1)
    },
    release: (owner, holdings) => {
      // Claims that wait are done first and then undone: the order of effects is the order in the kernel.
      queue.drop((job) => job.owner === owner && job.kind === 'announce')
      const routed = routedOf(holdings).toReversed()
      if (routed.length > 0) queue.add({ owner, kind: 'release', slice: inSlices(routed, routing.release) })
      const placed = holdings.addresses
      if (placed.length === 0) return
      addresses.expectRelease(placed)
      queue.add({ owner, kind: 'release', slice: inSlices(placed, addresses.release) })
      guard(owner, placed, false)
    },
    announce,
    probe: (placed) => void sendArp(options, placed, probe),
  }
}

/** One frame an address; returns the interfaces on which that failed. Without a MAC there is no ARP. */
function sendArp(
  options: PlacingOptions,
  placed: readonly Placed[],
  frame: typeof gratuitous,
): ReadonlyMap<string, Failure> {
  const failures = new Map<string, Failure>()
  for (const [name, group] of byInterface(placed)) {
    const attachment = options.attachments.get(name)
    const mac = attachment?.mac
    if (attachment === undefined || mac === undefined) continue
    const frames = group.slice(0, sliceMax).map((item) => frame(mac, item.address.prefix.address))
    const failure = options.frames.send(attachment.index, frames)
    if (failure !== undefined) failures.set(name, failure)
  }
  return failures
}

function byInterface(placed: readonly Placed[]): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>()
  for (const item of placed) {
    const group = groups.get(item.interface)
    if (group === undefined) groups.set(item.interface, [item])
    else group.push(item)
  }
  return groups
}
