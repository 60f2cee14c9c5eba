/**
 * Every deliberate difference from keepalived in reading a configuration, by name. The tests that find one
 * name it, and docs/reference/differences.md lists them. What the protocol does differently is in
 * vrrp/quirks.ts.
 */

export interface SettingsQuirk {
  /** What keepalived does; `2.2.7` or `2.4` where only one of them does. */
  readonly keepalived: string
  /** What happens here, and why that is better for the user. */
  readonly here: string
}

export const settingsQuirks = {
  escapedCommentSign: {
    keepalived:
      'Loses `\\#` and `\\!` in all blocks but global_defs: its child processes strip comments twice.',
    here: 'An escaped comment sign stands for itself everywhere, as the manual has it.',
  },
} as const satisfies Record<string, SettingsQuirk>

export type SettingsQuirkName = keyof typeof settingsQuirks
