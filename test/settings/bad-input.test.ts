/**
 * Whatever a path leads to, and whatever stands there: one clear error with its place, within a second, read
 * from real files in the way that a start, a reload and a configuration test do.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadHostConfiguration } from '../../src/daemon/host-configuration.ts'
import { refusesReload } from '../../src/settings/load.ts'

/** A second is what it may take on a quiet machine. */
const millisMax = 3_000

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-bad-'))
after(() => rmSync(directory, { recursive: true }))

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

function timed<T>(body: () => T): T {
  const start = performance.now()
  const found = body()
  const millis = performance.now() - start
  assert.ok(millis < millisMax, `${millis} ms`)
  return found
}

/** What is said of the errors: `code line`; of a file without text: what it is. */
function said(configFile: string): readonly string[] {
  return timed(() => {
    const found = loadHostConfiguration({ configFile, configId: 'x', forgetTree: true })
    if (found.is === 'unreadable') return [found.failure.is, found.failure.text]
    const errors = found.loaded.diagnostics.filter(({ severity }) => severity === 'error')
    // Whatever has an error is refused by a reload, and the daemon goes on with what it has.
    assert.equal(refusesReload(found.loaded.diagnostics), errors.length > 0)
    return errors.map(({ code, span }) => `${code} ${span.line}`)
  })
}

const whole = 'global_defs {\n  router_id a\n}\n'

test('what is no file of text is named, with the cure', () => {
  assert.match(said(join(directory, 'none')).join(), /^missing,there is no such file/)
  assert.match(said(directory).join(), /^directory,.*name the file/)
  const fifo = join(directory, 'fifo')
  execFileSync('mkfifo', [fifo])
  assert.match(said(fifo).join(), /^not-a-file,.*a fifo/)
  assert.match(said('/dev/zero').join(), /^not-a-file,.*a device/)
  const loop = join(directory, 'loop')
  symlinkSync(loop, loop)
  assert.match(said(loop).join(), /^unreadable,/)
  assert.match(said(process.execPath).join(), /^(too-big|not-text),/)
  const binary = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256))
  assert.match(said(file('binary', binary)).join(), /^not-text,.*compressed/)
  const big = file('big', '')
  truncateSync(big, 100 * 1024 * 1024)
  assert.match(said(big).join(), /^too-big,/)
})

function codesOf(configFile: string): readonly string[] {
  const found = loadHostConfiguration({ configFile, configId: 'x', forgetTree: true })
  const diagnostics = found.is === 'loaded' ? found.loaded.diagnostics : []
  return diagnostics.map(({ code }) => code).filter((code) => code.startsWith('include-'))
}

test('as included files they are passed over or refused, as the form of the include says', () => {
  mkdirSync(join(directory, 'folder'))
  symlinkSync('nowhere', join(directory, 'dangling'))
  for (const [name, plain] of [
    ['binary', 'include-not-text'],
    ['big', 'include-not-text'],
    ['fifo', 'include-unusable'],
    ['folder', 'include-unusable'],
    ['loop', 'include-unusable'],
    ['dangling', 'include-unusable'],
    ['none', 'include-skipped'],
  ] as const) {
    assert.deepEqual(codesOf(file('plain.conf', `include ${name}\n${whole}`)), [plain], name)
    assert.deepEqual(said(file('strict.conf', `includea ${name}\n${whole}`)), ['include-failed 1'], name)
  }
})

test('text that is something else ends after a while', () => {
  const log = file(
    'log',
    'Nov 22 15:32:18 host daemon[1]: nothing of interest happened here\n'.repeat(600_000),
  )
  const found = said(log)
  assert.equal(found.filter((one) => one.startsWith('too-many-errors')).length, 1)
  const json = `{"key": [${'{"a": "b"},\n'.repeat(100_000)}]}`
  assert.deepEqual(said(file('json', json)), ['unexpected-open-brace 1'])
})

test('bytes: UTF-8 with errors, a mark, carriage returns, NUL, long lines', () => {
  assert.deepEqual(said(file('latin', Buffer.from('# gr\xfcn\n', 'latin1'))), [])
  assert.deepEqual(said(file('marked', `\ufeff${whole}`)), [])
  assert.deepEqual(said(file('crlf', whole.replaceAll('\n', '\r\n'))), [])
  assert.deepEqual(said(file('nul', `${whole}# a\0b\n`)), ['nul-in-line 4'])
  assert.deepEqual(said(file('long', `${whole}#${'x'.repeat(1022)}\n`)), ['line-too-long 4'])
  assert.deepEqual(said(file('one-line', `${whole}#${'x'.repeat(1023 * 5000)}`)), ['line-too-long 4'])
})

test('what has no end: includes, definitions, sequences', () => {
  assert.deepEqual(said(file('self.conf', `include self.conf\n${whole}`)), ['include-loop 1'])
  file('b.conf', 'include a.conf\ninclude a.conf\n')
  assert.deepEqual(said(file('a.conf', 'include b.conf\n')), ['include-loop 1', 'include-loop 2'])
  assert.deepEqual(said(file('x.conf', `$X=a $X\n${whole}k $X\n`)), ['definition-needs-itself 5'])
  assert.deepEqual(said(file('s.conf', '$S=~SEQ(n,1,9) $S\n$S\n')), ['definition-needs-itself 2'])
  assert.deepEqual(said(file('n.conf', '~SEQ(a,1,99999) ~SEQ(b,1,99999) $X=$b\n')), ['too-many-lines 1'])
})
