/**
 * The names that keepalived.conf defines itself: keepalived.conf(5), pre-defined definitions. Randomness and
 * environment are passed in. Refuses nothing: a use that cannot mean anything is said, and its text stays.
 */
import type { Definition } from './define.ts'

/** What lies around a configuration and is not in it. Undefined members: known to be empty. */
export interface Surroundings {
  /** `${_ENV NAME}`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** A whole number from `min` to `max`, both possible, for `${_RANDOM}`; undefined: always `min`. */
  readonly random?: ((min: number, max: number) => number) | undefined
}

export interface Predefining extends Surroundings {
  readonly id: string
  /** Of the file that is being read. */
  readonly directory: string
}

/** Bounds of `${_RANDOM}` that are not given. */
const randomMinDefault = 0
const randomMaxDefault = 32_767

export type Predefined =
  | { readonly is: 'value'; readonly definition: Definition; readonly problem: string | undefined }
  | { readonly is: 'unknown' }
  /** No value can be found; the text stays. */
  | { readonly is: 'unusable'; readonly problem: string }

export function predefined(name: string, parameters: string | undefined, around: Predefining): Predefined {
  if (name === '_RANDOM') return random(parameters, around)
  if (name === '_ENV') return environment(parameters, around)
  const text = parameters === undefined ? plainName(name, around) : undefined
  return text === undefined ? { is: 'unknown' } : value(name, text)
}

function plainName(name: string, around: Predefining): string | undefined {
  switch (name) {
    case '_PWD':
      return around.directory
    case '_INSTANCE':
      return around.id
    case '_HASH':
      return '#'
    case '_BANG':
      return '!'
    default:
      return undefined
  }
}

function value(name: string, text: string, problem?: string): Predefined {
  return { is: 'value', definition: { name, parts: [text], at: [] }, problem }
}

function random(parameters: string | undefined, around: Predefining): Predefined {
  const given = (parameters ?? '').trim()
  const bounds = given === '' ? [] : given.split(/[ \t]+/)
  if (bounds.length > 2 || !bounds.every((bound) => /^\d{1,9}$/.test(bound))) {
    const problem = `\${_RANDOM${parameters ?? ''}} needs at most two whole numbers: \${_RANDOM MIN MAX}`
    return { is: 'unusable', problem }
  }
  const [min = randomMinDefault, max = randomMaxDefault] = bounds.map(Number)
  if (min > max) return value('_RANDOM', String(min), `\${_RANDOM}: ${min} is more than ${max}`)
  return value('_RANDOM', String(around.random?.(min, max) ?? min))
}

function environment(parameters: string | undefined, around: Predefining): Predefined {
  const name = (parameters ?? '').trim()
  if (!/^[^\s=]+$/.test(name)) {
    return { is: 'unusable', problem: `\${_ENV} needs the name of one variable: \${_ENV NAME}` }
  }
  const found = Object.hasOwn(around.environment ?? {}, name) ? around.environment?.[name] : undefined
  // A newline cannot be said in a line of text.
  return value('_ENV', (found ?? '').replace(/[\r\n\0].*$/s, ''))
}
