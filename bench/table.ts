/** The table: a line for each figure, both daemons side by side, and their ratio. */
import { type Figures, median } from './measure.ts'

export interface Row {
  readonly what: string
  readonly debian: Figures | undefined
  readonly ours: Figures | undefined
}

/** The one number that stands for the rounds. */
function shown(figures: Figures | undefined): number {
  if (figures === undefined || figures.values.length === 0) return Number.NaN
  if (figures.show === 'worst') return Math.max(...figures.values)
  if (figures.show === 'sum') return figures.values.reduce((sum, value) => sum + value, 0)
  return median(figures.values)
}

function digits(value: number): string {
  if (Number.isNaN(value)) return '-'
  if (Number.isInteger(value) || Math.abs(value) >= 100) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** Lowest and highest round, when there is more than one. */
function range(figures: Figures | undefined): string {
  if (figures === undefined || figures.values.length < 2) return ''
  return `${digits(Math.min(...figures.values))} to ${digits(Math.max(...figures.values))}`
}

function ratio(row: Row): string {
  const [debian, ours] = [shown(row.debian), shown(row.ours)]
  return debian > 0 && ours >= 0 ? (ours / debian).toFixed(2) : '-'
}

/** Markdown, aligned so that it can be read as it is. */
export function table(rows: readonly Row[]): string {
  const head = ['what', 'keepalived', 'range', 'keepalived-ts', 'range', 'ratio']
  const body = rows.map((row) => [
    row.what,
    digits(shown(row.debian)),
    range(row.debian),
    digits(shown(row.ours)),
    range(row.ours),
    ratio(row),
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0
      return column === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    return `| ${padded.join(' | ')} |`
  }
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...body.map(line)].join('\n')
}
