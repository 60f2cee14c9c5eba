/** Reading, printing and reading again gives the same tree. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Diagnostic } from '../../src/conf/diagnostics.ts'
import { printTree } from '../../src/conf/print.ts'
import { readTree } from '../../src/conf/read.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import type { Statement } from '../../src/conf/tree.ts'

type Node = { words: string[]; block: Node[] | undefined }

function parse(text: string) {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const { tree } = readTree({ file: 'f', text, id: '', read: { include: () => [] } }, report)
  return { tree, diagnostics }
}

function nodes(statements: readonly Statement[]): Node[] {
  return statements.map(({ words, block }) => ({
    words: words.map((word) => word.text),
    block: block && nodes(block.statements),
  }))
}

/** Any word that a file can contain: no quote, no newline, and no backslash before a closing quote. */
const word = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      'a',
      '$X',
      '$X=1',
      '@id',
      '~SEQ(n,1)',
      'include',
      '#',
      '!',
      '{',
      '}',
      '',
      'a b',
      '${_PWD}',
    ),
    fc.string({
      unit: fc.constantFrom('{', '}', '#', '!', '$', '@', '\\', ' ', '\t', 'a', "'", '~'),
      maxLength: 6,
    }),
  )
  .map((text) =>
    text
      .replace(/["\n\0]/g, '')
      .replace(/\\/g, '/')
      .replace(/\$\{_(PWD|INSTANCE|HASH|BANG)\}/g, 'x'),
  )

const node: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record(
    {
      words: fc.array(word, { minLength: 1, maxLength: 4 }),
      block: fc.option(fc.array(tie('node'), { maxLength: 4 }), {
        nil: undefined,
        maxDepth: 4,
      }),
    },
    { noNullPrototype: true },
  ),
})).node

/** Every word in quotes, which is always right, and nothing canonical. */
function plainText(all: readonly Node[]): string {
  return all
    .map(({ words, block }) => {
      const line = words.map((text) => `"${text}"`).join(' ')
      return block === undefined ? `${line}\n` : `${line} {\n${plainText(block)}}\n`
    })
    .join('')
}

test('any tree, printed and read again, is the same tree', () => {
  fc.assert(
    fc.property(fc.array(node, { maxLength: 5 }), (wanted) => {
      const { tree, diagnostics } = parse(plainText(wanted))
      assert.deepEqual(diagnostics, [])
      assert.deepEqual(nodes(tree), wanted)
      const printed = printTree(tree, [])
      const again = parse(printed)
      assert.deepEqual(again.diagnostics, [])
      assert.deepEqual(nodes(again.tree), wanted)
      assert.equal(printTree(again.tree, []), printed)
    }),
    { numRuns: 400 },
  )
})

test('the text of a script statement survives, comment signs and all', () => {
  const facts: RowFacts = {
    keyword: 'notify',
    synonyms: [],
    shape: 'line',
    parameters: '',
    repeat: 'first-wins',
    about: '',
    default: undefined,
    obsolete: undefined,
    script: true,
    later: false,
    since: undefined,
    rows: [],
    entries: [],
  }
  for (const line of [
    'notify "/bin/x \\"a\\" #b" joe',
    "notify '/bin/x a\\#b' \\! c\\\\",
    'notify "/bin/x \'{}\'"',
  ]) {
    const printed = printTree(parse(line).tree, [facts])
    assert.equal(printed, `${line}\n`)
  }
})

test('words are quoted only where they must be', () => {
  const { tree } = parse('"a" "b c" d#e\n"$X" ""\n"include" f\na"{"b')
  assert.equal(printTree(tree, []), 'a "b c" d\n"$X" ""\n"include" f\na "{" b\n')
})

test('what definitions put in is printed in their place', () => {
  const { tree } = parse('$X=a b {\n$X\nd\n}\nc "${_HASH}"')
  assert.equal(printTree(tree, []), 'a b {\n    d\n}\n\nc "#"\n')
})
