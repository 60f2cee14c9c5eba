/** How diagnostics look. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Diagnostic, headline, renderDiagnostics, shownMax } from '../../src/conf/diagnostics.ts'

type Where = readonly [line: number, column: number, length: number]

function at([line, column, length]: Where, file = 'a.conf'): Diagnostic {
  return {
    code: 'some-code',
    severity: 'warning',
    span: { file, line, column, length },
    message: 'something is wrong',
    instead: 'something else happens',
  }
}

test('file, line, column, severity, message and code; the word underlined; what happens instead', () => {
  const sources = new Map([['a.conf', ['first', '\tthe word here']]])
  assert.equal(
    renderDiagnostics([{ ...at([2, 6, 4]), suggestion: 'ward' }], sources),
    'a.conf:2:6: warning: something is wrong [some-code]\n' +
      '  | \tthe word here\n' +
      '  | \t    ^^^^\n' +
      '  instead: something else happens\n' +
      '  did you mean: ward\n',
  )
})

test('sorted by file as read, then by place; equal places as found', () => {
  const sources = new Map([
    ['b.conf', ['']],
    ['a.conf', ['']],
  ])
  const found = [at([1, 1, 0]), at([2, 1, 0], 'b.conf'), at([1, 5, 0], 'b.conf'), at([1, 2, 0], 'b.conf')]
  const order = renderDiagnostics(found, sources)
    .split('\n')
    .filter((line) => line.includes('some-code'))
    .map((line) => line.slice(0, 10))
  assert.deepEqual(order, ['b.conf:1:2', 'b.conf:1:5', 'b.conf:2:1', 'a.conf:1:1'])
})

test('at most so many, and how many more there are', () => {
  const many = Array.from({ length: shownMax + 7 }, (_, index) => at([index + 1, 1, 0]))
  const lines = renderDiagnostics(many, new Map()).trimEnd().split('\n')
  assert.equal(lines.filter((line) => line.includes('some-code')).length, shownMax)
  assert.equal(lines.at(-1), 'and 7 more')
})

test('a long line is cut around the place, control characters are not sent to the terminal', () => {
  const source = `${'x'.repeat(500)} word \x1b[2J`
  const shown = renderDiagnostics([at([1, 502, 4])], new Map([['a.conf', [source]]]))
  const [, text = '', marks = ''] = shown.split('\n')
  assert.ok(text.length < 200)
  assert.equal(text.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1), 'word')
  assert.ok(!shown.includes('\x1b'))
})

test('the headline alone is one line for the log', () => {
  assert.equal(headline(at([3, 4, 1])), 'a.conf:3:4: warning: something is wrong [some-code]')
})
