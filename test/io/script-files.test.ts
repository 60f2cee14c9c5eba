/** What a script's path is made of, on a real file system. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { examineScript } from '../../src/io/script-files.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'keepalived-ts-files-')))
after(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'real'))
writeFileSync(join(root, 'real', 'check'), '#!/bin/sh\n')
chmodSync(join(root, 'real', 'check'), 0o750)
writeFileSync(join(root, 'real', 'plain'), '')
chmodSync(join(root, 'real', 'plain'), 0o644)
symlinkSync('real', join(root, 'linked'))

test('every component of the path is examined, from the root on', () => {
  const { parts, resolved } = examineScript(join(root, 'real', 'check'), '')
  assert.equal(parts[0]?.path, '/')
  assert.deepEqual(
    parts.slice(-3).map(({ path, is }) => [path, is]),
    [
      [root, 'directory'],
      [join(root, 'real'), 'directory'],
      [join(root, 'real', 'check'), 'file'],
    ],
  )
  const last = parts.at(-1)
  assert.equal(last?.mode, 0o750)
  assert.equal(last?.uid, process.getuid?.())
  assert.ok(resolved.ok && resolved.path === join(root, 'real', 'check'))
})

test('a link in the path is told as one, and where it leads is examined too', () => {
  const { parts, resolved } = examineScript(join(root, 'linked', 'check'), '')
  assert.equal(parts.at(-2)?.is, 'link')
  assert.ok(resolved.ok)
  assert.deepEqual(
    resolved.parts.slice(-2).map(({ path }) => path),
    [join(root, 'real'), join(root, 'real', 'check')],
  )
})

test('doubled slashes and dots do not hide a component', () => {
  const { parts } = examineScript(`${root}//real/./../real/check`, '')
  assert.equal(parts.at(-1)?.path, join(root, 'real', 'check'))
})

test('a script that is not there has no parts, and a reason', () => {
  const { resolved } = examineScript(join(root, 'missing'), '')
  assert.ok(!resolved.ok && resolved.text.includes('ENOENT'))
  const through = examineScript(join(root, 'real', 'check', 'x'), '')
  assert.ok(!through.resolved.ok && through.resolved.text.includes('ENOTDIR'))
})

test('a word without a slash is searched for in the directories of the path, in their order', () => {
  const found = examineScript('check', `relative:/nowhere:${root}/linked:${root}/real`)
  assert.deepEqual(found.searched, { found: join(root, 'linked', 'check'), denied: false })
  const none = examineScript('check', '/nowhere')
  assert.deepEqual(none.searched, { found: undefined, denied: false })
  const denied = examineScript('plain', join(root, 'real'))
  assert.deepEqual(denied.searched, { found: undefined, denied: true })
})
