/** Script security, judged from facts: who may change what runs as root. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeScript, type PathPart, type ScriptFacts } from '../../src/notify/security.ts'

const part = (path: string, is: PathPart['is'], overrides: Partial<PathPart> = {}): PathPart => ({
  path,
  is,
  uid: 0,
  gid: 0,
  mode: is === 'link' ? 0o777 : 0o755,
  ...overrides,
})
const root = { name: 'root', uid: 0, gid: 0 }
const nobody = { name: 'nobody', uid: 65534, gid: 65534 }
const directories = [part('/', 'directory'), part('/etc', 'directory')]
const safe = [...directories, part('/etc/check.sh', 'file')]

function facts(parts: readonly PathPart[], overrides: Partial<ScriptFacts> = {}): ScriptFacts {
  const path = parts.at(-1)?.path ?? '/'
  return {
    written: path,
    searched: undefined,
    user: root,
    parts,
    resolved: { ok: true, path, parts },
    ...overrides,
  }
}

test('a script that only root can change runs, without a word', () => {
  for (const enforced of [false, true]) {
    const judged = judgeScript(facts(safe), enforced)
    assert.deepEqual(judged, { file: '/etc/check.sh', insecure: false, notes: [] })
  }
})

test('N12: a script that everyone may write runs with a warning, and not at all with script security', () => {
  const parts = [...directories, part('/etc/check.sh', 'file', { mode: 0o777 })]
  const warned = judgeScript(facts(parts), false)
  assert.equal(warned.file, '/etc/check.sh')
  assert.ok(warned.insecure)
  assert.deepEqual(warned.notes, [
    "Unsafe permissions found for script '/etc/check.sh'. /etc/check.sh may be written by everyone " +
      '(owner 0:0, mode 0777): chmod o-w /etc/check.sh',
  ])
  const disabled = judgeScript(facts(parts), true)
  assert.equal(disabled.file, undefined)
  assert.match(disabled.notes.join(), /chmod o-w \/etc\/check\.sh - disabling$/)
})

test('a directory on the way that somebody else owns or may write is as unsafe as the script', () => {
  const owned = [part('/', 'directory'), part('/home', 'directory', { uid: 1000 }), part('/home/x', 'file')]
  assert.match(judgeScript(facts(owned), true).notes.join(), /\/home is not owned by root.*chown root \/home/)
  const grouped = [
    part('/', 'directory'),
    part('/opt', 'directory', { gid: 50, mode: 0o775 }),
    part('/opt/x', 'file'),
  ]
  assert.match(
    judgeScript(facts(grouped), true).notes.join(),
    /\/opt may be written by group 50.*chmod g-w \/opt/,
  )
})

test('a group of root may write, and so may everyone in a sticky directory', () => {
  const grouped = [...directories, part('/etc/check.sh', 'file', { mode: 0o775 })]
  assert.ok(!judgeScript(facts(grouped), true).insecure)
  const sticky = [part('/', 'directory'), part('/tmp', 'directory', { mode: 0o1777 }), part('/tmp/x', 'file')]
  assert.equal(judgeScript(facts(sticky), true).file, '/tmp/x')
})

test('N11, linkedDirectories: /bin/true on a merged /usr runs, as in 2.2.7 and other than in 2.4.3', () => {
  const parts = [part('/', 'directory'), part('/bin', 'link'), part('/bin/true', 'file')]
  const resolvedParts = [
    part('/', 'directory'),
    part('/usr', 'directory'),
    part('/usr/bin', 'directory'),
    part('/usr/bin/true', 'file'),
  ]
  const judged = judgeScript(
    facts(parts, { resolved: { ok: true, path: '/usr/bin/true', parts: resolvedParts } }),
    true,
  )
  assert.deepEqual(judged, { file: '/usr/bin/true', insecure: false, notes: [] })
})

test('a link does not hide an unsafe place behind it, nor an owner who may redirect it', () => {
  const target = [part('/', 'directory'), part('/srv', 'directory', { mode: 0o777 }), part('/srv/x', 'file')]
  const resolved = { ok: true, path: '/srv/x', parts: target } as const
  const through = judgeScript(facts([...directories, part('/etc/x', 'link')], { resolved }), true)
  assert.match(through.notes.join(), /\/srv may be written by everyone/)
  const foreign = [...directories, part('/etc/x', 'link', { uid: 1000 })]
  assert.match(
    judgeScript(
      facts(foreign, { resolved: { ok: true, path: '/etc/check.sh', parts: safe } }),
      true,
    ).notes.join(),
    /\/etc\/x is not owned by root/,
  )
})

test('run as somebody other than root nobody is endangered, so owners do not matter', () => {
  const parts = [
    part('/', 'directory'),
    part('/home', 'directory', { uid: 65534 }),
    part('/home/x', 'file', { uid: 65534, mode: 0o777 }),
  ]
  assert.deepEqual(judgeScript(facts(parts, { user: nobody }), true), {
    file: '/home/x',
    insecure: false,
    notes: [],
  })
})

test('a script that is not there is disabled, with the reason', () => {
  const resolved = { ok: false, text: 'no such file or directory (ENOENT)' } as const
  const judged = judgeScript(facts([], { written: '/etc/gone', resolved }), false)
  assert.equal(judged.file, undefined)
  assert.deepEqual(judged.notes, [
    'Script /etc/gone cannot be accessed - no such file or directory (ENOENT) - disabling',
  ])
})

test('a script must be a regular file that its user may execute', () => {
  const directory = judgeScript(facts(directories), false)
  assert.match(directory.notes.join(), /Script \/etc is not a regular file - disabling/)
  const plain = [...directories, part('/etc/check.sh', 'file', { mode: 0o644 })]
  const notExecutable = judgeScript(facts(plain), false)
  assert.equal(notExecutable.file, undefined)
  assert.match(notExecutable.notes.join(), /not executable by user root .*chmod \+x \/etc\/check\.sh/)
})

test('a user is one of owner, group and others, and needs the right of that class alone', () => {
  const runs = (overrides: Partial<PathPart>) =>
    judgeScript(facts([...directories, part('/etc/x', 'file', overrides)], { user: nobody }), false).file !==
    undefined
  assert.ok(runs({ uid: 65534, mode: 0o700 }))
  assert.ok(!runs({ uid: 65534, mode: 0o077 }))
  assert.ok(runs({ gid: 65534, mode: 0o710 }))
  assert.ok(!runs({ gid: 65534, mode: 0o701 }))
  assert.ok(!runs({ mode: 0o770 }))
})

test('a directory that the user may not enter disables the script', () => {
  const parts = [part('/', 'directory'), part('/root', 'directory', { mode: 0o700 }), part('/root/x', 'file')]
  assert.match(judgeScript(facts(parts, { user: nobody }), false).notes.join(), /nobody may not enter \/root/)
  assert.equal(judgeScript(facts(parts), false).file, '/root/x')
})

test('a word without a slash is taken from the path, with a warning', () => {
  const judged = judgeScript(
    facts(safe, { written: 'check.sh', searched: { found: '/etc/check.sh', denied: false } }),
    false,
  )
  assert.equal(judged.file, '/etc/check.sh')
  assert.deepEqual(judged.notes, [
    'WARNING - script `check.sh` resolved by path search to `/etc/check.sh`. Please specify full path.',
  ])
})

test('a word that is nowhere in the path, or may not be executed there, is disabled', () => {
  const notFound = { ok: false, text: 'not found' } as const
  const searched = (denied: boolean) =>
    judgeScript(
      facts([], { written: 'x', searched: { found: undefined, denied }, resolved: notFound }),
      false,
    ).notes.join()
  assert.match(searched(false), /^Cannot find script x in path - disabling/)
  assert.match(searched(true), /^Permissions failure for script x in path - disabling/)
})
