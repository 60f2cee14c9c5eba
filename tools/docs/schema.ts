/**
 * etc/editor/keepalived-ts.schema.json: what `keepalived-ts config print --json` prints, as a JSON schema,
 * from the rows. Words stay text, as the configuration has them; their shapes are told in the descriptions.
 */
import { headProperty, isSeveral } from '../../src/conf/plain.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'

type Schema = { readonly [property: string]: unknown }

/** The schema as JSON text. */
export function schemaText(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'keepalived.conf',
    description: 'A configuration as keepalived-ts config print --json shows it',
    ...objectOf(grammar),
  }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}

function objectOf(rows: readonly RowFacts[], head?: string): Schema {
  const properties = Object.fromEntries(
    rows.filter((row) => row.obsolete === undefined).map((row) => [row.keyword, propertyOf(row)]),
  )
  return {
    type: 'object',
    additionalProperties: false,
    properties:
      head === undefined || head === ''
        ? properties
        : { [headProperty]: { type: 'string', description: head }, ...properties },
  }
}

function propertyOf(row: RowFacts): Schema {
  // In words: what holds without the keyword is often that of another one.
  const usual = row.default === undefined ? '' : ` (default: ${row.default})`
  const description = `${row.about}${usual}`
  const written = row.parameters === '' ? {} : { $comment: row.parameters }
  if (!isSeveral(row)) return { description, ...contentsOf(row), ...written }
  return { description, ...written, type: 'array', items: contentsOf(row) }
}

function contentsOf(row: RowFacts): Schema {
  if (row.shape === 'list') return { type: 'string' }
  // The words before the brace are there or not, as the user wrote them.
  if (row.shape === 'block')
    return objectOf(row.rows, row.parameters === '' ? 'Ignored words' : row.parameters)
  return wordsOf(row.parameters)
}

function wordsOf(parameters: string): Schema {
  if (parameters === '') return { const: true }
  const optional = /^\[([^[\]]*)\]$/.exec(parameters)?.[1]
  if (optional !== undefined) return { anyOf: [{ const: true }, wordsOf(optional)] }
  if (parameters.startsWith('[')) return { anyOf: [{ const: true }, { type: 'string' }] }
  const alternatives = /^[\w.-]+(\|[\w.-]+)+$/.test(parameters) && !/NAME|NUMBER|\.\./.test(parameters)
  if (alternatives) return { enum: parameters.split('|') }
  if (/^NUMBER \S+( [a-z]+)?$/.test(parameters)) {
    // An empty word is 0 for keepalived, and stands in quotes.
    return { type: 'string', pattern: '^(""|[+-]?[0-9]+)$' }
  }
  return { type: 'string' }
}
