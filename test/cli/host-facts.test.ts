/** The facts of another host: docs/reference/check-formats.md. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { factFields, readHostFacts } from '../../src/cli/host-facts.ts'
import { asFarAsSeen } from '../../src/daemon/host-configuration.ts'
import { check, facts, good } from './check-run.ts'

function errors(document: unknown): readonly string[] {
  const read = readHostFacts(JSON.stringify(document))
  return read.ok ? [] : read.error
}

describe('a document that is wrong', () => {
  test('every complaint names its field', () => {
    assert.deepEqual(errors({ interfaces: [{ nam: 'x' }, { name: 'eth0', mtu: -1 }], userz: {} }), [
      'userz: did you mean users?',
      'interfaces[0].nam: did you mean name?',
      'interfaces[0].name is missing',
      'interfaces[1].mtu must be a whole number from 0 to 4294967294, not -1',
    ])
    assert.deepEqual(errors({ users: {}, files: { '/x y': { mode: 755 } } }), [
      'files["/x y"].mode must be octal digits in quotes like "0755", not 755',
    ])
    assert.deepEqual(errors([]), ['the document must be an object in braces, not []'])
    assert.match(
      errors({ interfaces: [{ name: 'eth0', addresses: ['192.0.2.2/33'] }] })[0] ?? '',
      /\[0\] must be/,
    )
    assert.match(
      errors({ interfaces: [{ name: 'eth0', mac: '2:0' }] })[0] ?? '',
      /^interfaces\[0\]\.mac must be/,
    )
    assert.match(errors({ users: { a: { uid: 1 } } })[0] ?? '', /^users\.a\.gid is missing$/)
    assert.match(errors({ users: {}, files: { x: {} } })[0] ?? '', /absolute path/)
    assert.match(
      errors({ users: {}, files: { '/x': { is: 'link' } } })[0] ?? '',
      /^files\["\/x"\]\.to is missing/,
    )
    assert.match(errors({ files: {} })[0] ?? '', /^files needs users as well/)
  })

  test('text that is no JSON is told as such', () => {
    const read = readHostFacts('vrrp_instance A {')
    assert.match(String(!read.ok && read.error[0]), /^this is not JSON: /)
  })

  test('the command says it and ends with 2', async () => {
    const { status, complained, printed } = await check(['--host', 'facts.json', 'a.conf'], {
      files: { 'a.conf': good() },
      facts: { interface: [] },
    })
    assert.deepEqual([status, printed], [2, ''])
    assert.match(complained, /^keepalived-ts: --host facts\.json: interface: did you mean interfaces\?\n$/)
    const none = await check(['--host', 'none.json', 'a.conf'])
    assert.match(none.complained, /--host none\.json: no such file or directory/)
  })
})

const script = (path: string, user = 'root') =>
  `global_defs {\n    enable_script_security\n}\n` +
  `vrrp_script s {\n    script ${path}\n    user ${user}\n}\n${good('    track_script { s }')}`

async function codes(text: string, more: object): Promise<readonly string[]> {
  const { printed } = await check(['--host', 'facts.json', '--format', 'json', 'a.conf'], {
    files: { 'a.conf': text },
    facts: { ...facts, ...more },
  })
  return JSON.parse(printed).files[0].diagnostics.map((one: { readonly code: string }) => one.code)
}

describe('what is not written down is unknown, and nobody is accused', () => {
  test('users, groups and programs', async () => {
    assert.deepEqual(await codes(script('/opt/x', 'bird staff'), {}), [])
    assert.deepEqual(await codes(script('/opt/x', 'bird'), { users: { bird: { uid: 7, gid: 7 } } }), [])
    assert.deepEqual(await codes(script('/opt/x', 'cat'), { users: { bird: { uid: 7, gid: 7 } } }), [
      'unknown-script-user',
    ])
  })

  test('tables of iproute2', async () => {
    const text = good('    virtual_routes { 198.51.100.0/24 via 192.0.2.1 table uplink }')
    const refused = async (more: object) => (await codes(text, more)).includes('bad-route-line')
    assert.equal(await refused({}), false)
    assert.equal(await refused({ names: { rt_tables: { uplink: 100 } } }), false)
    assert.equal(await refused({ names: { rt_tables: { downlink: 100 } } }), true)
  })

  test('interfaces', async () => {
    const { printed } = await check(['--host', 'facts.json', 'a.conf'], {
      files: { 'a.conf': good().replace('eth0', 'eth7') },
      facts: { id: 'x' },
    })
    assert.equal(printed, 'nothing to complain about in 1 file\n')
  })
})

test('on this host too: what the user may not look at is unknown, what is missing is missing', () => {
  const missing = (text: string) =>
    ({ written: '/x', searched: undefined, parts: [], resolved: { ok: false, text } }) as const
  const scripts = asFarAsSeen({
    user: () => undefined,
    knowsGroup: () => false,
    examine: (program) =>
      missing(program === '/closed' ? 'permission denied (EACCES)' : 'no such file or directory (ENOENT)'),
  })
  assert.equal(scripts.examine('/closed'), undefined)
  assert.equal(scripts.examine('/none')?.resolved.ok, false)
})

describe('files', () => {
  const judged = (path: string, files: object) => codes(script(path), { users: {}, files })

  test('a program that is there, one that is missing, one that others may change', async () => {
    assert.deepEqual(await judged('/opt/x', { '/opt/x': {} }), [])
    assert.deepEqual(await judged('/opt/x', { '/opt/x': { is: 'missing' } }), ['track-script-missing'])
    assert.deepEqual(await judged('/opt/x', { '/opt/x': { mode: '0777' } }), ['track-script-insecure'])
    assert.deepEqual(await judged('/opt/x', { '/opt/x': { mode: '0644' } }), ['track-script-not-executable'])
  })

  test('a directory on the way that others may change', async () => {
    const files = { '/opt': { is: 'directory', mode: '0777' }, '/opt/x': {} }
    assert.deepEqual(await judged('/opt/x', files), ['track-script-insecure'])
  })

  test('links are followed, relative ones too, and those that lead in a circle end', async () => {
    const unsafe = { '/srv/real': { mode: '0777' } }
    for (const to of ['/srv/real', '../srv/real', './../srv/./real']) {
      assert.deepEqual(await judged('/opt/x', { '/opt/x': { is: 'link', to }, ...unsafe }), [
        'track-script-insecure',
      ])
    }
    const circle = { '/opt/x': { is: 'link', to: '/opt/y' }, '/opt/y': { is: 'link', to: '/opt/x' } }
    assert.deepEqual(await judged('/opt/x', circle), ['track-script-missing'])
  })
})

test('--print-host prints what --host reads, with the programs of the files', async () => {
  const printed = await check(['--print-host', 'a.conf'], { files: { 'a.conf': script('/bin/sh') } })
  assert.equal(printed.status, 0)
  const document = JSON.parse(printed.printed)
  assert.ok(document.interfaces.some(({ name }: { readonly name: string }) => name === 'lo'))
  assert.ok(readHostFacts(printed.printed).ok)
  const { printed: again } = await check(
    ['--host', 'facts.json', '--level=interface-unknown=off', 'a.conf'],
    {
      files: { 'a.conf': script('/bin/sh') },
      facts: printed.printed,
    },
  )
  assert.doesNotMatch(again, /\[track-script/)
})

test('the page of formats has every field, and an example that is accepted', () => {
  const page = readFileSync(new URL('../../docs/reference/check-formats.md', import.meta.url), 'utf8')
  const [, example = ''] = /```json\n([^`]*)```/.exec(page) ?? []
  assert.deepEqual(readHostFacts(example).ok, true)
  for (const field of factFields) assert.ok(page.includes(field), field)
})
