/**
 * How the fields of settings are called in the configuration, how their values are shown, and what their
 * change costs: tables that the compiler keeps complete, and the one comparison that reads them. Whether a
 * keyword has an effect at all is asked of its row, not written here a second time.
 */
import { referenceEntries } from '../../conf/reference.ts'
import { grammar } from '../grammar.ts'
import type { Cost } from './costs.ts'

/** One value that is different. */
export interface Change {
  readonly keyword: string
  /** Undefined: not given. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly cost: Cost
  readonly note: string | undefined
}

/** `path`: keywords of the blocks around, joined by `/`, as in the reference. */
export type Compare<T> = (from: T, to: T, path: string) => readonly Change[]

/** Something to say for every field: the compiler misses none. */
export type Words<T> = { readonly [K in keyof T]-?: Compare<T[K]> }

export interface Priced<T> {
  /** Undefined: none. Functions are asked only when both are given. */
  readonly cost?: Cost | ((from: T, to: T) => Cost)
  readonly note?: string | ((from: T, to: T) => string | undefined)
  /** Nobody should read it over a shoulder or in the log of a pipeline. */
  readonly secret?: true
}

/** A field with one keyword; of `a/b` the block `a` is only for finding the row. */
export function word<T>(
  keyword: string,
  show: (value: T) => string | undefined,
  { cost = 'none', note, secret }: Priced<T> = {},
): Compare<T | undefined> {
  const name = keyword.slice(keyword.lastIndexOf('/') + 1)
  const shown = (value: T | undefined) => (value === undefined ? undefined : show(value))
  return (from, to, path) => {
    if (isSame(from, to)) return []
    const texts = secret === true ? hidden(shown(from), shown(to)) : { from: shown(from), to: shown(to) }
    const judge = <V>(judged: V | ((from: T, to: T) => V)) => {
      if (!isFunction<T, V>(judged)) return judged
      return from === undefined || to === undefined ? undefined : judged(from, to)
    }
    const later = isLater(path === '' ? keyword : `${path}/${keyword}`)
    const priced = later ? 'not-yet' : (judge(cost) ?? 'none')
    return [{ keyword: name, ...texts, cost: priced, note: later ? undefined : judge(note) }]
  }
}

function isFunction<T, V>(judged: V | ((from: T, to: T) => V)): judged is (from: T, to: T) => V {
  return typeof judged === 'function'
}

function hidden(from: string | undefined, to: string | undefined) {
  return { from: from && '(not shown)', to: to && '(not shown, another one)' }
}

/** A part of settings with fields of its own. */
export function compare<T extends object>(words: Words<T>): Compare<T> {
  return (from, to, path) => {
    if (from === to) return []
    const changes: Change[] = []
    for (const key in words) {
      const one: Compare<T[typeof key]> = words[key]
      const found = one(from[key], to[key], path)
      if (found.length > 0) changes.push(...found)
    }
    return changes
  }
}

/** Another part of the plan has it. */
export const elsewhere: Compare<unknown> = () => []

/** Plain data; a field that is undefined is as good as none. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object') return false
  return JSON.stringify(a) === JSON.stringify(b)
}

/**
 * Paths of the keywords that nothing in the daemon reads yet. What is refused at the top level ends the start
 * or says its cost itself.
 */
const later: ReadonlySet<string> = new Set(
  referenceEntries(grammar)
    .filter(({ path, row }) => row.later === true || (row.later === 'refused' && path !== ''))
    .map(({ path, row }) => (path === '' ? row.keyword : `${path}/${row.keyword}`)),
)

/** Whether the keyword at this path, or a block around it, has no effect yet. */
export function isLater(path: string): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (later.has(path.slice(0, end))) return true
  }
  return false
}
