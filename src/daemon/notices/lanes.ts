/**
 * notify_serial: drives a lane (notify/serial.ts) for each instance and group whose scripts run. Refuses to
 * run them itself: whoever starts a turn says when one of its scripts has ended.
 */
import { earliest, type Micros, milliseconds, plus } from '../../base/time.ts'
import type { Alarm } from '../../io/clock.ts'
import type { NotifyEvent } from '../../notify/events.ts'
import type { Change, OwedScript } from '../../notify/owed.ts'
import {
  emptyLane,
  type Lane,
  type LaneEffect,
  type LaneEvent,
  laneWakeAt,
  stepLane,
  type Turn,
} from '../../notify/serial.ts'

/** When the daemon ends, the last scripts wait at most so long for those before them. */
export const hurryAfter: Micros = milliseconds(500)

export interface LanesWorld {
  now(): Micros
  openAlarm(onDue: () => void): Alarm
}

export interface LanesListener {
  onNotify(event: NotifyEvent): void
  /** `onEnded` is to be called for each script of the turn. */
  start(change: Change, script: OwedScript, onEnded: () => void): void
}

export interface Lanes {
  add(change: Change, scripts: readonly OwedScript[], patience: Micros): void
  /** Settles when nobody waits any more, soon. */
  hurry(): Promise<void>
}

interface Driven {
  lane: Lane
  patience: Micros
  readonly changes: Map<number, Change>
}

export function openLanes(world: LanesWorld, listener: LanesListener): Lanes {
  const lanes = new Map<string, Driven>()
  let turns = 0
  const alarm = world.openAlarm(() => {
    for (const [key, driven] of lanes) feed(key, driven, { is: 'due', at: world.now(), ...driven })
    arm()
  })
  let onSettled: (() => void)[] = []
  const arm = () => {
    alarm.set(earliest(...[...lanes.values()].map(({ lane }) => laneWakeAt(lane))))
    if ([...lanes.values()].some(({ lane }) => lane.waiting !== undefined)) return
    for (const settle of onSettled) settle()
    onSettled = []
  }
  const feed = (key: string, driven: Driven, event: LaneEvent) => {
    const [lane, effects] = stepLane(driven.lane, event)
    driven.lane = lane
    if (lane.running === undefined) lanes.delete(key)
    for (const effect of effects) {
      if (effect.do === 'start') start(key, driven, effect.turn)
      else listener.onNotify(delayOf(effect))
      if (effect.do === 'drop') driven.changes.delete(effect.turn.id)
    }
  }
  const start = (key: string, driven: Driven, turn: Turn) => {
    const change = driven.changes.get(turn.id)
    driven.changes.delete(turn.id)
    if (change === undefined) return
    for (const script of turn.scripts) {
      listener.start(change, script, () => {
        feed(key, driven, { is: 'ended', at: world.now(), turn: turn.id, patience: driven.patience })
        arm()
      })
    }
  }
  return {
    add(change, scripts, patience) {
      if (scripts.length === 0) return
      const key = `${change.of} ${change.name}`
      const driven = lanes.get(key) ?? { lane: emptyLane, patience, changes: new Map() }
      driven.patience = patience
      lanes.set(key, driven)
      const turn = { id: ++turns, state: change.state, scripts }
      driven.changes.set(turn.id, change)
      feed(key, driven, { is: 'owed', at: world.now(), turn, patience })
      arm()
    },
    hurry() {
      const until = plus(world.now(), hurryAfter)
      for (const [key, driven] of lanes) feed(key, driven, { is: 'hurry', until })
      const { promise, resolve } = Promise.withResolvers<void>()
      onSettled.push(resolve)
      arm()
      return promise
    },
  }
}

function delayOf({ do: kind, turn, by }: Exclude<LaneEffect, { readonly do: 'start' }>): NotifyEvent {
  const is = kind === 'drop' ? 'notice-superseded' : 'notice-overtaken'
  return { is, name: turn.scripts[0]?.name ?? '', state: turn.state, by: by.state }
}
