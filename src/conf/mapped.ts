/** Text that still knows where each of its characters stood, through comments, escapes and substitution. */
import type { Origin, Span } from '../base/span.ts'

export interface Mapped {
  readonly text: string
  /** Column of the first character. */
  readonly start: number
  /** Where the characters stood; undefined: they follow one another from `start` on. */
  readonly segments: readonly Segment[] | undefined
  /** Index of the first character in what the segments describe. */
  readonly offset: number
}

/** A run of characters, from `at` to the next segment. */
export interface Segment {
  readonly at: number
  /** Column of the first character of the run. */
  readonly column: number
  /** Put in by a definition: all characters stand where the definition is used, up to this column. */
  readonly until: number | undefined
  /** Undefined: the origin of the line. */
  readonly origin: Origin | undefined
}

/** Where a line stands. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly origin?: Origin
}

export function plainMapped(text: string, start = 1): Mapped {
  return { text, start, segments: undefined, offset: 0 }
}

/** The column of the character at the index, which may be the length of the text. */
export function columnAt(mapped: Mapped, index: number): number {
  if (mapped.segments === undefined) return mapped.start + index
  const position = mapped.offset + index
  const segment = segmentAt(mapped.segments, position)
  return segment.until === undefined ? segment.column + position - segment.at : segment.column
}

const nowhere: Segment = { at: 0, column: 1, until: undefined, origin: undefined }

function segmentAt(segments: readonly Segment[], position: number): Segment {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((segments[middle] ?? nowhere).at <= position) low = middle
    else high = middle - 1
  }
  return segments[low] ?? nowhere
}

export function sliceMapped(mapped: Mapped, from: number, to: number = mapped.text.length): Mapped {
  if (from === 0 && to === mapped.text.length) return mapped
  return {
    text: mapped.text.slice(from, to),
    start: columnAt(mapped, from),
    segments: mapped.segments,
    offset: mapped.segments === undefined ? 0 : mapped.offset + from,
  }
}

export interface Range {
  readonly from: number
  readonly to: number
}

/** Replaces the range by other text, all of which stands where the replaced text stood. */
export function replaceMapped(
  mapped: Mapped,
  range: Range,
  by: { readonly text: string; readonly origin: Origin | undefined },
): Mapped {
  const segments: Segment[] = []
  const whole = mapped.segments ?? [{ at: 0, column: mapped.start, until: undefined, origin: undefined }]
  const from = mapped.offset + range.from
  const to = mapped.offset + range.to
  for (const segment of whole) {
    if (segment.at >= from) break
    segments.push(segment)
  }
  const replaced = segmentAt(whole, from)
  const column = columnAt(mapped, range.from)
  const until = replaced.until ?? columnAt(mapped, range.to)
  if (by.text !== '') segments.push({ at: from, column, until, origin: by.origin ?? replaced.origin })
  const shift = by.text.length - (to - from)
  const after = segmentAt(whole, to)
  const rest = after.until === undefined ? after.column + to - after.at : after.column
  segments.push({ ...after, at: to + shift, column: rest })
  for (const segment of whole) {
    if (segment.at > to) segments.push({ ...segment, at: segment.at + shift })
  }
  const text = mapped.text.slice(0, range.from) + by.text + mapped.text.slice(range.to)
  return { text, start: range.from === 0 ? column : mapped.start, segments, offset: mapped.offset }
}

/** The place of the range in the file. At least one character wide. */
export function spanOf(mapped: Mapped, place: Place, { from, to }: Range): Span {
  const { file, line } = place
  if (mapped.segments === undefined) {
    return spanAt(place, mapped.start + from, Math.max(1, to - from))
  }
  const column = columnAt(mapped, from)
  // The end of the last character, which may have been put in.
  const last = segmentAt(mapped.segments, mapped.offset + Math.max(from, to - 1))
  const end = last.until ?? last.column + mapped.offset + to - last.at
  const origin = originOf(mapped, { from, to }) ?? place.origin
  const length = Math.max(1, end - column)
  return origin === undefined ? { file, line, column, length } : { file, line, column, length, origin }
}

/** A place that nothing was put into. */
export function spanAt(place: Place, column: number, length: number): Span {
  const { file, line, origin } = place
  return origin === undefined ? { file, line, column, length } : { file, line, column, length, origin }
}

/** The first definition that put something into the range. */
function originOf(mapped: Mapped, { from, to }: Range): Origin | undefined {
  const { segments, offset } = mapped
  if (segments === undefined) return undefined
  const begin = segmentAt(segments, offset + from)
  for (const segment of segments) {
    if (segment.at >= offset + to) break
    if (segment.at >= begin.at && segment.origin !== undefined) return segment.origin
  }
  return undefined
}
