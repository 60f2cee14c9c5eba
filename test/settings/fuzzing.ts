/**
 * Inputs that nobody writes, for fuzz.test.ts (some of them) and tools/fuzz.ts (for hours), and what must
 * hold for all of them: no exception, an end in time, findings in a bearable number that point into the text.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { renderDiagnostics } from '../../src/conf/diagnostics.ts'
import type { FilePort } from '../../src/conf/expand.ts'
import { formatText } from '../../src/conf/format.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import { meansTheSame } from '../../src/conf/same-meaning.ts'
import { errorsMax, findingsMax } from '../../src/settings/findings.ts'
import { grammar } from '../../src/settings/grammar.ts'
import type { Loaded } from '../../src/settings/load.ts'
import { reprint, reprintUnderstood } from '../../src/settings/reprint.ts'
import { load, programs } from './example-host.ts'

/** Far above what any of these inputs takes; a loop without end is what it is for. */
const millisMax = 8_000

const scripts = programs({ '/bin/ok': 0o755 })

/** Files that include one another and themselves. */
export const tangled: FilePort = {
  include: (pattern) => [
    { is: 'text', path: `${pattern}.inc`, text: `include ${pattern}\n}\n$X=\${X}\${X}\ninclude other` },
  ],
}

export function examine(text: string, read?: FilePort): Loaded {
  const start = performance.now()
  const loaded = load(text, { scripts, ...(read === undefined ? {} : { read }) })
  const shown = renderDiagnostics(loaded.diagnostics, loaded.sources)
  assert.ok(performance.now() - start < millisMax, 'it took too long')
  assert.equal(loaded.settings === undefined, loaded.fatal)
  assert.equal(loaded.diagnostics.length === 0, shown === '')
  assert.ok(loaded.diagnostics.length < findingsMax + 2 * errorsMax, 'too many findings')
  for (const { span, code, message, instead } of loaded.diagnostics) {
    assert.match(code, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    assert.ok(message !== '' && instead !== '')
    const lines = loaded.sources.get(span.file)
    assert.ok(
      lines !== undefined && span.line >= 1 && span.line <= lines.length,
      `${code} at line ${span.line}`,
    )
    assert.ok(span.column >= 1 && span.length >= 0, code)
    assert.ok(span.column <= (lines[span.line - 1]?.length ?? 0) + 1, `${code} at column ${span.column}`)
  }
  return loaded
}

/** What is left of a text reprints to a fixed point. */
export function examineReprint(text: string): void {
  const loaded = examine(text)
  const printed = reprint(loaded.tree)
  const again = examine(printed)
  assert.equal(reprint(again.tree), printed)
  const understood = reprintUnderstood(loaded, { comments: true })
  assert.ok(isDeepStrictEqual(examine(understood).understood, loaded.understood), understood)
  assert.ok(meansTheSame(text, formatText(text)), 'config fmt refuses it')
}

export const seeds = ['master', 'backup'].map((name) =>
  readFileSync(new URL(`../data/settings/${name}.conf`, import.meta.url), 'utf8'),
)

const values = [
  ...['-1', '0', '1', '7', '255', '256', '1e9', '99999999999999999999', '1.5', '.5', '5.', '0x10', '100a'],
  ...['::1', 'fe80::1', '10.0.0.1', '10.0.0.1/33', '192.0.2.0/24', '10.0.0.1-9', 'default', '224.0.0.18'],
  ...[
    '/bin/ok',
    '"/bin/ok a"',
    "'x y'",
    'eth0',
    'ethz',
    'A',
    'B',
    'on',
    'off',
    'MASTER',
    'TCP',
    'dev',
    'via',
  ],
  ...['"', "'", '""', '\\', '\0', '\r', 'ü', '𝄞', '\u00a0', 'x'.repeat(300)],
]
const signs = ['{', '}', '#', '!', '\n', '\n', '\n', '\t', ';', ',']
const language = [
  ...['$X=', '$X', '${X}', '$Y=$X ', '${Y}', '$X= \\\n', '\\\n', '$$X', '${X${Y}}', '${_HASH}', '${_BANG}'],
  ...['${_RANDOM 1 9}', '${_RANDOM', '${_ENV A}', '${_ENV}', '${_PWD}', '$_INSTANCE', '@node', '@^node', '@'],
  ...['~SEQ(n,1,9)', '~SEQ(n,$X)', '~SEQx(n,9,30)', '~LST(n,a,$X)', '~LST({n,m},{1,2},{3})', '~SEQ', '~'],
  ...['$n', '${n}', '${m}', 'include f', 'includea {f,g}', 'include *', 'include'],
]

const words = [...new Set(seeds.join(' ').split(/\s+/)), 'vrrp_script', 'script', 'track_script', 'weight']
const tokens = [...words, ...values, ...signs, ...language]

const soup = fc.array(fc.constantFrom(...tokens), { maxLength: 120 }).map((parts) => parts.join(' '))

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => String.fromCharCode(...bytes)),
)

function edited(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...tokens))
  return fc.tuple(text, fc.array(edit, { minLength: 1, maxLength: 6 })).map(([seed, edits]) =>
    edits.reduce((whole, [at, removed, put]) => {
      const from = at % (whole.length + 1)
      return whole.slice(0, from) + put + whole.slice(from + removed)
    }, seed),
  )
}

/** Definitions and sequences that need one another, in lines that begin like directives. */
const knot = fc
  .array(
    fc.tuple(
      fc.constantFrom('$X=', '$Y=', '$Z=', '$X= \\\n', '$Y=a \\\n', '', '', '@node ', '~SEQ(n,1,3) ', 'k '),
      fc.array(
        fc.constantFrom(
          ...[
            '$X',
            '$Y',
            '${Z}',
            ' ',
            ' ',
            'a',
            '{',
            '}',
            '\\\n',
            '\n',
            '"',
            '#',
            '~SEQ(n,1,9) ',
            '~SEQ(m,$n) ',
          ],
          ...['~LST(v,$X,${Y},b) ', '~SEQ(n,1,99999) ', '@node ', '$X=', '$$', '${', '}', '\\', 'include f'],
        ),
        { maxLength: 7 },
      ),
    ),
    { maxLength: 14 },
  )
  .map((lines) => lines.map(([head, parts]) => head + parts.join('')).join('\n'))

/** Statements of the grammar in their blocks, each value mostly of the kind that its row says. */
function blockOf(rows: readonly RowFacts[], depth: number): fc.Arbitrary<string> {
  if (rows.length === 0 || depth === 0) return fc.constant('')
  return fc
    .array(
      fc.constantFrom(...rows).chain((row) => statementOf(row, depth)),
      { maxLength: 5 },
    )
    .map((all) => all.join(''))
}

function statementOf(row: RowFacts, depth: number): fc.Arbitrary<string> {
  const keyword = fc.constantFrom(row.keyword, ...row.synonyms)
  const choices = row.parameters.split(/[^A-Za-z0-9_.-]+/).filter((word) => word !== '')
  const word = fc.constantFrom(...values, ...choices, ...choices)
  const parameters = fc.array(word, { maxLength: 4 }).map((all) => all.join(' '))
  const inside =
    row.shape === 'block'
      ? blockOf(row.rows, depth - 1).map((text) => ` {\n${text}}`)
      : row.shape === 'list'
        ? fc.array(parameters, { maxLength: 3 }).map((all) => ` {\n${all.join('\n')}\n}`)
        : fc.constant('')
  return fc.tuple(keyword, parameters, inside).map(([name, text, block]) => `${name} ${text}${block}\n`)
}

const grammatical = blockOf(grammar, 4)

export interface Property {
  readonly name: string
  readonly property: fc.IProperty<[string]>
  /** How many inputs a test run takes. */
  readonly runs: number
}

export const properties: readonly Property[] = [
  { name: 'token soup', property: fc.property(soup, (text) => void examine(text)), runs: 400 },
  { name: 'any characters at all', property: fc.property(anything, (text) => void examine(text)), runs: 200 },
  {
    name: 'the seed files with a few edits: and what is left of them reprints to a fixed point',
    property: fc.property(edited(fc.constantFrom(...seeds)), examineReprint),
    runs: 400,
  },
  {
    name: 'statements of the grammar with values of every kind, and a few edits',
    property: fc.property(fc.oneof(grammatical, edited(grammatical)), examineReprint),
    runs: 1500,
  },
  {
    name: 'definitions and sequences that need one another',
    property: fc.property(knot, (text) => void examine(text, tangled)),
    runs: 400,
  },
]
