/** Which script an instance or a sync group wants run on which change. keepalived.conf(5), notify scripts. */
import type { Command } from '../conf/command.ts'

export interface NotifyScripts {
  readonly master: Command | undefined
  readonly backup: Command | undefined
  readonly fault: Command | undefined
  readonly stop: Command | undefined
  /** Gets type, name, state and priority as further words. */
  readonly any: Command | undefined
}

export interface NotifySettings {
  readonly instances: Readonly<Record<string, NotifyScripts>>
  readonly groups: Readonly<Record<string, NotifyScripts>>
}
