/** What every form of the log has in common. */

/** `detail`: with -D; `extra`: with -D twice. */
export type LogLevel = 'alert' | 'error' | 'warning' | 'info' | 'detail' | 'extra'

export interface LogLine {
  readonly level: LogLevel
  readonly kind: string
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Log {
  write(line: LogLine): void
  /** Before the process ends: what waits is written if its reader lets it. */
  flush(): Promise<void>
  /** Opens its file anew: whoever rotates logs has moved it away. */
  reopen(): void
}

/** What stands where lines are missing. */
export function droppedText(count: number): string {
  return `${count} log lines were dropped: nobody read them in time`
}
