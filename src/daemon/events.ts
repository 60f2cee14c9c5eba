/** What happens to the daemon itself, as data, for the log. */

export type WorkerName = 'vrrp' | 'checker'

/** How a process ended, in the words of the log. */
export type HowEnded =
  | { readonly is: 'status'; readonly status: number }
  | { readonly is: 'signal'; readonly signal: string }
  | { readonly is: 'not-started'; readonly code: string }

export type DaemonEvent =
  | {
      readonly is: 'starting'
      readonly version: string
      readonly system: string
      readonly commandLine: string
      readonly configFile: string
    }
  | { readonly is: 'option-without-effect'; readonly option: string }
  /** One diagnostic of the configuration, rendered over several lines. */
  | { readonly is: 'diagnostic'; readonly severity: 'error' | 'warning' | 'note'; readonly text: string }
  | { readonly is: 'configuration-dump'; readonly text: string }
  | { readonly is: 'nothing-configured' }
  | { readonly is: 'cannot-start'; readonly why: string; readonly cure: string }
  | { readonly is: 'already-running'; readonly pidFile: string }
  | { readonly is: 'worker-started'; readonly worker: WorkerName; readonly pid: number }
  | { readonly is: 'worker-said'; readonly worker: WorkerName; readonly line: string }
  | {
      readonly is: 'worker-died'
      readonly worker: WorkerName
      readonly pid: number | undefined
      readonly how: HowEnded
      readonly then: 'respawning' | 'exiting' | 'terminating'
    }
  | { readonly is: 'worker-delayed'; readonly worker: WorkerName; readonly seconds: number }
  | { readonly is: 'worker-hung'; readonly worker: WorkerName }
  /** The parent spoke for the dead VRRP worker. */
  | { readonly is: 'farewell'; readonly instances: readonly string[]; readonly failures: readonly string[] }
  | { readonly is: 'startup-complete' }
  | { readonly is: 'reloading' }
  | { readonly is: 'reload-refused'; readonly configFile: string; readonly errors: number }
  | { readonly is: 'reloaded' }
  | { readonly is: 'statistics-written'; readonly file: string }
  | { readonly is: 'file-failed'; readonly doing: string; readonly code: string; readonly text: string }
  | { readonly is: 'signal-without-effect'; readonly signal: string }
  | { readonly is: 'stopping'; readonly signal: string }
  | { readonly is: 'stopped'; readonly version: string }
