/**
 * The parent's part that runs programs of the user: tracked scripts by their machine, notify scripts and the
 * checker's commands as they are owed. Knows nothing of the workers and their messages: verdicts and events leave
 * by callbacks. Refuses programs that script security forbids.
 */
import type { Micros } from '../base/time.ts'
import { earliest } from '../base/time.ts'
import type { OwedCommand } from '../check/events.ts'
import type { Command } from '../conf/command.ts'
import type { Alarm } from '../io/clock.ts'
import { type Change, isAnnounced, nothingAnnounced, owed } from '../notify/owed.ts'
import type { Settings } from '../settings/settings.ts'
import type { RunEvent, TrackEvent } from '../track/events.ts'
import type { Processes, Run } from '../track/ports.ts'
import {
  begin,
  isDone,
  isSameScript,
  type ScriptEvent,
  type ScriptState,
  step,
  type Verdict,
  verdictOf,
  wakeAt,
} from '../track/script.ts'
import type { VrrpSettings } from '../vrrp/settings.ts'
import { openCommandRuns } from './command-runs.ts'
import { findPrograms, type ProgramSources, type Programs } from './script-programs.ts'
