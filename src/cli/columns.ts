/** Text for a terminal: paragraphs that hang, and two columns. Knows no markup and no colours. */
import { wrapped } from './wrapped.ts'

/** Columns where the terminal does not say. */
export const columnsUsual = 100
/** Narrower ones are written as if they had so many. */
const columnsMin = 40

/** Columns for whoever reads: those of the terminal, but no more than eyes follow. */
export function columnsOf(terminal: number | undefined): number {
  return Math.max(columnsMin, Math.min(columnsUsual, terminal ?? columnsUsual))
}

/** One paragraph; its blanks at the start stay, and lines after the first are two columns further in. */
export function hanging(line: string, columns: number): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  const [first = '', ...rest] = wrapped(line.trim(), columns - indent.length - 2).split('\n')
  return [`${indent}${first}`, ...rest.map((one) => `${indent}  ${one}`)].join('\n')
}

/** Rows of two texts; a first one that is too long for its column has a line of its own. */
export function twoColumns(
  rows: readonly (readonly [string, string])[],
  layout: { readonly indent: number; readonly columns: number },
): string {
  const indent = ' '.repeat(layout.indent)
  const widest = Math.max(0, ...rows.map(([left]) => left.length))
  const width = Math.min(widest, Math.floor(layout.columns / 3))
  const gap = ' '.repeat(layout.indent + width + 2)
  const lines = rows.map(([left, right]) => {
    const [first = '', ...rest] = wrapped(right, layout.columns - gap.length).split('\n')
    const more = rest.map((one) => `\n${gap}${one}`).join('')
    if (left.length <= width) return `${indent}${left.padEnd(width)}  ${first}${more}`
    return `${hanging(`${indent}${left}`, layout.columns)}\n${gap}${first}${more}`
  })
  return lines.join('\n')
}
