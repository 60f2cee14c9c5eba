import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { arrows, pureRooms } from '../../tools/tidy/arrows.ts'
import { inspect, reasons } from '../../tools/tidy/inspect.ts'
import { existsIn, readPages } from '../../tools/tidy/pages.ts'
import { codeOf } from '../../tools/tidy/scan.ts'

const root = join(import.meta.dirname, '../..')

/** Findings of a made-up project, as `path:line rule`. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const pages = Object.entries(files).map(([path, text]) => ({ path, text }))
  const exists = (path: string) => path in files
  return inspect(pages, exists).map(({ path, line, rule }) => `${path}:${line} ${rule}`)
}

/** The rules that one source file of a room breaks. */
function rulesBroken(path: string, text: string): readonly string[] {
  return found({ [path]: `/** Job. */\n${text}` }).map((line) => line.slice(path.length + 1))
}

const body = (lines: number) => '  work()\n'.repeat(lines)
/** Written in two halves, so that this file keeps the rules that it tests. */
const join2 = (a: string, b: string) => a + b

test('the project itself keeps the rules of the house', () => {
  const findings = inspect(readPages(root), existsIn(root))
  const lines = findings.map(({ path, line, rule, says }) => `${path}:${line} ${rule}: ${says}`)
  assert.equal(
    lines.length,
    0,
    `${lines.length} findings, see npm run tidy:\n${lines.slice(0, 20).join('\n')}`,
  )
})

test('every rule that is found has a reason to print', () => {
  const findings = inspect([{ path: 'src/attic/helpers.ts', text: 'export default 1\n' }], () => false)
  assert.ok(findings.length >= 4)
  for (const { rule } of findings) assert.ok(reasons[rule], rule)
})

test('the compiler is told of the same pure rooms', () => {
  const config: { include: string[] } = JSON.parse(readFileSync(join(root, 'tsconfig.pure.json'), 'utf8'))
  const told = new Set(config.include.map((folder) => folder.replace('src/', '')))
  for (const room of told) assert.ok(pureRooms.has(room), room)
  for (const { path } of readPages(join(root, 'src'))) {
    const room = path.split('/')[0] ?? ''
    if (pureRooms.has(room)) assert.ok(told.has(room), `${room} is not in tsconfig.pure.json`)
  }
})

describe('arrows', () => {
  test('what the table allows passes', () => {
    assert.deepEqual(rulesBroken('src/conf/a.ts', "import { bug } from '../base/bug.ts'\n"), [])
    assert.deepEqual(rulesBroken('src/vrrp/a.ts', "import type { Advert } from '../wire/vrrp.ts'\n"), [])
    assert.deepEqual(rulesBroken('src/main.ts', "import { run } from './cli/run.ts'\n"), [])
    assert.deepEqual(rulesBroken('src/io/a.ts', "import { readFileSync } from 'node:fs'\n"), [])
  })

  test('a room that the row does not name is refused', () => {
    assert.deepEqual(rulesBroken('src/vrrp/a.ts', "import { x } from '../lvs/b.ts'\n"), ['2 arrows'])
    assert.deepEqual(rulesBroken('src/base/a.ts', "export * from '../wire/b.ts'\n"), ['2 arrows'])
    assert.deepEqual(rulesBroken('src/vrrp/deep/a.ts', "import { x } from '../../io/b.ts'\n"), ['2 arrows'])
    assert.deepEqual(rulesBroken('src/main.ts', "import { x } from './daemon/b.ts'\n"), ['2 arrows'])
    assert.deepEqual(rulesBroken('src/io/a.ts', "const x = await import('../daemon/b.ts')\n"), ['2 arrows'])
  })

  test('a row that says type refuses what is there at run time', () => {
    assert.deepEqual(rulesBroken('src/vrrp/a.ts', "import { encode } from '../wire/vrrp.ts'\n"), ['2 arrows'])
    const mixed = "import {\n  type Advert,\n  encode,\n} from '../wire/vrrp.ts'\n"
    assert.deepEqual(rulesBroken('src/vrrp/a.ts', mixed), ['2 arrows'])
  })

  test('a pure room imports nothing from outside the house', () => {
    assert.deepEqual(rulesBroken('src/vrrp/a.ts', "import { readFileSync } from 'node:fs'\n"), ['2 arrows'])
    assert.deepEqual(rulesBroken('src/conf/a.ts', "import pino from 'pino'\n"), ['2 arrows'])
  })

  test('a room that the house does not have is refused', () => {
    assert.deepEqual(rulesBroken('src/attic/a.ts', ''), ['0 arrows'])
  })

  test('src reaches nothing outside src', () => {
    assert.deepEqual(rulesBroken('src/cli/a.ts', "import { x } from '../../test/lab/b.ts'\n"), ['2 arrows'])
  })

  test('imports in comments and strings are none', () => {
    assert.deepEqual(rulesBroken('src/base/a.ts', "// import { x } from '../io/b.ts'\n"), [])
    assert.deepEqual(rulesBroken('src/base/a.ts', "const s = `\nimport { x } from '../io/b.ts'\n`\n"), [])
  })

  test('only daemon and cli reach settings; nobody thinks with io', () => {
    const importers = (room: string) => Object.keys(arrows).filter((from) => arrows[from]?.[room])
    assert.deepEqual(importers('settings'), ['daemon', 'cli'])
    assert.deepEqual(
      importers('io').filter((room) => pureRooms.has(room)),
      [],
    )
  })

  test('a library belongs to one room', () => {
    const files = {
      'src/io/a.ts': "/** Job. */\nimport pino from 'pino'\n",
      'src/cli/b.ts': "/** Job. */\nimport pino from 'pino'\n",
    }
    assert.deepEqual(found(files), ['src/cli/b.ts:2 libraries'])
  })

  test('files that import each other are found, types apart', () => {
    const a = "/** Job. */\nimport { b } from './b.ts'\n"
    const b = "/** Job. */\nimport { a } from './a.ts'\n"
    assert.deepEqual(found({ 'src/base/a.ts': a, 'src/base/b.ts': b }), ['src/base/a.ts:0 circles'])
    const typed = b.replace('import {', 'import type {')
    assert.deepEqual(found({ 'src/base/a.ts': a, 'src/base/b.ts': typed }), [])
  })
})

describe('sizes', () => {
  test('a file of 400 lines passes, one of 401 does not', () => {
    assert.deepEqual(rulesBroken('src/base/a.ts', 'const a = 1\n'.repeat(399)), [])
    assert.deepEqual(rulesBroken('src/base/a.ts', 'const a = 1\n'.repeat(400)), ['0 file size'])
  })

  test('a line of 110 characters passes, one of 111 does not, unless a word cannot be broken', () => {
    assert.deepEqual(rulesBroken('src/base/a.ts', `// ${'ab '.repeat(35)}cd\n`), [])
    assert.deepEqual(rulesBroken('src/base/a.ts', `// ${'ab '.repeat(35)}cde\n`), ['2 line size'])
    assert.deepEqual(rulesBroken('src/base/a.ts', `// ${'a'.repeat(111)}\n`), [])
  })

  const shapes: Readonly<Record<string, readonly [string, string]>> = {
    'a function': ['export function f(a: A): B {\n', '}\n'],
    'an arrow': ['const f = (a: A): B => {\n', '}\n'],
    'a callback': ['list.map((a) => {\n', '})\n'],
    'a method': ['const o = {\n  m(a: A) {\n', '  },\n}\n'],
  }
  for (const [name, [head, foot]] of Object.entries(shapes)) {
    test(`${name} of 60 lines passes, one of 61 does not`, () => {
      const line = head.split('\n').length
      assert.deepEqual(rulesBroken('src/base/a.ts', head + body(58) + foot), [])
      assert.deepEqual(rulesBroken('src/base/a.ts', head + body(59) + foot), [`${line} function size`])
    })
  }

  test('the lines of a long signature count', () => {
    const text = `function f(\n  a: A,\n): B {\n${body(57)}}\n`
    assert.deepEqual(rulesBroken('src/base/a.ts', text), ['2 function size'])
    const fields = `function f({\n  a,\n}: A): B {\n${body(57)}}\n`
    assert.deepEqual(rulesBroken('src/base/a.ts', fields), ['2 function size'])
  })

  test('types, tables and groups of tests may be longer', () => {
    assert.deepEqual(rulesBroken('src/base/a.ts', `export interface A {\n${body(80)}}\n`), [])
    assert.deepEqual(rulesBroken('src/base/a.ts', `const a = {\n${body(80)}}\n`), [])
    assert.deepEqual(rulesBroken('test/base/a.test.ts', `describe('x', () => {\n${body(80)}})\n`), [])
    assert.deepEqual(rulesBroken('test/base/a.test.ts', `test('x', () => {\n${body(80)}})\n`), [
      '2 function size',
    ])
  })

  test('three parameters pass, four do not', () => {
    assert.deepEqual(rulesBroken('src/base/a.ts', 'function f(a: A<B, C>, b = [1, 2], c?: D) {}\n'), [])
    assert.deepEqual(rulesBroken('src/base/a.ts', 'function f(a: A, b: B, c: C, d: D) {}\n'), [
      '2 parameters',
    ])
    assert.deepEqual(rulesBroken('src/base/a.ts', 'const f = (a: A, b: B, c: C, d: D) => 1\n'), [
      '2 parameters',
    ])
    assert.deepEqual(rulesBroken('src/base/a.ts', 'const f = (a, b, c, d)\n'), [])
  })
})

describe('words', () => {
  const everywhere = [join2('TO', 'DO'), join2('FIX', 'ME'), join2('XX', 'X')]
  for (const word of everywhere) {
    test(`${word} is found in comments, strings and pages`, () => {
      assert.deepEqual(rulesBroken('src/base/a.ts', `// ${word}: later\n`), ['2 unfinished'])
      assert.deepEqual(rulesBroken('README.md', `${word}\n`), ['2 unfinished'])
    })
  }

  const bans: readonly (readonly [string, string, string])[] = [
    ['src/io/a.ts', join2('const a = b as ', 'any\n'), 'escape'],
    ['src/io/a.ts', join2('// @ts-', 'ignore\n'), 'escape'],
    ['src/io/a.ts', 'export default 1\n', 'default export'],
    ['src/vrrp/a.ts', 'console.log(1)\n', 'console'],
    ['src/daemon/a.ts', 'console.log(1)\n', 'console'],
    ['src/daemon/a.ts', 'class A {}\n', 'class'],
    ['src/io/a.ts', 'let count = 0\n', 'module state'],
    ['tools/a.ts', 'export let count = 0\n', 'module state'],
    ['test/base/a.test.ts', join2('test.', "skip('x')\n"), 'skipped test'],
    ['test/base/a.test.ts', join2("test('x', { skip: ", 'true }, () => {})\n'), 'skipped test'],
    ['test/base/a.test.ts', join2('context.', 'skip()\n'), 'skipped test'],
    ['test/base/a.test.ts', join2('test.', "only('x')\n"), 'lone test'],
    ['test/base/a.test.ts', join2('test.', "todo('x')\n"), 'unwritten test'],
    ['docs/a.md', join2('see ../sha', 'red/lab\n'), 'outside'],
  ]
  for (const [path, text, rule] of bans) {
    test(`${path} may not say ${text.trim()}`, () => assert.deepEqual(rulesBroken(path, text), [`2 ${rule}`]))
  }

  test('a skipped test may say why', () => {
    assert.deepEqual(rulesBroken('test/lab/a.test.ts', "context.skip('needs root')\n"), [])
    assert.deepEqual(rulesBroken('test/lab/a.test.ts', "test('x', { skip: 'needs root' }, () => {})\n"), [])
  })

  const worldly = [
    'Date.now()',
    'new Date()',
    'Math.random()',
    'process.env',
    'Buffer.from(a)',
    'setTimeout(f, 1)',
    'globalThis.x',
    'performance.now()',
    'fetch(url)',
  ]
  for (const text of worldly) {
    test(`a pure room may not say ${text}, io may`, () => {
      assert.deepEqual(rulesBroken('src/track/a.ts', `const a = ${text}\n`), ['2 pure'])
      assert.deepEqual(rulesBroken('src/io/a.ts', `const a = ${text}\n`), [])
    })
  }

  test('a pure room may use such words for its own fields', () => {
    assert.deepEqual(rulesBroken('src/track/a.ts', 'const a = settings.process.name\n'), [])
    assert.deepEqual(rulesBroken('src/track/a.ts', "const text = 'Date.now()' // process.env\n"), [])
  })
})

describe('names and pages', () => {
  for (const path of [
    'src/base/utils.ts',
    'src/helpers/a.ts',
    'test/common/a.ts',
    'src/io/link-manager.ts',
  ]) {
    test(`${path} is refused`, () => {
      assert.ok(found({ [path]: '/** Job. */\n' }).includes(`${path}:0 name`))
    })
  }

  test('a source file without a comment at its top is refused', () => {
    assert.deepEqual(found({ 'src/base/a.ts': 'export const a = 1\n' }), ['src/base/a.ts:1 opening'])
  })

  test('two decisions with one number are refused, and one without a number', () => {
    const files = {
      'docs/decisions/0001-a.md': '',
      'docs/decisions/0001-b.md': '',
      'docs/decisions/c.md': '',
    }
    assert.deepEqual(found(files), [
      'docs/decisions/0001-b.md:0 decisions',
      'docs/decisions/c.md:0 decisions',
    ])
  })

  test('a link to nowhere is refused', () => {
    const files = {
      'docs/a.md': 'see [b](b.md#part), [c](../src/c.ts), [web](https://example.org)\n',
      'docs/b.md': '',
    }
    assert.deepEqual(found(files), ['docs/a.md:1 links'])
  })
})

describe('what counts as code', () => {
  /** The linter takes a placeholder in a plain string for a mistake. */
  const dollars = (text: string) => text.replaceAll('§', '$')
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'comments and strings are blanked': ["a // b\n'c' /* d */ e", "a     \n' '         e"],
    'expressions in templates stay': ['`a §{b + `c §{d}`} e` + f', '`  §{b + `  §{d}`}  ` + f'],
    'braces within such an expression are its own': ['`§{{ a: 1 }.a} x` + y', '`§{{ a: 1 }.a}  ` + y'],
    'a pattern is no comment': ['x = /[/*]/ + 1', 'x = /    / + 1'],
    'a division is no pattern': ['a / b / c', 'a / b / c'],
    'an escaped quote does not end a string': ["'a\\'b' + c", "'    ' + c"],
  }
  for (const [name, [text, code]] of Object.entries(cases)) {
    test(name, () => assert.equal(codeOf(dollars(text)), dollars(code)))
  }
})
