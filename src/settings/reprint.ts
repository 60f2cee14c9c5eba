/**
 * A configuration in its canonical form: current names, one statement on a line, what counts and nothing
 * else, with the reasons in comments; or all of it after definitions and includes, with its origins.
 */
import { type Counted, countedStatements, countedTree, findingsBySpan, placeText } from '../conf/counted.ts'
import { type Diagnostic, origins } from '../conf/diagnostics.ts'
import { type Plain, plainTree } from '../conf/plain.ts'
import { headOf, type Printable, printLines, printTree } from '../conf/print.ts'
import type { RowFacts } from '../conf/rows.ts'
import { rowsByWord } from '../conf/rows-by-word.ts'
import type { Statement } from '../conf/tree.ts'
import { grammar } from './grammar.ts'
import type { Loaded } from './load.ts'

/** Reading the result gives the same settings, and printing it again the same text. */
export function reprint(tree: readonly Statement[]): string {
  return printTree(tree, grammar)
}

export interface ReprintOptions {
  /** What is left out or is not used as it is written is said in comments. */
  readonly comments: boolean
  /** Comments must not repeat what secrets.ts has hidden. */
  readonly hideSecrets?: boolean
  /** Makes the paths in a comment as short as people want them. */
  readonly shorten?: (comment: string) => string
}

interface Printing extends ReprintOptions {
  /** The file in which lines need no name. */
  readonly main: string
}

const asItIs = (comment: string) => comment

type Read = Pick<Loaded, 'tree' | 'diagnostics' | 'sources'>

/**
 * The settings as understood, as keepalived.conf. Reading the result gives the same settings; printing that
 * again gives the same text, but for the comments about what has gone.
 */
export function reprintUnderstood(loaded: Read, options: ReprintOptions): string {
  const [main = ''] = loaded.sources.keys()
  return printLines(printables(countedOf(loaded), { main, ...options }))
}

/** The same as plain data, as etc/editor/keepalived-ts.schema.json describes it. */
export function plainUnderstood(loaded: Read): Plain {
  return plainTree(countedStatements(countedOf(loaded)), grammar)
}

function countedOf({ tree, diagnostics }: Read): readonly Counted[] {
  return countedTree(tree, grammar, findingsBySpan(diagnostics.map(inShort)))
}

/** Beside the statement, one need not say where it stands. */
function inShort(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'no-effect-yet'
    ? { ...diagnostic, message: 'no effect in keepalived-ts yet', instead: '' }
    : diagnostic
}

function printables(all: readonly Counted[], by: Printing): readonly Printable[] {
  const { main, comments, shorten = asItIs } = by
  return all.flatMap((one): readonly Printable[] => {
    if (one.is === 'left-out') {
      const text = `${placeText(one.at, { file: main })}: ${one.why}`
      return comments ? [{ is: 'comment', text: shorten(text) }] : []
    }
    const { statement, row, inside, remarks } = one
    return [
      {
        is: 'statement',
        head: headOf(statement, row),
        inside: statement.block && printables(inside, by),
        remarks: comments ? remarks.map(shorten) : [],
      },
    ]
  })
}

/** Every statement after definitions, conditions and includes, with the place that it came from. */
export function reprintExpanded({ tree, sources }: Read, options: ReprintOptions): string {
  const [main = ''] = sources.keys()
  return printLines(withOrigins(tree, grammar, { main, ...options }))
}

function withOrigins(
  statements: readonly Statement[],
  rows: readonly RowFacts[],
  by: Printing,
): readonly Printable[] {
  const { shorten = asItIs } = by
  const known = rowsByWord(rows)
  return statements.map((statement) => {
    const row = known.get(statement.keyword.text)
    // The words stay as they were written, so the keyword does.
    const named = row && { ...row, keyword: statement.keyword.text }
    const inside = statement.block && withOrigins(statement.block.statements, row?.rows ?? [], by)
    const remarks = by.comments ? [shorten(originText(statement, by))] : []
    return { is: 'statement', head: headOf(statement, named), inside, remarks }
  })
}

function originText({ words }: Statement, { main, hideSecrets }: Printing): string {
  // The keyword may stand where it stands and only a value come from a definition.
  const span = words.find((word) => word.span.origin !== undefined)?.span ?? words[0].span
  const steps = origins(span).map((step) =>
    // One of its values may be a secret.
    hideSecrets === true ? step.replace(/^with .* of the sequence/s, 'by the sequence') : step,
  )
  return [placeText(span, { file: main }), ...steps].join(', ')
}
