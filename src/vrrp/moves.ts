/**
 * The moves between states that several cells make, each with its effects in keepalived's order:
 * adverts before addresses, addresses before gratuitous ARP, notifications last. Refuses to decide whether.
 */
import { type Micros, micros, plus, times } from '../base/time.ts'
import { afterEntering } from './announce.ts'
import { announce, claim, entered, handedOver, notify, release, sayGoodbye, send, tell } from './effects.ts'
import { longestSkew, masterDownTime, shortestSkew } from './election.ts'
import { failbackGrace, stopGrace } from './quirks.ts'
import type { RouterEffect } from './router.ts'
import type { Backup, Facts, Heard, Probe, Rival, Step } from './state.ts'

/** The waiting time of a backup with the given learnt interval. */
export function waitingTime(facts: Facts, interval: Micros): Micros {
  const { version, downTimerAdverts } = facts.settings
  return masterDownTime({ version, downTimerAdverts, interval, priority: facts.priority })
}

/** A new wait from now on, with one probe planned at its half. */
export function arm(
  facts: Facts,
  at: Micros,
  interval: Micros,
): Pick<Backup, 'giveUpAt' | 'probe' | 'rivals'> {
  const wait = waitingTime(facts, interval)
  const probe: Probe = { is: 'planned', at: plus(at, times(wait, 0.5)) }
  return { giveUpAt: plus(at, wait), probe, rivals: [] }
}

/** Become master: RFC 9568 section 6.4.2, Active_Down_Timer fires. */
export function rise(facts: Facts, at: Micros, rivals: readonly Rival[] = []): Step {
  const { settings } = facts
  const warnings = rivals.map((rival) => tell({ is: 'address-in-use', instance: settings.name, ...rival }))
  return [
    {
      is: 'master',
      advertAt: plus(at, settings.advertInterval),
      bursts: afterEntering(settings, at),
      rogue: undefined,
      answeredAt: undefined,
    },
    [
      ...warnings,
      ...send(facts, facts.priority),
      entered(facts, 'MASTER'),
      claim(facts),
      ...announce(facts, { rounds: settings.announce.repeat, because: 'master' }),
      notify(facts, 'MASTER'),
    ],
  ]
}

/** The first state after the start or after FAULT, once nothing stands in the way. */
export function begin(facts: Facts, at: Micros, starting: boolean): Step {
  const { settings } = facts
  const wantsMaster = settings.priority === 255 && settings.initial === 'master'
  const from = facts.delayedUntil
  if (wantsMaster && facts.group.owners && from === undefined) return rise(facts, at)
  const wait = arm(facts, from ?? at, settings.advertInterval)
  const state: Backup = {
    is: 'backup',
    ...wait,
    interval: settings.advertInterval,
    master: undefined,
    preemptAt: undefined,
    wants: wantsMaster ? 'master' : 'backup',
    holdUntil: undefined,
  }
  // An owner that only its group, or the delay of the start, keeps from starting as master waits shorter.
  const skew = facts.group.owners ? micros(0) : shortestSkew(settings.version, settings.advertInterval)
  const giveUpAt = plus(plus(from ?? at, settings.advertInterval), skew)
  return [
    wantsMaster ? { ...state, giveUpAt, probe: { is: 'needless' } } : state,
    [entered(facts, 'BACKUP', starting), notify(facts, 'BACKUP')],
  ]
}

/** FAULT at the start or while nothing is held. */
export function fault(facts: Facts, starting: boolean): Step {
  return [{ is: 'fault' }, [entered(facts, 'FAULT', starting), notify(facts, 'FAULT')]]
}

/** A master that a better one, or its group, sends back: no priority 0, the other is there already. */
export function stepDown(facts: Facts, at: Micros, heard: Heard | undefined): Step {
  const interval = heard?.interval ?? facts.settings.advertInterval
  const fast = facts.handover === 'fast'
  const leaving = fast ? [release(facts), handedOver(facts, 'fast')] : []
  return [
    {
      is: 'backup',
      ...arm(facts, at, interval),
      interval,
      master: heard?.from,
      preemptAt: undefined,
      wants: 'backup',
      holdUntil: fast ? undefined : plus(at, failbackGrace),
    },
    [entered(facts, 'BACKUP'), ...leaving, notify(facts, 'BACKUP')],
  ]
}

/** A backup that still holds its addresses lets go of them. */
export function letGo(
  state: Backup,
  facts: Facts,
  because: 'claimed' | 'heard' | 'time' | 'fast',
): readonly [Backup, readonly RouterEffect[]] {
  return [{ ...state, holdUntil: undefined }, [release(facts), handedOver(facts, because)]]
}

/** A master that was away for so long that somebody else must have taken over: nothing is said. */
export function stepAside(facts: Facts, at: Micros, late: Micros): Step {
  const { name, advertInterval } = facts.settings
  return [
    {
      is: 'backup',
      ...arm(facts, at, advertInterval),
      interval: advertInterval,
      master: undefined,
      preemptAt: undefined,
      wants: 'backup',
      holdUntil: undefined,
    },
    [
      tell({ is: 'timer-expired', instance: name, late, outcome: 'backup' }),
      entered(facts, 'BACKUP'),
      release(facts),
      notify(facts, 'BACKUP'),
    ],
  ]
}

/**
 * A master whose daemon stops: priority 0 at once, the addresses later (quirks: gracefulStop). `keep`: not a
 * word, and everything stays, for the next daemon to take over.
 */
export function stopMaster(facts: Facts, at: Micros, keep: boolean): Step {
  if (keep) return gone(facts, [])
  const { version, advertInterval } = facts.settings
  const goodbye = sayGoodbye(facts, 1)
  if (facts.handover === 'fast') return gone(facts, [...goodbye, release(facts), handedOver(facts, 'fast')])
  // Nobody heard that we leave, so nobody is expected.
  if (goodbye.length === 0) return gone(facts, [release(facts)])
  const until = plus(plus(at, longestSkew(version, advertInterval)), stopGrace)
  return [{ is: 'stopping', until, heard: false, claimed: false }, goodbye]
}

/** The last step of a stopping instance. */
export function gone(facts: Facts, effects: readonly RouterEffect[]): Step {
  return [{ is: 'gone' }, [...effects, notify(facts, 'STOP')]]
}
