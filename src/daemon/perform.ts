/**
 * Carries out what the virtual routers ask for: the one switch from effects to sockets, kernel and parent. Long work
 * goes through the queue in slices; order is kept within it.
 */
import { unreachable } from '../base/bug.ts'
import { type Micros, minus } from '../base/time.ts'
import type { FrameSender } from '../io/frames.ts'
import type { Placed, RouterEffect } from '../vrrp/router.ts'
import { gratuitous, probe } from '../wire/arp.ts'
import { encodePacket } from '../wire/vrrp.ts'
import { type Addresses, sliceMax } from './addresses.ts'
import type { Attachments } from './attachments.ts'
import type { FromVrrp } from './messages.ts'
import type { WorkQueue } from './work-queue.ts'

export interface PerformOptions {
  readonly addresses: Addresses
  readonly attachments: Attachments
  readonly frames: FrameSender
  readonly queue: WorkQueue
  now(): Micros
  tell(message: FromVrrp): void
  onStopped(): void
}

/** RFC 9568 section 5.1.1.3. */
const ttl = 255
/** An error that lasts is told again after this. */
const repeatFailureAfter = 60_000_000

export function openPerformer(options: PerformOptions): (effects: readonly RouterEffect[]) => void {
  /** IPv4 identification of the last advert of each instance: 1 first, 0 never (as keepalived). */
  const identifications = new Map<string, number>()
  const failures = new Map<string, { readonly code: string; readonly at: Micros }>()

  const send = (effect: Extract<RouterEffect, { do: 'send' }>) => {
    const id = ((identifications.get(effect.instance) ?? 0) % 0xffff) + 1
    identifications.set(effect.instance, id)
    const { source, destination } = effect
    const packet = encodePacket(effect.advert, { source, destination, id, ttl })
    const sender = options.attachments.get(effect.interface)?.sender
    const failure = sender?.send(packet, destination)
    noteFailure(effect.instance, failure)
  }

  const noteFailure = (instance: string, failure: { code: string; text: string } | undefined) => {
    if (failure === undefined) {
      failures.delete(instance)
      return
    }
    const last = failures.get(instance)
    const at = options.now()
    if (last?.code === failure.code && minus(at, last.at) < repeatFailureAfter) return
    failures.set(instance, { code: failure.code, at })
    const { code, text } = failure
    options.tell({ is: 'event', event: { is: 'send-failed', instance, code, text } })
  }

  const announceOnce = (placed: readonly Placed[]) => {
    for (const [name, group] of byInterface(placed)) {
      const attachment = options.attachments.get(name)
      const mac = attachment?.mac
      if (attachment === undefined || mac === undefined) continue
      const frames = group.map((item) => gratuitous(mac, item.address.prefix.address))
      const failure = options.frames.send(attachment.index, frames)
      if (failure !== undefined) refuseAnnouncing(name, failure)
    }
  }

  const refuseAnnouncing = (name: string, failure: { code: string; text: string }) => {
    const { code, text } = failure
    options.tell({
      is: 'event',
      event: { is: 'kernel-refused', doing: 'announce', what: name, code, text },
    })
  }

  const probeFor = (placed: readonly Placed[]) => {
    for (const [name, group] of byInterface(placed)) {
      const attachment = options.attachments.get(name)
      const mac = attachment?.mac
      if (attachment === undefined || mac === undefined) continue
      // A probe that cannot be sent warns of nothing; the take-over does not depend on it.
      options.frames.send(
        attachment.index,
        group.slice(0, sliceMax).map((item) => probe(mac, item.address.prefix.address)),
      )
    }
  }

  const inSlices = (placed: readonly Placed[], work: (slice: readonly Placed[]) => void) => {
    let at = 0
    return () => {
      work(placed.slice(at, at + sliceMax))
      at += sliceMax
      return at >= placed.length
    }
  }

  const claim = (owner: string, placed: readonly Placed[]) => {
    if (placed.length === 0) return
    options.queue.add({ owner, kind: 'claim', slice: inSlices(placed, options.addresses.claim) })
  }

  const release = (owner: string, placed: readonly Placed[]) => {
    // Claims that wait are done first and then undone: the order of effects is the order in the kernel.
    options.queue.drop((job) => job.owner === owner && job.kind === 'announce')
    if (placed.length === 0) return
    options.queue.add({ owner, kind: 'release', slice: inSlices(placed, options.addresses.release) })
  }

  /** Each slice is announced once as soon as it is there: the first of a thousand does not wait for the last. */
  const claimAndAnnounce = (owner: string, placed: readonly Placed[], rounds: number) => {
    if (placed.length === 0) return
    const slice = inSlices(placed, (some) => {
      options.addresses.claim(some)
      announceOnce(some)
    })
    options.queue.add({ owner, kind: 'claim', slice })
    announce(owner, placed, rounds - 1)
  }

  const announce = (owner: string, placed: readonly Placed[], rounds: number) => {
    if (placed.length === 0 || rounds <= 0) return
    const total = placed.length * rounds
    let at = 0
    // Round by round over all addresses, not address by address: each is told once as early as possible.
    const slice = () => {
      const items: Placed[] = []
      for (const end = Math.min(at + sliceMax, total); at < end; at++) {
        const item = placed[at % placed.length]
        if (item !== undefined) items.push(item)
      }
      announceOnce(items)
      return at >= total
    }
    options.queue.add({ owner, kind: 'announce', slice })
  }

  return (effects) => {
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at]
      const next = effects[at + 1]
      if (effect === undefined) continue
      if (effect.do === 'claim' && next?.do === 'announce' && isSameList(effect.addresses, next.addresses)) {
        claimAndAnnounce(effect.instance, effect.addresses, next.rounds)
        at++
        continue
      }
      switch (effect.do) {
        case 'send':
          send(effect)
          break
        case 'claim':
          claim(effect.instance, effect.addresses)
          break
        case 'release':
          release(effect.instance, effect.addresses)
          break
        case 'announce':
          announce(effect.instance, effect.addresses, effect.rounds)
          break
        case 'probe':
          probeFor(effect.addresses)
          break
        case 'notify':
          options.tell({ ...effect, is: 'notify' })
          break
        case 'tell':
          options.tell({ is: 'event', event: effect.event })
          break
        case 'stopped':
          options.queue.whenIdle(options.onStopped)
          break
        default:
          unreachable(effect)
      }
    }
  }
}

function isSameList(claimed: readonly Placed[], announced: readonly Placed[]): boolean {
  return claimed.length === announced.length && claimed.every((item, at) => sameAddress(item, announced[at]))
}

function sameAddress(a: Placed, b: Placed | undefined): boolean {
  return a.interface === b?.interface && a.address.prefix.address === b.address.prefix.address
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
