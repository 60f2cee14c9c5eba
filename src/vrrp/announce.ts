/**
 * When gratuitous ARP is due: a burst on becoming master, a second one after the delay (keepalived.conf(5),
 * garp_master_delay), and the same after an advert of lower priority. Deadlines in the state of the master,
 * so leaving that state forgets them: keepalived's timers survive into a later mastership, ours cannot.
 * Refuses to send: the rounds are effects.
 */
import { type Micros, plus } from '../base/time.ts'
import type { AnnounceSettings } from './settings.ts'

export interface Bursts {
  /** The second burst after becoming master. */
  readonly secondAt: Micros | undefined
  /** The second burst after an advert of lower priority. */
  readonly contestedAt: Micros | undefined
}

/** The bursts still owed after the first one of a new master, or after added addresses. */
export function afterEntering(settings: AnnounceSettings, at: Micros): Bursts {
  return { secondAt: later(at, settings.delay), contestedAt: undefined }
}

/** The bursts still owed after a first answer to a lower priority. */
export function afterContest(bursts: Bursts, settings: AnnounceSettings, at: Micros): Bursts {
  return { ...bursts, contestedAt: later(at, settings.lowerPriorityDelay) }
}

/** Rounds due at the moment, 0 for none, and the bursts owed thereafter. Two at once are one, the longer. */
export function dueRounds(
  bursts: Bursts,
  settings: AnnounceSettings,
  at: Micros,
): { readonly rounds: number; readonly bursts: Bursts } {
  const second = isDue(bursts.secondAt, at)
  const contested = isDue(bursts.contestedAt, at)
  const rounds = Math.max(second ? settings.repeat : 0, contested ? settings.lowerPriorityRepeat : 0)
  if (!second && !contested) return { rounds: 0, bursts }
  return {
    rounds,
    bursts: {
      secondAt: second ? undefined : bursts.secondAt,
      contestedAt: contested ? undefined : bursts.contestedAt,
    },
  }
}

function later(at: Micros, delay: Micros): Micros | undefined {
  return delay > 0 ? plus(at, delay) : undefined
}

function isDue(deadline: Micros | undefined, at: Micros): boolean {
  return deadline !== undefined && deadline <= at
}
