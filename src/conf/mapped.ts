/** Text that still knows where each of its characters stood, through comments, escapes and substitution. */
import type { Span } from '../base/span.ts'

export interface Mapped {
  readonly text: string
  /** Column of the first character. */
  readonly start: number
  /**
   * Column of each character and, as one more, the column after the last; undefined: they follow one another.
   * Characters that a definition put in all stand where the definition is used.
   */
  readonly columns: readonly number[] | undefined
}

export function plainMapped(text: string): Mapped {
  return { text, start: 1, columns: undefined }
}

/** The column of the character at the index, which may be the length of the text. */
export function columnAt(mapped: Mapped, index: number): number {
  if (mapped.columns === undefined) return mapped.start + index
  return mapped.columns[index] ?? mapped.start
}

export function sliceMapped(mapped: Mapped, from: number, to: number = mapped.text.length): Mapped {
  return {
    text: mapped.text.slice(from, to),
    start: columnAt(mapped, from),
    columns: mapped.columns?.slice(from, to + 1),
  }
}

/** Replaces `from` up to `to` by other text, all of which stands where the replaced text stood. */
export function replaceMapped(
  mapped: Mapped,
  range: { readonly from: number; readonly to: number },
  by: string,
): Mapped {
  const columns: number[] = []
  for (let i = 0; i < range.from; i++) columns.push(columnAt(mapped, i))
  for (let i = 0; i < by.length; i++) columns.push(columnAt(mapped, range.from))
  for (let i = range.to; i <= mapped.text.length; i++) columns.push(columnAt(mapped, i))
  return {
    text: mapped.text.slice(0, range.from) + by + mapped.text.slice(range.to),
    start: columns[0] ?? mapped.start,
    columns,
  }
}

/** The place of the characters `from` up to `to` in the file. At least one character wide. */
export function spanOf(
  mapped: Mapped,
  place: { readonly file: string; readonly line: number },
  range: { readonly from: number; readonly to: number },
): Span {
  const column = columnAt(mapped, range.from)
  return { ...place, column, length: Math.max(1, columnAt(mapped, range.to) - column) }
}
