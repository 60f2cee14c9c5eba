/** Habits of other programs and of word processors: each is told for what it is, and counts as it did. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageOf } from '../../src/settings/pages/pages.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { files } from '../conf/parsed.ts'
import { instance, load } from './example-host.ts'

/** Code and message of each finding, and the status of a configuration test. */
function said(text: string) {
  const { diagnostics } = load(text)
  const found = diagnostics.filter(({ code }) => code !== 'no-effect-yet')
  return { found: found.map(({ code, message }) => `${code}: ${message}`), status: testStatus(diagnostics) }
}

/** How often a line is said to have quotes that are none. */
function oddQuotes(line: string): number {
  const { found } = said(`global_defs {\nrouter_id ${line}\n}\n${instance()}`)
  return found.filter((one) => one.startsWith('typographic-quote')).length
}

test('typographic quotes are named, and change no status', () => {
  const { found, status } = said(`global_defs {\nrouter_id “node1”\n}\n${instance()}`)
  assert.deepEqual(found, ['typographic-quote: a typographic quote “ (U+201C), which quotes nothing'])
  assert.equal(status, 0)
})

test('whatever their kind: low, single, or of Windows-1252', () => {
  for (const word of ['„a“', '‘a’', '‚a‘', 'a”', '\u0093a\u0094', '\u0092a\u0092']) {
    assert.equal(oddQuotes(word), 1, word)
  }
})

test('an apostrophe in a word, a quoted text and a comment may have them', () => {
  for (const word of ['O’Brien', '"“a”"', 'a # “a”', 'grün']) assert.equal(oddQuotes(word), 0, word)
})

test('the note of a password has nothing of the password', () => {
  const { found } = said(instance('authentication {\nauth_type PASS\nauth_pass “geheim”\n}'))
  assert.match(found[0] ?? '', /^typographic-quote/)
  assert.ok(!found.some((one) => one.includes('geheim')))
})

test('a netmask behind an address: the length to write', () => {
  const address = (line: string) => said(instance().replace('10.0.0.1', `\n${line}\n`))
  const { found, status } = address('192.0.2.168 255.255.255.0')
  assert.equal(status, 5)
  assert.deepEqual(found, [
    'bad-address-option: "255.255.255.0" is a netmask: write its length behind the address, 192.0.2.168/24',
  ])
  assert.match(address('10.0.0.1/8 255.255.128.0').found[0] ?? '', /10\.0\.0\.1\/17$/)
  assert.match(address('10.0.0.1 255.0.255.0').found[0] ?? '', /is no option of an address/)
})

test('a port behind a colon: the head as it is written here', () => {
  const head = (text: string) => said(`virtual_server ${text} {\n}\n${instance()}`)
  const { found, status } = head('192.0.2.10:80')
  assert.equal(status, 5)
  assert.match(found[0] ?? '', /^bad-server-address: .* has its port behind a colon: write 192\.0\.2\.10 80$/)
  assert.match(head('[2001:db8::1]:80').found[0] ?? '', /write 2001:db8::1 80$/)
  assert.match(head('www.example.com:80').found[0] ?? '', /is not an IP address$/)
})

test('comments of other languages: what begins a comment here', () => {
  for (const line of ['// x', '//x', '; x', ';']) {
    for (const text of [`${line}\n${instance()}`, instance(line)]) {
      const { found, status } = said(text)
      assert.equal(status, 5, line)
      assert.match(found.join(), /^no-comment-sign: (\/\/|;) starts no comment, # does/, line)
    }
  }
})

test('include without a file says what is missing', () => {
  assert.deepEqual(said(`include\n${instance()}`), {
    found: ['include-without-file: include names no file: include FILE'],
    status: 5,
  })
  assert.deepEqual(said(instance('includem')).found, [
    'include-without-file: includem names no file: includem FILE',
  ])
})

test('a pattern that matches nothing is a note, which no configuration test counts', () => {
  const { diagnostics } = load(`include live.d/*\n${instance()}`, { read: files({}) })
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    ['note include-matches-nothing'],
  )
  assert.equal(testStatus(diagnostics), 0)
})

test('the cure of an include that cannot be used fits a fifo and a mode as well', () => {
  assert.match(pageOf('include-unusable')?.cure ?? '', /plain, readable file without execute bits/)
})
