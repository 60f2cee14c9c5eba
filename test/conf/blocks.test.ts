/** Braces where keepalived allows them, and what is made of blocks when one is missing or too much. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { block, flag, list, type Row } from '../../src/conf/rows.ts'
import { parse } from './parsed.ts'

const nothing = () => undefined

const plot: Row<unknown> = block('plot', {
  parameters: 'NAME',
  about: '',
  rows: [
    flag('sunny', { about: '', put: nothing }),
    flag('named', { about: '', put: nothing }),
    list('plants', { parameters: 'NAME', about: '', entry: nothing }),
  ],
  open: nothing,
})
const rows: readonly Row<unknown>[] = [plot, flag('named', { about: '', put: nothing })]

test('a brace may stand on the same line, on a later one, or before further words', () => {
  const wanted = [{ words: ['plot', 'a'], block: [['sunny']] }]
  for (const text of [
    'plot a { sunny }',
    'plot a{sunny}',
    'plot a\n\n# soil\n{\nsunny\n}',
    'plot a {sunny\n}',
  ]) {
    assert.deepEqual(parse(text, { rows }).tree, wanted, text)
  }
})

test('a block without { begins with the statement that can only be in it', () => {
  const { tree, diagnostics } = parse('plot a\n  sunny\n  plants { x }\n}\nnamed', { rows })
  assert.deepEqual(tree, [
    { words: ['plot', 'a'], block: [['sunny'], { words: ['plants'], block: [['x']] }] },
    ['named'],
  ])
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, span.line, span.column]),
    [['missing-open-brace', 1, 1]],
  )
})

test('so do the entries of a list', () => {
  const { tree, codes } = parse('plot a {\nplants\nx\ny\n}\nsunny\n}', { rows })
  assert.deepEqual(tree, [
    { words: ['plot', 'a'], block: [{ words: ['plants'], block: [['x'], ['y']] }, ['sunny']] },
  ])
  assert.deepEqual(codes, ['missing-open-brace'])
})

test('what can stand outside as well, or nowhere, tells that there is no block (missingOpenBrace)', () => {
  assert.deepEqual(parse('plot a\nnamed\nplot b { }', { rows }).tree, [
    ['plot', 'a'],
    ['named'],
    { words: ['plot', 'b'], block: [] },
  ])
  assert.deepEqual(parse('plot a\nzork\n', { rows }).tree, [['plot', 'a'], ['zork']])
})

test('a block after any word is one thing with it (unknownBlock)', () => {
  const { tree, codes } = parse('zork {\nplot b {\n}\n}\nnamed {\nx\n}\nplot a { }', { rows })
  assert.deepEqual(tree, [
    { words: ['zork'], block: [{ words: ['plot', 'b'], block: [] }] },
    { words: ['named'], block: [['x']] },
    { words: ['plot', 'a'], block: [] },
  ])
  assert.deepEqual(codes, [])
})

test('a brace in double quotes is text (quotedBrace), a quoted keyword is the keyword', () => {
  assert.deepEqual(parse('"plot" "}" {\n"{" }', { rows }).tree, [{ words: ['plot', '}'], block: [['{']] }])
})
