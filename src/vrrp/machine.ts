/**
 * One virtual router instance as a total table: `step(state, event, facts) -> [state, effects]`. Every pair
 * of state and event has a cell, `ignore` included; the reference page is generated from it. Refuses to keep
 * anything outside the state: deadlines are fields, and waking early does nothing.
 */
import { earliest, type Micros } from '../base/time.ts'
import { backupCells } from './backup.ts'
import { faultCells } from './fault.ts'
import { goneCells } from './gone.ts'
import { idleCells } from './idle.ts'
import { masterCells } from './master.ts'
import type { Cell, Cells, Facts, MachineEvent, State, StateKind, Step } from './state.ts'
import { stoppingCells } from './stopping.ts'
import { waitingCells } from './waiting.ts'

export const table = {
  idle: idleCells,
  waiting: waitingCells,
  backup: backupCells,
  master: masterCells,
  fault: faultCells,
  stopping: stoppingCells,
  gone: goneCells,
} as const satisfies { readonly [K in StateKind]: Cells<Extract<State, { readonly is: K }>> }

/** What the event makes of the state, and what is to be done. Total and pure. */
export function step(state: State, event: MachineEvent, facts: Facts): Step {
  // The table pairs each cell with its own state and event, which the type of an index cannot say.
  const cell = table[state.is][event.is] as Cell
  return cell.run(state, event, facts)
}

/** The earliest deadline of the state; undefined: only an event can move it. */
export function deadlineOf(state: State): Micros | undefined {
  switch (state.is) {
    case 'backup':
      return earliest(
        state.giveUpAt,
        state.holdUntil,
        state.probe.is === 'planned' ? state.probe.at : undefined,
      )
    case 'master':
      return earliest(
        state.advertAt,
        state.bursts.secondAt,
        state.bursts.contestedAt,
        state.bursts.refreshAt,
        state.bursts.extraAt,
        state.rogue?.silentAt,
      )
    case 'stopping':
      return state.until
    case 'idle':
    case 'waiting':
    case 'fault':
    case 'gone':
      return undefined
  }
}

/**
 * Whether its addresses are on their interfaces. Invariant: a master always holds them; besides it only a
 * backup in a hand-over and a stopping instance do.
 */
export function holds(state: State): boolean {
  return (
    state.is === 'master' ||
    state.is === 'stopping' ||
    (state.is === 'backup' && state.holdUntil !== undefined)
  )
}

/** Whether adverts mean something to it; otherwise they are not even counted. */
export function listens(state: State): boolean {
  return state.is === 'master' || state.is === 'backup' || state.is === 'stopping'
}
