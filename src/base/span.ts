/** A place in the user's text. Lines and columns count from 1; columns and length count characters. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
}
