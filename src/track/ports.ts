/**
 * How scripts reach the system: the one port through which track scripts, notify scripts and the checker's
 * commands are run. Implemented in io/processes.ts; tests bring their own.
 */

/** As whom a program runs. */
export interface Identity {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups: all that it has. */
  readonly groups: readonly number[]
}

/** A program ready to be started: its file found and judged, its user resolved. */
export interface Program {
  /** Absolute path of what is executed. */
  readonly file: string
  /** The words as configured; the first is what the program sees as its own name. */
  readonly argv: readonly [string, ...string[]]
  /** undefined: as this process runs. */
  readonly identity: Identity | undefined
  /** SIGTERM to it when this process dies, even by SIGKILL: PR_SET_PDEATHSIG of prctl(2). */
  readonly diesWithUs?: boolean
}

/** How a run ended. */
export type Ended =
  | { readonly is: 'exited'; readonly status: number }
  | { readonly is: 'signalled'; readonly signal: string; readonly number: number }
  /** It never ran: the errno name and its meaning. */
  | { readonly is: 'not-started'; readonly code: string; readonly text: string }

/** What a run printed, in lines: standard output, then standard error; the last part of each is kept. */
export interface Output {
  readonly lines: readonly string[]
  /** Bytes printed that are not kept. */
  readonly bytesDropped: number
}

export interface Run {
  /** undefined when it could not be started. */
  readonly pid: number | undefined
  /** Settles once when the program itself has ended, whatever its own children still do. Never rejects. */
  readonly ended: Promise<{ readonly ended: Ended; readonly output: Output }>
  /** To the whole process group. Does nothing once the group is gone. */
  signalGroup(signal: 'SIGTERM' | 'SIGKILL'): void
}

export interface Processes {
  /** Starts at once, in a process group of its own, without a shell. */
  start(program: Program): Run
}
