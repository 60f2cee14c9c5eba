/**
 * Carries out what the virtual routers ask for: the one switch from effects to sockets, kernel and parent.
 */
import { unreachable } from '../../base/bug.ts'
import type { Micros } from '../../base/time.ts'
import { digests } from '../../io/digests.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import type { Holdings } from '../../vrrp/placement.ts'
import type { Placed, RouterEffect } from '../../vrrp/router.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Firewall } from '../kernel/firewall.ts'
import type { Routing } from '../kernel/routing.ts'
import type { FromVrrp } from '../messages.ts'
import type { WorkQueue } from '../work-queue.ts'
import type { Announcing } from './announcing.ts'
import type { Attachments } from './attachments.ts'
import { openPlacing } from './placing.ts'
import { openSending } from './sending.ts'
import { stepsOf } from './steps.ts'

export interface PerformOptions {
  readonly addresses: Addresses
  readonly routing: Pick<Routing, 'claim' | 'release'>
  readonly attachments: Attachments
  readonly announcing: Announcing
  readonly queue: WorkQueue
  readonly firewall: Pick<Firewall, 'hide' | 'ready' | 'mark' | 'show'>
  /** What of it may go. */
  releasable(holdings: Holdings): Holdings
  /** -D: every single step is told. */
  isDetailed(): boolean
  now(): Micros
  tell(message: FromVrrp): void
  tellEvent(event: VrrpEvent): void
  /** Everything is released, in the kernel too. */
  onStopped(): void
}

export function openPerformer(options: PerformOptions): (effects: readonly RouterEffect[]) => void {
  const { attachments, now, tell, tellEvent } = options
  const sending = openSending({ attachments, digests, now, tell: tellEvent })
  const placing = openPlacing(options)
  const perform = (effect: RouterEffect) => {
    switch (effect.do) {
      case 'send':
        return sending.send(effect)
      case 'claim':
        return placing.claim(effect.instance, effect.holdings, effect.hidden)
      case 'release':
        return placing.release(effect.instance, effect.holdings, effect.kept)
      case 'announce':
        return placing.announce(effect.instance, effect.addresses, effect.rounds)
      case 'probe':
        return options.announcing.probe(effect.addresses)
      case 'notify':
        if (effect.of === 'instance' && effect.state === 'DELETED') sending.forget(effect.name)
        return tell({ ...effect, is: 'notify' })
      case 'notify-priority':
        return tell({ ...effect, is: 'notify-priority' })
      case 'tell':
        return tellEvent(effect.event)
      case 'stopped':
        return options.queue.whenIdle(options.onStopped)
      default:
        return unreachable(effect)
    }
  }
  return (effects) => {
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at]
      const next = effects[at + 1]
      if (effect === undefined) continue
      if (options.isDetailed()) for (const event of stepsOf(effect)) tellEvent(event)
      if (
        effect.do === 'claim' &&
        next?.do === 'announce' &&
        isSameList(effect.holdings.addresses, next.addresses)
      ) {
        const how = { rounds: next.rounds, hidden: effect.hidden }
        if (options.isDetailed()) for (const event of stepsOf(next)) tellEvent(event)
        placing.claimAndAnnounce(effect.instance, effect.holdings, how)
        at++
      } else perform(effect)
    }
  }
}

function isSameList(claimed: readonly Placed[], announced: readonly Placed[]): boolean {
  return claimed.length === announced.length && claimed.every((item, at) => isSame(item, announced[at]))
}

function isSame(a: Placed, b: Placed | undefined): boolean {
  return a.interface === b?.interface && a.address.prefix.address === b.address.prefix.address
}
