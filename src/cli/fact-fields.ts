/**
 * Reads the fields of a JSON document one by one, so that every complaint names the field it is about. Knows
 * no document in particular.
 */
import { nearest } from '../conf/suggest.ts'

/** A place in the document, and where complaints about it go. */
export interface Field {
  /** `interfaces[1].name`; empty for the document itself. */
  readonly path: string
  readonly value: unknown
  readonly complain: (text: string) => void
}

export type Fields = Readonly<Record<string, Field>>

/** The fields that are there; undefined and a complaint when it is no object or has fields nobody knows. */
export function fieldsOf(field: Field, known: readonly string[]): Fields | undefined {
  const entries = entriesOf(field)
  if (entries === undefined) return undefined
  for (const [name, one] of entries) {
    if (known.includes(name)) continue
    const meant = nearest(name, known)
    complain(
      one,
      meant === undefined ? `is not known; known are ${known.join(', ')}` : `: did you mean ${meant}?`,
    )
  }
  return Object.fromEntries(entries)
}

/** Names and fields of an object whose names are data. */
export function entriesOf(field: Field): readonly (readonly [string, Field])[] | undefined {
  const { value } = field
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complain(field, `must be an object in braces, not ${shown(value)}`)
    return undefined
  }
  return Object.entries(value).map(([name, inner]) => [name, below(field, name, inner)])
}

/** Undefined and a complaint when it is no array. */
export function elementsOf(field: Field): readonly Field[] | undefined {
  if (Array.isArray(field.value)) {
    return field.value.map((value, index) => ({ ...field, path: `${field.path}[${index}]`, value }))
  }
  complain(field, `must be an array in brackets, not ${shown(field.value)}`)
  return undefined
}

export function textOf(field: Field): string | undefined {
  if (typeof field.value === 'string' && field.value !== '') return field.value
  complain(field, `must be text in quotes, not ${shown(field.value)}`)
  return undefined
}

export function truthOf(field: Field): boolean | undefined {
  if (typeof field.value === 'boolean') return field.value
  complain(field, `must be true or false, not ${shown(field.value)}`)
  return undefined
}

/** A whole number from 0 up to `max`. */
export function numberOf(field: Field, max: number): number | undefined {
  const { value } = field
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
  complain(field, `must be a whole number from 0 to ${max}, not ${shown(value)}`)
  return undefined
}

export function missing(field: Field, name: string): undefined {
  complain(below(field, name, undefined), 'is missing')
}

export function complain({ path, complain: say }: Field, text: string): void {
  say(`${path === '' ? 'the document' : path}${text.startsWith(':') ? '' : ' '}${text}`)
}

/** As they would be written in JavaScript: `files["/etc/x"].mode`. */
function below(field: Field, name: string, value: unknown): Field {
  const plain = /^[\w$-]+$/.test(name)
  const path = plain
    ? field.path === ''
      ? name
      : `${field.path}.${name}`
    : `${field.path}[${JSON.stringify(name)}]`
  return { ...field, path, value }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}
