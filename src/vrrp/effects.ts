/**
 * The effects of an instance, built from its facts, so that every cell says the same thing in the same way.
 * Refuses to decide when. What an advert looks like is told in adverts.ts.
 */
import { advertEffect } from './adverts.ts'
import type { Because } from './announce.ts'
import { ownerPriority } from './election.ts'
import type { StateName, VrrpEvent } from './events.ts'
import { type Holdings, holdingsOf, placedOf } from './placement.ts'
import type { Placed, RouterEffect } from './router.ts'
import { type InstanceSettings, workingInterfaceOf } from './settings.ts'
import type { Facts } from './state.ts'

/** Sends nothing where nothing can leave: quirks, downLinkNotSentTo. */
export function send(facts: Facts, priority: number): RouterEffect[] {
  if (facts.source === undefined || !facts.linkUp) return []
  return [advertEffect(facts.settings, facts.source, priority)]
}

/**
 * Priority 0: RFC 9568 section 6.4.3, Shutdown. Told once however often it is sent, which is what is counted.
 * One that has just lost its address says it from there, in IPv6 from the virtual link-local one.
 */
export function sayGoodbye(facts: Facts, copies: 1 | 2): RouterEffect[] {
  const { settings } = facts
  // In IPv6 the kernel sends only from addresses that are there.
  const substitute = settings.family === 'ipv6' ? settings.addresses[0]?.prefix.address : facts.formerSource
  const once = send({ ...facts, source: facts.source ?? substitute }, 0)
  if (once.length === 0) return []
  return [...once, ...(copies === 2 ? once : []), tell({ is: 'priority-zero-sent', instance: settings.name })]
}

/** no_accept: what is sent to the addresses must not arrive, unless they are the owner's own. */
export function isHidden(settings: Pick<InstanceSettings, 'accept' | 'priority'>): boolean {
  return !settings.accept && settings.priority !== ownerPriority
}

export function claim(facts: Facts, holdings: Holdings = holdingsOf(facts.settings)): RouterEffect {
  const { settings } = facts
  return { do: 'claim', instance: settings.name, holdings, hidden: isHidden(settings) }
}

export function release(facts: Facts, holdings: Holdings = holdingsOf(facts.settings)): RouterEffect {
  const { settings } = facts
  return { do: 'release', instance: settings.name, holdings, hidden: isHidden(settings) }
}

/** Nothing for no rounds and no addresses. */
export function announce(
  facts: Facts,
  what: { readonly rounds: number; readonly because: Because },
  addresses: readonly Placed[] = placedOf(facts.settings),
): RouterEffect[] {
  const { rounds, because } = what
  if (rounds === 0 || addresses.length === 0) return []
  return [{ do: 'announce', instance: facts.settings.name, addresses, rounds, because }]
}

/**
 * One address of each interface other than the own one: keepalived.conf(5), garp_extra_if. Of those only the
 * ones with a virtual MAC, unless all are asked for.
 */
export function extraAddresses(settings: InstanceSettings): readonly Placed[] {
  const own = workingInterfaceOf(settings)
  const seen = new Set<string>([own])
  return placedOf(settings).filter((placed) => {
    const { interface: name, address } = placed
    if (seen.has(name) || !(settings.refresh.extraAll || address.ownMac !== undefined)) return false
    seen.add(name)
    return true
  })
}

export function probe(facts: Facts): RouterEffect {
  return { do: 'probe', instance: facts.settings.name, addresses: placedOf(facts.settings) }
}

export function tell(event: VrrpEvent): RouterEffect {
  return { do: 'tell', event }
}

export function entered(facts: Facts, state: 'MASTER' | 'BACKUP' | 'FAULT', starting = false): RouterEffect {
  return tell({ is: 'entered', instance: facts.settings.name, state, starting, faults: facts.faults })
}

export function notify(facts: Facts, state: StateName | 'MASTER_RX_LOWER_PRI'): RouterEffect {
  return { do: 'notify', of: 'instance', name: facts.settings.name, state, priority: facts.priority }
}

export function handedOver(facts: Facts, because: 'claimed' | 'heard' | 'time' | 'fast'): RouterEffect {
  return tell({ is: 'handed-over', instance: facts.settings.name, because })
}
