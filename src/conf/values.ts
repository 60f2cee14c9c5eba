/**
 * Words into values: keepalived.conf(5), the types of its parameters. A kind knows how it is written (for the
 * reference page and the messages) and how to read one word. Refuses what keepalived's own configuration test
 * refuses.
 */
import { type Address, isMulticast, parseAddress } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Micros, micros } from '../base/time.ts'

/** Why a word is no value of its kind, and the value that is used all the same, if any. */
export interface Misfit<T> {
  readonly code: 'not-a-number' | 'out-of-range' | 'too-precise' | 'not-a-value' | 'too-long'
  readonly problem: string
  readonly corrected?: T
}

export interface Kind<T> {
  /** As a reader of the manual sees it: `NUMBER 1..255`. */
  readonly shape: string
  readonly read: (word: string) => Result<T, Misfit<T>>
  /** A value as messages have it, where it is not held as it is written. */
  show?(value: T): string
}

/** What is made of the word: its value, or the one that is used instead, if any. */
export function usedValue<T>(word: string, kind: Kind<T>): T | undefined {
  const read = kind.read(word)
  return read.ok ? read.value : read.error.corrected
}

/**
 * The word, or what to write instead of it for the value that is used: numbers in their shortest form,
 * names as they are spelt. The word where nobody can tell.
 */
export function writtenValue<T>(value: T, word: string, kind: Kind<T>): string {
  if (typeof value === 'boolean' && kind.read(word).ok) return word
  const same = (text: string) => {
    const read = kind.read(text)
    return read.ok && read.value === value
  }
  return candidates(value).find(same) ?? word
}

/**
 * Durations are held in microseconds and written in seconds or milliseconds; most of the rest is as it is.
 */
function candidates(value: unknown): readonly string[] {
  if (typeof value === 'number') return [value, value / 1e6, value / 1e3].map(String)
  if (typeof value === 'boolean') return [value ? 'on' : 'off']
  return typeof value === 'string' ? [value] : []
}

export interface NumberOptions {
  readonly min: number
  readonly max: number
  readonly unit?: string
  /** Number and trailing text: refused also by a running keepalived, which otherwise takes the number. */
  readonly strict?: boolean
}

/** What nearly all numbers are: one to nine digits. Undefined for all else, which may be a number too. */
function plainNumber(word: string): number | undefined {
  if (word === '' || word.length > 9) return undefined
  let value = 0
  for (let index = 0; index < word.length; index++) {
    const digit = word.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}

/** Decimal digits, an optional sign; leading zeros mean nothing. An empty word is 0. */
export function integer(options: NumberOptions): Kind<number> {
  return {
    shape: `NUMBER ${range(options)}`,
    read: (word) => {
      const plain = plainNumber(word)
      if (plain !== undefined && plain >= options.min && plain <= options.max) return ok(plain)
      const match = /^[ \t]*([+-]?)(\d*)(.*)$/s.exec(word)
      const [, sign = '', digits = '', rest = ''] = match ?? []
      if (digits === '' && word !== '') return err({ code: 'not-a-number', problem: 'is not a number' })
      return ranged(Number(`${sign === '-' ? '-' : ''}${digits === '' ? '0' : digits}`), rest, options)
    },
  }
}

/** Seconds with at most `digits` decimals, as microseconds. `min` and `max` are seconds. */
export function seconds(options: NumberOptions & { readonly digits: number }): Kind<Micros> {
  return {
    shape:
      options.digits === 0 ? `SECONDS ${range(options)}` : `SECONDS ${range(options)}, fractions allowed`,
    read: (word) => {
      const plain = plainNumber(word)
      if (plain !== undefined && plain >= options.min && plain <= options.max) return ok(micros(plain * 1e6))
      const match = /^[ \t]*\+?(\d*)(?:\.(\d*))?(.*)$/s.exec(word)
      const [, whole = '', fraction = '', rest = ''] = match ?? []
      if (whole === '' && fraction === '' && word !== '') {
        return err({ code: 'not-a-number', problem: 'is not a number of seconds' })
      }
      const scaled = Math.round(Number(`${whole === '' ? '0' : whole}.${fraction}0`) * 1e6)
      const step = 10 ** (6 - options.digits)
      const value = Math.round(scaled / step) * step
      const read = ranged(value / 1e6, rest, options)
      if (read.ok && fraction.length > options.digits) {
        const problem = `has more than ${options.digits} decimals`
        return err({ code: 'too-precise', problem, corrected: micros(value) })
      }
      if (read.ok) return ok(micros(value))
      const { code, problem, corrected } = read.error
      return err({ code, problem, ...(corrected === undefined ? {} : { corrected: micros(value) }) })
    },
  }
}

function ranged(value: number, rest: string, options: NumberOptions): Result<number, Misfit<number>> {
  const fits = value >= options.min && value <= options.max
  if (rest !== '') {
    const problem = 'is a number followed by something else'
    const lenient = options.strict !== true && fits
    return err({ code: 'not-a-number', problem, ...(lenient ? { corrected: value } : {}) })
  }
  if (!fits) return err({ code: 'out-of-range', problem: `is not in ${range(options)}` })
  return ok(value === 0 ? 0 : value)
}

function range(options: NumberOptions): string {
  return `${options.min}..${options.max}${options.unit === undefined ? '' : ` ${options.unit}`}`
}

/** Lower case only; a missing word is true (the row sees to that). */
export const boolean: Kind<boolean> = {
  shape: 'true|on|yes|false|off|no',
  read: (word) => {
    if (['true', 'on', 'yes'].includes(word)) return ok(true)
    if (['false', 'off', 'no'].includes(word)) return ok(false)
    return err({ code: 'not-a-value', problem: 'is neither true, on, yes nor false, off, no' })
  },
}

/** One of the words, matched exactly unless `anyCase`. */
export function choice<T extends string>(
  words: readonly T[],
  options: { readonly anyCase?: boolean; readonly otherwise?: T } = {},
): Kind<T> {
  return {
    shape: words.join('|'),
    read: (word) => {
      const same = (one: string) => one === word || (options.anyCase && one === word.toUpperCase())
      const found = words.find(same)
      if (found !== undefined) return ok(found)
      const corrected = options.otherwise
      const problem = `is none of ${words.join(', ')}`
      return err({ code: 'not-a-value', problem, ...(corrected === undefined ? {} : { corrected }) })
    },
  }
}

/** Any word of at least one and at most `max` characters. */
export function text(name: string, max = 1023): Kind<string> {
  return {
    shape: name,
    read: (word) => {
      if (word === '') return err({ code: 'not-a-value', problem: 'is empty' })
      if (word.length <= max) return ok(word)
      const problem = `is longer than ${max} characters`
      return err({ code: 'too-long', problem })
    },
  }
}

/** A name that Linux allows for an interface. */
export const interfaceName: Kind<string> = {
  shape: 'INTERFACE',
  read: (word) =>
    /^[^/\s:]{1,15}$/.test(word)
      ? ok(word)
      : err({ code: 'not-a-value', problem: 'is no name of an interface (1 to 15 characters)' }),
}

/** One address. As in keepalived, everything from the first `-` or `/` on is dropped. */
export const singleAddress: Kind<Address> = {
  shape: 'ADDRESS',
  read: (word) => {
    const whole = parseAddress(word)
    if (whole.ok) return whole
    const parsed = parseAddress(/^[^-/]*/.exec(word)?.[0] ?? '')
    return parsed.ok ? parsed : err({ code: 'not-a-value', problem: 'is not an IP address' })
  },
}

export const multicastIpv4: Kind<Address> = {
  shape: 'IPV4-MULTICAST-ADDRESS',
  read: (word) => {
    const parsed = singleAddress.read(word)
    if (!parsed.ok) return parsed
    if (!parsed.value.includes(':') && isMulticast(parsed.value)) return parsed
    return err({ code: 'not-a-value', problem: 'is not an IPv4 multicast address (224.0.0.0/4)' })
  },
}

export const port: Kind<number> = integer({ min: 1, max: 65535, strict: true })

/** A port of only zeros means any port. */
export const portOrAny: Kind<number> = integer({ min: 0, max: 65535, strict: true })
