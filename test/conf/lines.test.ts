/** language.md's lines, comments, words and braces, seen through readTree(). */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FilePort } from '../../src/conf/expand.ts'
import { includeDepthMax } from '../../src/conf/expansion.ts'
import { depthMax } from '../../src/conf/tree.ts'
import { noFiles, parse } from './parsed.ts'

test('# and ! start a comment also inside a word, but not inside double quotes', () => {
  assert.deepEqual(parse('a # b\nc!d\n"e#f" g\n\'h#i\' j').tree, [['a'], ['c'], ['e#f', 'g'], ["'h"]])
})

test('a backslash keeps the comment sign after it, and nothing else is an escape', () => {
  assert.deepEqual(parse('a\\#b c\\!d e\\f g\\\\h').tree, [['a#b', 'c!d', 'e\\f', 'g\\\\h']])
  assert.deepEqual(parse('"a\\#b"').tree, [['a\\#b']])
})

test('an ordinary line does not continue on the next', () => {
  assert.deepEqual(parse('a \\\nb').tree, [['a', '\\'], ['b']])
})

test('a double quote always starts or ends a word', () => {
  assert.deepEqual(parse('a"b c"d\n"a""b"\n"" x\n"a b" c').tree, [
    ['a', 'b c', 'd'],
    ['a', 'b'],
    ['', 'x'],
    ['a b', 'c'],
  ])
})

test('the words before an unclosed quote count', () => {
  const { tree, codes } = parse('a b "c d')
  assert.deepEqual(tree, [['a', 'b']])
  assert.deepEqual(codes, ['quote-not-closed'])
})

test('TAB, VT, FF and CR separate words; CR before the newline vanishes', () => {
  assert.deepEqual(parse('a\tb\vc\fd\re\r\r\nf\r').tree, [['a', 'b', 'c', 'd', 'e'], ['f']])
})

test('braces need no blanks and stand for themselves', () => {
  assert.deepEqual(parse('a{b}c').tree, [{ words: ['a'], block: [['b']] }, ['c']])
  assert.deepEqual(parse('a\n\n# x\n{\nb "}" {\nc\n}\n}').tree, [
    { words: ['a'], block: [{ words: ['b', '}'], block: [['c']] }] },
  ])
})

test('words know where they stand, after tabs, comments and escapes too', () => {
  const { statements } = parse('\n\t a\\#b  "c d" e')
  const spans = statements[0]?.words.map(({ span }) => [span.line, span.column, span.length])
  assert.deepEqual(spans, [
    [2, 3, 4],
    [2, 9, 5],
    [2, 15, 1],
  ])
})

test('a missing } is reported where the block was opened', () => {
  const { diagnostics, tree } = parse('a {\n b {\n c\n}\n')
  assert.deepEqual(tree, [{ words: ['a'], block: [{ words: ['b'], block: [['c']] }] }])
  const [one] = diagnostics
  assert.equal(one?.code, 'missing-close-brace')
  // The } stands left of b, so it is b that was not closed.
  assert.deepEqual([one?.span.line, one?.span.column], [2, 4])
})

test('without a hint in the indentation the innermost open block is named', () => {
  const { diagnostics } = parse('a {\nb {\nc\n')
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, span.line, span.column]),
    [['missing-close-brace', 2, 3]],
  )
  assert.match(diagnostics[0]?.message ?? '', /2 closing braces are missing/)
})

test('a } too many and a { of nobody are reported and left out', () => {
  const extra = parse('a {\n}\n}\nb')
  assert.deepEqual(extra.tree, [{ words: ['a'], block: [] }, ['b']])
  assert.deepEqual(
    extra.diagnostics.map(({ code, span }) => [code, span.line]),
    [['unexpected-close-brace', 3]],
  )
  const lone = parse('{\na\n}\nb')
  assert.deepEqual(lone.tree, [['b']])
  assert.deepEqual(lone.codes, ['unexpected-open-brace'])
})

test('blocks inside one another have an end', () => {
  const { codes, tree } = parse(`${'a {\n'.repeat(depthMax + 5)}${'}\n'.repeat(depthMax + 5)}b`)
  assert.deepEqual(codes, ['too-deep'])
  assert.deepEqual(tree.at(-1), ['b'])
})

test('lines: the first 1023 bytes of a line over 1022 are dropped, a line with NUL as a whole', () => {
  const long = parse(`${'x'.repeat(1023)}rest of it\n${'y'.repeat(1022)}`)
  assert.deepEqual(long.tree, [['rest', 'of', 'it'], ['y'.repeat(1022)]])
  assert.deepEqual(long.codes, ['line-too-long'])
  // Bytes, not characters: 512 of two bytes each are too many.
  assert.deepEqual(parse('ü'.repeat(512)).codes, ['line-too-long'])
  assert.deepEqual(parse('ü'.repeat(511)).codes, [])
  const nul = parse('a\0b\nc')
  assert.deepEqual(nul.tree, [['c']])
  assert.deepEqual(nul.codes, ['nul-in-line'])
})

test('a no-break space does not separate words, which is worth a note', () => {
  const { tree, codes } = parse('a\u00a0b c # \u00a0')
  assert.deepEqual(tree, [['a\u00a0b', 'c']])
  assert.deepEqual(codes, ['no-break-space'])
})

test('a byte order mark is skipped and reported', () => {
  const { tree, codes } = parse('\ufeffa b')
  assert.deepEqual(tree, [['a', 'b']])
  assert.deepEqual(codes, ['byte-order-mark'])
})

test('@id keeps a line for that id only, @^id for all others', () => {
  const text = '@main a\n@^main b\n@mai c\n@main\n@main $X=1\nd $X'
  assert.deepEqual(parse(text).tree, [['a'], ['d', '1']])
  assert.deepEqual(parse(text, { id: 'x' }).tree, [['b'], ['d', '$X']])
})

test('definitions are put in where they are used, again until nothing known is left', () => {
  const text = '$A=1${B}2\n$B=x\na ${A}\n$B=y\na ${A}'
  assert.deepEqual(parse(text).tree, [
    ['a', '1x2'],
    ['a', '1y2'],
  ])
})

test('$NAME needs a blank, a comma, a closing parenthesis or the end after it', () => {
  const text = '$X=FOO\na $X.1\na $X,1\na $X)\na "b $X" c\na $$X\na ${X}z\na $UNDEF'
  assert.deepEqual(parse(text).tree, [
    ['a', '$X.1'],
    ['a', 'FOO,1'],
    ['a', 'FOO)'],
    ['a', 'b $X', 'c'],
    ['a', '$FOO'],
    ['a', 'FOOz'],
    ['a', '$UNDEF'],
  ])
})

test('a value may hold the keyword, blanks, braces and quotes; it may be empty', () => {
  assert.deepEqual(parse('$X="a b" c {\n$E=\nk $X\nd\n}\ne${E}f').tree, [
    { words: ['k', 'a b', 'c'], block: [['d']] },
    ['ef'],
  ])
})

test('a blank before = or a foreign character makes it no definition', () => {
  assert.deepEqual(parse('$X =1\n$A-B=2').tree, [['$X', '=1'], ['$A-B=2']])
})

test('what a definition puts in is underlined where it was asked for', () => {
  const { statements } = parse('$X=FOO\na ${X} b')
  assert.deepEqual(
    statements[0]?.words.map(({ span }) => [span.column, span.length]),
    [
      [1, 1],
      [3, 4],
      [8, 1],
    ],
  )
})

test('${_PWD}, ${_INSTANCE}, ${_HASH} and ${_BANG} are known', () => {
  assert.deepEqual(parse('a ${_PWD} ${_INSTANCE} "x${_HASH}y${_BANG}"').tree, [['a', '.', 'main', 'x#y!']])
  assert.deepEqual(parse('a b${_HASH} c').tree, [['a', 'b']])
})

test('a definition that needs itself ends with an error', () => {
  assert.deepEqual(parse('$X=$X\na $X\nb').codes, ['definition-needs-itself'])
  assert.deepEqual(parse('$X=a ${X}\na $X\nb').tree, [['b']])
  assert.deepEqual(parse('$A=${B}${B}\n$B=${A}${A}\nk $A').tree, [])
})

test('included text stands in place of the line, definitions stay', () => {
  const read: FilePort = {
    include: (pattern, directory) => [
      { is: 'text', path: `${directory}/${pattern}`, text: '$Y=2\nin' },
      { is: 'text', path: 'other', text: 'also' },
    ],
  }
  assert.deepEqual(parse('a {\ninclude x.inc\n}\nb $Y', { read }).tree, [
    { words: ['a'], block: [['in'], ['also']] },
    ['b', '2'],
  ])
})

test('a file that includes itself is told at once, and files without end at some depth', () => {
  const same: FilePort = { include: () => [{ is: 'text', path: 'g', text: 'a\ninclude g' }] }
  const loop = parse('include g', { read: same })
  assert.deepEqual([loop.codes, loop.tree], [['include-loop'], [['a']]])
  const main: FilePort = { include: () => [{ is: 'text', path: 'f', text: 'a' }] }
  assert.deepEqual(parse('include f', { read: main }).codes, ['include-loop'])
  const deeper: FilePort = {
    include: (pattern) => [{ is: 'text', path: `${pattern}x`, text: `a\ninclude ${pattern}x` }],
  }
  const { codes, tree } = parse('include f', { read: deeper })
  assert.deepEqual(codes, ['include-too-deep'])
  assert.equal(tree.length, includeDepthMax)
})

test('which problem of an include is an error depends on its last letter', () => {
  const absent: FilePort = { include: (path) => [{ is: 'absent', path, reason: 'not there' }] }
  const unusable: FilePort = { include: (path) => [{ is: 'unusable', path, reason: 'a directory' }] }
  const outcome = (line: string, read: FilePort) => parse(line, { read }).codes.join()
  assert.equal(outcome('include f', absent), 'include-skipped')
  assert.equal(outcome('includer f', absent), 'include-skipped')
  assert.equal(outcome('includem f', absent), 'include-failed')
  assert.equal(outcome('includeb f', absent), 'include-skipped')
  assert.equal(outcome('includeb {f,g}', absent), 'include-failed')
  assert.equal(outcome('includem {f,g}', absent), 'include-skipped')
  assert.equal(outcome('include f', unusable), 'include-unusable')
  assert.equal(outcome('includer f', unusable), 'include-failed')
  assert.equal(outcome('include *.x', noFiles), 'include-matches-nothing')
  assert.equal(outcome('includem *.x', noFiles), 'include-matches-nothing')
  assert.equal(outcome('includew *.x', noFiles), 'include-failed')
  assert.equal(outcome('includea *.x', noFiles), 'include-failed')
})

test('include without a name, and words that only begin so, are ordinary words', () => {
  assert.deepEqual(parse('include\nincludex f\nincluded f').tree, [
    ['include'],
    ['includex', 'f'],
    ['included', 'f'],
  ])
})
