/** `config print --json`: of whatever file, what it prints fits the schema that editors get. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainUnderstood } from '../../src/settings/reprint.ts'
import { schemaText } from '../../tools/docs/schema.ts'
import { configurationFrom } from '../lab/differential/configuration.ts'
import { instance, load } from './example-host.ts'
import { measuredTexts } from './measured-texts.ts'

/** The part of JSON schema that ours uses. */
interface Schema {
  readonly type?: 'object' | 'array' | 'string'
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
}

const known = new Set([
  ...['type', 'properties', 'additionalProperties', 'items', 'anyOf', 'const', 'enum', 'pattern'],
  // These say nothing about what fits.
  ...['$schema', '$comment', 'title', 'description', 'default'],
])

/** Where the value does not fit, and why. */
function misfits(value: unknown, schema: Schema, path = ''): readonly string[] {
  for (const word of Object.keys(schema)) assert.ok(known.has(word), `${word} is not checked here`)
  const { anyOf, type, pattern } = schema
  if (anyOf !== undefined) {
    return anyOf.some((one) => misfits(value, one).length === 0) ? [] : [`${path}: fits none`]
  }
  if ('const' in schema) return value === schema.const ? [] : [`${path}: ${JSON.stringify(value)}`]
  if (schema.enum !== undefined) {
    return schema.enum.includes(value) ? [] : [`${path}: ${JSON.stringify(value)} is not in the enum`]
  }
  if (type === 'array') {
    if (!Array.isArray(value)) return [`${path}: no array`]
    return value.flatMap((item, index) => misfits(item, schema.items ?? {}, `${path}[${index}]`))
  }
  if (type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: no object`]
    return Object.entries(value).flatMap(([name, inside]) => {
      const property = schema.properties?.[name]
      return property === undefined
        ? [`${path}.${name}: unknown`]
        : misfits(inside, property, `${path}.${name}`)
    })
  }
  if (typeof value !== 'string') return [`${path}: ${JSON.stringify(value)} is no text`]
  return pattern === undefined || new RegExp(pattern).test(value) ? [] : [`${path}: ${value}`]
}

const schema = JSON.parse(schemaText()) as Schema

function misfitsOf(text: string): readonly string[] {
  return misfits(JSON.parse(JSON.stringify(plainUnderstood(load(text)))), schema)
}

for (const name of ['conformance', 'semantic-cases'] as const) {
  test(`every text of ${name}.jsonl`, () => {
    for (const text of measuredTexts(name)) assert.deepEqual(misfitsOf(text), [], text)
  })
}

test('configurations made from the grammar', () => {
  for (let seed = 0; seed < 300; seed++) {
    const text = configurationFrom(seed)
    assert.deepEqual(misfitsOf(text), [], text)
  }
})

test('the check of this test can fail', () => {
  assert.deepEqual(misfits({ foo: 1 }, schema), ['.foo: unknown'])
  assert.deepEqual(misfits({ vrrp_instance: [{ nopreempt: 'x' }] }, schema), [
    '.vrrp_instance[0].nopreempt: "x"',
  ])
})

test('what is refused is not there, what is corrected is as it is used', () => {
  const plain = plainUnderstood(load(instance('priority 300\nversion 9\nstate FOO\nfoo')))
  assert.deepEqual(JSON.parse(JSON.stringify(plain)).vrrp_instance, [
    {
      parameters: 'A',
      interface: 'eth0',
      virtual_router_id: '10',
      virtual_ipaddress: ['10.0.0.1'],
      priority: '100',
      state: 'BACKUP',
    },
  ])
})
