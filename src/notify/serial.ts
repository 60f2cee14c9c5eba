/**
 * notify_serial, of keepalived-ts: the scripts of one instance or sync group one change after the other. A
 * later change waits until the scripts of the earlier one have ended; of those that wait only the last one is
 * left, and after a time it waits no longer. A machine for each instance and group; it runs nothing.
 */
import { type Micros, plus } from '../base/time.ts'
import type { OwedScript } from './owed.ts'

/** The scripts of one change; at least one. */
export interface Turn {
  /** Tells the turns of a lane apart. */
  readonly id: number
  readonly state: string
  readonly scripts: readonly OwedScript[]
}

export interface Lane {
  readonly running: { readonly turn: Turn; readonly left: number; readonly overAt: Micros } | undefined
  readonly waiting: Turn | undefined
}

export type LaneEvent =
  /** `patience`: how long the next change waits at most for the scripts of this one. */
  | { readonly is: 'owed'; readonly at: Micros; readonly turn: Turn; readonly patience: Micros }
  /** One of the scripts of a turn has ended. */
  | { readonly is: 'ended'; readonly at: Micros; readonly turn: number; readonly patience: Micros }
  | { readonly is: 'due'; readonly at: Micros; readonly patience: Micros }
  /** The daemon ends: whoever waits does so at most until then. */
  | { readonly is: 'hurry'; readonly until: Micros }

export type LaneEffect =
  | { readonly do: 'start'; readonly turn: Turn }
  /** It was overtaken by a later change before it began, and never runs. */
  | { readonly do: 'drop'; readonly turn: Turn; readonly by: Turn }
  /** The scripts of a turn still run, but nobody waits for them any more. */
  | { readonly do: 'overtake'; readonly turn: Turn; readonly by: Turn }

export const emptyLane: Lane = { running: undefined, waiting: undefined }

export function stepLane(lane: Lane, event: LaneEvent): readonly [Lane, readonly LaneEffect[]] {
  const { running, waiting } = lane
  switch (event.is) {
    case 'owed':
      if (running === undefined) return begin(event.turn, event)
      return [
        { running, waiting: event.turn },
        waiting === undefined ? [] : [{ do: 'drop', turn: waiting, by: event.turn }],
      ]
    case 'ended':
      if (running?.turn.id !== event.turn) return [lane, []]
      if (running.left > 1) return [{ ...lane, running: { ...running, left: running.left - 1 } }, []]
      return waiting === undefined ? [emptyLane, []] : begin(waiting, event)
    case 'due': {
      if (running === undefined || waiting === undefined || event.at < running.overAt) return [lane, []]
      const [next, effects] = begin(waiting, event)
      return [next, [{ do: 'overtake', turn: running.turn, by: waiting }, ...effects]]
    }
    case 'hurry':
      if (running === undefined || running.overAt <= event.until) return [lane, []]
      return [{ ...lane, running: { ...running, overAt: event.until } }, []]
  }
}

/** When `due` is to be told; undefined: nobody waits. */
export function laneWakeAt({ running, waiting }: Lane): Micros | undefined {
  return waiting === undefined ? undefined : running?.overAt
}

function begin(
  turn: Turn,
  { at, patience }: { readonly at: Micros; readonly patience: Micros },
): readonly [Lane, readonly LaneEffect[]] {
  const running = { turn, left: turn.scripts.length, overAt: plus(at, patience) }
  return [{ running, waiting: undefined }, [{ do: 'start', turn }]]
}
