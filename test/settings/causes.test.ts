/** One mistake, one finding, with its cause: names that nobody defined, and what is made of them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderDiagnostics, sortedByPlace } from '../../src/conf/diagnostics.ts'
import { refusesReload } from '../../src/settings/load.ts'
import { withoutSecrets } from '../../src/settings/secrets.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load } from './example-host.ts'

function said(text: string) {
  const { diagnostics } = load(text)
  return diagnostics.map(({ code, severity, instead }) => [code, severity, instead].join('; '))
}

test('a value that still holds an undefined name: the name is what is wrong, as bad as the value', () => {
  const text = instance('priority $PRIO')
  assert.deepEqual(said(text), ['undefined-name; error; ignored; the default is 100'])
  assert.equal(testStatus(load(text).diagnostics), 5)
  assert.equal(refusesReload(load(text).diagnostics), true)
})

test('the braces of an undefined name are not blamed beside it', () => {
  assert.deepEqual(said(instance('priority ${PRIO}')), ['undefined-name; error; ignored; the default is 100'])
})

test('inside a word: the name, or the braces that it lacks', () => {
  const address = (text: string) => instance().replace('10.0.0.1', () => `10.0.0.1\n${text}\n`)
  const leftOut = 'error; this address is left out'
  assert.deepEqual(said(address('10.1.$A.1')), [`undefined-name; ${leftOut}`])
  assert.deepEqual(said(`$ID=7\n${address('10.1.$ID.1')}`), [`name-needs-braces; ${leftOut}`])
})

test('a definition with blanks before its = is no unknown keyword', () => {
  assert.deepEqual(said(`$_IF = eth0\n${instance()}`), ['undefined-name; error; the statement is ignored'])
})

test('where the value is as good as any, it is a warning that a configuration test passes over', () => {
  const { diagnostics } = load(`global_defs {\nrouter_id $NODE\n}\n${instance()}`)
  const found = diagnostics.filter(({ code }) => code !== 'no-effect-yet')
  assert.deepEqual(
    found.map(({ code, severity }) => [code, severity]),
    [['undefined-name', 'warning']],
  )
  assert.equal(testStatus(found), 0)
})

test('signs in a password are nobody’s name', () => {
  assert.deepEqual(said(instance('authentication {\nauth_type PASS\nauth_pass a$b.c$d\n}')), [])
})

test('and what is said of one that could be a name is not told to others', () => {
  const loaded = load(instance('authentication {\nauth_type PASS\nauth_pass $ecret\n}'))
  assert.deepEqual(
    withoutSecrets(loaded).diagnostics.filter(({ message }) => message.includes('ecret')),
    [],
  )
  assert.equal(loaded.diagnostics.length, 1)
})

test('each turn of a sequence that uses it', () => {
  const [first, second, ...more] = said(instance('~SEQ(n,1,2) priority $PRIO'))
  assert.match(first ?? '', /^undefined-name; error/)
  assert.match(second ?? '', /^repeated-keyword|^undefined-name/)
  assert.ok(!more.some((one) => one.startsWith('not-a-number')))
})

/** In the order in which they are shown. */
function shown(text: string) {
  const { diagnostics, sources } = load(text)
  return sortedByPlace(diagnostics, [...sources.keys()]).map(({ code, severity }) => `${severity} ${code}`)
}

test('what an instance lacks is told after what its lines were lost for', () => {
  const lost = (line: string) => `vrrp_instance A {\n${line}\nvirtual_router_id 10\n}\n`
  const missing = 'error interface-missing'
  assert.deepEqual(shown(`$X=$X\n${lost('interface $X')}`), ['error definition-needs-itself', missing])
  assert.deepEqual(shown(lost('interface eth0\0')), ['error nul-in-line', missing])
  assert.deepEqual(shown(lost('interfase eth0')), ['error unknown-keyword', missing])
  const two = `${lost('interface eth0\0')}${lost('interface eth0\0').replace('A', 'B')}`
  assert.deepEqual(shown(two), ['error nul-in-line', missing, 'error nul-in-line', missing])
})

test('a whole instance on one line: what is lost is more than a note', () => {
  const line = 'vrrp_instance A { interface eth0 virtual_router_id 10 }\n'
  assert.deepEqual(shown(line), ['warning extra-words', 'error vrid-missing'])
  assert.equal(testStatus(load(instance('priority 90 preempt')).diagnostics), 0)
})

test('a second state that does not count is not said to count', () => {
  const second = (...states: string[]) => said(instance(`${states.join('\n')}\npriority 10`))
  assert.deepEqual(second('state MASTER', 'state BACKUP'), [
    'state-contradicts; error; the state stays MASTER',
  ])
  assert.deepEqual(second('state BACKUP', 'state MASTER'), ['repeated-keyword; note; this one counts'])
})

test('words as long as a line are shown in part', () => {
  const { diagnostics, sources } = load(instance(`${'a'.repeat(1000)}`))
  for (const line of renderDiagnostics(diagnostics, sources).split('\n')) assert.ok(line.length < 400, line)
})
