/**
 * A tree back into text, in one canonical form: current names for synonyms, two blanks of indentation, one
 * statement on a line, quotes only where they are needed. Reading the result gives the same tree again.
 */
import type { RowFacts } from './rows.ts'
import { lineBytesMax, utf8Length } from './text.ts'
import type { Statement } from './tree.ts'

/** The statements as configuration text, ending in a newline unless empty. */
export function printTree(statements: readonly Statement[], rows: readonly RowFacts[]): string {
  return printed(statements, rows, 0).join('')
}

function printed(statements: readonly Statement[], rows: readonly RowFacts[], depth: number): string[] {
  return statements.flatMap((statement, index) => {
    const row = rows.find((one) => [one.keyword, ...one.synonyms].includes(statement.keyword.text))
    const head = headOf(statement, row)
    if (statement.block === undefined) return [indented(head, depth)]
    const inside = printed(statement.block.statements, row?.rows ?? [], depth + 1)
    const gap = depth === 0 && index < statements.length - 1 ? ['\n'] : []
    return [indented(`${head} {`, depth), ...inside, indented('}', depth), ...gap]
  })
}

/** The statement without its block as one line of text, its keyword by its current name. */
export function headOf(statement: Statement, row: RowFacts | undefined): string {
  if (row?.script) return protectedRaw(statement.raw.text)
  const [, ...rest] = statement.words.map((word) => word.text)
  const first = row?.keyword ?? statement.keyword.text
  // At the start of a line these would be directives.
  const start = /^[@$~]|^include[rmwba]?$/.test(first) ? `"${first}"` : quoted(first)
  return [start, ...rest.map(quoted)].join(' ')
}

function indented(text: string, depth: number): string {
  const line = `${'  '.repeat(depth)}${text}`
  return utf8Length(line) <= lineBytesMax ? `${line}\n` : `${text}\n`
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
  return text.trim()
}
