/**
 * Statements and the blocks that belong to them, and what is wrong with the braces. A block belongs to the
 * statement before it, whatever the word means: so an unknown block is one thing that can be left out as a
 * whole, where keepalived would read its body as part of the block around it. A statement of the top level is
 * handed over as soon as it is complete.
 */
import type { Span } from '../base/span.ts'
import type { Report } from './diagnostics.ts'
import type { LogicalLine } from './expansion.ts'
import type { Mapped } from './mapped.ts'
import type { RowFacts } from './rows.ts'
import { rowsByWord } from './rows-by-word.ts'
import { type PieceSink, pieces, type Word, type WordPiece } from './words.ts'

export interface Block {
  readonly open: Span
  /** Undefined: the file ended first. */
  readonly close: Span | undefined
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly keyword: Word
  /** All words, the keyword included. */
  readonly words: readonly [Word, ...Word[]]
  /** The text of all words as written. */
  readonly raw: Mapped
  readonly block: Block | undefined
  /** A quote that nothing closes and nobody has reported: harmless only in scripts. */
  readonly openQuote: Span | undefined
}

/** Blocks inside one another: keepalived.conf needs five. */
export const depthMax = 24

interface OpenStatement extends Statement {
  block: OpenBlock | undefined
}

interface OpenBlock extends Block {
  close: Span | undefined
  readonly statements: OpenStatement[]
}

/** A block whose end is not reached, and what is known of it besides. */
interface Level {
  readonly block: OpenBlock
  readonly owner: OpenStatement | undefined
  /** The column in which the line of the owner begins. */
  readonly ownerIndent: number
  /** What may stand in the block, by each of its words; undefined: nobody knows. */
  readonly rows: ReadonlyMap<string, RowFacts> | undefined
  readonly isList: boolean
  /** It belongs to no statement, so nobody will ask for what is in it. */
  readonly isOrphan: boolean
}

export interface TreeBuilder {
  readonly report: Report
  /** Gets each statement of the top level, complete. */
  readonly take: (statement: Statement) => void
  /** Hears of each statement of a block of the top level, when it begins. */
  readonly hear: ((owner: Statement, statement: Statement) => void) | undefined
  readonly stack: [Level, ...Level[]]
  /** The column in which the line of the last statement begins. */
  lastIndent: number
  /** Blocks below the deepest that is kept. */
  tooDeep: number
  /** The first block that, by the look of the lines, lacks its closing brace. */
  suspect: Level | undefined
}

const nowhere: Span = { file: '', line: 1, column: 1, length: 0 }

/** `rows`: what may stand at the top level; with them, a block is known even where its `{` is missing. */
export function treeBuilder(
  rows: readonly RowFacts[] | undefined,
  sinks: Pick<TreeBuilder, 'report' | 'take' | 'hear'>,
): TreeBuilder {
  const block: OpenBlock = { open: nowhere, close: undefined, statements: [] }
  const known = rows && rowsByWord(rows)
  const root: Level = {
    block,
    owner: undefined,
    ownerIndent: 0,
    rows: known,
    isList: false,
    isOrphan: false,
  }
  return { ...sinks, stack: [root], lastIndent: 0, tooDeep: 0, suspect: undefined }
}

export function addLine(line: LogicalLine, builder: TreeBuilder): void {
  pieces(line, sink, builder)
}

/** The end of the text: what is open ends with it. */
export function endTree(builder: TreeBuilder): void {
  reportUnclosed(builder)
  const [root] = builder.stack
  for (const statement of root.block.statements) builder.take(statement)
  root.block.statements.length = 0
}

function innermost({ stack }: TreeBuilder): Level {
  return stack[stack.length - 1] ?? stack[0]
}

const sink: PieceSink<TreeBuilder> = {
  words: (piece, line, builder) => {
    if (builder.tooDeep > 0) return
    const { words, raw, openQuote } = piece
    if (builder.stack.length > 1 || builder.stack[0].block.statements.length > 0) openMissing(piece, builder)
    const level = innermost(builder)
    const statement: OpenStatement = {
      keyword: words[0],
      words,
      raw,
      openQuote: line.quoteReported ? undefined : openQuote,
      block: undefined,
    }
    const { statements } = level.block
    if (builder.stack.length === 1) {
      const [before] = statements
      if (before !== undefined) builder.take(before)
      statements[0] = statement
    } else {
      if (level.isOrphan) statements.length = 0
      statements.push(statement)
      if (builder.stack.length === 2 && level.owner !== undefined) builder.hear?.(level.owner, statement)
    }
    builder.lastIndent = line.indent
  },
  brace: (brace, at, line, builder) => {
    if (brace === '{') openBlock(at, builder)
    else closeBlock(at, line.indent, builder)
  },
}

/**
 * When the statement before needs a block and this can only be its first member, just the `{` is missing:
 * keepalived goes on in the same way. Anything else tells that the statement has no block at all.
 */
function openMissing(piece: WordPiece, builder: TreeBuilder): void {
  const level = innermost(builder)
  if (level.rows === undefined || level.isList) return
  const { statements } = level.block
  const last = statements[statements.length - 1]
  if (last === undefined || last.block !== undefined) return
  const row = level.rows.get(last.keyword.text)
  if (row === undefined || row.shape === 'line') return
  const word = piece.words[0].text
  const fits = row.shape === 'list' || rowsByWord(row.rows).has(word)
  if (!fits || level.rows.has(word)) return
  builder.report({
    code: 'missing-open-brace',
    severity: 'error',
    span: last.keyword.span,
    message: `${last.keyword.text} needs a block: { is missing`,
    instead: 'the block begins with the next statement',
  })
  pushBlock(last, piece.words[0].span, builder)
}

function openBlock(at: Span, builder: TreeBuilder): void {
  if (builder.tooDeep > 0 || builder.stack.length > depthMax) {
    if (builder.tooDeep === 0) {
      builder.report({
        code: 'too-deep',
        severity: 'error',
        span: at,
        message: `more than ${depthMax} blocks inside one another`,
        instead: 'this block is left out',
      })
    }
    builder.tooDeep++
    return
  }
  const { statements } = innermost(builder).block
  const last = statements[statements.length - 1]
  const owner = last?.block === undefined ? last : undefined
  if (owner === undefined) {
    builder.report({
      code: 'unexpected-open-brace',
      severity: 'error',
      span: at,
      message: 'this { belongs to no keyword',
      instead: 'the block it opens is left out',
    })
  }
  pushBlock(owner, at, builder)
}

function pushBlock(owner: OpenStatement | undefined, open: Span, builder: TreeBuilder): void {
  const around = innermost(builder)
  const block: OpenBlock = { open, close: undefined, statements: [] }
  if (owner !== undefined) owner.block = block
  const row = owner && around.rows?.get(owner.keyword.text)
  const isList = row?.shape === 'list'
  const rows = row?.shape === 'block' ? rowsByWord(row.rows) : undefined
  const isOrphan = owner === undefined || around.isOrphan
  builder.stack.push({ block, owner, ownerIndent: builder.lastIndent, rows, isList, isOrphan })
}

function closeBlock(at: Span, indent: number, builder: TreeBuilder): void {
  if (builder.tooDeep > 0) {
    builder.tooDeep--
    return
  }
  const level = builder.stack.length > 1 ? builder.stack.pop() : undefined
  if (level === undefined) {
    builder.report({
      code: 'unexpected-close-brace',
      severity: 'error',
      span: at,
      message: 'this } closes nothing: every block is closed already',
      instead: 'it is ignored; look for a } too many above, or for a { that is missing',
    })
    return
  }
  const looksForeign =
    at.column === indent &&
    level.owner !== undefined &&
    level.block.open.line !== at.line &&
    indent < level.ownerIndent
  if (looksForeign) builder.suspect ??= level
  level.block.close = at
}

function reportUnclosed(builder: TreeBuilder): void {
  const open = builder.stack.slice(1)
  const level = builder.suspect ?? open[open.length - 1]
  if (open.length === 0 || level === undefined) return
  const name = level.owner === undefined ? 'block' : `block of ${level.owner.keyword.text}`
  const count = open.length + builder.tooDeep
  builder.report({
    code: 'missing-close-brace',
    severity: 'error',
    span: level.block.open,
    message:
      `${count === 1 ? 'a } is missing' : `${count} closing braces are missing`} at the end of the file: ` +
      `${builder.suspect === undefined ? 'this' : 'by its indentation, this'} ${name} is not closed`,
    instead: 'open blocks end with the file; what follows inside them belongs to them',
  })
}
