/**
 * Lines of a formatted file with the comments beside their code: those of neighbouring lines stand in one
 * column. Neighbours are lines one after the other that are indented alike, or whose comments stood in one
 * column before. Refuses nothing: what is too wide keeps its comment two blanks away.
 */
import { lineBytesMax, utf8Length } from './text.ts'

/** A line in good form. */
export interface FormedLine {
  /** With its indentation; without the comment, when there is one beside it. */
  readonly code: string
  /** Beside the code; empty: there is none. */
  readonly comment: string
  /** In which column the comment stood before, from 0. */
  readonly column: number
}

const gap = 2
/** Comments do not stand further right because of a neighbour. */
const columnMax = 80
const tabColumns = 8

/** The lines as text, without newlines. */
export function besideOneAnother(lines: readonly FormedLine[]): readonly string[] {
  const texts: string[] = []
  for (let from = 0; from < lines.length; ) {
    let to = from + 1
    while (to < lines.length && areNeighbours(lines[to - 1], lines[to])) to++
    const together = lines.slice(from, to)
    // Thousands of them are too many for Math.max.
    const longest = together.reduce((most, { code }) => Math.max(most, columnsOf(code)), 0)
    const column = gap + longest
    for (const { code, comment } of together) {
      texts.push(comment === '' ? code : `${code}${' '.repeat(column - columnsOf(code))}${comment}`)
    }
    from = to
  }
  return texts
}

/** Where the text ends on a screen, from 0. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += character === '\t' ? tabColumns - (columns % tabColumns) : 1
  return columns
}

function areNeighbours(one: FormedLine | undefined, other: FormedLine | undefined): boolean {
  if (one === undefined || other === undefined || !canMove(one) || !canMove(other)) return false
  return one.column === other.column || indentOf(one) === indentOf(other)
}

/** keepalived cannot read a line that becomes too long. */
function canMove({ code, comment }: FormedLine): boolean {
  if (comment === '' || columnsOf(code) + gap > columnMax) return false
  return utf8Length(code) + columnMax + utf8Length(comment) <= lineBytesMax
}

function indentOf({ code }: FormedLine): number {
  return code.length - code.trimStart().length
}
