/**
 * A command of the user as the configuration gives it: words that are run without a shell, and optionally as
 * whom (keepalived.conf(5), SCRIPTS). What may be run is judged elsewhere, against the file system.
 */
export interface Command {
  /** At least one word. The first is the program as written. */
  readonly argv: readonly [string, ...string[]]
  readonly user: string | undefined
  /** `:` before the name: with all groups of the user; `:` alone: all of them, first the user's own. */
  readonly group: string | undefined
}
