/** What happens to the daemon itself, as data, for people and monitoring. */

/** The processes of the daemon beside the parent. */
export type WorkerName = 'VRRP' | 'Healthcheck'

/** What a process says of how it runs. */
export type ProcessEvent =
  /** The kernel refused a wish of the configuration. */
  | {
      readonly is: 'process-refused'
      readonly worker: WorkerName
      readonly doing: string
      readonly text: string
    }
  /** It was woken so much too late. */
  | { readonly is: 'woken-late'; readonly worker: WorkerName; readonly seconds: number }
  /** max_auto_priority: one step up for that. */
  | { readonly is: 'priority-raised'; readonly worker: WorkerName; readonly priority: number }

export type DaemonEvent =
  | ProcessEvent
  | { readonly is: 'starting'; readonly version: string }
  | { readonly is: 'running-on'; readonly system: string }
  | { readonly is: 'command-line'; readonly words: readonly string[] }
  | { readonly is: 'configuration-file'; readonly path: string }
  | { readonly is: 'file-read'; readonly path: string }
  /** The program's name in the system log is another one from now on. */
  | { readonly is: 'syslog-ident'; readonly ident: string }
  /** net_namespace is overruled by -s. */
  | { readonly is: 'namespace-overruled'; readonly configured: string; readonly given: string }
  /** A reload asks for it, and only a new start can give it. */
  | { readonly is: 'unchangeable'; readonly what: string }
  | { readonly is: 'reload-scheduled'; readonly at: string }
  | { readonly is: 'reload-unscheduled' }
  | { readonly is: 'reload-time-refused'; readonly path: string; readonly text: string }
  /** reload_check_config with a file: what is wrong stands there. */
  | { readonly is: 'findings-written'; readonly path: string }
  /** A second SIGHUP came before the first was done. */
  | { readonly is: 'reload-queued' }
  | {
      readonly is: 'processor-time'
      /** Seconds, of the daemon's parent and of its ended children. */
      readonly user: readonly [number, number]
      readonly system: readonly [number, number]
    }
  | { readonly is: 'swap-allowed'; readonly text: string }
  | { readonly is: 'swap-forbidden'; readonly group: string }
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
  /** The parent let go for a dead VRRP worker. */
  | {
      readonly is: 'farewell-sent'
      readonly instance: string
      readonly addressesRemoved: number
      readonly routesRemoved: number
      readonly rulesRemoved: number
      readonly failures: readonly string[]
    }
  | { readonly is: 'worker-refused'; readonly worker: WorkerName; readonly text: string }
  | { readonly is: 'worker-hung'; readonly worker: WorkerName; readonly pid: number }
  | { readonly is: 'reloading' }
  | { readonly is: 'reload-complete' }
  | {
      readonly is: 'reload-refused'
      /** Findings of that severity. */
      readonly errors: number
      /** `loses`: what runs is something that cannot be done any more. */
      readonly why: 'errors' | 'unreadable' | 'emptied' | 'include' | 'loses'
    }
  /** At a start, which takes what a reload does not: until it is mended no SIGHUP has an effect. */
  | { readonly is: 'reload-would-refuse'; readonly errors: number }
  /** Warnings and notes of a reload that were told before. */
  | { readonly is: 'findings-remain'; readonly count: number }
  | { readonly is: 'stopping' }
  | { readonly is: 'stopped'; readonly version: string }
  | { readonly is: 'already-running'; readonly pidFile: string; readonly pid: number | undefined }
  | { readonly is: 'pid-file-failed'; readonly pidFile: string; readonly text: string }
  | { readonly is: 'privilege-missing'; readonly text: string }
  | {
      readonly is: 'printing'
      readonly what: 'parent-data' | 'data' | 'stats' | 'json'
      readonly pid: number
      readonly clear: boolean
    }
  /** A line that a worker printed by itself: the trace of a crash. */
  | { readonly is: 'worker-said'; readonly worker: WorkerName; readonly line: string }
  /** An option of the command line that is accepted and has no effect yet. */
  | { readonly is: 'option-ignored'; readonly option: string }
  /** An option of the command line that has nothing to do here, and why. */
  | { readonly is: 'option-idle'; readonly option: string; readonly because: string }
  /** Anything else that went wrong, in the words of whoever noticed. */
  | { readonly is: 'failed'; readonly doing: string; readonly text: string }
