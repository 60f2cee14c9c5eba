/** keepalived.conf(5): ~SEQ, ~SEQx and ~LST. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generatedLinesMax } from '../../src/conf/expansion.ts'
import { lines, parse } from './parsed.ts'

/** The values of n. */
function counted(head: string): string {
  return lines(`~${head} v\${n}`).join(' ')
}

test('one number is the end, two are start and end, three start, step and end', () => {
  assert.equal(counted('SEQ(n,3)'), 'v1 v2 v3')
  assert.equal(counted('SEQ(n,2,4)'), 'v2 v3 v4')
  assert.equal(counted('SEQ(n,1,2,7)'), 'v1 v3 v5 v7')
  assert.equal(counted('SEQ(n,1,2,6)'), 'v1 v3 v5')
  assert.equal(counted('SEQ(n,5,5)'), 'v5')
})

test('it counts down when the start is above the end', () => {
  assert.equal(counted('SEQ(n,3,1)'), 'v3 v2 v1')
  assert.equal(counted('SEQ(n,-2)'), 'v-1 v-2')
  assert.equal(counted('SEQ(n,0)'), 'v1 v0')
  assert.equal(counted('SEQ(n,7,-3,0)'), 'v7 v4 v1')
})

test('numbers in the notation of C, blanks anywhere, definitions among them', () => {
  assert.equal(counted('SEQ(n,0x10,0x11)'), 'v16 v17')
  assert.equal(counted('SEQ(n,010,+0x9)'), 'v8 v9')
  assert.equal(counted('SEQ ( n , 1 , 2 )'), 'v1 v2')
  assert.deepEqual(lines('$S=1\n$E=2\n~SEQ(n,$S,${E})v$n'), ['v1', 'v2'])
})

test('~SEQx counts in lower-case hexadecimal and knows no negative numbers', () => {
  assert.equal(counted('SEQx(n,9,12)'), 'v9 va vb vc')
  assert.deepEqual(parse('~SEQx(n,-2,2) a').codes, ['bad-sequence'])
})

test('what has no clear first and last turn is refused, and the line dropped', () => {
  for (const head of [
    '~SEQ(n)',
    '~SEQ(n,)',
    '~SEQ(n,1,5,)',
    '~SEQ(n,1,0,5)',
    '~SEQ(n,1,-1,5)',
    '~SEQ(n,1,2,3,4)',
    '~SEQ(n,a,b)',
    '~SEQ(n,5 5)',
    '~SEQ(n,08)',
    // Quirk nameOfVariable.
    '~SEQ(1n,1,2)',
    '~SEQ(n,1,2',
    '~SEQ',
    '~LST(v)',
    '~LST(v,"a b",c)',
    '~LST({v,w},{a,1,2})',
    '~LST({v,w},{a,1)',
    '~LST({v,w)',
    '~LST(v,a',
    '~LST(,a)',
    '~LST',
  ]) {
    const { tree, codes } = parse(`${head} x\ny`)
    assert.deepEqual([head, tree, codes], [head, [['y']], ['bad-sequence']])
  }
})

test('~LST goes through values, which may stand in braces and be empty', () => {
  assert.deepEqual(lines('~LST(v,a/b,{2},,x-y) k.${v}'), ['k.a/b', 'k.2', 'k.', 'k.x-y'])
  assert.deepEqual(lines('~LST ( v , a , b )k.$v'), ['k.a', 'k.b'])
})

test('several variables take several values at once; missing ones are empty', () => {
  assert.deepEqual(lines('~LST({v,w},{a,1},{b},{,3},4) k.${v}.${w}.'), ['k.a.1.', 'k.b..', 'k..3.', 'k.4..'])
})

test('names among the values are put in where they are used (definitionInList)', () => {
  assert.deepEqual(lines('$L=a,b\n~LST(v,$L,${L}) k $v'), ['k a,b', 'k a,b'])
})

test('the first of two sequences varies slowest, and a variable keeps its last value', () => {
  assert.deepEqual(lines('~SEQ(a,1,2) ~LST(b,x,y) k${a}${b}\nl${a}${b}'), ['k1x', 'k1y', 'k2x', 'k2y', 'l2y'])
})

test('the text may be a condition, a definition, a block, several lines, or nothing', () => {
  assert.deepEqual(lines('~SEQ(n,1,2) @main a$n\n~SEQ(n,1,2) @^main b$n'), ['a1', 'a2'])
  assert.deepEqual(lines('~LST({n,v},{A,1},{B,2}) $X_${n}=$v'), ['$X_A=1', '$X_B=2'])
  assert.deepEqual(parse('~SEQ(n,1,2) a $n { b }\n').tree, [
    { words: ['a', '1'], block: [['b']] },
    { words: ['a', '2'], block: [['b']] },
  ])
  assert.deepEqual(lines('$V=p$n \\\nq${n}\n~SEQ(n,1,2) a $V'), ['a p1', 'q1', 'a p2', 'q2'])
  assert.deepEqual(lines('~SEQ(n,1,3)\na$n '), ['a3'])
})

test('a sequence may stand after a condition, at the beginning of a line only; other tildes are text', () => {
  assert.deepEqual(lines('@main ~SEQ(n,1,2) a$n\nb ~SEQ(n,1,2)\n~FOO(v,1) c\n~SEQUENCE d'), [
    'a1',
    'a2',
    'b ~SEQ(n,1,2)',
    '~FOO(v,1) c',
    '~SEQUENCE d',
  ])
})

test('20,000 turns are nothing special, and above a limit nothing is read any more', () => {
  assert.equal(lines('~SEQ(n,1,20000) a $n').length, 20_000)
  const { codes, diagnostics } = parse(`~SEQ(a,1,1000000) ~SEQ(b,1,1000000) $X=$b\ny`)
  assert.deepEqual(codes, ['too-many-lines'])
  assert.equal(diagnostics[0]?.fatal, true)
  assert.ok(generatedLinesMax >= 20_000 * 10)
})
