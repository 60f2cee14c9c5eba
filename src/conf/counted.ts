/**
 * What counts of a tree, by its rows: unknown words, obsolete ones, refused values and what a later line
 * takes the place of are left out, each with its reason; corrected values stand as they are used. Statements
 * that only their room can judge stay as they are written, with what was said of them.
 */
import type { Span } from '../base/span.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { RowFacts } from './rows.ts'
import { rowsByWord } from './rows-by-word.ts'
import type { Statement } from './tree.ts'

export type Counted =
  | {
      readonly is: 'statement'
      /** With the words and the block that count. */
      readonly statement: Statement
      readonly row: RowFacts | undefined
      readonly inside: readonly Counted[]
      /** What was said of it: it is not used as it is written. */
      readonly remarks: readonly string[]
    }
  | { readonly is: 'left-out'; readonly at: Span; readonly why: string }

/** What was said, by the place it is about. */
export type Findings = ReadonlyMap<Span, readonly Diagnostic[]>

/** Diagnostics share the spans of the words that they are about. */
export function findingsBySpan(diagnostics: readonly Diagnostic[]): Findings {
  return Map.groupBy(diagnostics, ({ span }) => span)
}

export function countedTree(
  statements: readonly Statement[],
  rows: readonly RowFacts[],
  findings: Findings,
): readonly Counted[] {
  const known = rowsByWord(rows)
  const judged = statements.map((statement) => {
    const row = known.get(statement.keyword.text)
    return { statement, row, verdict: verdictOf(statement, row, findings) }
  })
  const winners = winnersOf(judged)
  return judged.map(({ statement, row, verdict }) => {
    const at = statement.keyword.span
    const leftOut = (why: string): Counted => ({ is: 'left-out', at, why })
    if (row === undefined || verdict === undefined) return leftOut(reasonOf(statement, row, findings))
    const winner = winners.get(row.keyword)
    if (winner !== undefined && winner !== statement) {
      return leftOut(`${oneLine(statement)}: ${row.keyword} in ${placeText(winner.keyword.span, at)} counts`)
    }
    return { ...counted(verdict, row, findings), remarks: remarksOn(statement, verdict, findings) }
  })
}

/** The statements alone, as a tree. */
export function countedStatements(all: readonly Counted[]): readonly Statement[] {
  return all.flatMap((one) => {
    if (one.is === 'left-out') return []
    const { statement, inside } = one
    const { block } = statement
    return [
      block === undefined
        ? statement
        : { ...statement, block: { ...block, statements: countedStatements(inside) } },
    ]
  })
}

function counted(statement: Statement, row: RowFacts, findings: Findings) {
  const statements = statement.block?.statements ?? []
  const inside =
    row.shape === 'list'
      ? statements.map((entry) => entryOf(entry, findings))
      : countedTree(statements, row.rows, findings)
  return { is: 'statement', statement, row, inside } as const
}

/** A list has no keywords; an entry with a block is not read. */
function entryOf(entry: Statement, findings: Findings): Counted {
  const leftOut = { is: 'left-out', at: entry.keyword.span } as const
  if (entry.block !== undefined) return { ...leftOut, why: reasonOf(entry, undefined, findings) }
  return {
    is: 'statement',
    statement: entry,
    row: undefined,
    inside: [],
    remarks: remarksOn(entry, entry, findings),
  }
}

/** The statement as it counts; undefined: it does not. The same order of questions as in bind.ts. */
function verdictOf(
  statement: Statement,
  row: RowFacts | undefined,
  findings: Findings,
): Statement | undefined {
  if (row === undefined || row.obsolete !== undefined) return undefined
  const [keyword, ...rest] = statement.words
  if (row.shape !== 'line') return isLeftOut(statement, findings) ? undefined : statement
  const line = statement.block === undefined ? statement : { ...statement, block: undefined }
  if (row.counted === undefined) {
    const read = row.script ? line : withoutExtra(line, findings)
    return isIgnored(read, findings) ? undefined : corrected(read, row, findings)
  }
  const texts = row.counted(rest.map(({ text }) => text))
  if (texts === undefined) return undefined
  const words = texts.map((text, index) => ({ text, span: rest[index]?.span ?? keyword.span }))
  return { ...line, words: [keyword, ...words] }
}

/** Codes of bare statements and of commands that cannot be read, which rows.ts and fields.ts pass over. */
const ignoring: ReadonlySet<string> = new Set([
  ...['missing-parameter', 'value-missing', 'one-value-only', 'script-quote-not-closed'],
])

/** Where the only value is refused, nothing on the line is left that could count. */
function isIgnored(statement: Statement, findings: Findings): boolean {
  const [, only, ...more] = statement.words
  return findingsOn(statement, findings).some(({ code, instead, span }) => {
    const isOnly = more.length === 0 && span === only?.span
    return instead === 'the statement is ignored'
      ? isOnly || ignoring.has(code)
      : isOnly && instead.startsWith('ignored; the default is')
  })
}

/** As a whole, with all that is inside: rows that refuse a block have one way to say so. */
function isLeftOut(statement: Statement, findings: Findings): boolean {
  if (statement.block === undefined) return true
  return findingsOn(statement, findings).some(({ instead }) =>
    instead.endsWith('is left out with its whole block'),
  )
}

/** Without the words that its room has passed over. */
function withoutExtra(statement: Statement, findings: Findings): Statement {
  const [keyword, ...rest] = statement.words
  const isExtra = ({ code }: Diagnostic) => code === 'extra-words'
  const from = rest.findIndex(({ span }) => findings.get(span)?.some(isExtra))
  return from < 0 ? statement : { ...statement, words: [keyword, ...rest.slice(0, from)] }
}

/** Words that are none of a choice, with the names in them that stayed as they are. */
const misfits: ReadonlySet<string> = new Set(['not-a-value', 'undefined-name', 'name-needs-braces'])

/** The word that is used instead of the only one, where bind.ts names it as it would be written. */
function corrected(statement: Statement, { parameters }: RowFacts, findings: Findings): Statement {
  const [keyword, only, ...more] = statement.words
  if (only === undefined || more.length > 0) return statement
  for (const { code, instead } of findings.get(only.span) ?? []) {
    const used = /^(\S+) is used$/.exec(instead)?.[1]
    const isWritten = parameters.startsWith('NUMBER')
      ? used !== undefined && /^-?\d+$/.test(used)
      : misfits.has(code) && parameters.split('|').includes(used ?? '')
    if (used !== undefined && isWritten) return { ...statement, words: [keyword, { ...only, text: used }] }
  }
  return statement
}

interface Judged {
  readonly statement: Statement
  readonly row: RowFacts | undefined
  readonly verdict: Statement | undefined
}

/**
 * Of keywords that count once, which statement does. The first one takes its place even with a value that is
 * refused; of the last ones only those that are read can be told, and only where their row alone reads them.
 */
function winnersOf(judged: readonly Judged[]): ReadonlyMap<string, Statement> {
  const winners = new Map<string, Statement>()
  for (const { statement, row, verdict } of judged) {
    if (row === undefined || row.obsolete !== undefined || row.repeat === 'appends') continue
    if (row.shape !== 'line' && statement.block === undefined) continue
    if (row.repeat === 'first-wins') {
      if (!winners.has(row.keyword)) winners.set(row.keyword, statement)
    } else if (verdict !== undefined && row.counted !== undefined) winners.set(row.keyword, statement)
  }
  return winners
}

function reasonOf(statement: Statement, row: RowFacts | undefined, findings: Findings): string {
  const all = findingsOn(statement, findings)
  // That it would have no effect either is not why it is left out.
  const said = all.find(({ code }) => code !== 'no-effect-yet') ?? all[0]
  if (row?.obsolete !== undefined)
    return `${statement.keyword.text} is a word of the old days: ${row.obsolete}`
  if (said === undefined) return `${oneLine(statement)}: it has no effect`
  return row === undefined && said.span === statement.keyword.span
    ? said.message
    : `${oneLine(statement)}: ${textOf(said)}`
}

function oneLine({ words }: Statement): string {
  return words.map(({ text }) => text).join(' ')
}

/** Also notes, when they are about words that do not count. */
function remarksOn(statement: Statement, verdict: Statement, findings: Findings): readonly string[] {
  const spans = new Set(verdict.words.map(({ span }) => span))
  return findingsOn(statement, findings)
    .filter(({ severity, code, span }) => severity !== 'note' || code === 'no-effect-yet' || !spans.has(span))
    .map(textOf)
}

function textOf({ message, instead }: Diagnostic): string {
  return instead === '' ? message : `${message}; ${instead}`
}

function findingsOn({ words, block, openQuote }: Statement, findings: Findings): readonly Diagnostic[] {
  const spans = [...words.map(({ span }) => span), block?.open, openQuote]
  return spans.flatMap((span) => (span === undefined ? [] : (findings.get(span) ?? [])))
}

/** `line 7`, or `extra.conf:7` seen from another file. */
export function placeText(span: Span, from: Pick<Span, 'file'>): string {
  return span.file === from.file ? `line ${span.line}` : `${span.file}:${span.line}`
}
