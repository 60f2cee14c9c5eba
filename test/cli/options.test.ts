import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionRows, optionsHelp, readOptions } from '../../src/cli/options.ts'
import { runDaemonCommand } from '../../src/cli/run.ts'
import { runOptions } from '../../src/cli/run-options.ts'
import type { World } from '../../src/cli/world.ts'

const silent: World = {
  print: () => undefined,
  complain: () => undefined,
  resolve: (path) => path,
  readFile: () => ({ ok: false, error: { code: 'ENOENT', text: 'none' } }),
  namesIn: () => [],
  readStandardInput: () => ({ ok: false, error: { code: 'ENOENT', text: 'none' } }),
  colours: false,
}

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
  const run = options('-I', '--snmp', '--all', '-n')
  assert.ok(typeof run !== 'string')
  assert.deepEqual(run.later, ['--dont-release-ipvs (-I)', '--snmp (-x)'])
})

test('options that have nothing to do here say why', () => {
  const run = options('-X', '--perf=all', '--debug=D', '--no-mem-check', '-n')
  assert.ok(typeof run !== 'string')
  assert.deepEqual(
    run.idle.map(({ option }) => option),
    ['--release-vips (-X)', '--perf', '--debug', '--no-mem-check'],
  )
  for (const { because } of run.idle) assert.ok(because.length > 20)
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
  assert.deepEqual(run.pidFiles, { daemon: undefined, vrrp: undefined, checker: undefined })
  assert.deepEqual(run.subsystems, { vrrp: true, checker: true, all: false })
  assert.deepEqual([run.keepWhenStopping, run.reportAddresses, run.coreDump], [false, false, undefined])
  assert.deepEqual(
    [run.umask, run.namespace, run.logFile, run.logDetail],
    [undefined, undefined, undefined, 0],
  )
  assert.deepEqual([run.logTo, run.logFacility, run.foreground], ['syslog', 3, false])
})

test('-P and -C choose, -S names a facility', () => {
  const run = options('-P', '-S', 'local3')
  assert.ok(typeof run !== 'string')
  assert.deepEqual([run.subsystems, run.logFacility], [{ vrrp: true, checker: false, all: false }, 19])
  assert.match(String(options('-S', 'mail')), /Invalid log facility 'mail'/)
})

test('-s: a name as ip netns list has it', () => {
  const run = options('-s', 'red')
  assert.ok(typeof run !== 'string')
  assert.equal(run.namespace, 'red')
  assert.match(String(options('-s', '../red')), /Invalid network namespace/)
})

test('-V, -a, --all, -D twice', () => {
  const run = options('-V', '-a', '--all', '-DD')
  assert.ok(typeof run !== 'string')
  assert.deepEqual(
    [run.keepWhenStopping, run.reportAddresses, run.subsystems.all, run.logDetail],
    [true, true, true, 2],
  )
})

test('-u: as C writes numbers', () => {
  const umask = (text: string) => {
    const run = options('-u', text)
    return typeof run === 'string' ? run : run.umask
  }
  assert.deepEqual([umask('022'), umask('0x12'), umask('18'), umask('0')], [0o22, 0o22, 0o22, 0])
  for (const bad of ['089', '01000', '-1', 'x']) assert.match(String(umask(bad)), /Invalid umask/)
})

test('-g: the file is attached; without one keepalived.log, in $TMPDIR when there is one', () => {
  const file = (words: readonly string[], temporaryDirectory?: string) => {
    const given = readOptions(words)
    assert.ok(given.ok)
    const resolve = (path: string) => (path.startsWith('/') ? path : `/here/${path}`)
    const run = runOptions(given.value, { commandLine: words, resolve, temporaryDirectory })
    assert.ok(run.ok)
    return run.value.logFile
  }
  assert.deepEqual(file(['-g/var/log/k']), { path: '/var/log/k', flush: false })
  assert.deepEqual(file(['-g', '--flush-log-file']), { path: '/here/keepalived.log', flush: true })
  assert.deepEqual(file(['-g'], '/t'), { path: '/t/keepalived.log', flush: false })
  assert.equal(file(['-n']), undefined)
})

test('-m, -M: core dumps, and the pattern of the kernel', () => {
  const core = (word: string) => {
    const run = options(word)
    return typeof run === 'string' ? run : run.coreDump
  }
  assert.deepEqual(core('-m'), { pattern: undefined })
  assert.deepEqual(core('-M'), { pattern: 'core' })
  assert.deepEqual(core('-M/tmp/core.%p'), { pattern: '/tmp/core.%p' })
})

test('O1: --signum knows every name, and no other', async () => {
  const said: string[] = []
  const world = {
    ...silent,
    print: (text: string) => said.push(text),
    complain: (text: string) => said.push(text),
  }
  for (const name of ['STOP', 'RELOAD', 'DATA', 'STATS', 'STATS_CLEAR', 'JSON']) {
    assert.equal(await runDaemonCommand([`--signum=${name}`], world), 0)
  }
  assert.deepEqual(said, ['15\n', '1\n', '10\n', '12\n', '63\n', '36\n'])
  assert.equal(await runDaemonCommand(['--signum=toString'], world), 1)
  assert.equal(said.at(-1), 'Unknown sigfunc toString\n')
})

test('O26: a bad option ends with 1 and says which', async () => {
  const said: string[] = []
  const world = { ...silent, complain: (text: string) => said.push(text) }
  assert.equal(await runDaemonCommand(['--nonsense'], world), 1)
  assert.match(said.join(''), /^Unknown option --nonsense\n/)
})
