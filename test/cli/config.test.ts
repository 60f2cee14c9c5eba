/**
 * `keepalived-ts config print` and `config fmt`, with the words as people type them, in a folder of their
 * own.
 */
import assert from 'node:assert/strict'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { runSubcommand } from '../../src/cli/subcommands.ts'
import { memoryWorld } from './memory-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-config-'))
after(() => rmSync(folder, { recursive: true }))

async function config(words: readonly string[], stdin = '') {
  const { world, said } = memoryWorld({ stdin, resolve: (path) => resolve(folder, path) })
  const status = await runSubcommand(['config', ...words], world)
  return { status, ...said }
}

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content)
  return name
}

function contentOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

const authentication = '    authentication {\n        auth_type PASS\n        auth_pass s3cret\n    }\n'
const head =
  '    interface eth0\n    virtual_router_id 10\n    virtual_ipaddress {\n        192.0.2.9\n    }\n'
const inForm = `vrrp_instance A {\n${head}${authentication}}\n`

describe('config print', () => {
  const print = (words: readonly string[], stdin?: string) => config(['print', '--no-host', ...words], stdin)

  test('what is in canonical form is printed as it is, and the status is 0', async () => {
    const { status, printed } = await print([write('good.conf', inForm)])
    assert.deepEqual([status, printed], [0, inForm])
  })

  test('with errors, what is understood is printed, one line for each goes to standard error', async () => {
    const { status, printed, complained } = await print(['-'], inForm.replace('}\n}', '}\n    foo 1\n}'))
    assert.equal(status, 1)
    assert.match(printed, /^ {4}# line \d+: unknown keyword foo in vrrp_instance$/m)
    assert.match(
      complained,
      /^<stdin>:\d+:5: error: unknown keyword foo in vrrp_instance \[unknown-keyword\]$/m,
    )
    const quiet = await print(['--no-comments', '-'], inForm.replace('}\n}', '}\n    foo 1\n}'))
    assert.equal(quiet.printed, inForm)
  })

  test('a comment has the reason for which a line is left out; it goes when the line has gone', async () => {
    const text = `global_defs {\n    router_id R\n    vrrp_garp_interval 0\n}\n\n${inForm}`
    const once = await print(['-'], text)
    const [, comment = ''] = /^ *(# line 3: .*)\n/m.exec(once.printed) ?? []
    assert.match(comment, /vrrp_garp_interval 0: .*"0" is not in /)
    const twice = await print(['-'], once.printed)
    assert.equal(twice.printed, once.printed.replace(/ *# line 3: .*\n/, ''))
    assert.equal((await print(['-'], twice.printed)).printed, twice.printed)
    const without = await print(['--no-comments', '-'], text)
    assert.equal((await print(['--no-comments', '-'], without.printed)).printed, without.printed)
  })

  test('a file that is not there: status 2 and one line', async () => {
    const { status, printed, complained } = await print(['none.conf'])
    assert.deepEqual(
      [status, printed, complained],
      [2, '', 'keepalived-ts: none.conf: there is no such file\n'],
    )
  })

  test('--expanded shows includes and definitions put in, with their places', async () => {
    write('vips.conf', 'virtual_ipaddress { $VIP }\n')
    const { printed } = await print(
      ['--expanded', '-'],
      '$VIP=192.0.2.9\nvrrp_instance A {\ninclude vips.conf\nfoo\n}\n',
    )
    assert.equal(
      printed,
      [
        'vrrp_instance A {  # line 2',
        '    virtual_ipaddress {  # vips.conf:1, included from <stdin>:3',
        '        192.0.2.9  # vips.conf:1, from the definition of $VIP in <stdin>:1, included from <stdin>:3',
        '    }',
        '    foo  # line 4',
        '}',
        '',
      ].join('\n'),
    )
  })

  test('--settings has every default, durations in microseconds', async () => {
    const { printed } = await print(['--settings', 'good.conf'])
    const { durations, settings } = JSON.parse(printed)
    assert.equal(durations, 'microseconds')
    const [instance] = settings.vrrp.instances
    assert.deepEqual([instance.vrid, instance.priority, instance.advertInterval], [10, 100, 1_000_000])
    // What is not set is there all the same.
    assert.ok(Object.values(instance).includes(null))
  })

  test('--hide-secrets hides them in every form, in comments and in complaints', async () => {
    const long = inForm.replace('s3cret', 's3cret-too-long')
    const misspelt = inForm.replace('auth_pass', 'auth_pas')
    const keys = '    auth_hmac {\n        key 1 s3cret\n        key s3cret\n    }\n'
    const hmac = `vrrp_instance A {\n${head}${keys}}\n`
    const sequence = inForm
      .replace('        auth_pass', '        ~LST(p, s3cret) auth_pass')
      .replace('s3cret\n', '$p\n')
    for (const text of [inForm, long, misspelt, hmac, sequence]) {
      for (const form of [[], ['--expanded'], ['--json'], ['--settings']]) {
        const { printed, complained } = await print(['--hide-secrets', ...form, '-'], text)
        assert.ok(printed !== '')
        assert.doesNotMatch(printed + complained, /s3cret/, `${form} ${text}`)
      }
    }
    assert.match((await print(['--hide-secrets', '-'], hmac)).printed, /key 1 \*\*\* /)
    assert.match((await print(['--json', 'good.conf'])).printed, /"auth_pass": "s3cret"/)
  })

  test('a host and none is a usage error; of two the last one counts', async () => {
    for (const words of [
      ['check', '--host', 'f.json', '--no-host', 'good.conf'],
      ['check', '--no-host', '--host', 'f.json', 'good.conf'],
      ['config', 'print', '--host', 'f.json', '--no-host', 'good.conf'],
      ['plan', '--host', 'f.json', '--no-host', '--from', 'good.conf', 'good.conf'],
    ]) {
      const { world, said } = memoryWorld({ resolve: (path) => resolve(folder, path) })
      assert.equal(await runSubcommand(words, world), 2)
      assert.match(said.complained, /^keepalived-ts: --host and --no-host: which of them\?\n/)
    }
    const twice = await config(['print', '--host', 'a.json', '--host', 'b.json', 'good.conf'])
    assert.deepEqual([twice.status, /^keepalived-ts: --host b\.json: /.test(twice.complained)], [2, true])
    const id = await print(['-i', 'b', '-i', 'a', '-'], '@b global_defs {\n@a static_routes {\n}\n')
    assert.match(id.printed, /^static_routes/)
  })

  test('two forms at once are a usage error', async () => {
    assert.equal((await print(['--json', '--settings', 'good.conf'])).status, 2)
  })
})

describe('config fmt', () => {
  const fmt = (words: readonly string[], stdin?: string) => config(['fmt', ...words], stdin)
  const outOfForm = '\ufeff# mine\n$P=90\n\n\nvrrp_instance A{\n\tpriority   $P # why\n}'
  const formatted = '# mine\n$P=90\n\nvrrp_instance A {\n    priority $P  # why\n}\n'

  test('formats in place, with the mode kept and nothing left behind', async () => {
    write('a.conf', outOfForm)
    chmodSync(join(folder, 'a.conf'), 0o640)
    const said = await fmt(['a.conf'])
    assert.deepEqual(said, { status: 0, printed: '', complained: '' })
    assert.equal(contentOf('a.conf'), formatted)
    assert.equal(statSync(join(folder, 'a.conf')).mode & 0o7777, 0o640)
    assert.ok(readdirSync(folder).every((name) => !name.includes('.tmp')))
  })

  test('does not touch a file that is in form', async () => {
    write('b.conf', formatted)
    utimesSync(join(folder, 'b.conf'), 1_000, 1_000)
    const { ino } = statSync(join(folder, 'b.conf'))
    await fmt(['b.conf'])
    const stats = statSync(join(folder, 'b.conf'))
    assert.deepEqual([stats.mtimeMs, stats.ino], [1_000_000, ino])
  })

  test('follows a symbolic link and leaves it one', async () => {
    write('real.conf', outOfForm)
    symlinkSync('real.conf', join(folder, 'link.conf'))
    assert.equal((await fmt(['link.conf'])).status, 0)
    assert.ok(lstatSync(join(folder, 'link.conf')).isSymbolicLink())
    assert.equal(contentOf('real.conf'), formatted)
  })

  test('- is standard input to standard output', async () => {
    assert.deepEqual(await fmt(['-'], outOfForm), { status: 0, printed: formatted, complained: '' })
    assert.deepEqual(await fmt(['-'], formatted), { status: 0, printed: formatted, complained: '' })
  })

  test('--check lists the files that are out of form and writes nothing', async () => {
    write('c.conf', outOfForm)
    assert.deepEqual(await fmt(['--check', 'c.conf', 'b.conf', '-'], outOfForm), {
      status: 1,
      printed: 'c.conf\n<stdin>\n',
      complained: '',
    })
    assert.equal(contentOf('c.conf'), outOfForm)
    assert.equal((await fmt(['--check', 'b.conf'])).status, 0)
  })

  test('--diff shows what would change; with --check the status says it too', async () => {
    const { status, printed } = await fmt(['--diff', 'c.conf'])
    assert.equal(status, 0)
    assert.match(printed, /^--- c\.conf\n\+\+\+ c\.conf \(in form\)\n@@ -1,7 \+1,6 @@\n/)
    assert.match(printed, /^\+ {4}priority \$P {2}# why$/m)
    assert.equal((await fmt(['--check', '--diff', 'c.conf'])).status, 1)
    assert.equal(contentOf('c.conf'), outOfForm)
  })

  test('included files are not touched', async () => {
    write('inner.conf', 'a   b\n')
    write('outer.conf', ' include inner.conf\n')
    await fmt(['outer.conf'])
    assert.deepEqual([contentOf('outer.conf'), contentOf('inner.conf')], ['include inner.conf\n', 'a   b\n'])
  })

  test('what is no configuration is refused in one line each; the other files are formatted', async () => {
    write('latin.conf', new Uint8Array([...Buffer.from('# x\na '), 0xe9, 0x0a]))
    write('nul.conf', `${formatted}a\n b\0c\n`)
    mkdirSync(join(folder, 'folder.conf'))
    write('d.conf', outOfForm)
    const names = ['latin.conf', 'nul.conf', 'folder.conf', 'none.conf', 'd.conf']
    const { status, complained } = await fmt(names)
    assert.equal(status, 2)
    assert.deepEqual(complained.trim().split('\n'), [
      'keepalived-ts: latin.conf: line 2 is not UTF-8; from Latin-1: iconv -f latin1 -t utf-8',
      'keepalived-ts: nul.conf: a NUL byte in line 8: this is not text',
      'keepalived-ts: folder.conf: this is a directory: name the file, or include DIRECTORY/*.conf',
      'keepalived-ts: none.conf: there is no such file',
    ])
    assert.equal(contentOf('d.conf'), formatted)
    assert.match(contentOf('nul.conf'), /\n b\0c\n$/)
  })

  test('a file with more than one name, or without write permission, stays as it is', async () => {
    write('e.conf', outOfForm)
    linkSync(join(folder, 'e.conf'), join(folder, 'f.conf'))
    const linked = await fmt(['e.conf'])
    assert.equal(linked.status, 2)
    assert.match(
      linked.complained,
      /^keepalived-ts: e\.conf: it has more than one name .*; it stays as it is\n$/,
    )
    rmSync(join(folder, 'f.conf'))
    chmodSync(join(folder, 'e.conf'), 0o440)
    assert.match((await fmt(['e.conf'])).complained, /write-protected/)
    assert.equal(contentOf('e.conf'), outOfForm)
  })

  test('a file whose form may be the trace of a mistake is refused in one line and stays', async () => {
    const open = 'vrrp_instance A {\n   virtual_ipaddress {\n     192.0.2.9\n   priority   9\n}\n'
    for (const [text, complaint] of [
      [open, /^2:22: a \} is missing .* by its indentation, this block of virtual_ipaddress is not closed; /],
      ['a  b\n}\n', /^2:1: this \} closes nothing.*; for a part of another file: --fragment$/],
      ['vrrp_instance A {\n virtual_ipaddress\n 192.0.2.9\n }\n}\n', /^2:2: .* needs a block: \{ is missing/],
      ['a   b\n$X=a \\\n  b \\\n', /^3:1: the definition goes on in the next line, and there is none; /],
      ['$X=a $Y\n$Y=$X\nb   $X\n', /^3:1: .* needs itself; the file stays as it is$/],
      [`a   b\nc ${'d'.repeat(1100)}\n`, /^2:1: the line is longer than \d+ bytes; /],
    ] as const) {
      for (const words of [[], ['--check'], ['--diff']]) {
        const { status, printed, complained } = await fmt([...words, write('bad.conf', text)])
        assert.deepEqual([status, printed], [2, ''], complained)
        const [line = '', ...more] = complained.trimEnd().split('\n')
        assert.deepEqual(more, [])
        assert.ok(line.startsWith('keepalived-ts: bad.conf:'), line)
        assert.match(line.slice('keepalived-ts: bad.conf:'.length), complaint)
        assert.equal(contentOf('bad.conf'), text)
      }
    }
  })

  test('--fragment formats a part of a file whose blocks are opened elsewhere, and no worse', async () => {
    assert.deepEqual(await fmt(['--fragment', '-'], 'a   b\n}\n'), {
      status: 0,
      printed: 'a b\n}\n',
      complained: '',
    })
    assert.equal((await fmt(['--fragment', '-'], 'a   b\n$X=a \\')).status, 2)
  })

  test('lines for one host each may open a block that is closed for all', async () => {
    const text = '@a vrrp_instance A {\n@b vrrp_instance B {\n    priority 9\n}\n'
    assert.deepEqual(await fmt(['-'], text), { status: 0, printed: text, complained: '' })
  })

  test('without files it is a usage error', async () => {
    assert.equal((await fmt([])).status, 2)
  })
})
