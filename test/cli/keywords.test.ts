// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
/** `keepalived-ts keywords`: the reference in the terminal, as people and programs ask for it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type KeywordFacts, showKeywords } from '../../src/cli/keywords.ts'
import { memoryWorld } from './memory-world.ts'

function shown(
  words: readonly string[],
  options: { readonly unsupported?: true; readonly json?: true; readonly columns?: number } = {},
) {
  const { unsupported = false, json = false, ...terminal } = options
  const { world, said } = memoryWorld(terminal)
  const status = showKeywords(words, { unsupported, json }, world)
  return { status, ...said }
}

const lines = (text: string) => text.split('\n')

test('a word is explained wherever it may stand', () => {
  const { status, printed, complained } = shown(['virtual_router_id'])
  assert.deepEqual([status, complained], [0, ''])
  const [synopsis, about, place] = lines(printed)
  assert.equal(synopsis, 'virtual_router_id NUMBER 1..255')
  assert.match(about ?? '', /^ {2}[A-Z]/)
  assert.equal(place, '  stands in vrrp_instance; given twice, the last one counts')
})

test('a path asks for one place only', () => {
  assert.match(shown(['virtual_server/retry']).printed, /stands in virtual_server;/)
  assert.doesNotMatch(shown(['virtual_server/retry']).printed, /real_server/)
})

test('keywords that differ in nothing but their place are explained once', () => {
  const { printed } = shown(['bind_if'])
  assert.match(printed, /SSL_GET[^;]*SMTP_CHECK/)
  const explained = lines(printed).filter((line) => line.startsWith('bind_if'))
  assert.ok(explained.length <= 2, printed)
})

test('a block shows what stands in it, a line each, without the words of the old days', () => {
  const { printed } = shown(['vrrp_instance'])
  const inside = lines(printed).filter((line) => /^ {4}\S/.test(line))
  assert.ok(inside.length > 60, `${inside.length}`)
  assert.match(printed, /^ {4}priority NUMBER 1\.\.255 {2,}[A-Z]/m)
  assert.doesNotMatch(printed, /vrrp_unicast_bind/)
})

test('synonyms and options of lines are found too', () => {
  assert.match(shown(['neighbour_ip']).printed, /^neighbor_ip /)
  const { printed } = shown(['noprefixroute'])
  assert.match(printed, /^noprefixroute\n {2}[A-Z]/)
  assert.match(printed, /an option on the lines of virtual_ipaddress in vrrp_instance/)
  assert.match(shown(['priority']).printed, /^priority NUMBER 1\.\.255\n.*on the lines of virtual_rules/s)
})

test('without words all are listed by block', () => {
  const { printed } = shown([])
  assert.match(printed, /^at the top level\n {2}\S/)
  for (const place of ['in global_defs', 'in vrrp_instance', 'in virtual_server / real_server / TCP_CHECK']) {
    assert.ok(lines(printed).includes(place), place)
  }
})

test('no line is wider than the terminal, or than 100 columns', () => {
  for (const [columns, most] of [
    [undefined, 100],
    [240, 100],
    [72, 72],
  ] as const) {
    for (const words of [[], ['vrrp_instance'], ['virtual_routes'], ['retry']]) {
      const { printed } = shown(words, columns === undefined ? {} : { columns })
      assert.deepEqual(
        lines(printed).filter((line) => line.length > most),
        [],
      )
    }
  }
})

test('what the language has beside keywords is explained too, as it stands in a file', () => {
  for (const [word, synopsis] of [
    ['include', 'include PATTERN'],
    ['includem', 'include PATTERN'],
    ['~SEQ', '~SEQ(NAME, START, STEP, END) TEXT'],
    ['SEQx', '~SEQ(NAME, START, STEP, END) TEXT'],
    ['~LST(n, a)', '~LST(NAME, VALUE, ...) TEXT'],
    ['@', '@ID TEXT'],
    ['@^node1', '@ID TEXT'],
    ['$NAME', '$NAME=VALUE'],
    ['${PRIORITY}', '$NAME=VALUE'],
    ['_ENV', '${_ENV NAME}'],
    ['${_ENV HOME}', '${_ENV NAME}'],
    ['!', '# TEXT'],
  ] as const) {
    const { status, printed, complained } = shown([word])
    assert.deepEqual([status, complained, lines(printed)[0]], [0, '', synopsis])
    assert.match(printed, /\n {2}[A-Z].*\n {2}stands anywhere\n$/s)
  }
  assert.equal(shown(['~FOO(x)']).status, 1)
  assert.match(shown(['inclde']).complained, /did you mean: include$/m)
})

test('directives are in the list and in JSON, but not among what has no effect', () => {
  assert.match(shown([]).printed, /\n\nanywhere\n(?: .*\n)+$/)
  const [facts] = JSON.parse(shown(['~SEQ'], { json: true }).printed) as KeywordFacts[]
  assert.deepEqual([facts?.keyword, facts?.shape, facts?.effect], ['~SEQ', 'directive', 'full'])
  assert.equal(shown(['include'], { unsupported: true }).status, 1)
  assert.doesNotMatch(shown([], { unsupported: true }).printed, /anywhere/)
})

test('--unsupported lists keywords and options without effect, blocks as a whole', () => {
  const { printed } = shown([], { unsupported: true })
  assert.match(printed, /^ {2}debug /m)
  assert.match(printed, /^ {2}HTTP_GET \{ \.\.\. \}/m)
  assert.doesNotMatch(printed, /^ {2}(http_protocol|virtual_router_id|no_accept)/m)
})

test('an unknown word: status 1, and the nearest one', () => {
  const { status, printed, complained } = shown(['prioritty'])
  assert.deepEqual([status, printed], [1, ''])
  assert.equal(complained, 'keepalived-ts: there is no keyword prioritty; did you mean: priority\n')
})

test('--json: one object for each place, with its effect', () => {
  const facts = JSON.parse(shown(['debug', 'http_protocol', 'version'], { json: true }).printed)
  const brief = (facts as KeywordFacts[]).map(({ path, keyword, effect }) => [path, keyword, effect])
  assert.deepEqual(brief, [
    ['vrrp_instance', 'version', 'full'],
    ['vrrp_instance', 'debug', 'none'],
    ['virtual_server/real_server/HTTP_GET', 'http_protocol', 'none'],
    ['virtual_server/real_server/SSL_GET', 'http_protocol', 'none'],
  ])
  const [first] = facts as KeywordFacts[]
  assert.deepEqual(Object.keys(first ?? {}), [
    ...['keyword', 'path', 'shape', 'synonyms', 'parameters', 'about', 'default', 'repeat', 'since'],
    ...['obsolete', 'effect', 'options'],
  ])
})
