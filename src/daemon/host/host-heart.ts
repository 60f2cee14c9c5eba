/**
 * The beat of the virtual routers: an event goes in, its effects are performed, the alarm is set for what
 * comes next, and the parent learns what to do should this process die. Decides nothing.
 */
import { plus } from '../../base/time.ts'
import { openAlarm } from '../../io/clock.ts'
import { advance, type RouterEffect, type RouterEvent, wakeAt } from '../../vrrp/router.ts'
import { composeFarewells, farewellLife } from '../farewells.ts'
import type { Keeping } from '../kernel/keeping.ts'
import type { Attachments } from './attachments.ts'
import { type Ground, once, wallClock } from './host-ground.ts'

export interface HeartParts {
  readonly attachments: Attachments
  readonly keeping: Pick<Keeping, 'removalsOf'>
  perform(effects: readonly RouterEffect[]): void
}

export interface Heart {
  /** Nothing before there is a router. */
  happen(event: RouterEvent): void
  /** What the alarm does: waking early does nothing. */
  tick(): void
  /** At the end of this turn. */
  composeSoon(): void
}

/** `parts` are asked for when the first event has come, since they need the heart themselves. */
export function openHeart(ground: Ground, parts: () => HeartParts): Heart {
  const { running, clock, listener } = ground
  let composedAt = clock()
  /** What proves a good-bye is good for a while only; as long as adverts leave, it is made anew in time. */
  const isAged = (effects: readonly RouterEffect[]) => {
    if (!effects.some((effect) => effect.do === 'send' && effect.seal.is === 'hmac')) return false
    const life = running.router && farewellLife(running.router)
    return life !== undefined && plus(composedAt, life) <= clock()
  }
  const composeSoon = once(() => {
    if (running.router === undefined) return
    composedAt = clock()
    const { keeping, attachments } = parts()
    const farewells = composeFarewells(running.router, { removalsOf: keeping.removalsOf, attachments })
    listener.tell({ is: 'farewells', farewells })
  })
  const happen = (event: RouterEvent) => {
    if (running.router === undefined) return
    const effects = advance(running.router, event, wallClock())
    parts().perform(effects)
    alarm.set(wakeAt(running.router))
    if (effects.some(({ do: kind }) => kind === 'claim' || kind === 'release') || isAged(effects)) {
      composeSoon()
    }
  }
  const tick = () => {
    parts().attachments.drain()
    happen({ is: 'due', at: clock() })
  }
  const alarm = openAlarm(ground.native, (late) => {
    listener.onWoken(late)
    tick()
  })
  return { happen, tick, composeSoon }
}
