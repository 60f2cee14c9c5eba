/** `config fmt`: good form, and never another meaning. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatText } from '../../src/conf/format.ts'
import { lineDifferences } from '../../src/conf/line-differences.ts'
import { meansTheSame } from '../../src/conf/same-meaning.ts'

function form(...lines: readonly string[]): readonly string[] {
  return formatText(lines.join('\n')).split('\n').slice(0, -1)
}

test('blocks are indented, words stand one blank apart, braces too', () => {
  assert.deepEqual(
    form('global_defs{', '\trouter_id   x  ', '}', 'vrrp_instance  A{', 'virtual_ipaddress{10.0.0.1}', '  }'),
    ['global_defs {', '    router_id x', '}', 'vrrp_instance A {', '    virtual_ipaddress { 10.0.0.1 }', '}'],
  )
})

test('comments stay where they are, with their blocks', () => {
  assert.deepEqual(form('a { # one', '# two', 'b 1 ! three', '} #four'), [
    'a {  # one',
    '    # two',
    '    b 1  ! three',
    '}  #four',
  ])
})

test('one empty line at most, none at the ends, one newline at the end', () => {
  assert.equal(formatText('\n\na\n\n\n\nb\r\n\n'), 'a\n\nb\n')
  assert.equal(formatText('\n \n'), '')
})

test('what stands in quotes stays, also a brace and a comment sign', () => {
  assert.deepEqual(form('a {', 'b   "c   { # d"   e', '}'), ['a {', '    b "c   { # d" e', '}'])
})

test('definitions, sequences, includes, scripts with backslashes keep their blanks', () => {
  assert.deepEqual(
    form('a {', '$X=  1   2', '~SEQ(n,  1,2)  b {c}', 'include   d*', "e 'f   g'", 'h i\\  j', '}'),
    [
      'a {',
      '    $X=  1   2',
      '    ~SEQ(n,  1,2)  b {c}',
      '    include   d*',
      "    e 'f   g'",
      '    h i\\  j',
      '}',
    ],
  )
})

test('the lines of a long definition are indented and otherwise kept; its braces count for nothing', () => {
  assert.deepEqual(form('$X= \\', 'a {  \\', '  b   1 \\', '}', 'c {', '$X', '}'), [
    '$X= \\',
    '    a {  \\',
    '        b   1 \\',
    '    }',
    'c {',
    '    $X',
    '}',
  ])
})

test('conditional lines that are alternatives open one block', () => {
  assert.deepEqual(form('@a x A {', '@b x B {', 'y', '}', 'z'), ['@a x A {', '@b x B {', '    y', '}', 'z'])
})

test('${NAME} is no block', () => {
  assert.deepEqual(form('a ${X} {', 'b', '}'), ['a ${X} {', '    b', '}'])
})

test('a brace right behind the word include stays there: with a blank between it would be a pattern', () => {
  assert.deepEqual(form('a {', 'include{b', '}', '}'), ['a {', '    include{b', '    }', '}'])
})

test('a quote that begins in a condition keeps the line as it is', () => {
  assert.deepEqual(form('@"a  b"  c'), ['@"a b"  c'])
})

test('a line that would become too long stays as it is', () => {
  const long = `b ${'x'.repeat(1018)}`
  assert.deepEqual(form('a {', long, '}'), ['a {', long, '}'])
})

test('a definition that opens a block indents what follows its use', () => {
  assert.deepEqual(form('$O=a x {', '$C=}', '@n $O', 'b', '${C}', '$C', 'c'), [
    '$O=a x {',
    '$C=}',
    '@n $O',
    '    b',
    '${C}',
    '$C',
    'c',
  ])
})

test('a comment or an empty line ends a long definition, also at the end of the file', () => {
  assert.deepEqual(form('$X= \\', 'a { \\', '# end', 'b  1', '$Y=c \\', '', ''), [
    '$X= \\',
    '    a { \\',
    '        # end',
    'b 1',
    '$Y=c \\',
    '',
  ])
  // Two backslashes are one that continues nothing.
  assert.deepEqual(form('$X=a \\\\', 'b   1'), ['$X=a \\\\', 'b 1'])
})

test('a name is put in where a blank follows: none is added, none goes', () => {
  assert.deepEqual(form('a $X{', 'b', '}'), ['a $X{', '    b', '}'])
  assert.deepEqual(form('a "$X"  $X   {', '}'), ['a "$X" $X {', '}'])
})

test('a byte order mark goes, the kind of line ends stays: that of most lines', () => {
  assert.equal(formatText('\ufeffa {\n b\n}\n'), 'a {\n    b\n}\n')
  assert.equal(formatText('a {\r\n b\r\n}\r\n\r\n'), 'a {\r\n    b\r\n}\r\n')
  assert.equal(formatText('a {\r\n b\n}\r\n'), 'a {\r\n    b\r\n}\r\n')
  assert.equal(formatText('a {\n b\r\n}\n'), 'a {\n    b\n}\n')
  assert.equal(formatText('$X=a \\\r\nb  c\r\nd  e\r\n'), '$X=a \\\r\n    b  c\r\nd e\r\n')
})

test('comments beside neighbouring lines stand in one column', () => {
  assert.deepEqual(form('a {', 'bb 1 # one', 'c 22     # two', '', 'd # alone', '}'), [
    'a {',
    '    bb 1  # one',
    '    c 22  # two',
    '',
    '    d  # alone',
    '}',
  ])
  // Lines of other blocks belong to them only when they did before.
  assert.deepEqual(form('a {    # one', '\tb # two', '}'), ['a {  # one', '    b  # two', '}'])
  assert.deepEqual(form('a {      # one', '  b 1    # two', '}        # three'), [
    'a {      # one',
    '    b 1  # two',
    '}        # three',
  ])
})

test('a long line does not push the comments of its neighbours away', () => {
  const long = `b ${'x'.repeat(90)}`
  assert.deepEqual(form(`${long} # one`, 'c 1 # two', 'd # three'), [
    `${long}  # one`,
    'c 1  # two',
    'd    # three',
  ])
})

test('behind a quote that nothing closes, a brace is none', () => {
  assert.deepEqual(form('a {', 'b "c {', 'd', '}'), ['a {', '    b "c {', '    d', '}'])
})

test('whatever the text: the same meaning, and once is enough', () => {
  const piece = fc.constantFrom(
    ...['a', 'b1', '{', '}', '"', '"x  y"', "'", '\\', '#', '!', ' ', '  ', '\t', '\n', '\n', '\n\n', '\r\n'],
    ...[
      '@a ',
      '@b ',
      '$X=',
      '$X',
      '${X}',
      '~SEQ(n,1,2) ',
      '~LST(n,a,b) ',
      'include f',
      ' \\\n',
      'é',
      '\u00a0',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const formatted = formatText(text)
      assert.equal(formatText(formatted), formatted)
      assert.ok(meansTheSame(text, formatted), formatted)
    }),
    { numRuns: 3_000 },
  )
})

test('what means something else is told: words, blocks, definitions, includes, by each id', () => {
  for (const [before, after] of [
    ['a b', 'a  c'],
    ['a {\nb\n}', 'a {\n}\nb'],
    ['$X=1  "2  3"', '$X=1 "2 3"'],
    ['include  a  b', 'include  a b'],
    ['@n a', '@m a'],
    ['$X=a \\\n\nb $X', '$X=a \\\nb $X'],
    ["k x 'b  c'", "k x 'b c'"],
  ] as const) {
    assert.equal(meansTheSame(before, after), false, before)
    assert.equal(meansTheSame(before, `\n${before}  # c\n`), true, before)
  }
})

test('differences are those of diff -u', () => {
  const before = '\n\na {\n b\n}\n\n\nc\nd\ne\nf\ng\nh\nj\n\ti'
  assert.equal(
    lineDifferences(before, formatText(before), 'k.conf'),
    [
      '--- k.conf',
      '+++ k.conf (in form)',
      ...['@@ -1,10 +1,7 @@', '-', '-', ' a {', '- b', '+    b', ' }', ' ', '-', ' c', ' d', ' e'],
      ...['@@ -12,4 +9,4 @@', ' g', ' h', ' j', '-\ti', '\\ No newline at end of file', '+i', ''],
    ].join('\n'),
  )
})
