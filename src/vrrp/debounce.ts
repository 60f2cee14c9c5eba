/**
 * Links as they count: a change may have to hold for a while before anybody hears of it
 * (keepalived.conf(5), interface_up_down_delays), but never for longer than the peers wait for an advert.
 * Refuses to know what a link means for an instance: standing.ts does.
 */
import { type Micros, micros, minus, plus, times } from '../base/time.ts'
import { plan } from './agenda.ts'
import { tell } from './effects.ts'
import type { Entry, Router } from './roster.ts'
import type { RouterEffect, RouterEvent } from './router.ts'
import { interfaceOf, workingInterfaceOf } from './settings.ts'
import type { Link } from './standing.ts'

/** On the agenda of the router, before the name of a link. */
export const linkKeyPrefix = '\0link '

export interface Relinked {
  readonly told: readonly RouterEffect[]
  /** The instances for which something has changed. */
  readonly concerned: readonly Entry[] | undefined
}

/** An interface is told of: now, or when its change has held for long enough. */
export function relink(router: Router, event: RouterEvent & { readonly is: 'link' }): Relinked {
  const { at, interface: name, link } = event
  const before = router.links.get(name)
  const key = `${linkKeyPrefix}${name}`
  const isChange = before !== undefined && link !== undefined && before.up !== link.up
  if (isChange && router.phase !== 'idle') {
    const delay = delayOf(router, name, link.up)
    const isFirst = link.up && !router.seenUp.has(name)
    if (delay > 0 && !isFirst) {
      const known = router.pending.get(name)
      const pending = { link, at: known?.at ?? plus(at, delay) }
      router.pending.set(name, pending)
      plan(router.agenda, key, pending.at)
      // Of one that comes up the addresses are known already; what goes down keeps its own as long as it
      // counts.
      if (!link.up) return { told: [], concerned: undefined }
      router.links.set(name, { ...link, up: false })
      return { told: [], concerned: router.roster.byInterface.get(name) }
    }
  }
  router.pending.delete(name)
  plan(router.agenda, key, undefined)
  // The kernel tells of an interface for every address on it: what means nothing new wakes nobody.
  const isSame = before !== undefined && link !== undefined && isAlike(before, link)
  return isSame ? { told: [], concerned: undefined } : apply(router, name, link)
}

function isAlike(one: Link, other: Link): boolean {
  const { addresses = [] } = one
  const { addresses: others = [] } = other
  return (
    one.up === other.up &&
    one.address === other.address &&
    one.address6 === other.address6 &&
    addresses.length === others.length &&
    addresses.every((address, at) => address === others[at])
  )
}

/** The changes that have held for long enough. */
export function dueLinks(router: Router, keys: readonly string[]): Relinked {
  const told: RouterEffect[] = []
  const concerned = new Set<Entry>()
  for (const key of keys) {
    const name = key.slice(linkKeyPrefix.length)
    plan(router.agenda, key, undefined)
    const pending = router.pending.get(name)
    router.pending.delete(name)
    if (pending === undefined) continue
    const applied = apply(router, name, pending.link)
    told.push(...applied.told)
    for (const entry of applied.concerned ?? []) concerned.add(entry)
  }
  return { told, concerned: [...concerned] }
}

/** Delays of the configuration that are cut short for the sake of an instance. */
export function tellShortened(router: Router): RouterEffect[] {
  return router.settings.delays.flatMap(({ interface: name, down, up }) => {
    const most = patienceOf(router, name)
    return most !== undefined && Math.max(down, up) > most
      ? [tell({ is: 'delay-shortened', interface: name, to: most })]
      : []
  })
}

function apply(router: Router, name: string, link: Link | undefined): Relinked {
  const before = router.links.get(name)
  if (link === undefined) router.links.delete(name)
  else router.links.set(name, link)
  if (link?.up === true) router.seenUp.add(name)
  const concerned = router.roster.byInterface.get(name)
  if (concerned === undefined || router.phase === 'idle') return { told: [], concerned }
  if ((before === undefined) !== (link === undefined)) {
    const is = link === undefined ? 'interface-gone' : 'interface-added'
    return { told: [tell({ is, interface: name })], concerned }
  }
  if (link === undefined || before?.up === link.up) return { told: [], concerned }
  return { told: [tell({ is: 'link', interface: name, up: link.up })], concerned }
}

/** 0: at once. A VMAC has the delays of the interface below it. */
function delayOf(router: Router, name: string, up: boolean): Micros {
  const { delays } = router.settings
  if (delays.length === 0) return micros(0)
  const above = router.roster.byInterface
    .get(name)
    ?.find(({ settings }) => workingInterfaceOf(settings) === name && interfaceOf(settings) !== name)
  const base = above === undefined ? name : interfaceOf(above.settings)
  const given = delays.find((one) => one.interface === name) ?? delays.find((one) => one.interface === base)
  if (given === undefined) return micros(0)
  const most = patienceOf(router, name) ?? given.down
  return micros(Math.min(up ? given.up : given.down, most))
}

/**
 * One advert less than the peers wait for, and a little: what they would notice must not be kept from the
 * instance. Undefined: no instance needs the interface.
 */
function patienceOf(router: Router, name: string): Micros | undefined {
  const all = (router.roster.byInterface.get(name) ?? []).map(({ settings, state }) => {
    const { advertInterval, downTimerAdverts } = settings
    const learnt = state.is === 'backup' ? Math.min(state.interval, advertInterval) : advertInterval
    if (downTimerAdverts === 1) return micros(0)
    const adverts = times(micros(learnt), downTimerAdverts - 1)
    return minus(adverts, micros(Math.floor(learnt / 256)))
  })
  return all.length === 0 ? undefined : micros(Math.min(...all))
}
