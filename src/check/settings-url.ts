/** One request of HTTP_GET and SSL_GET and what its answer must look like. keepalived.conf(5), url. */

export interface HttpUrl {
  /** As it goes into the request line, RFC 9112 section 3. */
  readonly path: string
  /** The Host header; undefined: address and port that the check connects to. */
  readonly host: string | undefined
  /** One of them must hold the status, RFC 9110 section 15. Never empty. */
  readonly statuses: readonly StatusRange[]
  /** MD5 of the body, 32 lower-case hexadecimal digits. */
  readonly digest: string | undefined
  readonly pattern: PatternSettings | undefined
}

export interface SslUrl extends HttpUrl {
  /** Server name indication, RFC 6066 section 3; undefined: not sent. */
  readonly serverName: string | undefined
  /** Ends each connection with close_notify, RFC 8446 section 6.1. */
  readonly tlsCompliant: boolean
}

/** Both ends included, 100 to 599. */
export interface StatusRange {
  readonly from: number
  readonly to: number
}

/** What keepalived.conf(5) lists under regex_options; they are those of pcre2api(3). */
export const patternOptions = [
  'allow_empty_class',
  'alt_bsux',
  'auto_callout',
  'caseless',
  'dollar_endonly',
  'dotall',
  'dupnames',
  'extended',
  'firstline',
  'match_unset_backref',
  'multiline',
  'never_ucp',
  'never_utf',
  'no_auto_capture',
  'no_auto_possess',
  'no_dotstar_anchor',
  'no_start_optimize',
  'ucp',
  'ungreedy',
  'utf',
  'never_backslash_c',
  'alt_circumflex',
  'alt_verbnames',
  'use_offset_limit',
] as const
export type PatternOption = (typeof patternOptions)[number]

export interface PatternSettings {
  /** A pattern of pcre2pattern(3). */
  readonly source: string
  /** The answer must not match. */
  readonly negated: boolean
  readonly options: readonly PatternOption[]
  /** A match starts at this byte of the body or later. */
  readonly offsetMin: number
  /** A match starts at this byte or earlier; undefined: anywhere. */
  readonly offsetMax: number | undefined
  /** Bytes, pcre2_jit_stack_create(3). */
  readonly stack: { readonly start: number; readonly max: number } | undefined
}
