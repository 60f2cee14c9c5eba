/**
 * Statements and the blocks that belong to them, and what is wrong with the braces. A block belongs to the
 * statement before it, whatever the word means: so an unknown block is one thing that can be left out as a
 * whole, where keepalived would read its body as part of the block around it.
 */
import type { Span } from '../base/span.ts'
import type { Report } from './diagnostics.ts'
import type { LogicalLine } from './expand.ts'
import type { Mapped } from './mapped.ts'
import { type Brace, pieces, type Word, type WordPiece } from './words.ts'

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

interface OpenStatement {
  readonly words: readonly [Word, ...Word[]]
  readonly raw: Mapped
  readonly indent: number
  readonly openQuote: Span | undefined
  block: OpenBlock | undefined
}

interface OpenBlock {
  readonly open: Span
  readonly owner: OpenStatement | undefined
  readonly statements: OpenStatement[]
  close: Span | undefined
}

interface Builder {
  readonly report: Report
  readonly stack: OpenBlock[]
  /** Blocks below the deepest that is kept. */
  tooDeep: number
  /** The first block that, by the look of the lines, lacks its closing brace. */
  suspect: OpenBlock | undefined
}

export function parseTree(lines: readonly LogicalLine[], report: Report): readonly Statement[] {
  const root: OpenBlock = {
    open: { file: '', line: 1, column: 1, length: 0 },
    owner: undefined,
    statements: [],
    close: undefined,
  }
  const builder: Builder = { report, stack: [root], tooDeep: 0, suspect: undefined }
  for (const line of lines) {
    for (const piece of pieces(line.text, { file: line.file, line: line.line }, line.indent)) {
      if (piece.is === 'words') addStatement(piece, line, builder)
      else if (piece.is === 'open') openBlock(piece.span, builder)
      else closeBlock(piece, builder)
    }
  }
  reportUnclosed(builder)
  return frozen(root.statements)
}

function current(builder: Builder): OpenBlock {
  return builder.stack[builder.stack.length - 1] as OpenBlock
}

function addStatement(piece: WordPiece, line: LogicalLine, builder: Builder): void {
  const [keyword, ...others] = piece.words
  if (builder.tooDeep > 0 || keyword === undefined) return
  current(builder).statements.push({
    words: [keyword, ...others],
    raw: piece.raw,
    indent: piece.indent,
    openQuote: line.quoteReported ? undefined : piece.openQuote,
    block: undefined,
  })
}

function openBlock(span: Span, builder: Builder): void {
  if (builder.tooDeep > 0 || builder.stack.length > depthMax) {
    if (builder.tooDeep === 0) {
      builder.report({
        code: 'too-deep',
        severity: 'error',
        span,
        message: `more than ${depthMax} blocks inside one another`,
        instead: 'this block is left out',
      })
    }
    builder.tooDeep++
    return
  }
  const around = current(builder)
  const last = around.statements[around.statements.length - 1]
  const owner = last?.block === undefined ? last : undefined
  const block: OpenBlock = { open: span, owner, statements: [], close: undefined }
  if (owner !== undefined) owner.block = block
  else {
    builder.report({
      code: 'unexpected-open-brace',
      severity: 'error',
      span,
      message: 'this { belongs to no keyword',
      instead: 'the block it opens is left out',
    })
  }
  builder.stack.push(block)
}

function closeBlock(piece: Brace, builder: Builder): void {
  if (builder.tooDeep > 0) {
    builder.tooDeep--
    return
  }
  if (builder.stack.length === 1) {
    builder.report({
      code: 'unexpected-close-brace',
      severity: 'error',
      span: piece.span,
      message: 'this } closes nothing: every block is closed already',
      instead: 'it is ignored; look for a } too many above, or for a { that is missing',
    })
    return
  }
  const block = current(builder)
  const looksForeign =
    piece.span.column === piece.indent &&
    block.owner !== undefined &&
    block.open.line !== piece.span.line &&
    piece.indent < block.owner.indent
  if (looksForeign) builder.suspect ??= block
  block.close = piece.span
  builder.stack.pop()
}

function reportUnclosed(builder: Builder): void {
  const open = builder.stack.slice(1)
  const innermost = open[open.length - 1]
  if (innermost === undefined) return
  const block = builder.suspect ?? innermost
  const name = block.owner === undefined ? 'block' : `block of ${block.owner.words[0].text}`
  const count = open.length + builder.tooDeep
  builder.report({
    code: 'missing-close-brace',
    severity: 'error',
    span: block.open,
    message:
      `${count === 1 ? 'a } is missing' : `${count} closing braces are missing`} at the end of the file: ` +
      `${builder.suspect === undefined ? 'this' : 'by its indentation, this'} ${name} is not closed`,
    instead: 'open blocks end with the file; what follows inside them belongs to them',
  })
}

function frozen(statements: readonly OpenStatement[]): readonly Statement[] {
  return statements.map(({ words, raw, block, openQuote }) => ({
    keyword: words[0],
    words,
    raw,
    openQuote,
    block: block && { open: block.open, close: block.close, statements: frozen(block.statements) },
  }))
}
