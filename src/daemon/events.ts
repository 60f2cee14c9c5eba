/** What happens to the daemon itself, as data, for people and monitoring. */

/** The processes of the daemon beside the parent. */
export type WorkerName = 'VRRP' | 'Healthcheck'

export type DaemonEvent =
  | { readonly is: 'starting'; readonly version: string }
  | { readonly is: 'running-on'; readonly system: string }
  | { readonly is: 'command-line'; readonly words: readonly string[] }
  | { readonly is: 'configuration-file'; readonly path: string }
  /** A diagnostic of the user's text, ready to be read: place, text, and what happens instead. */
  | {
      readonly is: 'diagnostic'
      readonly severity: 'error' | 'warning' | 'note'
      readonly code: string
      readonly text: string
    }
  /** -d: one line of the configuration as understood. */
  | { readonly is: 'dump'; readonly line: string }
  | { readonly is: 'nothing-to-run' }
  /** An included file, with the reason and the cure. */
  | { readonly is: 'include-unusable'; readonly text: string }
  | { readonly is: 'worker-starting'; readonly worker: WorkerName; readonly pid: number }
  | { readonly is: 'startup-complete' }
  /** It ended although nobody asked it to. */
  | {
      readonly is: 'worker-died'
      readonly worker: WorkerName
      readonly pid: number
      readonly status: number | undefined
      readonly signal: string | undefined
      readonly respawn: boolean
    }
  | { readonly is: 'respawn-delayed'; readonly worker: WorkerName; readonly seconds: number }
  /** The parent let go for a dead VRRP worker: so many instances, so many addresses. */
  | {
      readonly is: 'farewell-sent'
      readonly instance: string
      readonly addressesRemoved: number
      readonly failures: readonly string[]
    }
  | { readonly is: 'worker-refused'; readonly worker: WorkerName; readonly text: string }
  | { readonly is: 'worker-hung'; readonly worker: WorkerName; readonly pid: number }
  | { readonly is: 'reloading' }
  | { readonly is: 'reload-complete' }
  | { readonly is: 'reload-refused'; readonly errors: number }
  | { readonly is: 'stopping' }
  | { readonly is: 'stopped'; readonly version: string }
  | { readonly is: 'already-running'; readonly pidFile: string; readonly pid: number | undefined }
  | { readonly is: 'pid-file-failed'; readonly pidFile: string; readonly text: string }
  | { readonly is: 'privilege-missing'; readonly text: string }
  | {
      readonly is: 'printing'
      readonly what: 'data' | 'stats'
      readonly pid: number
      readonly clear: boolean
    }
  /** A line that a worker printed by itself: the trace of a crash. */
  | { readonly is: 'worker-said'; readonly worker: WorkerName; readonly line: string }
  /** An option of the command line that is accepted and has no effect yet. */
  | { readonly is: 'option-ignored'; readonly option: string }
  | { readonly is: 'signal-ignored'; readonly signal: string; readonly text: string }
  /** Anything else that went wrong, in the words of whoever noticed. */
  | { readonly is: 'failed'; readonly doing: string; readonly text: string }
