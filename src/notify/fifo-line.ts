/**
 * The lines that readers of the notify FIFOs get: keepalived.conf(5), notify_fifo. Names are in double quotes
 * and not escaped, as keepalived writes them.
 */
import type { AnnouncedState } from './owed.ts'

/** The last word but one of a line. */
export type LineWord = AnnouncedState | 'MASTER_RX_LOWER_PRI' | 'MASTER_PRIORITY' | 'BACKUP_PRIORITY'

export interface LineSubject {
  readonly of: 'instance' | 'group'
  readonly name: string
  /** Effective priority, 1 to 255; not said of groups, which have 0. */
  readonly priority: number
}

/** Ends with a line feed: `INSTANCE "VI_1" MASTER 100`. */
export function fifoLine({ of, name, priority }: LineSubject, word: LineWord): string {
  return of === 'group' ? `GROUP "${name}" ${word} 0\n` : `INSTANCE "${name}" ${word} ${priority}\n`
}
