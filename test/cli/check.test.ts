import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pageOf } from '../../src/settings/pages/pages.ts'
import { check, good } from './check-run.ts'

const onExample = ['--host', 'facts.json']
const misspelt = good('    prioritty 100')
const warned = good('    advert_int 1.5')

describe('for people', () => {
  test('place, source line, what happens instead, what was meant, and a summary', async () => {
    const { status, printed, complained } = await check([...onExample, 'a.conf'], {
      files: { 'a.conf': misspelt },
    })
    assert.equal(status, 1)
    assert.equal(complained, '')
    assert.equal(
      printed,
      `a.conf:5:5: error: unknown keyword prioritty in vrrp_instance [unknown-keyword]
  |     prioritty 100
  |     ^^^^^^^^^
  instead: the statement is ignored
  did you mean: priority

1 error in 1 file
More about a code: keepalived-ts check --explain unknown-keyword
`,
    )
  })

  test('every problem of every file in one run, by file and place', async () => {
    const { status, printed } = await check([...onExample, 'b.conf', 'a.conf'], {
      files: { 'a.conf': misspelt, 'b.conf': good('    advert_int 1.5\n    bogus 1') },
    })
    assert.equal(status, 1)
    const places = [...printed.matchAll(/^([ab]\.conf:\d+):\d+: (\w+)/gm)].map(([, at, what]) => [at, what])
    assert.deepEqual(places, [
      ['b.conf:5', 'warning'],
      ['b.conf:6', 'error'],
      ['a.conf:5', 'error'],
    ])
    assert.match(printed, /^2 errors, 1 warning in 2 files$/m)
  })

  test('files are independent: the same virtual router in two of them is no conflict', async () => {
    const files = { 'a.conf': good(), 'b.conf': good() }
    const { status, printed } = await check([...onExample, 'a.conf', 'b.conf'], { files })
    assert.deepEqual([status, printed], [0, 'nothing to complain about in 2 files\n'])
  })

  test('the cure of the page, once for each code; --verbose: every time', async () => {
    const service = (port: number) => `virtual_server 192.0.2.9 ${port} {\n    protocol TCP\n}\n`
    const files = { 'a.conf': service(80) + service(81) }
    const cures = async (...more: string[]) => {
      const { printed } = await check([...onExample, ...more, 'a.conf'], { files })
      return [...printed.matchAll(/\[no-real-servers\]$|^ {2}cure: .*real_server.*$/gm)].map(([line]) => line)
    }
    const [code, cure] = ['[no-real-servers]', `  cure: ${pageOf('no-real-servers')?.cure}`]
    assert.deepEqual(await cures(), [code, cure, code])
    assert.deepEqual(await cures('--verbose'), [code, cure, code, cure])
  })

  test('what a sequence repeats is shown once and counted; --verbose shows each', async () => {
    const files = { 'a.conf': `~SEQ(n,1,1000) zork $n\n${good()}` }
    const shown = (printed: string) => printed.match(/^a\.conf:/gm)?.length
    const { printed } = await check([...onExample, 'a.conf'], { files })
    assert.deepEqual([shown(printed), /^ {2}and 999 more like it at this place$/m.test(printed)], [1, true])
    assert.match(printed, /^1000 errors in 1 file$/m)
    const verbose = await check([...onExample, '--verbose', 'a.conf'], { files })
    assert.equal(shown(verbose.printed), 1000)
  })

  test('what is wrong with a definition is shown once, wherever it is used', async () => {
    const use = (name: string) => `vrrp_script ${name} {\n  script /bin/true\n  interval $EVERY\n}\n`
    const files = { 'a.conf': `$EVERY=often\n${use('a')}${use('b')}include c.conf\n`, 'c.conf': use('c') }
    const { printed } = await check([...onExample, 'a.conf'], { files })
    assert.deepEqual(printed.match(/^\S+: error: .*$/gm), [
      'a.conf:4:12: error: interval: "often" is not a number of seconds [not-a-number]',
    ])
    assert.match(printed, /^ {2}and 2 more like it, from the same definition$/m)
    assert.match(printed, /^3 errors/m)
  })

  test('words without effect make one paragraph; --verbose and JSON have each', async () => {
    const files = { 'a.conf': `global_defs {\n  enable_dbus\n  enable_snmp_vrrp\n}\n${good()}` }
    const { status, printed } = await check([...onExample, '--strict', 'a.conf'], { files })
    assert.equal(status, 0)
    assert.equal(
      printed,
      'a.conf:2:3: note: 2 keywords have no effect in keepalived-ts yet [no-effect-yet]\n' +
        '  enable_dbus (line 2), enable_snmp_vrrp (line 3)\n' +
        '  instead: everything else goes on without it\n\n' +
        '2 notes in 1 file\nMore about a code: keepalived-ts check --explain no-effect-yet\n',
    )
    const each = async (word: string) =>
      (await check([...onExample, word, 'a.conf'], { files })).printed.match(/no-effect-yet[\]"]/g)?.length
    assert.deepEqual([await each('--verbose'), await each('--format=json')], [2, 2])
  })

  test('--quiet: errors only, no summary', async () => {
    const loud = await check([...onExample, '--quiet', 'a.conf'], { files: { 'a.conf': misspelt } })
    assert.match(loud.printed, /^a\.conf:5:5: error: .*\n.*\n.*\n.*\n.*did you mean: priority\n$/)
    const silent = await check([...onExample, '-q', 'a.conf'], { files: { 'a.conf': warned } })
    assert.deepEqual([silent.status, silent.printed], [0, ''])
  })

  test('colours on a terminal only, and nothing else differs', async () => {
    const files = { 'a.conf': misspelt }
    const plain = await check([...onExample, 'a.conf'], { files })
    const coloured = await check([...onExample, 'a.conf'], { files, colours: true })
    assert.ok(coloured.printed.includes('\u001b[31merror:\u001b[0m'))
    assert.ok(coloured.printed.includes('|     \u001b[31m^^^^^^^^^\u001b[0m'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes of the terminal
    assert.equal(coloured.printed.replace(/\u001b\[\d+m/g, ''), plain.printed)
  })
})

describe('what is an error', () => {
  test('warnings leave status 0; --strict makes errors of them', async () => {
    const files = { 'a.conf': warned }
    assert.equal((await check([...onExample, 'a.conf'], { files })).status, 0)
    const strict = await check([...onExample, '--strict', 'a.conf'], { files })
    assert.equal(strict.status, 1)
    assert.match(strict.printed, /error: .*\[advert-interval-rounded\]/)
  })

  test('the last line says when -t would see it in another way', async () => {
    const last = async (files: Readonly<Record<string, string>>) => {
      const { printed } = await check([...onExample, ...Object.keys(files)], { files })
      return /^\d+ (?:error|warning|note).* file.*$/m.exec(printed)?.[0]
    }
    const server =
      'virtual_server fwmark 1 {\nlvs_sched rr\nlvs_method NAT\nreal_server 192.0.2.9 80 {\n}\n}\n'
    const leftOut = good('') + server
    assert.equal(await last({ 'a.conf': warned }), '1 warning in 1 file; -t would exit with 5')
    assert.equal(await last({ 'a.conf': misspelt }), '1 error in 1 file')
    assert.match((await last({ 'a.conf': leftOut })) ?? '', /^1 error, .*; -t would exit with 0$/)
    const several = { 'a.conf': misspelt, 'b.conf': warned, 'c.conf': leftOut, 'd.conf': warned }
    assert.match(
      (await last(several)) ?? '',
      / in 4 files; -t would exit with 5 for b\.conf, d\.conf, with 0 for c\.conf$/,
    )
    const { printed } = await check([...onExample, '--format=json', 'b.conf'], { files: several })
    assert.equal(JSON.parse(printed).files[0].testStatus, 5)
  })

  test('each code has the level that the user gives it', async () => {
    const files = { 'a.conf': misspelt }
    const off = await check([...onExample, '--level', 'unknown-keyword=off', 'a.conf'], { files })
    const silent = 'nothing to complain about in 1 file; -t would exit with 5\n'
    assert.deepEqual([off.status, off.printed], [0, silent])
    const note = await check([...onExample, '--level=unknown-keyword=note', '--strict', 'a.conf'], { files })
    assert.equal(note.status, 0)
    assert.match(note.printed, /^1 note in 1 file; -t would exit with 5$/m)
    const twice = ['--level', 'unknown-keyword=off', '--level', 'unknown-keyword=warning']
    assert.match((await check([...onExample, ...twice, 'a.conf'], { files })).printed, /1 warning/)
  })

  test('a code or a level that does not exist is a usage error with a suggestion', async () => {
    const said = async (level: string) => {
      const { status, complained } = await check(['--level', level, 'a.conf'], {
        files: { 'a.conf': good() },
      })
      return [status, complained]
    }
    assert.deepEqual(await said('unknown-keywrd=off'), [
      2,
      'keepalived-ts: --level unknown-keywrd=off: there is no code unknown-keywrd: ' +
        'did you mean unknown-keyword?\n',
    ])
    assert.match(String((await said('zzz=off'))[1]), /--list-codes lists all/)
    assert.match(String((await said('unknown-keyword=of'))[1]), /did you mean off\?/)
    assert.match(String((await said('unknown-keyword'))[1]), /write CODE=LEVEL/)
  })

  test('a file that cannot be read is told, the others are checked, and the status is 2', async () => {
    const { status, printed, complained } = await check([...onExample, 'none.conf', 'a.conf', '.'], {
      files: { 'a.conf': misspelt },
    })
    assert.equal(status, 2)
    assert.match(complained, /^none\.conf: there is no such file\n.*: this is a directory/)
    assert.match(printed, /^1 error in 1 file; 2 files could not be read$/m)
  })

  test('words that mean nothing end with 2', async () => {
    const { status, complained } = await check(['--frmat', 'json'])
    assert.equal(status, 2)
    assert.match(complained, /Try 'keepalived-ts check --help'/)
  })
})

describe('where the text comes from', () => {
  test('- is standard input; --stdin-name says where it belongs', async () => {
    const plain = await check([...onExample, '-'], { stdin: misspelt })
    assert.match(plain.printed, /^<stdin>:5:5: error/)
    const named = await check([...onExample, '-', '--stdin-name', 'conf/k.conf'], {
      stdin: 'include more.conf\n',
      files: { 'conf/more.conf': misspelt },
    })
    assert.match(named.printed, /^conf\/more\.conf:5:5: error/)
  })

  test('--id chooses the lines that are marked, else the id of the facts does', async () => {
    const files = { 'a.conf': good('@node1 bogus1\n@node2 bogus2') }
    assert.match((await check([...onExample, 'a.conf'], { files })).printed, /bogus1/)
    assert.match((await check([...onExample, '--id', 'node2', 'a.conf'], { files })).printed, /bogus2/)
  })
})

describe('a configuration for another network namespace', () => {
  const lost = good().replace('eth0', 'eth9')
  const inBlue = `net_namespace kt-no-such-namespace\n${lost}`

  test('facts that are handed over count for it', async () => {
    const { status, printed } = await check([...onExample, 'a.conf'], { files: { 'a.conf': inBlue } })
    assert.equal(status, 1)
    assert.match(printed, /there is no interface eth9|interface-unknown/)
  })

  test('when nobody can look into it, that is said', async () => {
    const { status, printed } = await check(['a.conf'], { files: { 'a.conf': inBlue } })
    assert.equal(status, 0)
    assert.match(
      printed,
      /^Not checked: interfaces of the network namespace kt-no-such-namespace .*not there/,
    )
    const [json] = JSON.parse(
      (await check(['--format', 'json', 'a.conf'], { files: { 'a.conf': inBlue } })).printed,
    ).files
    assert.match(json.unseen, /kt-no-such-namespace/)
  })

  test('-s asks for one: without it nothing is checked', async () => {
    const { status, complained } = await check(['-s', 'kt-no-such-namespace', 'a.conf'], {
      files: { 'a.conf': lost },
    })
    assert.equal(status, 2)
    assert.match(complained, /^keepalived-ts: -s: interfaces of the network namespace kt-no-such/)
  })
})

describe('which host it is for', () => {
  const files = { 'a.conf': good().replace('eth0', 'eth7') }

  test('the facts of another host say which interfaces there are', async () => {
    const { status, printed } = await check([...onExample, 'a.conf'], { files })
    assert.equal(status, 1)
    assert.match(printed, /no interface eth7 on this host.*\[interface-unknown\]/)
    assert.doesNotMatch(printed, /Checked against this host/)
  })

  test('--no-host asks for no interface, user or program', async () => {
    const script = 'vrrp_script s {\n    script /nonexistent/x\n    user nobody_there\n}\n'
    const text = `global_defs {\n    enable_script_security\n}\n${script}${good('    track_script { s }')}`
    const { status, printed } = await check(['--no-host', 'a.conf'], {
      files: { 'a.conf': text.replace('eth0', 'eth7') },
    })
    assert.deepEqual([status, printed], [0, 'nothing to complain about in 1 file\n'])
  })

  test('without either, an unknown interface leads to the way to check for another host', async () => {
    const { printed } = await check(['a.conf'], { files: { 'a.conf': good().replace('eth0', 'nosuch0') } })
    assert.match(printed, /Checked against this host\. For another one: --no-host, or --host FACTS\.json/)
  })
})
