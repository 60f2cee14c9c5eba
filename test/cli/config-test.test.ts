/**
 * The exit statuses of `-t`, as `keepalived -t` 2.2.7 gave them in a network namespace like the example host.
 * Where ours is another one, the quirk is named.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { configTest } from '../../src/cli/config-test.ts'
import type { FilePort } from '../../src/conf/expand.ts'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus, testStatusText } from '../../src/settings/test-status.ts'
import { headlines, load, programs } from '../settings/example-host.ts'

const instance = (more: string) =>
  `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.1 }\n${more}\n}\n`
const script = (more = '') =>
  `vrrp_script x {\nscript /bin/true\n${more}\n}\n${instance('track_script { x }')}`
const short = 'vrrp_instance B {\npriority\n}\n'
const noInterface = 'interface_up_down_delays {\neth9 1 2\n}\n'

const rows: readonly (readonly [what: string, status: number, text: string])[] = [
  ['a good file', 0, instance('')],
  ['an empty file', 0, ''],
  ['an unknown keyword', 5, 'zork 1\n'],
  ['a missing parameter', 2, short],
  ['an include that may be missing', 0, `include /nonexistent\n${instance('')}`],
  ['an include that must be readable, but may be missing', 0, `includer /nonexistent\n${instance('')}`],
  ['an include that must be there', 6, `includem /nonexistent\n${instance('')}`],
  ['a pattern that must match', 6, `includew /nonexistent*\n${instance('')}`],
  ['scripts without script security', 6, script()],
  ['an interface of the top level that is not there', 4, noInterface],
  ['a missing include and a missing parameter', 6, `includem /nonexistent\n${short}`],
  ['scripts without script security and an unknown keyword', 6, `${script()}zork 1\n`],
  ['scripts without script security and a missing parameter', 2, `${script()}${short}`],
  ['a missing interface and an unknown keyword', 5, `${noInterface}zork 1\n`],
  ['a missing interface and a missing parameter', 2, `${noInterface}${short}`],
]

const read: FilePort = {
  include: (pattern) =>
    pattern.includes('*') ? [] : [{ is: 'absent', path: pattern, reason: 'there is no such file' }],
}

for (const [what, status, text] of rows) {
  test(`O2: ${what}: ${status}`, () => {
    const loaded = load(text, { read, scripts: programs({ '/bin/true': 0o755 }) })
    assert.equal(testStatus(loaded.diagnostics), status, headlines(loaded).join('\n'))
  })
}

const ours: readonly (readonly [quirk: keyof typeof settingsQuirks, status: number, text: string])[] = [
  ['testOfForeignUser', 6, script('user nobody')],
  ['openQuoteOfScript', 5, 'vrrp_script x {\nscript "/bin/true\n}\n'],
  ['serviceWithoutValue', 2, 'virtual_server fwmark {\n}\n'],
]

for (const [quirk, status, text] of ours) {
  test(`${quirk}: ${status}`, () => {
    const loaded = load(text, { scripts: programs({ '/bin/true': 0o755 }) })
    assert.equal(testStatus(loaded.diagnostics), status, headlines(loaded).join('\n'))
  })
}

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-t-'))
after(() => rmSync(directory, { recursive: true }))

function run(configFile: string, allConfig: boolean) {
  const output = join(directory, 'log')
  rmSync(output, { force: true })
  const status = configTest({ configFile, configId: undefined, allConfig, output })
  return { status, said: readFileSync(output, 'utf8') }
}

test('O2: no text to read is 0, with -e 4, and said in both cases', () => {
  for (const file of [join(directory, 'none.conf'), directory]) {
    assert.equal(run(file, false).status, 0)
    assert.equal(run(file, true).status, 4)
    assert.ok(run(file, false).said.startsWith(`${file}: `))
  }
})

/** Good on every host. */
const service = `virtual_server 192.0.2.9 80 {
protocol TCP
lvs_sched rr
lvs_method NAT
real_server 10.0.0.1 80 {
}
}
`

test('LOGFILE is made, and empty when there is nothing to say', () => {
  const file = join(directory, 'good.conf')
  writeFileSync(file, service)
  assert.deepEqual(run(file, false), { status: 0, said: '' })
})

test('a configuration in which nothing runs is said so, and good for keepalived', () => {
  const file = join(directory, 'nothing.conf')
  for (const text of ['', '# nothing\n', 'global_defs {\n}\n']) {
    writeFileSync(file, text)
    const { status, said } = run(file, false)
    assert.equal(status, 0)
    assert.match(said, /:1:1: warning: nothing runs: there is no .*\[nothing-runs\]/)
  }
})

test('logOverConfiguration: what is no log is left as it is', () => {
  assert.ok('logOverConfiguration' in settingsQuirks)
  const output = join(directory, 'output')
  const write = (before: string) => {
    writeFileSync(output, before)
    const status = configTest({ configFile, configId: undefined, allConfig: false, output })
    return { status, untouched: readFileSync(output, 'utf8') === before }
  }
  const configFile = join(directory, 'faulty.conf')
  writeFileSync(configFile, 'vrrp_instance A {\nzork\n')
  for (const text of [
    instance(''),
    '! old\n\n  global_defs\n  {\n',
    '# more\r\nvirtual_server 10.0.0.1 80 {\r\n',
    'state MASTER\ntrack_script {\nx\n}\n',
    'include conf.d/*.conf\n',
    '$IF = eth0\n',
    'net_namespace blue\n',
    'a\0b\n',
  ]) {
    assert.deepEqual(write(text), { status: 1, untouched: true }, text)
  }
  for (const text of [
    '',
    'Sun Nov 22 10:10:27 2026: (k.conf: Line 3) Unknown keyword vrrp_instanze\n',
    `${configFile}: there is no such file\n`,
  ]) {
    assert.deepEqual(write(text), { status: 5, untouched: false }, text)
  }
  // What a test has written is a log for the next one.
  const { said } = run(configFile, false)
  assert.match(said, /vrrp_instance A \{/)
  assert.deepEqual(write(said), { status: 5, untouched: false })
})

test('the last line says what the status comes from, unless it is good', () => {
  const status = (text: string) => testStatusText(load(text).diagnostics)
  const long = 'authentication {\nauth_type PASS\nauth_pass waytoolong\n}'
  assert.equal(status(instance('')), '')
  assert.equal(status(instance('no_such 1')), 'status 5: 1 finding counts (unknown-keyword)')
  assert.equal(status(instance(long)), 'status 5: 1 finding counts (password-too-long)')
  assert.equal(
    status(`${instance(long)}zork 1\nzork 2\n`),
    'status 5: 3 findings count (unknown-keyword, password-too-long)',
  )
  assert.equal(status(`${noInterface}${short}`), 'status 2: 1 finding counts (missing-parameter)')
  assert.equal(status(noInterface), 'status 4: 1 finding counts (line-interface-unknown)')
  const file = join(directory, 'zork.conf')
  writeFileSync(file, 'zork 1\n')
  assert.match(run(file, false).said, /\nstatus 5: 1 finding counts \(unknown-keyword\)\n$/)
})

test('LOGFILE that cannot be made: 1', () => {
  const configFile = join(directory, 'any.conf')
  for (const output of [join(directory, 'no/such/log'), directory]) {
    assert.equal(configTest({ configFile, configId: undefined, allConfig: false, output }), 1)
  }
})

test('patternForMainFile: every file that it matches is read, and none is as if there were no file', () => {
  assert.ok('patternForMainFile' in settingsQuirks)
  writeFileSync(join(directory, 'several-1.conf'), service)
  assert.deepEqual(run(join(directory, 'several-*.conf'), true), { status: 0, said: '' })
  writeFileSync(join(directory, 'several-2.conf'), 'zork 1\n')
  const { status, said } = run(join(directory, 'several-{1,2}.conf'), true)
  assert.equal(status, 5)
  assert.match(said, /several-2\.conf:1:1: error: unknown keyword zork/)
  assert.equal(run(join(directory, 'none-*.conf'), true).status, 4)
})

test('executableMainFile: the main file is read whatever its mode', () => {
  const file = join(directory, 'executable.conf')
  writeFileSync(file, 'zork 1\n')
  chmodSync(file, 0o755)
  assert.equal(run(file, false).status, 5)
  assert.ok('executableMainFile' in settingsQuirks)
})
