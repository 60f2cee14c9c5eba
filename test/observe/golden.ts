/** The form in which the expected log lines of this folder are written down. */
import type { Level } from '../../src/observe/line.ts'
import type { AnyEvent } from '../../src/observe/lines.ts'

/** The lines of one kind of event: the compiler wants an entry for each, and the test below a line in it. */
export type Golden = {
  readonly [Kind in AnyEvent['is']]: readonly (readonly [AnyEvent & { readonly is: Kind }, Level, string])[]
}
