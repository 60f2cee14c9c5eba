/**
 * Files, include patterns and facts of the real host; nothing here needs root or changes anything outside
 * /tmp.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { configTest } from '../../src/cli/config-test.ts'
import { loadHostConfiguration } from '../../src/daemon/host-configuration.ts'
import { readIncludedFile, readTextFile, textBytesMax } from '../../src/io/files.ts'
import { filesNamed } from '../../src/io/glob.ts'
import { hostFacts, scriptFacts } from '../../src/io/host.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-'))
after(() => rmSync(directory, { recursive: true }))

function file(name: string, content: string | Uint8Array = ''): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

/** Kind of the refusal and its text. */
function refusal(path: string): readonly [string, string] {
  const read = readTextFile(path)
  assert.ok(!read.ok, `${path} was read`)
  assert.equal(read.error.path, path)
  return [read.error.is, read.error.text]
}

test('what is no text file is refused with the reason and the cure', () => {
  assert.deepEqual(refusal(join(directory, 'none')), ['missing', 'there is no such file'])
  assert.deepEqual(refusal(join(file('plain'), 'below')), ['missing', 'there is no such file'])
  assert.match(refusal(directory).join(), /^directory,.*DIRECTORY\/\*\.conf/)
  assert.match(refusal('/dev/null').join(), /^not-a-file,/)
  symlinkSync('loop', join(directory, 'loop'))
  assert.match(refusal(join(directory, 'loop')).join(), /^unreadable,.*ELOOP/)
  const big = file('big')
  truncateSync(big, textBytesMax + 1)
  assert.match(refusal(big).join(), /^too-big,.*67108865 bytes/)
})

test('a fifo does not block', { timeout: 5_000 }, () => {
  const fifo = join(directory, 'fifo')
  execFileSync('mkfifo', [fifo])
  assert.match(refusal(fifo).join(), /^not-a-file,.*fifo/)
})

test('binary data is not text; one NUL in a text is left to the parser', () => {
  const elf = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)
  assert.match(refusal(file('binary', elf)).join(), /^not-text,/)
  assert.match(refusal(file('zeros', new Uint8Array(100))).join(), /^not-text,/)
  const read = readTextFile(file('nul', `${'word word\n'.repeat(10)}a\0b\n`))
  assert.ok(read.ok && read.value.text.includes('\0'))
})

test('UTF-8 keeps its byte order mark, other bytes are read as Latin-1', () => {
  const utf8 = readTextFile(file('bom', '\ufeffgrün'))
  assert.deepEqual(utf8.ok && [utf8.value.text, utf8.value.encoding], ['\ufeffgrün', 'utf-8'])
  const latin = readTextFile(file('latin', Buffer.from('# grün\n', 'latin1')))
  assert.deepEqual(latin.ok && [latin.value.text, latin.value.encoding], ['# grün\n', 'latin-1'])
})

test('an included file has no execute bit', () => {
  const path = file('run.inc', 'x')
  assert.ok(readIncludedFile(path).ok)
  chmodSync(path, 0o755)
  const read = readIncludedFile(path)
  assert.ok(!read.ok && read.error.is === 'executable' && read.error.text.includes('chmod a-x'))
})

test('patterns: alternatives in their order, wildcards sorted, a plain name whether it exists or not', () => {
  mkdirSync(join(directory, 'inc'))
  for (const name of ['b', 'a', 'c']) file(`inc/${name}.conf`)
  const named = (pattern: string) =>
    filesNamed(pattern, directory).map(
      ({ is, path }) => `${is === 'name' ? '' : `${is}: `}${path.slice(directory.length + 1)}`,
    )
  assert.deepEqual(named('inc/*.conf'), ['inc/a.conf', 'inc/b.conf', 'inc/c.conf'])
  assert.deepEqual(named('inc/{c,x,a}.conf'), ['inc/c.conf', 'inc/x.conf', 'inc/a.conf'])
  assert.deepEqual(named('inc/[bc].c*'), ['inc/b.conf', 'inc/c.conf'])
  assert.deepEqual(named('inc/*.none'), ['unmatched: inc/*.none'])
  assert.deepEqual(named('nodir/*.none'), ['no-directory: nodir/*.none'])
  assert.deepEqual(named('i*/a.conf'), ['inc/a.conf'])
  assert.deepEqual(named('i*/none.conf'), ['unmatched: i*/none.conf'])
  assert.deepEqual(named('inc/[!a].co?f'), ['inc/b.conf', 'inc/c.conf'])
  assert.deepEqual(named('inc/{a,[c]}\\.conf'), ['inc/a.conf', 'inc/c.conf'])
  assert.deepEqual(named('none'), ['none'])
  assert.deepEqual(filesNamed('/etc/none', directory), [{ is: 'name', path: '/etc/none' }])
  assert.ok(filesNamed('{a,b}'.repeat(30), directory).length <= 2_000)
})

test('the host has a loopback interface with its address', () => {
  const lo = hostFacts().interfaces.find(({ name }) => name === 'lo')
  assert.equal(lo?.loopback, true)
  assert.ok(hostFacts().interfaces.every(({ name }) => /^[^\s:/]{1,15}$/.test(name)))
})

test('programs and users are looked up on this host', () => {
  const facts = scriptFacts('/usr/bin:/bin')
  assert.equal(facts.user('root')?.uid, 0)
  assert.equal(facts.user('no-such-user'), undefined)
  assert.ok(facts.knowsGroup('root') && !facts.knowsGroup('no-such-group'))
  const shell = facts.examine('/bin/sh')
  assert.ok(shell.resolved.ok && shell.resolved.parts.at(-1)?.is === 'file')
  assert.equal(facts.examine('/no/such/program').resolved.ok, false)
  assert.match(facts.examine('sh').searched?.found ?? '', /\/sh$/)
  assert.equal(facts.examine('no-such-program').searched?.found, undefined)
})

test('a configuration with its includes, from files', () => {
  file('inc/one.inc', 'state FOO\n')
  const path = file('k.conf', 'vrrp_instance A {\ninclude inc/one.inc\ninclude inc/none.inc\n}\n')
  const found = loadHostConfiguration({ configFile: path, configId: 'x' })
  assert.ok(found.is === 'loaded')
  const places = found.loaded.diagnostics.map(({ code, span }) => [
    code,
    span.file.slice(directory.length + 1),
    span.line,
  ])
  assert.deepEqual(places.slice(0, 2), [
    ['include-skipped', 'k.conf', 3],
    ['not-a-value', 'inc/one.inc', 1],
  ])
  assert.deepEqual([...found.loaded.sources.keys()].length, 2)
})

/** Exit status and what was written to FILE of -tFILE. */
function tested(configFile: string, allConfig = false): readonly [number, string] {
  const output = join(directory, 'output')
  rmSync(output, { force: true })
  const status = configTest({ configFile, configId: undefined, allConfig, output })
  const read = readTextFile(output)
  return [status, read.ok ? read.value.text : '']
}

test('-t: 0 and silence when all is well, 5 with the reason when not', () => {
  const server = 'protocol TCP\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 80 {\n}\n'
  const service = `virtual_server 192.0.2.9 80 {\n${server}}\n`
  assert.deepEqual(tested(file('good.conf', `global_defs {\nenable_script_security\n}\n${service}`)), [0, ''])
  const [status, text] = tested(file('bad.conf', 'global_defs {\nruoter_id x\n}\n'))
  assert.equal(status, 5)
  assert.match(text, /bad\.conf:2:1: error: unknown keyword ruoter_id in global_defs \[unknown-keyword\]\n/)
  assert.match(text, /\n {2}did you mean: router_id\nstatus 5: 1 finding counts \(unknown-keyword\)\n$/)
})

test('-t: a missing file is 0, with -e it is 4; a missing parameter is 2', () => {
  const none = join(directory, 'none.conf')
  assert.deepEqual(tested(none), [0, `${none}: there is no such file\n`])
  assert.equal(tested(none, true)[0], 4)
  assert.equal(tested(file('short.conf', 'global_defs {\nsmtp_server\n}\n'))[0], 2)
})

test('-tFILE appends, and says so with 1 when it cannot', () => {
  const output = file('log', 'before\n')
  const bad = file('bad2.conf', 'zork\n')
  configTest({ configFile: bad, configId: undefined, allConfig: false, output })
  const read = readTextFile(output)
  assert.match(read.ok ? read.value.text : '', /^before\n.*bad2\.conf:1:1/)
})
