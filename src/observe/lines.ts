/** Every event of every room as one log line. A room adds its table here, a kind of event its line there. */
import type { CheckEvent } from '../check/events.ts'
import type { DaemonEvent } from '../daemon/events.ts'
import type { NotifyEvent } from '../notify/events.ts'
import type { RunEvent, TrackEvent } from '../track/events.ts'
import type { VrrpEvent } from '../vrrp/events.ts'
import { checkTellings } from './check-lines.ts'
import { daemonTellings } from './daemon-lines.ts'
import type { Line, Telling, Tellings } from './line.ts'
import { notifyTellings } from './notify-lines.ts'
import { runTellings, trackTellings } from './track-lines.ts'
import { vrrpTellings } from './vrrp-lines.ts'

export type { Level, Line } from './line.ts'

export type AnyEvent = DaemonEvent | VrrpEvent | CheckEvent | TrackEvent | RunEvent | NotifyEvent

/** Kinds of different rooms have different names, so that a log field or metric label means one thing. */
export const tellings: Tellings<AnyEvent> = {
  ...daemonTellings,
  ...vrrpTellings,
  ...checkTellings,
  ...trackTellings,
  ...runTellings,
  ...notifyTellings,
}

export function lineOf(event: AnyEvent): Line {
  const { is: kind, ...fields } = event
  // Each entry takes its own kind, which the index has just selected; the compiler cannot follow that.
  const telling = tellings[kind] as (event: AnyEvent) => Telling
  const [level, text] = telling(event)
  return { level, kind, text, fields: renamed(fields) }
}

export const vrrpLine: (event: VrrpEvent) => Line = lineOf
export const checkLine: (event: CheckEvent) => Line = lineOf
export const trackLine: (event: TrackEvent) => Line = lineOf
export const runLine: (event: RunEvent) => Line = lineOf
export const notifyLine: (event: NotifyEvent) => Line = lineOf
export const daemonLine: (event: DaemonEvent) => Line = lineOf

/** A check's `kind` would hide the event's. */
function renamed(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!('kind' in fields)) return fields
  const { kind: check, ...others } = fields
  return { check, ...others }
}
