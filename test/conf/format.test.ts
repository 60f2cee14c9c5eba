/** `config fmt`: good form, and never another meaning. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { commandWords } from '../../src/conf/command-words.ts'
import { formatText } from '../../src/conf/format.ts'
import { readTree } from '../../src/conf/read.ts'
import type { Statement } from '../../src/conf/tree.ts'

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

test('a line that would become too long stays as it is', () => {
  const long = `b ${'x'.repeat(1018)}`
  assert.deepEqual(form('a {', long, '}'), ['a {', long, '}'])
})

/** What the parser sees, without places. */
function meaning(text: string): unknown {
  const input = {
    file: 'f',
    text,
    id: 'a',
    read: { include: (pattern: string) => [{ is: 'text', path: 'i', text: `seen "${pattern}"` }] as const },
  }
  const codes: string[] = []
  const report = ({ code }: { readonly code: string }) => void codes.push(code)
  const plain = (statements: readonly Statement[]): unknown =>
    statements.map(({ words, raw, block }) => [
      words.map((word) => word.text),
      commandWords(raw.text),
      block && plain(block.statements),
    ])
  return plain(readTree(input, report).tree)
}

test('whatever the text: the same meaning, and once is enough', () => {
  const piece = fc.constantFrom(
    ...['a', 'b1', '{', '}', '"', '"x  y"', "'", '\\', '#', '!', ' ', '  ', '\t', '\n', '\n', '\n\n'],
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
      assert.deepEqual(meaning(formatted), meaning(text))
    }),
    { numRuns: 3_000 },
  )
})
