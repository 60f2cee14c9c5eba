/** Names of users and groups, from files of their own. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemAccounts } from '../../src/io/accounts.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-accounts-'))
after(() => rmSync(directory, { recursive: true }))
const files = { passwd: join(directory, 'passwd'), group: join(directory, 'group') }
writeFileSync(
  files.passwd,
  [
    'root:x:0:0::/root:/bin/sh',
    'keeper:x:990:980:Keeper,,:/:/bin/false',
    'odd:x:-1:5::/:',
    'none:x:4294967295:5::/:',
    '',
  ].join('\n'),
)
writeFileSync(files.group, 'root:x:0:\nwatch:x:970:keeper,other\n')
const accounts = systemAccounts(files)

test('a user has a number and a group of its own', async () => {
  assert.deepEqual(await accounts.user('keeper'), {
    ok: true,
    value: { name: 'keeper', uid: 990, gid: 980 },
  })
})

test('a group has a number', async () => {
  assert.deepEqual(await accounts.group('watch'), { ok: true, value: 970 })
})

test('a name that is not in the files is asked of getent', async () => {
  const missing = { passwd: join(directory, 'none'), group: join(directory, 'none') }
  assert.deepEqual(await systemAccounts(missing).user('root'), {
    ok: true,
    value: { name: 'root', uid: 0, gid: 0 },
  })
})

test('an unknown name, and what can be no name, is a value', async () => {
  for (const name of ['no-such-user-of-ours', '', 'root:x', 'a\nb', '--help']) {
    assert.deepEqual(await accounts.user(name), { ok: false, error: 'unknown' })
  }
  assert.deepEqual(await accounts.group('no-such-group-of-ours'), { ok: false, error: 'unknown' })
})

test('an entry with an impossible number is no entry', async () => {
  assert.deepEqual(await accounts.user('odd'), { ok: false, error: 'unknown' })
  // setresuid(2) would stay who it is.
  assert.deepEqual(await accounts.user('none'), { ok: false, error: 'unknown' })
})

test('the groups of a user are its own, those that list it, and those that getent knows', async () => {
  assert.deepEqual(await accounts.groupsOf('keeper', 980), [980, 970])
  assert.deepEqual(await accounts.groupsOf('keeper', 5), [5, 980, 970])
  assert.deepEqual((await accounts.groupsOf('root', 0))[0], 0)
})
