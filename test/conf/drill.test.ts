/**
 * The drill of the house: a made-up keyword, registered as one row, is known to grammar, diagnostics, did-
 * you-mean, reprint, reference and the list of words. What is tested is that a row is all it takes.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bindRows } from '../../src/conf/bind.ts'
import { type Diagnostic, renderDiagnostics } from '../../src/conf/diagnostics.ts'
import { plainTree } from '../../src/conf/plain.ts'
import { printTree } from '../../src/conf/print.ts'
import { readTree } from '../../src/conf/read.ts'
import { describeEntry, referenceEntries } from '../../src/conf/reference.ts'
import {
  block,
  flag,
  type Given,
  list,
  obsolete,
  type Row,
  script,
  setting,
  type Unused,
} from '../../src/conf/rows.ts'
import { integer } from '../../src/conf/values.ts'
import { vocabularyOf } from '../../src/conf/vocabulary.ts'

interface Garden {
  depth?: Given<number>
  sunny?: true
  first?: Given<{ readonly argv: readonly string[] }>
  readonly plants: string[]
}

const garden: Row<{ readonly gardens: Garden[] }> = block('garden', {
  parameters: 'NAME',
  about: 'A place for plants',
  rows: [
    setting('depth', {
      kind: integer({ min: 1, max: 9, unit: 'feet', strict: true }),
      synonyms: ['how_deep'],
      about: 'How deep to dig',
      default: '2',
      put: (draft: Garden, given) => {
        draft.depth = given
      },
    }),
    flag('sunny', {
      about: 'It has sun',
      put: (draft: Garden) => {
        draft.sunny = true
      },
    }),
    script('watered_by', {
      users: true,
      about: 'Run in the evening',
      put: (draft: Garden, given) => {
        draft.first = given
      },
    }),
    list('plants', {
      parameters: 'NAME...',
      about: 'What grows there',
      entry: (words, draft: Garden) => {
        draft.plants.push(...words.map((word) => word.text))
      },
    }),
    setting('fence', {
      kind: integer({ min: 1, max: 3 }),
      about: 'How high the fence is',
      later: true,
      since: '9.9',
      put: () => {},
    }),
    obsolete('dung', 'what was put on fields'),
  ] as readonly Row<Garden>[],
  open: (): Garden => ({ plants: [] }),
  close: (inner, draft: { readonly gardens: Garden[] }) => {
    draft.gardens.push(inner)
  },
})

function read(text: string) {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const { tree, sources } = readTree({ file: 'g', text, id: '', read: { include: () => [] } }, report)
  const draft = { gardens: [] as Garden[] }
  const vocabulary = vocabularyOf([garden])
  const unused = new Map<string, Unused>()
  bindRows(tree, { rows: [garden], draft }, { report, vocabulary, path: '', unused })
  return { draft, diagnostics, unused, tree, shown: renderDiagnostics(diagnostics, sources), vocabulary }
}

test('grammar: the row fills the draft, by either spelling', () => {
  const { draft, diagnostics } = read('garden x {\nhow_deep 3\nsunny\nplants { rose\nlily } }\nwatered_by')
  assert.deepEqual(draft.gardens[0]?.depth?.value, 3)
  assert.equal(draft.gardens[0]?.sunny, true)
  assert.deepEqual(draft.gardens[0]?.plants, ['rose', 'lily'])
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['misplaced-keyword'],
  )
})

test('diagnostics: range, default and place come from the row', () => {
  const { shown, draft } = read('garden x {\n\tdepth 12\n}')
  assert.equal(
    shown,
    'g:2:8: error: depth: "12" is not in 1..9 feet [out-of-range]\n' +
      '  | \tdepth 12\n' +
      '  | \t      ^^\n' +
      '  instead: ignored; the default is 2\n',
  )
  assert.equal(draft.gardens[0]?.depth, undefined)
})

test('did you mean: the new word is suggested, and so is the block it belongs to', () => {
  const [near] = read('garden x {\ndetph 3\n}').diagnostics
  assert.equal(near?.code, 'unknown-keyword')
  assert.equal(near?.suggestion, 'depth')
  const [home] = read('depth 3').diagnostics
  assert.equal(home?.code, 'misplaced-keyword')
  assert.match(home?.message ?? '', /depth cannot stand at the top level; it belongs in garden/)
})

test('reprint: the canonical name, the script as written, lists one entry a line', () => {
  const { tree } = read('garden x{how_deep 3\nwatered_by "/bin/x \'a#b\'" joe # c\nplants{rose "lily of"}}')
  assert.equal(
    printTree(tree, [garden]),
    'garden x {\n    depth 3\n    watered_by "/bin/x \'a#b\'" joe\n' +
      '    plants {\n        rose "lily of"\n    }\n}\n',
  )
})

test('words of the old days, unknown ones and those without effect yet are told apart', () => {
  const { diagnostics, unused } = read('garden x {\nfence 4\ndung 1\nzork {\ndepth 3\n}\n}')
  assert.deepEqual(
    diagnostics.map(({ code, severity, span }) => [code, severity, span.line]),
    [
      ['out-of-range', 'error', 2],
      ['obsolete-keyword', 'note', 3],
      ['unknown-keyword', 'error', 4],
    ],
  )
  assert.deepEqual(
    [...unused.values()].map(({ keyword, path, at, places }) => [keyword, path, at.line, places]),
    [['fence', 'garden', 2, 1]],
  )
})

test('reference: the manual, the terminal and the data of editors have it', () => {
  const entries = referenceEntries([garden])
  const fence = entries.find(({ row }) => row.keyword === 'fence')
  assert.deepEqual(fence && describeEntry(fence), [
    'fence NUMBER 1..3',
    '  How high the fence is',
    '  stands in garden; given twice, the last one counts',
    '  keepalived has it since 9.9',
    '  keepalived-ts checks it, but it has no effect there yet',
  ])
  const { tree } = read('garden x {\nhow_deep 3\n}')
  assert.deepEqual(JSON.parse(JSON.stringify(plainTree(tree, [garden]))), {
    garden: [{ parameters: 'x', depth: '3' }],
  })
})

test('what a row does not allow is reported: missing words, blocks, repeats', () => {
  const text = `garden x {
depth
depth 1
depth 2
sunny {
}
plants
watered_by /bin/x
watered_by /bin/y
watered_by
depth 3 4
plants y {
gate { }
}
}`
  const { diagnostics, draft } = read(text)
  assert.deepEqual(
    diagnostics.map(({ code, severity, span }) => `${severity} ${code}:${span.line}`),
    [
      'error missing-parameter:2',
      'note repeated-keyword:3',
      'note repeated-keyword:4',
      'error unexpected-block:5',
      'error missing-open-brace:7',
      'error repeated-keyword:9',
      'error repeated-keyword:10',
      'note repeated-keyword:11',
      'note extra-words:11',
      'error unexpected-word:12',
      'error unexpected-block:13',
    ],
  )
  assert.deepEqual(draft.gardens[0]?.depth?.value, 3)
  assert.deepEqual(draft.gardens[0]?.first?.value.argv, ['/bin/x'])
})

test('the list of words has it', () => {
  const { vocabulary } = read('')
  assert.deepEqual(vocabulary.words('garden').includes('how_deep'), true)
  assert.deepEqual(vocabulary.homes('depth'), ['garden'])
})
