/**
 * What a lint is: something that keepalived takes as it is, and that will not do at night what its author
 * expects. Pure: what was written and understood goes in, findings come out. A lint is never an error and
 * never changes what runs.
 */
import type { Span } from '../../base/span.ts'
import type { Related } from '../../conf/diagnostics.ts'
import type { Ground } from './ground.ts'

export interface Finding {
  readonly at: Span
  /** Names what is meant, and the other place when two lines do not go together. */
  readonly message: string
  /** What will happen. */
  readonly instead: string
  /** The other place, with what stands there. */
  readonly related?: readonly Related[]
}

export interface Lint {
  readonly code: string
  /** `warning`: this is hardly what anybody means. `note`: it may be meant, and then it is good to know. */
  readonly severity: 'warning' | 'note'
  readonly find: (ground: Ground) => Iterable<Finding>
}
