/** What happens to notifications on their way, as data, for people and monitoring. */

export type NotifyEvent =
  /** It is not used; the text has the reason and the cure. */
  | { readonly is: 'fifo-refused'; readonly path: string; readonly text: string }
  /** Nobody reads it, or not fast enough: lines wait from now on. */
  | { readonly is: 'fifo-full'; readonly path: string; readonly waitingMax: number }
  /** More wait than there is room for: the oldest ones get lost. */
  | { readonly is: 'fifo-losing'; readonly path: string; readonly waitingMax: number }
  /** All that waited is in it again. */
  | { readonly is: 'fifo-flows'; readonly path: string; readonly lost: number }
  /** What it would have got is lost: the daemon ends, or the FIFO is used no longer. */
  | { readonly is: 'fifo-left'; readonly path: string; readonly lost: number }
  /** Its script ended although nobody asked it to. */
  | { readonly is: 'fifo-unread'; readonly path: string; readonly script: string }
  /** notify_serial: a later change took the place of this one before it began. */
  | {
      readonly is: 'notice-superseded'
      readonly name: string
      readonly state: string
      readonly by: string
    }
  /** notify_serial: the scripts of a change run for too long to be waited for. */
  | {
      readonly is: 'notice-overtaken'
      readonly name: string
      readonly state: string
      readonly by: string
    }
  | { readonly is: 'mail-sent'; readonly server: string; readonly subject: string }
  | {
      readonly is: 'mail-failed'
      readonly server: string
      readonly subject: string
      readonly text: string
      /** undefined: it is given up. */
      readonly againSeconds: number | undefined
    }
  /** So many wait that this one is not sent at all. */
  | { readonly is: 'mail-dropped'; readonly subject: string; readonly waiting: number }
  /** Behind one about the same instance or group that is to be tried again. */
  | { readonly is: 'mail-waits'; readonly subject: string; readonly behind: string }
  /** Nobody will send these any more; `ends`: the daemon does, else a reload took the mail server away. */
  | {
      readonly is: 'mails-left'
      readonly subjects: readonly string[]
      readonly because: 'ends' | 'no-server'
    }
  /** startup_script and shutdown_script. */
  | { readonly is: 'once-started'; readonly when: OnceWhen; readonly program: string }
  | { readonly is: 'once-ended'; readonly when: OnceWhen; readonly failure: string | undefined }
  | { readonly is: 'once-timed-out'; readonly when: OnceWhen }
  /** An old build: what scripts do without because of it. */
  | { readonly is: 'run-as-missing' }

export type OnceWhen = 'startup' | 'shutdown'
