/**
 * The kinds of values in address, route and rule lines: how each is written, and one word of it as a value.
 * ip-route(8), ip-rule(8). Refuses what keepalived refuses.
 */
import {
  type Address,
  type Family,
  familyOf,
  formatPrefix,
  fullLength,
  type Prefix,
  parseAddress,
} from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Micros, micros } from '../base/time.ts'
import type { Severity } from '../conf/diagnostics.ts'
import { nearest } from '../conf/suggest.ts'
import { integer, interfaceName, type Kind } from '../conf/values.ts'
import { cNumber, type NameTableFile, type NameTables } from './name-tables.ts'
import type { Realms } from './route-settings.ts'
import type { NumberRange } from './rule-settings.ts'

export interface LineMisfit<T> {
  readonly problem: string
  /** Where there is a name for just this; otherwise the line has one for all its options. */
  readonly code?: string
  /** When it is not an error. */
  readonly severity?: Severity
  /** The value that is used all the same. */
  readonly corrected?: T
  /** What was most likely meant. */
  readonly near?: string | undefined
}

export interface LineKind<T> {
  /** As a reader of the manual sees it. */
  readonly shape: string
  readonly read: (text: string, names: NameTables) => Result<T, LineMisfit<T>>
  /** The value as it would be written. */
  readonly show: (value: T) => string
}

export const number32Max = 4_294_967_295
const signedMax = 2_147_483_647

/** A kind of the statements, here. */
function ofKind<T>(kind: Kind<T>): LineKind<T> {
  return {
    shape: kind.shape,
    read: (text) => {
      const read = kind.read(text)
      return read.ok ? read : err({ problem: read.error.problem })
    },
    show: String,
  }
}

/** Decimal only, as keepalived reads them. */
export function decimal(min: number, max: number): LineKind<number> {
  return ofKind(integer({ min, max, strict: true }))
}

export const number32 = decimal(0, number32Max)
export const number31 = decimal(0, signedMax)
export const byte = decimal(0, 255)
export const device: LineKind<string> = ofKind(interfaceName)

/** Decimal, hexadecimal or octal. */
export const anyNumber32: LineKind<number> = {
  shape: `NUMBER 0..${number32Max}`,
  read: (text) => {
    // An empty word is 0 wherever keepalived wants a number.
    const value = text === '' ? 0 : cNumber(text)
    if (value === undefined) return err({ problem: 'is not a number' })
    return value <= number32Max ? ok(value) : err({ problem: `is more than ${number32Max}` })
  },
  show: String,
}

/** 0 to 2^64-1 in decimal, as text: more than a number holds. */
export const number64: LineKind<string> = {
  shape: 'NUMBER 0..18446744073709551615',
  read: (text) => {
    if (!/^\+?\d{1,30}$/.test(text)) return err({ problem: 'is not a number' })
    const value = BigInt(text)
    return value < 1n << 64n ? ok(String(value)) : err({ problem: 'is more than 64 bits hold' })
  },
  show: (value) => value,
}

/** A number, or a name of an iproute2 table. */
export function named(file: NameTableFile, max: number): LineKind<number> {
  return {
    shape: `NAME|0..${max}`,
    read: (text, names) => {
      const value = cNumber(text) ?? names.number(file, text)
      if (value !== undefined && value <= max) return ok(value)
      if (value !== undefined) return err({ problem: `is more than ${max}` })
      const problem = `is neither a number nor a name in ${file} of iproute2`
      return err({ problem, near: nearest(text, names.names(file)) })
    },
    show: String,
  }
}

export const tableName = named('rt_tables', number32Max)
export const scopeName = named('rt_scopes', 255)
export const trafficClass = named('rt_dsfield', 255)
const realmName = named('rt_realms', 255)

export const realms: LineKind<Realms> = {
  shape: '[SOURCE/]DESTINATION',
  read: (text, names) => {
    const [first = '', second, ...more] = text.split('/')
    const parts = (second === undefined ? [first] : [first, second]).map((part) =>
      realmName.read(part, names),
    )
    const [one, two] = parts
    if (more.length > 0 || one === undefined || !one.ok) {
      return err({ problem: 'is no realm: NAME or 0..255, or two of them with a / between' })
    }
    if (two === undefined) return ok({ destination: one.value })
    if (!two.ok) return err({ problem: `has no realm after its /: NAME or 0..255` })
    return ok({ source: one.value, destination: two.value })
  },
  show: ({ source, destination }) => (source === undefined ? `${destination}` : `${source}/${destination}`),
}

/** An address alone. */
export const plainAddress: LineKind<Address> = {
  shape: 'ADDRESS',
  read: (text) => {
    const parsed = parseAddress(text)
    return parsed.ok ? parsed : err({ problem: 'is not an IP address' })
  },
  show: (value) => value,
}

export function addressOf(family: Family): LineKind<Address> {
  const [shape, article] = family === 'ipv4' ? ['IPV4', 'an IPv4'] : ['IPV6', 'an IPv6']
  return {
    shape,
    read: (text) => {
      const parsed = parseAddress(text)
      if (parsed.ok && familyOf(parsed.value) === family) return parsed
      return err({ problem: `is not ${article} address` })
    },
    show: (value) => value,
  }
}

/** ADDRESS[/LENGTH]; a wrong length counts as a full one, an empty one is 0, as in keepalived. */
export const prefix: LineKind<Prefix> = {
  shape: 'ADDRESS[/LENGTH]',
  read: (text) => {
    const slash = text.indexOf('/')
    const parsed = parseAddress(slash < 0 ? text : text.slice(0, slash))
    if (!parsed.ok) return err({ problem: 'is not an IP address' })
    const full = fullLength(familyOf(parsed.value))
    if (slash < 0) return ok({ address: parsed.value, length: full })
    const length = text.slice(slash + 1)
    if (/^\d*$/.test(length) && Number(length) <= full) {
      return ok({ address: parsed.value, length: Number(length) })
    }
    const corrected = { address: parsed.value, length: full }
    const problem = `has no prefix length of 0 to ${full} after its /`
    return err({ problem, code: 'bad-prefix-length', corrected })
  },
  show: formatPrefix,
}

/** Two decimal numbers with a hyphen between. keepalived gives them to the kernel in any order. */
export function range(max: number): LineKind<NumberRange> {
  return {
    shape: `FIRST-LAST, 0..${max}`,
    read: (text) => {
      const [, first = '', last = ''] = /^\+?(\d{1,12})-\+?(\d{1,12})$/.exec(text) ?? []
      if (first === '')
        return err({ problem: 'is no range: FIRST-LAST is needed, for one number twice the same' })
      const value = { first: Number(first), last: Number(last) }
      if (value.first > max || value.last > max) return err({ problem: `has a number above ${max}` })
      if (value.first <= value.last) return ok(value)
      const problem = 'ends before it begins, so the kernel will refuse the rule'
      return err({ problem, corrected: value, code: 'range-reversed', severity: 'warning' })
    },
    show: ({ first, last }) => `${first}-${last}`,
  }
}

const timeMin = micros(200_000)
const timeMax = micros(120_000_000)

/**
 * A time of TCP: a number of the kernel's steps of `stepMicros`, or with `ms`, `s`, `sec`, `secs` behind it;
 * seconds may have three decimals. keepalived 2.4 keeps it in 200 ms to 120 s.
 */
export function tcpTime(stepMicros: number): LineKind<Micros> {
  const show = (value: Micros) => (value % 1000 === 0 ? `${value / 1000}ms` : `${value / stepMicros}`)
  return {
    shape: `TIME 200ms..120s (a bare number: steps of ${stepMicros / 1000} ms)`,
    read: (text) => {
      const match = /^(\d+)(?:\.(\d*))?(ms|msecs?|s|secs?)?$/i.exec(text)
      if (match === null) return err({ problem: 'is no time such as 300ms or 1.5s' })
      const [, whole = '', decimals = '', unit = ''] = match
      const seconds = /^s/i.test(unit)
      const scale = seconds ? 1_000_000 : unit === '' ? stepMicros : 1000
      const places = seconds ? 3 : 0
      const rounded = Math.round(Number(`${whole}.${decimals}0`) * 10 ** places) / 10 ** places
      const value = micros(Math.round((rounded * scale) / stepMicros) * stepMicros)
      const kept = micros(Math.min(Math.max(value, timeMin), timeMax))
      if (decimals.length > places)
        return err({ problem: `has more than ${places} decimals`, corrected: kept })
      return kept === value ? ok(value) : err({ problem: 'is not in 200ms..120s', corrected: kept })
    },
    show,
  }
}

/** One of the words. */
export function oneOf<T extends string>(words: readonly T[]): LineKind<T> {
  return {
    shape: words.join('|'),
    read: (text) => {
      const found = words.find((word) => word === text)
      return found === undefined
        ? err({ problem: `is none of ${words.join(', ')}`, near: nearest(text, words) })
        : ok(found)
    },
    show: (value) => value,
  }
}

export const zeroOrOne: LineKind<boolean> = {
  shape: '0|1',
  read: (text) => {
    const read = decimal(0, 1).read(text, noNames)
    return read.ok ? ok(read.value === 1) : err({ problem: 'is neither 0 nor 1' })
  },
  show: (value) => (value ? '1' : '0'),
}

const noNames: NameTables = { number: () => undefined, names: () => [] }

export const text: LineKind<string> = {
  shape: 'NAME',
  read: (word) => (word === '' ? err({ problem: 'is empty' }) : ok(word)),
  show: (value) => value,
}
