/** keepalived.conf(5), INCLUDE and include_check: which files, and which problems are errors. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncludedFile } from '../../src/conf/expand.ts'
import { filesMax } from '../../src/conf/expansion.ts'
import { includeCheckLevel } from '../../src/conf/include-lines.ts'
import { files, lines, parse } from './parsed.ts'

const variants = ['include', 'includer', 'includem', 'includew', 'includeb', 'includea'] as const

/** The variants for which a problem is an error, and those that say nothing of it. */
function judged(pattern: string, found: readonly IncludedFile[]) {
  const outcome = variants.map((word) => {
    const { codes } = parse(`${word} ${pattern}`, { read: { include: () => found } })
    return [word, codes.join()] as const
  })
  const having = (code: string) =>
    outcome.filter(([, codes]) => codes === code).map(([word]) => word.slice('include'.length))
  return { errors: having('include-failed').join(), silent: having('').join() }
}

const absent: IncludedFile = { is: 'absent', path: 'p', reason: 'not there' }
const unmatched: IncludedFile = { is: 'unmatched', path: 'p', reason: 'nothing' }
const unusable: IncludedFile = { is: 'unusable', path: 'p', reason: 'a directory' }
const binary: IncludedFile = { is: 'not-text', path: 'p', reason: 'no text' }
const text: IncludedFile = { is: 'text', path: 'p', text: '' }

test('the severity of each problem with each form of include', () => {
  assert.deepEqual(judged('p', [unusable]), { errors: 'r,m,w,b,a', silent: '' })
  assert.deepEqual(judged('p', [absent]), { errors: 'm,w,a', silent: '' })
  assert.deepEqual(judged('*.x', [unmatched]), { errors: 'w,a', silent: '' })
  assert.deepEqual(judged('{p,q}', [absent, text]), { errors: 'b,a', silent: '' })
  assert.deepEqual(judged('{p,q*}', [absent, unmatched]), { errors: 'b,a', silent: '' })
  assert.deepEqual(judged('{p*,q*}', [unmatched, unmatched]), { errors: 'w,a', silent: '' })
  assert.deepEqual(judged('{p,q*}', [text, unmatched]), { errors: '', silent: ',r,m,w,b,a' })
})

test('what is there and cannot be read is told from what is not there', () => {
  const outcome = (found: IncludedFile) =>
    parse('include p', { read: { include: () => [found] } }).diagnostics.map(({ code, severity, fatal }) => [
      code,
      severity,
      fatal,
    ])
  assert.deepEqual(outcome(absent), [['include-skipped', 'warning', undefined]])
  assert.deepEqual(outcome(unmatched), [['include-matches-nothing', 'note', undefined]])
  assert.deepEqual(outcome(unusable), [['include-unusable', 'warning', undefined]])
  assert.deepEqual(outcome(binary), [['include-not-text', 'error', undefined]])
  assert.deepEqual(judged('p', [binary]), { errors: 'r,m,w,b,a', silent: '' })
})

test('an include that insists is fatal: nothing runs', () => {
  const { diagnostics } = parse('includea nope', { read: files({}) })
  assert.deepEqual(
    diagnostics.map(({ code, severity, fatal }) => [code, severity, fatal]),
    [['include-failed', 'error', true]],
  )
})

test('include_check makes every include after it insist', () => {
  const codes = (before: string) => parse(`${before}\ninclude nope`, { read: files({}) }).codes.join()
  assert.equal(codes('global_defs {\n}'), 'include-skipped')
  assert.equal(codes('global_defs {\ninclude_check\n}'), 'include-failed')
  assert.equal(codes('global_defs {\ninclude_check match\n}'), 'include-failed')
  assert.equal(codes('global_defs {\ninclude_check wildcard_match\n}'), 'include-skipped')
  assert.equal(codes('global_defs {\ninclude_check\ninclude_check -match\n}'), 'include-skipped')
  assert.equal(codes('zork {\ninclude_check\n}'), 'include-skipped')
  assert.equal(
    parse('global_defs {\ninclude_check\ninclude nope\n}', { read: files({}) }).codes.join(),
    'include-failed',
  )
})

test('the level of a file ends with it, and -e sets all of it', () => {
  const read = files({ a: 'global_defs {\ninclude_check\n}' })
  assert.deepEqual(parse('include a\ninclude nope', { read }).codes, ['include-skipped'])
  const inherited = files({ a: 'include nope' })
  assert.deepEqual(parse('global_defs {\ninclude_check\n}\ninclude a', { read: inherited }).codes, [
    'include-failed',
  ])
  assert.deepEqual(parse('include nope', { read, includeCheck: 'rmwb' }).codes, ['include-failed'])
})

test('the options of include_check', () => {
  const level = (words: string, before = '') => {
    const options = words === '' ? [] : words.split(' ').map((word) => ({ text: word }))
    const { level: after, unknown } = includeCheckLevel(options, before)
    return [after, unknown.map((word) => word.text).join()].join('/')
  }
  assert.equal(level(''), 'rmwb/')
  assert.equal(level('read', 'rmwb'), 'r/')
  assert.equal(level('brace_match'), 'rb/')
  assert.equal(level('+wildcard_match', 'r'), 'rw/')
  assert.equal(level('-read', 'rw'), 'w/')
  assert.equal(level('match brace_match'), 'rm/brace_match')
  // The manual has this word for "read", keepalived does not know it.
  assert.equal(level('readable', 'r'), 'r/readable')
  assert.equal(level('constructor'), '/constructor')
})

test('blanks and quotes belong to the name, and a brace at the end to the pattern', () => {
  const asked: string[] = []
  const read = {
    include: (pattern: string) => {
      asked.push(pattern)
      return []
    },
  }
  parse('include "a b.conf"\ninclude c d\ninclude {e,f}\na {\ninclude g}\n}\ninclude h # comment', { read })
  assert.deepEqual(asked, ['"a b.conf"', 'c d', '{e,f}', 'g}', 'h'])
})

test('names are seen from the directory of the file that has them, and so is ${_PWD}', () => {
  const asked: string[] = []
  const read = {
    include: (pattern: string, directory: string): readonly IncludedFile[] => {
      asked.push(`${directory}: ${pattern}`)
      return pattern === 'sub/a' ? [{ is: 'text', path: '/etc/sub/a', text: 'include b\nk ${_PWD}' }] : []
    },
  }
  assert.deepEqual(lines('k $_PWD\ninclude sub/a\nk $_PWD', { file: '/etc/f', read }), [
    'k /etc',
    'k /etc/sub',
    'k /etc',
  ])
  assert.deepEqual(asked, ['/etc: sub/a', '/etc/sub: b'])
})

test('an include may come from a condition, a definition or a sequence, read once (includeOnce)', () => {
  const read = files({ a1: 'x', a2: 'y', b: 'z' })
  assert.deepEqual(lines('@main include b\n$I=include b\n$I\n~SEQ(n,1,2) include a$n', { read }), [
    'z',
    'z',
    'x',
    'y',
  ])
  assert.deepEqual(lines('$V= \\\np \\\ninclude b\n$V', { read }), ['p', 'z'])
})

test('a block may begin in one file and end in another, and definitions stay', () => {
  const read = files({ a: 'k {\n$X=1', b: '}' })
  assert.deepEqual(parse('include a\nl $X\ninclude b\nm', { read }).tree, [
    { words: ['k'], block: [['l', '1']] },
    ['m'],
  ])
})

test('files without end: in number and in one another (includeLoop)', () => {
  const read = files({ a: 'x', loop: 'include loop2', loop2: 'include loop' })
  assert.deepEqual(parse('include loop', { read }).codes, ['include-loop'])
  const { codes, statements } = parse(`~SEQ(n,1,100000) include a`, { read })
  assert.deepEqual([codes, statements.length], [['too-many-files'], filesMax])
  let count = 0
  const doubling = {
    include: (): readonly IncludedFile[] => [
      { is: 'text', path: `${count++}`, text: 'include x\ninclude x' },
    ],
  }
  const found = new Set(parse('include x', { read: doubling }).codes)
  assert.deepEqual([...found].sort(), ['include-too-deep', 'too-many-files'])
})
