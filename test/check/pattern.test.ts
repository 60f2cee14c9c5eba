/** Patterns of PCRE2: what is wrong for certain is said, and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lostEscapes, patternProblem } from '../../src/check/pattern.ts'

// `grep -P` refuses each of these.
for (const [source, says] of [
  ['a(b', /\( that is not closed/],
  ['a)b', /\) that closes nothing/],
  ['[]abc', /class that is not closed/],
  ['[^]abc', /class that is not closed/],
  ['[[:alpha:]', /class that is not closed/],
  ['[a\\]', /class that is not closed/],
  ['*a', /\* that repeats nothing/],
  ['a**', /\* that repeats nothing/],
  ['a++?', /\? that repeats nothing/],
  ['a|+', /\+ that repeats nothing/],
  ['(?:*)', /\* that repeats nothing/],
  ['ab\\', /ends in a backslash/],
] as const) {
  test(`${source} is no pattern`, () => assert.match(patternProblem(source) ?? '', says))
}

// `grep -P` takes each of these.
for (const source of [
  '',
  '(?<name>a)\\k<name>',
  '(?P<name>a)(?P=name)',
  '(?>a+)b++c*?',
  '(?i)a(?-i:b)',
  '[]abc] [^]a] [[:alpha:]-] [\\]]',
  '\\Q(*[\\E',
  '[\\Q]\\E]',
  '(?(?=a)b|c)',
  'a{2} a{,4} {',
  'a*+b??c+?d++',
  '(*UTF)a',
  '(?#a comment ()b',
  '(?x) a # )',
  '^\\K\\R\\h\\x{41}',
]) {
  test(`nothing is said of ${source}`, () => assert.equal(patternProblem(source), undefined))
}

test('escapes that change their meaning without a backslash', () => {
  assert.deepEqual(lostEscapes('\\d+\\.\\d "x" \\n \\x41 \\q'), ['\\d', '\\.'])
})
