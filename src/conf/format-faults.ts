/**
 * Why a text is better not brought into good form: its indentation and its line ends are traces of a mistake
 * that its author has yet to find. Reads no other file: what is included counts as well-formed.
 */
import type { Span } from '../base/span.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { FilePort } from './expand.ts'
import { endsInDefinition } from './format.ts'
import { readStatements } from './read.ts'
import type { RowFacts } from './rows.ts'
import { idsIn } from './same-meaning.ts'

export interface FormatFault {
  /** `braces`: may be well together with the files that include this one. */
  readonly is: 'braces' | 'line' | 'definition'
  /** Its line, from 1, and column, from 1. */
  readonly at: Pick<Span, 'line' | 'column'>
  readonly message: string
}

/** Undefined: nothing is in the way. `rows`: what may stand at the top level. */
export function formatFault(
  text: string,
  given: { readonly rows: readonly RowFacts[]; readonly fragment: boolean },
): FormatFault | undefined {
  if (endsInDefinition(text)) {
    const line = text.replace(/\r?\n$/, '').split('\n').length
    const message = 'the definition goes on in the next line, and there is none'
    return { is: 'definition', at: { line, column: 1 }, message }
  }
  const faults = idsIn(text).map((id) => faultsFor(text, id, given.rows))
  for (const { lines, definitions } of faults) {
    if (lines !== undefined) return faultOf('line', lines)
    if (definitions !== undefined) return faultOf('definition', definitions)
  }
  if (given.fragment) return undefined
  // Lines for one host may open what lines for all hosts close: another host has no such block.
  const [first, ...others] = faults.map(({ braces }) => braces)
  const everywhere = first !== undefined && !others.includes(undefined)
  return everywhere ? faultOf('braces', first) : undefined
}

interface Faults {
  lines?: Diagnostic
  definitions?: Diagnostic
  braces?: Diagnostic
}

const kinds: ReadonlyMap<string, keyof Faults> = new Map([
  ['line-too-long', 'lines'],
  ['definition-needs-itself', 'definitions'],
  ...(
    ['missing-close-brace', 'unexpected-close-brace', 'unexpected-open-brace', 'missing-open-brace'] as const
  ).map((code) => [code, 'braces'] as const),
])

/** The first of each kind. */
function faultsFor(text: string, id: string, rows: readonly RowFacts[]): Faults {
  const read: FilePort = { include: () => [{ is: 'text', path: 'included', text: '' }] }
  const found: Faults = {}
  const report = (diagnostic: Diagnostic) => {
    const kind = kinds.get(diagnostic.code)
    if (kind !== undefined) found[kind] ??= diagnostic
  }
  readStatements({ file: 'file', text, id, read }, rows, { report, take: () => {} })
  return found
}

function faultOf(is: FormatFault['is'], { span, message }: Diagnostic): FormatFault {
  return { is, at: span, message }
}
