import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionRows, optionsHelp, readOptions } from '../../src/cli/options.ts'
import { runOptions } from '../../src/cli/run-options.ts'

function read(...words: string[]) {
  const given = readOptions(words)
  return given.ok
    ? given.value.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))
    : given.error
}

function options(...words: string[]) {
  const given = readOptions(words)
  assert.ok(given.ok)
  const run = runOptions(given.value, { commandLine: words, resolve: (path) => path })
  return run.ok ? run.value : run.error
}

test('short options cluster, and the last of a cluster may take an argument', () => {
  assert.deepEqual(read('-nlDf', '/etc/k.conf'), [
    'dont-fork',
    'log-console',
    'log-detail',
    'use-file=/etc/k.conf',
  ])
  assert.deepEqual(read('-f/etc/k.conf', '-P'), ['use-file=/etc/k.conf', 'vrrp'])
})

test('an optional argument must be attached: -tFILE and --config-test=FILE, not -t FILE', () => {
  assert.deepEqual(read('-t'), ['config-test'])
  assert.deepEqual(read('-t/tmp/log'), ['config-test=/tmp/log'])
  assert.deepEqual(read('--config-test=/tmp/log'), ['config-test=/tmp/log'])
  assert.match(String(read('-t', '/tmp/log')), /^Unexpected argument\(s\): \/tmp\/log\n/)
})

test('argumentOfTest: -t FILE is told how a file is checked; the argument of -t itself is a log', () => {
  for (const words of [
    ['-t', 'my.conf'],
    ['-nt', 'my.conf'],
    ['--config-test', 'my.conf', '-l'],
  ]) {
    assert.match(
      String(read(...words)),
      /^Unexpected argument.*\nTo check my\.conf, use -t -f my\.conf or 'keepalived-ts check my\.conf'$/,
    )
  }
  assert.doesNotMatch(String(read('my.conf', '-t')), /To check/)
  assert.match(optionsHelp(), /-t, --config-test\[=LOGFILE\]\s+check the file of -f .* appended to LOGFILE/)
})

test('options without effect yet are named as people type them', () => {
  const run = options('-V', '--snmp', '--all', '-n')
  assert.ok(typeof run !== 'string')
  assert.deepEqual(run.later, ['--dont-release-vrrp (-V)', '--snmp (-x)', '--all'])
})

test('long options may be abbreviated as long as one is meant', () => {
  assert.deepEqual(read('--use-f=x', '--dont-fork'), ['use-file=x', 'dont-fork'])
  assert.match(String(read('--dont')), /ambiguous/)
})

test('what keepalived(8) refuses is refused in its words', () => {
  assert.equal(read('--x'), 'Unknown option --x')
  assert.equal(read('-Z'), 'Unknown option -Z')
  assert.equal(read('-p'), 'Missing parameter for option -p')
  assert.equal(read('--pid'), 'Missing parameter for option --pid')
  assert.equal(read('-n', 'word'), 'Unexpected argument(s): word')
})

test('every option is in the help, and says so when it has no effect yet', () => {
  for (const row of optionRows) assert.match(optionsHelp(), new RegExp(`--${row.long}\\b`))
  assert.match(optionsHelp(), /--snmp\s.*\n?.*no effect yet/)
})

test('defaults are those of keepalived', () => {
  const run = options()
  assert.ok(typeof run !== 'string')
  assert.equal(run.configFile, '/etc/keepalived/keepalived.conf')
  assert.deepEqual(run.pidFiles, {
    daemon: '/run/keepalived.pid',
    vrrp: '/run/vrrp.pid',
    checker: '/run/checkers.pid',
  })
  assert.deepEqual(run.subsystems, { vrrp: true, checker: true })
  assert.deepEqual([run.logTo, run.logFacility, run.foreground], ['syslog', 3, false])
})

test('-P and -C choose, -S names a facility', () => {
  const run = options('-P', '-S', 'local3')
  assert.ok(typeof run !== 'string')
  assert.deepEqual([run.subsystems, run.logFacility], [{ vrrp: true, checker: false }, 19])
  assert.match(String(options('-S', 'mail')), /Invalid log facility 'mail'/)
})

test('-s would run in the wrong namespace: refused, with the way that works', () => {
  assert.match(String(options('-s', 'red')), /ip netns exec red keepalived-ts/)
})
