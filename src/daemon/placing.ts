/**
 * Puts virtual addresses on interfaces, takes them off and announces them, in slices through the work queue:
 * in the order of the effects, and never longer at a stretch than an advert may wait.
 */
import type { Failure } from '../io/failure.ts'
import type { FrameSender } from '../io/frames.ts'
import type { Placed } from '../vrrp/router.ts'
import { gratuitous, probe } from '../wire/arp.ts'
import { type Addresses, sliceMax } from './addresses.ts'
import type { Attachments } from './attachments.ts'
import type { WorkQueue } from './work-queue.ts'

export interface PlacingOptions {
  readonly addresses: Addresses
  readonly attachments: Attachments
  readonly frames: FrameSender
  readonly queue: WorkQueue
  onRefused(interfaceName: string, failure: Failure): void
}

export interface Placing {
  claim(owner: string, placed: readonly Placed[]): void
  /**
   * Each slice is announced once as soon as it is there: the first of a thousand does not wait for the last.
   */
  claimAndAnnounce(owner: string, placed: readonly Placed[], rounds: number): void
  release(owner: string, placed: readonly Placed[]): void
  announce(owner: string, placed: readonly Placed[], rounds: number): void
  /** At once, for the first `sliceMax` of each interface. One that cannot be sent warns of nothing. */
  probe(placed: readonly Placed[]): void
}

export function openPlacing(options: PlacingOptions): Placing {
  const { addresses, queue } = options
  const announceOnce = (placed: readonly Placed[]) => {
    for (const [name, failure] of sendArp(options, placed, gratuitous)) options.onRefused(name, failure)
  }
  const announce: Placing['announce'] = (owner, placed, rounds) => {
    // Round by round over all addresses, not address by address: each is told once as early as possible.
    const all = Array.from({ length: Math.max(0, rounds) }, () => placed).flat()
    if (all.length > 0) queue.add({ owner, kind: 'announce', slice: inSlices(all, announceOnce) })
  }
  return {
    claim: (owner, placed) => {
      if (placed.length > 0) queue.add({ owner, kind: 'claim', slice: inSlices(placed, addresses.claim) })
    },
    claimAndAnnounce: (owner, placed, rounds) => {
      if (placed.length === 0) return
      const slice = inSlices(placed, (some) => {
        addresses.claim(some)
        announceOnce(some)
      })
      queue.add({ owner, kind: 'claim', slice })
      announce(owner, placed, rounds - 1)
    },
    release: (owner, placed) => {
      // Claims that wait are done first and then undone: the order of effects is the order in the kernel.
      queue.drop((job) => job.owner === owner && job.kind === 'announce')
      if (placed.length === 0) return
      addresses.expectRelease(placed)
      queue.add({ owner, kind: 'release', slice: inSlices(placed, addresses.release) })
    },
    announce,
    probe: (placed) => void sendArp(options, placed, probe),
  }
}

/** A job's `slice`: does the work for the next `sliceMax` items at each call. */
function inSlices(placed: readonly Placed[], work: (slice: readonly Placed[]) => void): () => boolean {
  let at = 0
  return () => {
    work(placed.slice(at, at + sliceMax))
    at += sliceMax
    return at >= placed.length
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
