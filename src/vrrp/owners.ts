/**
 * Two address owners on one network: a mistake of the operator that RFC 9568 leaves open. The one with the
 * lower address steps down by the election; if it does not, as an owner that ignores adverts would, the other
 * one yields after a while, as keepalived does. Refuses to change the priority: stepping down is enough
 * (quirks: ownerYields).
 */
import { type Micros, micros, plus, times } from '../base/time.ts'
import { tell } from './effects.ts'
import { ownerPriority } from './election.ts'
import type { RouterEffect } from './router.ts'
import type { Facts, Heard, Master, Rogue } from './state.ts'

interface Hearing {
  readonly at: Micros
  readonly heard: Heard
}

export interface Contest {
  readonly rogue: Rogue | undefined
  /** It goes on advertising: we step down. */
  readonly yields: boolean
  readonly effects: readonly RouterEffect[]
}

/** What the advert of a lower sender means for a master that may be an owner. */
export function contestOwner(state: Master, { at, heard }: Hearing, facts: Facts): Contest {
  const { rogue } = state
  if (heard.priority !== ownerPriority || facts.priority !== ownerPriority) {
    return { rogue, yields: false, effects: [] }
  }
  const conflict = { is: 'owner-conflict', instance: facts.settings.name, from: heard.from } as const
  if (rogue === undefined || rogue.from !== heard.from) {
    const outcome = 'noticed' as const
    return { rogue: noticed(heard, at, facts), yields: false, effects: [tell({ ...conflict, outcome })] }
  }
  if (at < rogue.listenAt) return { rogue, yields: false, effects: [] }
  return { rogue: undefined, yields: true, effects: [tell({ ...conflict, outcome: 'yielding' })] }
}

/** The rogue was not heard while we listened for it. */
export function ownerSilent(state: Master, at: Micros, facts: Facts): Pick<Contest, 'rogue' | 'effects'> {
  const { rogue } = state
  if (rogue === undefined || rogue.silentAt > at) return { rogue, effects: [] }
  const instance = facts.settings.name
  const effects = [tell({ is: 'owner-conflict', instance, from: rogue.from, outcome: 'stopped' })]
  return { rogue: undefined, effects }
}

/** It has the time of two adverts of ours to step down; then its next advert counts. */
function noticed(heard: Heard, at: Micros, facts: Facts): Rogue {
  const { advertInterval } = facts.settings
  const listenAt = plus(at, times(advertInterval, 2))
  const slower = micros(Math.max(advertInterval, heard.interval))
  return { from: heard.from, listenAt, silentAt: plus(listenAt, times(slower, 1.2)) }
}
