/**
 * What happens to tracked scripts, files and processes, as data, for people and monitoring. Nothing in the
 * protocol depends on it.
 */
import type { Ended } from './ports.ts'

/** Why one run of a script counts as a failure. */
export type ScriptFailure =
  | Exclude<Ended, { readonly is: 'exited'; readonly status: 0 }>
  | { readonly is: 'timed-out' }
  /** Survived SIGKILL: it hangs inside the kernel. */
  | { readonly is: 'unkillable' }

export type TrackEvent =
  | { readonly is: 'script-succeeded'; readonly script: string }
  | { readonly is: 'script-failed'; readonly script: string; readonly because: ScriptFailure }
  /** The exit status differs from that of the run before. */
  | { readonly is: 'script-status'; readonly script: string; readonly status: number }
  /** It was time for the next run, but the one before has not ended. */
  | { readonly is: 'script-skipped'; readonly script: string; readonly because: 'running' | 'timing-out' }
  | { readonly is: 'script-unkillable'; readonly script: string; readonly pid: number | undefined }
  /** Told with a new exit status or verdict: one line of what the run printed. */
  | { readonly is: 'script-output'; readonly script: string; readonly line: string }
  /** After a reload that left command and user alone. */
  | { readonly is: 'script-kept'; readonly script: string; readonly verdict: 'good' | 'bad' }
  /** It does not fit 32 bits; what was read before stays. */
  | {
      readonly is: 'file-number-ignored'
      readonly file: string
      readonly path: string
      readonly number: string
    }
  /** Its directory is not there or cannot be watched: its number is 0 until that changes. */
  | {
      readonly is: 'file-directory-unusable'
      readonly file: string
      readonly directory: string
      readonly text: string
    }
  /** On this kind of file system the kernel does not tell of all changes. */
  | {
      readonly is: 'file-changes-untold'
      readonly file: string
      readonly path: string
      readonly system: string
    }
  /** init_file could not be carried out. */
  | { readonly is: 'file-not-created'; readonly file: string; readonly path: string; readonly text: string }
  | { readonly is: 'process-quorum'; readonly process: string; readonly gained: boolean }
  /** The kernel does not tell of processes: they are looked for every so many seconds. */
  | { readonly is: 'process-events-missing'; readonly text: string; readonly seconds: number }
  /** More came than there was room for: all processes are looked at anew, with a larger buffer. */
  | { readonly is: 'process-events-lost'; readonly bytes: number }

/** Every program that is run because something changed: notify scripts and the checker's commands. */
export type RunEvent =
  /** `why`: for whom and on which change, in keepalived's words: `notify_master of VI_1`. */
  | { readonly is: 'run-started'; readonly why: string; readonly program: string; readonly pid: number }
  | { readonly is: 'run-output'; readonly why: string; readonly program: string; readonly line: string }
  | { readonly is: 'run-output-cut'; readonly why: string; readonly program: string; readonly bytes: number }
  | {
      readonly is: 'run-ended'
      readonly why: string
      readonly program: string
      readonly pid: number | undefined
      readonly ended: Ended
    }
  /** So many were waiting that this one is not run at all. */
  | { readonly is: 'run-dropped'; readonly why: string; readonly program: string; readonly waiting: number }
  /** What script security says about a script in use: run with a warning, or not run. */
  | {
      readonly is: 'script-judged'
      readonly script: string
      readonly disabled: boolean
      readonly text: string
    }
  | { readonly is: 'script-security-off'; readonly insecure: boolean }
  | { readonly is: 'script-user'; readonly text: string }
