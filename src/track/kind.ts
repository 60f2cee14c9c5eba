/**
 * What every kind of tracked thing is: a machine that is told what happened and answers with what is to be
 * done.
 */
import type { Micros } from '../base/time.ts'

export interface TrackKind<Settings, State, Event, Effect> {
  /** The keyword of its block. */
  readonly keyword: string
  begin(settings: Settings): State
  step(state: State, event: Event): readonly [State, readonly Effect[]]
  /** When it next wants to be told the time; undefined: not before something else happens. */
  wakeAt(state: State): Micros | undefined
}
