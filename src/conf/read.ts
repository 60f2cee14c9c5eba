/**
 * From text to statements: lines.ts and tree.ts joined, one statement of the top level after the other, so
 * that a long file need not be in memory as a tree.
 */
import type { Report, Sources } from './diagnostics.ts'
import { type ExpandInput, expand, type Stop } from './expand.ts'
import { includeCheckLevel } from './include-lines.ts'
import type { RowFacts } from './rows.ts'
import { addLine, endTree, type Statement, treeBuilder } from './tree.ts'

export interface StatementSink {
  readonly report: Report
  /** Gets each statement of the top level, complete, in the order of the text. */
  readonly take: (statement: Statement) => void
  /** Undefined: nobody ends the reading early. */
  readonly stop?: Stop
}

/** `rows`: what may stand at the top level; undefined: nothing is known of blocks. */
export function readStatements(
  input: ExpandInput,
  rows: readonly RowFacts[] | undefined,
  { report, take, stop = { requested: false } }: StatementSink,
): Sources {
  const includeLevel = { letters: input.includeCheck ?? '' }
  const hear = (owner: Statement, { keyword, words }: Statement) => {
    // keepalived.conf(5): it counts from its line on, also for includes in the same block.
    if (keyword.text !== 'include_check' || owner.keyword.text !== 'global_defs') return
    includeLevel.letters = includeCheckLevel(words.slice(1), includeLevel.letters).level
  }
  const builder = treeBuilder(rows, { report, take, hear })
  const sources = expand(input, report, { emit: (line) => addLine(line, builder), includeLevel, stop })
  endTree(builder)
  return sources
}

/** All statements at once. */
export function readTree(
  input: ExpandInput,
  report: Report,
  rows?: readonly RowFacts[],
): { readonly tree: readonly Statement[]; readonly sources: Sources } {
  const tree: Statement[] = []
  const sources = readStatements(input, rows, { report, take: (statement) => void tree.push(statement) })
  return { tree, sources }
}
