/**
 * When gratuitous ARP and unsolicited neighbour advertisements are due: a burst on becoming master, a second
 * one after the delay, the same after an advert of lower priority, and again and again with
 * garp_master_refresh and garp_extra_if (keepalived.conf(5)). Deadlines in the state of the master, so
 * leaving that state forgets them: keepalived's timers survive into a later mastership, ours cannot
 * (quirks: oneRefreshTimer). Refuses to send: the rounds are effects.
 */
import { type Micros, plus, times } from '../base/time.ts'
import type { RefreshSettings } from './instance-options.ts'
import type { InstanceSettings } from './settings.ts'

export interface Bursts {
  /** The second burst after becoming master. */
  readonly secondAt: Micros | undefined
  /** The last burst after adverts of lower priority. */
  readonly contestedAt: Micros | undefined
  /** garp_master_refresh. */
  readonly refreshAt: Micros | undefined
  /** garp_extra_if. */
  readonly extraAt: Micros | undefined
}

/** What an announcement is for. */
export type Because = 'master' | 'contested' | 'refresh' | 'reload' | 'extra' | 'asked' | 'source'

/** What of an instance decides. */
export type Announcing = Pick<
  InstanceSettings,
  'announce' | 'refresh' | 'advertInterval' | 'downTimerAdverts'
>

/** The bursts still owed after the first one of a new master. */
export function afterEntering(settings: Announcing, at: Micros): Bursts {
  const { announce, refresh } = settings
  const from = plus(at, announce.delay)
  return {
    secondAt: later(at, announce.delay),
    contestedAt: undefined,
    refreshAt: later(from, refresh.interval),
    extraAt: later(from, refresh.extraInterval),
  }
}

/** After addresses were added by a reload: a second burst, and what goes on goes on. */
export function afterAdding(bursts: Bursts, settings: Announcing, at: Micros): Bursts {
  return { ...bursts, secondAt: later(at, settings.announce.delay) }
}

/** With other settings: what did not change goes on where it was. */
export function afterReload(
  bursts: Bursts,
  change: { readonly before: RefreshSettings; readonly after: RefreshSettings },
  at: Micros,
): Bursts {
  const { before, after } = change
  const isSame = before.interval === after.interval
  const isSameExtra = before.extraInterval === after.extraInterval
  return {
    ...bursts,
    refreshAt: isSame ? bursts.refreshAt : later(at, after.interval),
    extraAt: isSameExtra ? bursts.extraAt : later(at, after.extraInterval),
  }
}

/**
 * The burst still owed after an advert of lower priority. Every such advert moves it on, so the last one is
 * out when the other master has been silent for that long (quirks: survivorAnnounces).
 */
export function afterContest(bursts: Bursts, settings: Announcing, at: Micros): Bursts {
  const { lowerPriorityDelay } = settings.announce
  const silence = times(settings.advertInterval, settings.downTimerAdverts)
  return { ...bursts, contestedAt: plus(at, lowerPriorityDelay > 0 ? lowerPriorityDelay : silence) }
}

export interface Due {
  readonly because: Because
  /** Over all addresses; for `extra` one for each interface. */
  readonly rounds: number
}

/** What is due at the moment, and the bursts owed thereafter. Two bursts at once are one, the longer. */
export function dueRounds(
  bursts: Bursts,
  settings: Announcing,
  at: Micros,
): { readonly due: readonly Due[]; readonly bursts: Bursts } {
  const { announce, refresh } = settings
  const second = isDue(bursts.secondAt, at)
  const contested = isDue(bursts.contestedAt, at)
  const refreshed = isDue(bursts.refreshAt, at)
  const extra = isDue(bursts.extraAt, at)
  if (!second && !contested && !refreshed && !extra) return { due: [], bursts }
  const all: Due[] = []
  if (second) all.push({ because: 'master', rounds: announce.repeat })
  // A contest that was answered with nothing is still told of once.
  if (contested) all.push({ because: 'contested', rounds: Math.max(1, announce.lowerPriorityRepeat) })
  if (refreshed) all.push({ because: 'refresh', rounds: Math.max(1, refresh.repeat) })
  const longest = all.reduce<Due | undefined>(
    (most, one) => (most === undefined || one.rounds > most.rounds ? one : most),
    undefined,
  )
  return {
    due: [
      ...(longest === undefined ? [] : [longest]),
      ...(extra ? [{ because: 'extra', rounds: 1 } as const] : []),
    ],
    bursts: {
      secondAt: second ? undefined : bursts.secondAt,
      contestedAt: contested ? undefined : bursts.contestedAt,
      refreshAt: refreshed ? again(bursts.refreshAt, refresh.interval, at) : bursts.refreshAt,
      extraAt: extra ? again(bursts.extraAt, refresh.extraInterval, at) : bursts.extraAt,
    },
  }
}

function later(at: Micros, delay: Micros): Micros | undefined {
  return delay > 0 ? plus(at, delay) : undefined
}

/** On multiples of the interval; those that were missed are not made up for. */
function again(deadline: Micros | undefined, interval: Micros, at: Micros): Micros | undefined {
  if (deadline === undefined || interval <= 0) return undefined
  const next = plus(deadline, interval)
  return next > at ? next : plus(at, interval)
}

function isDue(deadline: Micros | undefined, at: Micros): boolean {
  return deadline !== undefined && deadline <= at
}
