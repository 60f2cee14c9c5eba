/**
 * A place in the user's text, and what led there when the text was not simply read. Lines and columns count
 * from 1; columns and length count characters.
 */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** Undefined for text that stands where it stands in the main file. Shared by all words of a line. */
  readonly origin?: Origin
}

/** How text came to its place: an included file, a definition that was put in, one turn of a sequence. */
export interface Origin {
  readonly is: 'include' | 'definition' | 'sequence'
  /** Where the include, the definition or the sequence is written. */
  readonly at: Span
  /** The pattern of the include; the name that is defined, without `$`; the variables as `n=3`. */
  readonly name: string
  /** What led there in turn. */
  readonly from: Origin | undefined
}
