import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrapComments } from '../../tools/tidy/wrap.ts'

/** `count` words of three letters, numbered from `first`. */
const words = (count: number, first = 100) =>
  Array.from({ length: count }, (_, index) => `${first + index}`).join(' ')
const wrap = (text: string) => wrapComments('a.ts', text)

test('what does not fit moves to the next line of the paragraph', () => {
  const text = `/**\n * ${words(40)}\n * end\n */\nconst a = 1\n`
  assert.equal(wrap(text), `/**\n * ${words(27)}\n * ${words(13, 127)} end\n */\nconst a = 1\n`)
})

test('a list item, a blank line or the end of the comment gets a new line before it', () => {
  for (const next of [' * - item', ' *', ' */']) {
    const text = `/**\n * ${words(40)}\n${next}\n`
    assert.equal(wrap(text), `/**\n * ${words(27)}\n * ${words(13, 127)}\n${next}\n`)
  }
})

test('a block of one line becomes one of several', () => {
  assert.equal(wrap(`  /** ${words(40)} */\n`), `  /**\n   * ${words(26)}\n   * ${words(14, 126)}\n   */\n`)
})

test('a comment behind code goes above it', () => {
  const code = `  call(${'a, '.repeat(20)}a)`
  assert.equal(wrap(`${code} // ${words(15)}\n`), `  // ${words(15)}\n${code}\n`)
})

test('code and strings stay as they are', () => {
  const text = `const a = '${words(50)} // ${words(5)}'\n`
  assert.equal(wrap(text), text)
  const template = `const a = \`\n// ${words(50)}\n * ${words(50)}\n\`\n`
  assert.equal(wrap(template), template)
})

test('wrapping again changes nothing', () => {
  const once = wrap(`// ${words(90)}\n// ${words(10)}\nconst a = 1\n`)
  assert.equal(wrap(once), once)
  assert.ok(once.split('\n').every((line) => line.length <= 110))
})

test('shell comments are wrapped too', () => {
  assert.equal(wrapComments('a.sh', `# ${words(40)}\nrun\n`), `# ${words(27)}\n# ${words(13, 127)}\nrun\n`)
})
