/** Whatever stands in the file: no exception, an end in time, diagnostics that point into the text. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { renderDiagnostics } from '../../src/conf/diagnostics.ts'
import type { FilePort } from '../../src/conf/expand.ts'
import type { Loaded } from '../../src/settings/load.ts'
import { reprint } from '../../src/settings/reprint.ts'
import { load, programs } from './example-host.ts'

/** Far above what any of these inputs takes; a loop without end is what it is for. */
const millisMax = 2_000

const scripts = programs({ '/bin/ok': 0o755 })

/** Files that include one another and themselves. */
const tangled: FilePort = {
  include: (pattern) => [
    { is: 'text', path: `${pattern}.inc`, text: `include ${pattern}\n}\n$X=\${X}\${X}\ninclude other` },
  ],
}

function examine(text: string, read?: FilePort): Loaded {
  const start = performance.now()
  const loaded = load(text, { scripts, ...(read === undefined ? {} : { read }) })
  const shown = renderDiagnostics(loaded.diagnostics, loaded.sources)
  assert.ok(performance.now() - start < millisMax, 'it took too long')
  assert.equal(loaded.settings === undefined, loaded.fatal)
  assert.equal(loaded.diagnostics.length === 0, shown === '')
  for (const { span, code, message, instead } of loaded.diagnostics) {
    assert.match(code, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    assert.ok(message !== '' && instead !== '')
    const lines = loaded.sources.get(span.file)
    assert.ok(
      lines !== undefined && span.line >= 1 && span.line <= lines.length,
      `${code} at line ${span.line}`,
    )
    assert.ok(span.column >= 1 && span.length >= 0, code)
  }
  return loaded
}

const seeds = ['master', 'backup'].map((name) =>
  readFileSync(new URL(`../data/settings/${name}.conf`, import.meta.url), 'utf8'),
)

const words = [...new Set(seeds.join(' ').split(/\s+/)), 'vrrp_script', 'script', 'track_script', 'weight']
const tokens = [
  ...words,
  ...[
    '{',
    '}',
    '"',
    "'",
    '\\',
    '#',
    '!',
    '\n',
    '\n',
    '\t',
    '$X=',
    '$X',
    '${X}',
    '@node',
    '@^node',
    '~SEQ(n,1,9)',
  ],
  ...[
    'include f',
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    '::1',
    '10.0.0.1/33',
    '/bin/ok',
    '\0',
    '\r',
    'ü',
    '𝄞',
  ],
]

test('token soup', () => {
  const soup = fc.array(fc.constantFrom(...tokens), { maxLength: 120 }).map((parts) => parts.join(' '))
  fc.assert(
    fc.property(soup, (text) => void examine(text)),
    { numRuns: 400 },
  )
})

test('any characters at all', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => String.fromCharCode(...bytes)),
  )
  fc.assert(
    fc.property(any, (text) => void examine(text)),
    { numRuns: 200 },
  )
})

const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...tokens)), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([seed, edits]) =>
    edits.reduce((text, [at, removed, put]) => {
      const from = at % (text.length + 1)
      return text.slice(0, from) + put + text.slice(from + removed)
    }, seed),
  )

test('the seed files with a few edits: and what is left of them reprints to a fixed point', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const { tree } = examine(text)
      const printed = reprint(tree)
      const again = examine(printed)
      assert.equal(reprint(again.tree), printed)
    }),
    { numRuns: 400 },
  )
})

test('the seed files cut off anywhere', () => {
  for (const seed of seeds) for (let end = 0; end < seed.length; end += 7) examine(seed.slice(0, end))
})

test('files that include one another and themselves', () => {
  examine('include a\ninclude b\nk ${X}', tangled)
})

test('very many braces, very many lines, a very long line', () => {
  examine('{'.repeat(50_000))
  examine('}'.repeat(20_000))
  examine('a {\n'.repeat(20_000))
  examine('zork\n'.repeat(20_000))
  examine('x'.repeat(300_000))
  examine(`${'$A=${B}${B}\n$B=${A}${A}\nk ${A}\n'.repeat(50)}`)
})
