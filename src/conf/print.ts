/**
 * Statements back into text, in the form of format.ts: one statement on a line, quotes only where they are
 * needed, current names for synonyms. Reading the result gives the same tree again. What is said beside the
 * statements stands in comments.
 */
import { formatted, indentation } from './format.ts'
import { besideOneAnother, type FormedLine } from './format-comments.ts'
import { plainMapped } from './mapped.ts'
import type { RowFacts } from './rows.ts'
import { rowsByWord } from './rows-by-word.ts'
import { strip } from './strip.ts'
import { lineBytesMax, utf8Length } from './text.ts'
import type { Statement } from './tree.ts'

/** A statement or a comment, ready for its line. */
export type Printable =
  | { readonly is: 'comment'; readonly text: string }
  | {
      readonly is: 'statement'
      /** See headOf. */
      readonly head: string
      /** Undefined: it has no block. */
      readonly inside: readonly Printable[] | undefined
      readonly remarks: readonly string[]
    }

/** The statements as configuration text, ending in a newline unless empty. */
export function printTree(statements: readonly Statement[], rows: readonly RowFacts[]): string {
  return printLines(printables(statements, rows))
}

function printables(statements: readonly Statement[], rows: readonly RowFacts[]): readonly Printable[] {
  const known = rowsByWord(rows)
  return statements.map((statement) => {
    const row = known.get(statement.keyword.text)
    const inside = statement.block && printables(statement.block.statements, row?.rows ?? [])
    return { is: 'statement', head: headOf(statement, row), inside, remarks: [] }
  })
}

/** The lines as configuration text, ending in a newline unless empty. */
export function printLines(all: readonly Printable[]): string {
  const lines: FormedLine[] = []
  addLines(all, 0, lines)
  return besideOneAnother(lines)
    .map((line) => `${line}\n`)
    .join('')
}

function addLines(all: readonly Printable[], depth: number, lines: FormedLine[]): void {
  for (const [index, one] of all.entries()) {
    if (one.is === 'comment') {
      lines.push(commentLine(one.text, depth))
      continue
    }
    const { head, inside, remarks } = one
    const code = inside === undefined ? head : `${head} {`
    const beside = remarks.length === 1 ? withComment(code, remarks[0] ?? '', depth) : undefined
    if (beside === undefined) for (const remark of remarks) lines.push(commentLine(remark, depth))
    lines.push(beside ?? indented(code, depth))
    if (inside === undefined) continue
    addLines(inside, depth + 1, lines)
    lines.push(indented('}', depth))
    if (depth === 0 && index < all.length - 1) lines.push({ code: '', comment: '', column: nowhere })
  }
}

/** The text of a statement without its block, its keyword by its current name. */
export function headOf(statement: Statement, row: RowFacts | undefined): string {
  const first = row?.keyword ?? statement.keyword.text
  const tail = tailOf(statement, row)
  if (tail === undefined) return formatted(protectedRaw(statement.raw.text))
  // At the start of a line these would be directives.
  const start = /^[@$~]|^include[rmwba]?$/.test(first) ? `"${first}"` : quoted(first)
  return tail === '' ? start : formatted(`${start} ${tail}`)
}

/**
 * The words after the keyword as they are written; undefined: the text of a script that goes on in the
 * keyword's own word, which its rules allow.
 */
export function tailOf(statement: Statement, row: RowFacts | undefined): string | undefined {
  const [{ text: keyword }, ...rest] = statement.words
  if (!row?.script) return rest.map((word) => quoted(word.text)).join(' ')
  const raw = statement.raw.text
  const whole = raw.startsWith('"') ? `"${keyword}"` : keyword
  const behind = raw.slice(whole.length)
  if (!raw.startsWith(whole) || /^[^ \t\r\v\f]/.test(behind)) return undefined
  return protectedRaw(behind)
}

/** Columns that a line with its comment may have; else the comment stands above. */
const columnsMax = 110
/** Longer comments are cut. */
const commentMax = 300

/** Comments stood nowhere before. */
const nowhere = Number.NaN

function indented(text: string, depth: number): FormedLine {
  const line = `${indentation.repeat(depth)}${text}`
  return { code: utf8Length(line) <= lineBytesMax ? line : text, comment: '', column: nowhere }
}

function commentLine(text: string, depth: number): FormedLine {
  return indented(`# ${commentText(text)}`, depth)
}

function withComment(line: string, text: string, depth: number): FormedLine | undefined {
  const whole = `${indentation.repeat(depth)}${line}`
  const comment = `# ${commentText(text)}`
  // Behind a quote that nothing closes, no comment is one.
  const open = strip(plainMapped(line)).openQuote !== undefined
  if (open || whole.length + 2 + comment.length > columnsMax) return undefined
  return { code: whole, comment, column: nowhere }
}

/** A newline would end the comment, and NUL the text. */
function commentText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be replaced
  const shown = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').trimEnd()
  return shown.length > commentMax ? `${shown.slice(0, commentMax)}...` : shown
}

/**
 * Words never contain a double quote, so they can be quoted. One thing cannot be said without a complaint:
 * blanks together with a backslash at the end, since strip() takes the closing quote for an escaped one.
 */
export function quoted(word: string): string {
  return /^[^ \t\r\n\v\f"#!{}$]+$/.test(word) ? word : `"${word}"`
}

/** The text of a script statement with the comment signs outside double quotes escaped again. */
function protectedRaw(raw: string): string {
  let text = ''
  let inQuotes = false
  for (let i = 0; i < raw.length; i++) {
    const character = raw[i] ?? ''
    if (character === '\\') {
      text += character + (raw[i + 1] ?? '')
      i++
      continue
    }
    if (character === '"') inQuotes = !inQuotes
    text += !inQuotes && (character === '#' || character === '!') ? `\\${character}` : character
  }
  return text.replace(/^[ \t\r\v\f]+|[ \t\r\v\f]+$/g, '')
}
