/**
 * keepalived.conf(5), PARAMETER SUBSTITUTION: definitions over lines, what they may hold, names of its own.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines, parse } from './parsed.ts'

test('a definition over several lines puts in as many lines', () => {
  assert.deepEqual(lines('$V= \\\n a 1 \\\n b 2\n$V\nc'), ['a 1', 'b 2', 'c'])
})

test('its first part may stand on the line of the name, and text may stand before its use', () => {
  assert.deepEqual(lines('$V=a \\\nb\nx ${V}\ny $V'), ['x a', 'b', 'y a', 'b'])
})

test('lines that hold only a backslash add nothing, comments after one do no harm', () => {
  assert.deepEqual(lines('$V= \\\na \\ # first\n\\\nb\n$V'), ['a', 'b'])
})

test('a blank line ends a definition, and so does one of comment (commentEndsDefinition)', () => {
  assert.deepEqual(lines('$V=a \\\n\nb\n$V'), ['b', 'a'])
  assert.deepEqual(lines('$V=a \\\n# c\nb\n$V'), ['b', 'a'])
})

test('the file may end inside a definition', () => {
  assert.deepEqual(lines('a\n$V=b \\'), ['a'])
})

test('several lines fit only at the end of a line; elsewhere the name stays, and that is said', () => {
  const { tree, diagnostics } = parse('$V=a \\\nb\n$V x')
  assert.deepEqual(tree, [['$V', 'x']])
  assert.deepEqual(
    diagnostics.map(({ code, span }) => [code, span.line, span.column, span.length]),
    [['definition-not-last', 3, 1, 2]],
  )
})

test('its lines may define, include blocks, be conditional and hold further definitions over lines', () => {
  const inner = '$I=p \\\nq\n'
  assert.deepEqual(lines(`${inner}$V= \\\n$X=1 \\\na $X \\\n@main b \\\n@other c \\\nd $I \\\ne\n$V`), [
    'a 1',
    'b',
    'd p',
    'q',
    'e',
  ])
  assert.deepEqual(parse('$V= \\\na { \\\nb \\\n}\n$V\nc').tree, [{ words: ['a'], block: [['b']] }, ['c']])
})

test('changing a name changes what later uses of others give, inside definitions over lines too', () => {
  assert.deepEqual(lines('$V= \\\na $X \\\nb $X\n$X=1\n$V\n$X=2\n$V'), ['a 1', 'b 1', 'a 2', 'b 2'])
})

test('names may be put together from what definitions give', () => {
  assert.deepEqual(lines('$X=FOO\n$FOO=bar\na $$X'), ['a bar'])
  assert.deepEqual(lines('$B=x\n$Ax=bar\na ${A${B}}'), ['a bar'])
})

test('what follows a use decides whether a name without braces at its end is one', () => {
  assert.deepEqual(lines('$A=a $B\n$B=q\nk ${A}c\nk ${A} c'), ['k a $Bc', 'k a q c'])
})

test('a comment sign of a value starts a comment unless it is quoted or escaped (escapedCommentSign)', () => {
  assert.deepEqual(lines('a b${_HASH} c\nd "b${_HASH} c"\ne f\\${_BANG} g'), ['a b', 'd b# c', 'e f! g'])
  assert.deepEqual(lines('$X=a\\#b\nk $X\nl\\#m $X'), ['k a#b', 'l#m a#b'])
  assert.deepEqual(lines('$V= \\\na\\#b \\\nc\\!d\n$V'), ['a#b', 'c!d'])
})

test('what a definition puts at the beginning of a line is honoured (directiveFromValue)', () => {
  assert.deepEqual(lines('$S=~SEQ(n,1,2)\n$S a${n}\n$S b${n}'), ['a1', 'a2', 'b1', 'b2'])
  assert.deepEqual(lines('$S=~SEQ(n,1,2)\n$T=$S a${n}\n$T\n$T'), ['a1', 'a2', 'a1', 'a2'])
  assert.deepEqual(lines('$A=$B=1\n$A\nx $B'), ['x 1'])
  assert.deepEqual(lines('$C=@main a\n$D=@^main b\n$C\n$D\n${C} c'), ['a', 'a c'])
})

test('only one condition counts on a line', () => {
  assert.deepEqual(lines('@main @main a'), ['@main a'])
})

test('${_RANDOM} is a number between its bounds, anew for each use (randomValues)', () => {
  const asked: (readonly [number, number])[] = []
  const random = (min: number, max: number) => {
    asked.push([min, max])
    return asked.length
  }
  const text = 'a ${_RANDOM} $_RANDOM ${_RANDOM 7} ${_RANDOM 3 9}'
  assert.deepEqual(lines(text, { random }), ['a 1 2 3 4'])
  assert.deepEqual(asked, [
    [0, 32767],
    [0, 32767],
    [7, 32767],
    [3, 9],
  ])
  assert.deepEqual(lines('a ${_RANDOM 5}'), ['a 5'])
  const backwards = parse('a ${_RANDOM 9 1}')
  assert.deepEqual([backwards.tree, backwards.codes], [[['a', '9']], ['bad-predefined']])
  assert.deepEqual(parse('a "${_RANDOM x}"').codes, ['bad-predefined'])
  assert.deepEqual(parse('a "${_RANDOM 1 2 3}"').codes, ['bad-predefined'])
})

test('${_ENV NAME} is a variable of the environment, or empty (environmentWithoutName)', () => {
  const environment = { A: 'x y', B: 'one\ntwo' }
  assert.deepEqual(lines('k ${_ENV A} "${_ENV B}" z${_ENV C}', { environment }), ['k x y one z'])
  assert.deepEqual(lines('k ${_ENV constructor}x', { environment }), ['k x'])
  assert.deepEqual(parse('k "${_ENV}"').codes, ['bad-predefined'])
})

test('parameters are for those two only, and names of keepalived may be defined anew', () => {
  assert.deepEqual(lines('$X=1\na "${X 2}" "${_INSTANCE 3}"'), ['a ${X 2} ${_INSTANCE 3}'])
  assert.deepEqual(lines('$_INSTANCE=me\na $_INSTANCE'), ['a me'])
})

test('an undefined name is said outside double quotes, with the one that was meant', () => {
  const { diagnostics } = parse('$NODE=1\na ${NODES} "${HOME} $X" $NOD')
  assert.deepEqual(
    diagnostics.map(({ code, suggestion }) => [code, suggestion]),
    [
      ['undefined-name', '${NODE}'],
      ['undefined-name', '$NODE'],
    ],
  )
})

test('inside a word, where passwords may have such signs, it is told only as the cause of an error', () => {
  const { diagnostics } = parse('a b$X c$Y-d')
  assert.deepEqual(
    diagnostics.map(({ code, onlyAsCause }) => [code, onlyAsCause]),
    [
      ['undefined-name', true],
      ['undefined-name', true],
    ],
  )
})

test('a name that only lines for other ids define is told with their conditions', () => {
  const { diagnostics } = parse('@node1 $P=1\n@^main $P=2\na $P')
  assert.match(
    diagnostics[0]?.message ?? '',
    /^P is .* only for @node1 and @\^main, and --config-id is main$/,
  )
})

test('a known name without braces that more of its word follows', () => {
  const { diagnostics } = parse('$ID=7\na 10.1.$ID.1/24')
  assert.deepEqual(
    diagnostics.map(({ code, suggestion, span }) => [code, suggestion, span.column, span.length]),
    [['name-needs-braces', '${ID}', 8, 3]],
  )
})

test('blanks before the = of a definition', () => {
  const { diagnostics } = parse('$_IF = eth0 x')
  assert.deepEqual(
    diagnostics.map(({ code, suggestion }) => [code, suggestion]),
    [['undefined-name', '$_IF=eth0 x']],
  )
})

test('a line that its definitions make too long is dropped (substitutionTooLong)', () => {
  const { tree, codes } = parse(`$X=${'x'.repeat(600)}\na $X $X\nb $X`)
  assert.deepEqual([tree.length, codes], [1, ['substitution-too-long']])
})
