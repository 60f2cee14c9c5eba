/** Each word knows what led to it: files, definitions, turns of sequences; and people are shown that. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { origins, renderDiagnostic } from '../../src/conf/diagnostics.ts'
import type { ExpandInput } from '../../src/conf/expand.ts'
import { files, parse } from './parsed.ts'

/** For each word of the last statement: its column, its length, and the steps that led to it. */
function steps(text: string, extra: Partial<ExpandInput> = {}) {
  const last = parse(text, extra).statements.at(-1)
  return last?.words.map(({ text: word, span }) => [
    word,
    `${span.line}:${span.column}+${span.length}`,
    ...origins(span),
  ])
}

test('a word that stands in the main file came from nowhere', () => {
  const { statements } = parse('a b')
  assert.deepEqual(statements[0]?.keyword.span, { file: 'f', line: 1, column: 1, length: 1 })
})

test('only the words that a definition put in come from it, and all stand at its use', () => {
  assert.deepEqual(steps('$X=b c\na $X d'), [
    ['a', '2:1+1'],
    ['b', '2:3+2', 'from the definition of $X in line 1'],
    ['c', '2:3+2', 'from the definition of $X in line 1'],
    ['d', '2:6+1'],
  ])
})

test('a word that is put together stands where all its parts stand', () => {
  assert.deepEqual(steps('$X=b\nk a${X}c'), [
    ['k', '2:1+1'],
    ['abc', '2:3+6', 'from the definition of $X in line 1'],
  ])
})

test('lines of a definition over lines come from their own lines there', () => {
  assert.deepEqual(steps('$V= \\\na \\\nb\n k $V'), [['b', '4:2+4', 'from the definition of $V in line 3']])
})

test('an included file, and what it says of definitions elsewhere', () => {
  const read = files({ g: '\nk $X', h: 'include g' })
  const included = ['included from h:1', 'included from f:2']
  assert.deepEqual(steps('$X=1\ninclude h', { read }), [
    ['k', '2:1+1', ...included],
    ['1', '2:3+2', 'from the definition of $X in f:1', ...included],
  ])
})

test('a turn of a sequence, with its values, around what its text brings', () => {
  assert.deepEqual(steps('$X=$n\n~SEQ(n,1,3) ~LST({a,b},{x,y}) k $X ${a}'), [
    ['k', '2:31+1', 'with a=x, b=y of the sequence in line 2', 'with n=3 of the sequence in line 2'],
    [
      '3',
      '2:33+2',
      'from the definition of $X in line 1',
      'with a=x, b=y of the sequence in line 2',
      'with n=3 of the sequence in line 2',
    ],
    ['x', '2:36+4', 'with a=x, b=y of the sequence in line 2', 'with n=3 of the sequence in line 2'],
  ])
})

test('people see the steps under the place, and one line of headline as ever', () => {
  const { diagnostics, sources } = parse('$X=a "b\n~SEQ(n,1,1) k $X')
  assert.deepEqual(
    diagnostics.map((one) => renderDiagnostic(one, sources)),
    [
      `f:1:1: error: nothing closes this double quote on its line [quote-not-closed]
  | $X=a "b
  |      ^^
  instead: the words before the quote are used, the rest of the line is dropped
`.replace('f:1:1', 'f:1:6'),
      `f:2:15: error: nothing closes this double quote on its line [quote-not-closed]
  | ~SEQ(n,1,1) k $X
  |               ^^
  from the definition of $X in line 1
  with n=1 of the sequence in line 2
  instead: the words before the quote are used, the rest of the line is dropped
`,
    ],
  )
})
