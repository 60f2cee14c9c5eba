/**
 * The delay of the start: keepalived.conf(5), vrrp_startup_delay and vrrp_delay_after_boot. While it lasts no
 * advert is heard or sent, and every wait counts from its end. Faults are followed all the same. Refuses to
 * know states: the cells learn of it by `delayedUntil` and by the event `postponed`.
 */
import { type Micros, micros, minus, plus } from '../base/time.ts'
import { plan } from './agenda.ts'
import { tell } from './effects.ts'
import type { Router } from './roster.ts'
import type { RouterEffect } from './router.ts'

/** On the agenda of the router; no key of an instance begins with such a byte. */
export const startupKey = '\0startup'

/** The start: from now on the delay runs, if there is one. */
export function beginDelay(router: Router, at: Micros, sinceBoot: Micros): RouterEffect[] {
  router.started = { at, sinceBoot }
  const until = endOf(router)
  if (until === undefined || until <= at) return []
  router.delayedUntil = until
  plan(router.agenda, startupKey, until)
  return [tell({ is: 'startup-delayed', by: minus(until, at), again: false })]
}

/** It is over. */
export function endDelay(router: Router): RouterEffect[] {
  router.delayedUntil = undefined
  plan(router.agenda, startupKey, undefined)
  return [tell({ is: 'startup-delayed', by: undefined, again: false })]
}

/**
 * A reload with another delay: only one that still runs can change, and one that would be over already ends
 * now. `by`: how much later it ends.
 */
export function changeDelay(
  router: Router,
  at: Micros,
): { readonly by: Micros; readonly told: RouterEffect[] } {
  const { delayedUntil } = router
  const none = { by: micros(0), told: [] }
  if (delayedUntil === undefined) return none
  const wanted = endOf(router) ?? at
  const until = wanted > at ? wanted : at
  if (until === delayedUntil) return none
  const by = minus(until, delayedUntil)
  if (until === at) return { by, told: endDelay(router) }
  router.delayedUntil = until
  plan(router.agenda, startupKey, until)
  return { by, told: [tell({ is: 'startup-delayed', by: minus(until, at), again: true })] }
}

/** The later of both delays. */
function endOf({ settings, started }: Router): Micros | undefined {
  if (started === undefined) return undefined
  const { startupDelay, delayAfterBoot } = settings
  const afterBoot = minus(delayAfterBoot, started.sinceBoot)
  return plus(started.at, micros(Math.max(startupDelay, afterBoot, 0)))
}
