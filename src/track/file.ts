/**
 * track_file: a file whose number changes priorities (keepalived.conf(5), VRRP track files). Reads the number
 * out of the bytes of the file and decides what is told of it. Refuses to know files and weights: contents
 * come in, the number goes out, and what it does to a priority is vrrp's.
 */
import type { TrackEvent } from './events.ts'
import type { TrackReport } from './report.ts'
import type { FileSettings } from './settings.ts'

/** Of a file only so much is read: no number is longer. */
export const contentBytesMax = 127

/** What the number of a file must fit: 32 bits with sign. */
const int32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n } as const
/** Beyond these strtol(3) stays where `long` ends. */
const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n } as const

export interface FileState {
  readonly settings: FileSettings
  /** undefined: nothing was read yet. */
  readonly value: number | undefined
}

/** undefined: the file is not there, or cannot be read. */
export type Content = Uint8Array | undefined

export type FileEffect =
  | { readonly do: 'report'; readonly report: TrackReport }
  | { readonly do: 'tell'; readonly event: TrackEvent }

export function beginFile(settings: FileSettings): FileState {
  return { settings, value: undefined }
}

/** Whether a reload leaves a file what it was: a weight is the affair of who follows it. */
export function isSameFile(a: FileSettings, b: FileSettings): boolean {
  return a.path === b.path
}

/**
 * The file has this content now. A number beyond 32 bits is told and ignored: what was read before stays, at
 * the beginning 0.
 */
export function readContent(state: FileState, content: Content): readonly [FileState, readonly FileEffect[]] {
  const { name, path } = state.settings
  const parsed = content === undefined ? 0n : leadingNumber(content)
  const fits = parsed >= int32.min && parsed <= int32.max
  const value = fits ? Number(parsed) : (state.value ?? 0)
  const refused: FileEffect[] = fits
    ? []
    : [{ do: 'tell', event: { is: 'file-number-ignored', file: name, path, number: parsed.toString() } }]
  if (value === state.value) return [state, refused]
  return [{ ...state, value }, [...refused, { do: 'report', report: { of: 'file', name, value } }]]
}

const digits = { hexadecimal: /^0[xX][\da-fA-F]+/, octal: /^0[0-7]*/, decimal: /^[1-9]\d*/ } as const

/**
 * The number at the beginning, as strtol(3) reads it with base 0: blanks, a sign, 0x for hexadecimal and 0
 * for octal; whatever follows is passed over. What does not begin with a number is 0.
 */
export function leadingNumber(content: Uint8Array): bigint {
  const end = content.indexOf(0)
  const read = content.subarray(0, Math.min(end < 0 ? content.length : end, contentBytesMax))
  const text = String.fromCharCode(...read).replace(/^[ \t\n\v\f\r]+/, '')
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const magnitude = magnitudeOf(text.slice(sign.length))
  const value = sign === '-' ? -magnitude : magnitude
  if (value < int64.min) return int64.min
  return value > int64.max ? int64.max : value
}

function magnitudeOf(text: string): bigint {
  const hexadecimal = digits.hexadecimal.exec(text)
  if (hexadecimal !== null) return BigInt(hexadecimal[0])
  const octal = digits.octal.exec(text)
  if (octal !== null) return octal[0] === '0' ? 0n : BigInt(`0o${octal[0].slice(1)}`)
  return BigInt(digits.decimal.exec(text)?.[0] ?? 0)
}
